"""The Celery application: thin tasks, rows that remember."""

import os

from celery import Celery
from celery.loaders.app import AppLoader

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
