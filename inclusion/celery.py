"""The Celery application: thin tasks, rows that remember."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")

app = Celery("liant")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
