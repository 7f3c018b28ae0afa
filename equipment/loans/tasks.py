"""E-mails about requests and reminders of returns are sent, each once."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from equipment.loans.actions.mails import LOST, enqueue_mail, remind
from equipment.loans.mails import (
    compose_reminder,
    compose_request_mail,
    reminder_skip_reason,
    request_skip_reason,
)
from equipment.loans.models.mails import LoanReminder, LoanRequestMail
from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="equipment.tasks.remind_borrowers")
def remind_borrowers() -> None:
    """Write the reminders of the day in every network, and enqueue again those of today whose tasks were lost."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    waiting = list(LoanReminder.objects.waiting().filter(asked_at__date=today).order_by("pk"))
    remind(on=today, at=now)
    for row in waiting:
        enqueue_mail(row)


@shared_task(name="equipment.tasks.send_loan_reminder", bind=True, **RETRIES)
def send_loan_reminder(self: Any, *, network_id: int, reminder_id: int) -> None:
    """Send a reminder that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, LoanReminder, reminder_id, skip_reason=reminder_skip_reason, compose=compose_reminder)


# -- Sending of e-mails about requests, each at most once


@shared_task(name="equipment.tasks.send_request_mail", bind=True, **RETRIES)
def send_request_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(
            self, LoanRequestMail, mail_id, skip_reason=request_skip_reason, compose=compose_request_mail
        )


@shared_task(name="equipment.tasks.sweep_request_mails")
def sweep_request_mails() -> None:
    """Enqueue again the e-mails whose tasks were lost; their rows make sure that each is sent once."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = LoanRequestMail.objects.waiting().filter(asked_at__gt=timezone.now() - LOST)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort("equipment.tasks.send_request_mail", network_id=network.pk, mail_id=pk)
