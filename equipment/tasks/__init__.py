"""Background work of equipment, by noun; the names of the tasks are those of the schedule in the settings."""

from equipment.tasks.family_aids import remind_families, send_session_reminder
from equipment.tasks.loans import remind_borrowers, send_loan_reminder
from equipment.tasks.pupils import forget_pupils
from equipment.tasks.request_mails import send_request_mail, sweep_request_mails
from equipment.tasks.waiting import serve_waiting_list, sweep_waiting_lists

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
