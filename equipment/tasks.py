"""Index of the background tasks of equipment; their names are those of the schedule."""

from equipment.family_aid.tasks import remind_families, send_session_reminder
from equipment.loans.tasks import remind_borrowers, send_loan_reminder, send_request_mail, sweep_request_mails
from equipment.requests.tasks import serve_waiting_list, sweep_waiting_lists
from equipment.schools.tasks import forget_pupils

__all__ = [
    "forget_pupils",
    "remind_borrowers",
    "remind_families",
    "send_loan_reminder",
    "send_request_mail",
    "send_session_reminder",
    "serve_waiting_list",
    "sweep_request_mails",
    "sweep_waiting_lists",
]
