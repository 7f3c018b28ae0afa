"""The tasks of the features of funding: Celery looks for them here."""

from inclusion.core.features import load

load("funding", "tasks")
