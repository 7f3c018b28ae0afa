"""Reminders of returns."""

from celery import shared_task
from django.utils import timezone

from equipment.loans.actions.mails import remind
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network


@shared_task(name="equipment.tasks.remind_borrowers")
def remind_borrowers() -> None:
    """Write the reminders of the day in every network."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    now = timezone.now()
    remind(on=timezone.localdate(now), at=now)
