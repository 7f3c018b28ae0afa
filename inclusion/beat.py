"""The Celery application of beat: it sends by its name what is due, so that no app of the portal is loaded for it."""

from celery import Celery
from celery.loaders.app import AppLoader


class ScheduleLoader(AppLoader):
    """Reads the configuration and imports no task."""

    def import_default_modules(self) -> list[object]:
        """Import nothing; the worker knows the tasks."""
        return []


app = Celery("liant", loader=ScheduleLoader, fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
