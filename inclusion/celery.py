"""The Celery application: thin tasks, rows that remember."""

import os
from typing import Any

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")

app = Celery("liant")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@after_setup_logger.connect
@after_setup_task_logger.connect
def without_secrets(logger: Any, **_: Any) -> None:
    """Have the workers' own lines written as those of the portal are."""
    from inclusion.logs import protect

    protect(logger)
