"""Index of the tasks of inclusion; the names of the tasks are those of the schedule."""

from inclusion.core.mail.bounces import forget_bounces, read_bounces
from inclusion.core.mail.outbox import send_mail, sweep_mails
from inclusion.directory.tasks import forget_directory_texts
from inclusion.events.tasks import fill_events, forget_registrations, remind_registrations
from inclusion.guide.tasks import (
    ask_each_place,
    prepare_guide_files,
    sweep_guide_files,
    sweep_places,
    work_on_places,
)
from inclusion.help_desks.tasks import follow_help_desks, forget_bookings, remind_bookings
from inclusion.mediators.tasks import ask_helpers, forget_helpers
from inclusion.meetings.tasks import remind_invitees
from inclusion.newsletter.tasks import forget_subscribers, send_issue_slice, sweep_newsletters
from inclusion.people.tasks import anonymise_due, seal_history
from inclusion.referrals.tasks import follow_referrals

__all__ = [
    "anonymise_due",
    "ask_each_place",
    "ask_helpers",
    "fill_events",
    "follow_help_desks",
    "follow_referrals",
    "forget_bookings",
    "forget_bounces",
    "forget_directory_texts",
    "forget_helpers",
    "forget_registrations",
    "forget_subscribers",
    "prepare_guide_files",
    "read_bounces",
    "remind_bookings",
    "remind_invitees",
    "remind_registrations",
    "seal_history",
    "send_issue_slice",
    "send_mail",
    "sweep_guide_files",
    "sweep_mails",
    "sweep_newsletters",
    "sweep_places",
    "work_on_places",
]
