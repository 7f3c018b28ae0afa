"""Background work of the network, by noun; the names of the tasks are those of the schedule in the settings."""

from inclusion.tasks.directory import send_directory_message, sweep_directory_messages
from inclusion.tasks.guide_files import prepare_guide_files, sweep_guide_files
from inclusion.tasks.meetings import remind_invitees, send_meeting_mail, sweep_meeting_mails
from inclusion.tasks.minutes import send_minutes_mail, sweep_minutes_mails
from inclusion.tasks.network import anonymise_due, seal_history
from inclusion.tasks.newsletters import forget_subscribers, send_issue_slice, sweep_newsletters
from inclusion.tasks.nightly import RETRIES, in_each_network
from inclusion.tasks.outgoing_mails import send_outgoing_mail, sweep_outgoing_mails
from inclusion.tasks.place_checks import ask_each_place, send_place_check, sweep_place_checks
from inclusion.tasks.registrations import (
    forget_registrations,
    remind_registrations,
    send_registration_mail,
    sweep_registration_mails,
)

__all__ = [
    "RETRIES",
    "anonymise_due",
    "ask_each_place",
    "forget_registrations",
    "forget_subscribers",
    "in_each_network",
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
