"""The tasks of the features of equipment: Celery looks for them here."""

from inclusion.core.features import load

load("equipment", "tasks")
