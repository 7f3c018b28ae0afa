"""Background work of roadmaps, by noun; the names of the tasks are those of the schedule in the settings."""

from roadmaps.tasks.prints import print_version, sweep_prints

__all__ = ["print_version", "sweep_prints"]
