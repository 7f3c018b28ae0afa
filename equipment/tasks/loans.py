"""The mornings of loans: who is reminded of a return, each once."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from equipment.actions.loan_reminders import enqueue_mail, remind
from equipment.documents.loan_reminders import compose_reminder, skip_reason
from equipment.models import LoanReminder
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="equipment.tasks.remind_borrowers")
def remind_borrowers() -> None:
    """Write the reminders of the day in every network, and ask again for those of today whose tasks were lost."""
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
        send_row(self, LoanReminder, reminder_id, skip_reason=skip_reason, compose=compose_reminder)
