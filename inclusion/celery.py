"""The Celery application: thin tasks, rows that remember."""

import os
from typing import Any

from celery import Celery
from celery.loaders.app import AppLoader
from celery.signals import after_setup_logger, after_setup_task_logger

from inclusion.production import refuse_real_networks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")


class Loader(AppLoader):
    """Looks at the database before a worker takes work."""

    def on_worker_init(self) -> None:
        """Refuse what `production` says."""
        refuse_real_networks()


app = Celery("liant", loader="inclusion.celery:Loader")  # Celery looks at the name
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@after_setup_logger.connect
@after_setup_task_logger.connect
def without_secrets(logger: Any, **_: Any) -> None:
    """Have the workers' own lines written as those of the portal are."""
    from inclusion.core.logs import protect

    protect(logger)
