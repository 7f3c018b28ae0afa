"""The worker of the web server, with less patience: loaded by a gunicorn of the tests, never by the portal."""

from inclusion import web_server

web_server.GRACE = 1
WebWorker = web_server.WebWorker
