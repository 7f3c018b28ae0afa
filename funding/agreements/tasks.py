"""Nightly work on agreements: those that begin or end, and reminders before the end."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from funding.agreements.actions.life import remind_endings, sweep
from funding.agreements.mails import compose_reminder, skip_reason
from funding.agreements.models import AgreementReminder
from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="funding.tasks.sweep_agreements")
def sweep_agreements() -> None:
    """Let agreements begin and end, then remind who is concerned which ones end soon; one network after the other.

    An e-mail whose task was lost on its way is asked for again: its row lets it leave once.
    """
    in_each_network(_sweep)


def _sweep(network: Network) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    sweep(on=today, at=now)
    waiting = list(AgreementReminder.objects.waiting().order_by("pk").values_list("pk", flat=True))
    remind_endings(on=today, at=now)
    for pk in waiting:
        jobs.enqueue_best_effort(
            "funding.tasks.send_agreement_reminder", network_id=network.pk, reminder_id=pk
        )


@shared_task(name="funding.tasks.send_agreement_reminder", bind=True, **RETRIES)
def send_agreement_reminder(self: Any, *, network_id: int, reminder_id: int) -> None:
    """Send a reminder that waits and still makes sense, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(
            self,
            AgreementReminder,
            reminder_id,
            skip_reason=skip_reason,
            compose=compose_reminder,
        )
