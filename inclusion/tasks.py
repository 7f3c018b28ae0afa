"""The tasks of the features of inclusion: Celery looks for them here."""

from inclusion.core.features import load
from inclusion.core.imports import trials  # noqa: F401  (a task that core has itself)
from inclusion.core.mail import bounces, outbox  # noqa: F401  (tasks that core has itself)

load("inclusion", "tasks")
