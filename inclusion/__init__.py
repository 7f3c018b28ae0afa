"""The project package, and the app of the network itself: who takes part, where, and who may do what."""

from inclusion.celery import app as celery_app

__all__ = ["celery_app"]
