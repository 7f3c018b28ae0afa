"""The Celery application: thin tasks, rows that remember."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")


class Portal(Celery):
    """Sends tasks with short time-outs: a page that sends one does not wait for a broker that does not answer."""

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        """Return a connection for sending; the one for receiving waits as long as there is nothing to do."""
        seconds = settings.REDIS_TIMEOUT
        limits = {"socket_connect_timeout": seconds, "socket_timeout": seconds, "max_retries": 0}
        return super().connection_for_write(url, transport_options=limits, **options)


app = Portal("liant")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
