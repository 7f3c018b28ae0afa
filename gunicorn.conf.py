"""How the web server runs, in production and in the demonstration: gunicorn reads this file where it is started."""

import os

wsgi_app = "inclusion.wsgi:application"
#: Processes, and how many requests each runs at a time. A request has a thread only once it has arrived.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "inclusion.web_server.WebWorker"
threads = 4
#: What all pages need is loaded once, before the processes.
preload_app = True
#: A process gives back its memory after so many requests.
max_requests = 2000
max_requests_jitter = 200
#: Seconds after which a process whose event loop stands still is ended.
timeout = 60
#: Seconds for which a connection is kept for a next request.
keepalive = 5
accesslog = "-"
logger_class = "inclusion.access_log.AccessLog"
control_socket_disable = True
worker_tmp_dir = "/dev/shm"
