"""The tasks of the features of roadmaps: Celery looks for them here."""

from inclusion.core.features import load

load("roadmaps", "tasks")
