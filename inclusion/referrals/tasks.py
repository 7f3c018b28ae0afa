"""Daily work on referrals: receivers are reminded, what nobody answers goes back to its sender."""

from celery import shared_task
from django.utils import timezone

from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.referrals.actions.answering import lapse_due, remind_due


@shared_task(name="inclusion.tasks.follow_referrals")
def follow_referrals() -> None:
    """Give back what nobody answered, remind of the rest, in every network; each e-mail leaves once."""
    in_each_network(_follow)


def _follow(network: Network) -> None:
    now = timezone.now()
    lapse_due(at=now)
    remind_due(at=now)
