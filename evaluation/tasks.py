"""The tasks of the features of evaluation: Celery looks for them here."""

from inclusion.core.features import load

load("evaluation", "tasks")
