"""Reminders of training sessions by e-mail."""

from celery import shared_task
from django.utils import timezone

from equipment.family_aid.actions.sessions import to_mail
from inclusion.core.jobs import in_each_network
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Network


@shared_task(name="equipment.tasks.remind_families")
def remind_families() -> None:
    """Send the reminders of what is on today and tomorrow, in every network; each row leaves once at most."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    for row in to_mail(at=timezone.now()):
        outbox.enqueue_row(row)
