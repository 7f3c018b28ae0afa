"""Background work of equipment, by noun; the names of the tasks are those of the schedule in the settings."""

from equipment.tasks.waiting import serve_waiting_list, sweep_waiting_lists

__all__ = ["serve_waiting_list", "sweep_waiting_lists"]
