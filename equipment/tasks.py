"""Index of the background tasks of equipment; their names are those of the schedule."""

from equipment.family_aid.tasks import remind_families
from equipment.loans.tasks import remind_borrowers
from equipment.requests.tasks import serve_waiting_list, sweep_waiting_lists
from equipment.schools.tasks import forget_pupils

__all__ = [
    "forget_pupils",
    "remind_borrowers",
    "remind_families",
    "serve_waiting_list",
    "sweep_waiting_lists",
]
