"""Index of the tasks of inclusion; the names of the tasks are those of the schedule."""

from inclusion.core.mail.outbox import send_outgoing_mail, sweep_outgoing_mails
from inclusion.directory.tasks import send_directory_message, sweep_directory_messages
from inclusion.events.tasks import (
    forget_registrations,
    remind_registrations,
    send_registration_mail,
    sweep_registration_mails,
)
from inclusion.guide.tasks import (
    ask_each_place,
    prepare_guide_files,
    send_place_check,
    sweep_guide_files,
    sweep_place_checks,
)
from inclusion.meetings.tasks import (
    remind_invitees,
    send_meeting_mail,
    send_minutes_mail,
    sweep_meeting_mails,
    sweep_minutes_mails,
)
from inclusion.newsletter.tasks import forget_subscribers, send_issue_slice, sweep_newsletters
from inclusion.people.tasks import anonymise_due, seal_history

__all__ = [
    "anonymise_due",
    "ask_each_place",
    "forget_registrations",
    "forget_subscribers",
    "prepare_guide_files",
    "remind_invitees",
    "remind_registrations",
    "seal_history",
    "send_directory_message",
    "send_issue_slice",
    "send_meeting_mail",
    "send_minutes_mail",
    "send_outgoing_mail",
    "send_place_check",
    "send_registration_mail",
    "sweep_directory_messages",
    "sweep_guide_files",
    "sweep_meeting_mails",
    "sweep_minutes_mails",
    "sweep_newsletters",
    "sweep_outgoing_mails",
    "sweep_place_checks",
    "sweep_registration_mails",
]
