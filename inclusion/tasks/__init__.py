"""Background work of the network, by noun; the names of the tasks are those of the schedule in the settings."""

from inclusion.tasks.network import (
    announce_join_request,
    anonymise_due,
    send_account_mail,
    send_invitation,
    tell_coordinator,
    tell_declined,
)
from inclusion.tasks.nights import RETRIES, in_each_network
from inclusion.tasks.registrations import send_registration_mail, sweep_registration_mails

__all__ = [
    "RETRIES",
    "announce_join_request",
    "anonymise_due",
    "in_each_network",
    "send_account_mail",
    "send_invitation",
    "send_registration_mail",
    "sweep_registration_mails",
    "tell_coordinator",
    "tell_declined",
]
