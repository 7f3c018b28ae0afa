"""The tasks of roadmaps, where Celery looks for them: an index."""

from roadmaps.adoption.tasks import print_version, sweep_prints

__all__ = ["print_version", "sweep_prints"]
