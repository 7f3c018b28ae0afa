"""The nightly warning of what lapses."""

from celery import shared_task
from django.utils import timezone

from funding.passes.reimbursements.actions.outbox import warn_of_lapses
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network


@shared_task(name="funding.tasks.warn_of_lapses")
def warn_of_lapses_nightly() -> None:
    """Warn places of what they must ask for soon; one network after the other."""
    in_each_network(_warn)


def _warn(network: Network) -> None:
    now = timezone.now()
    warn_of_lapses(on=timezone.localdate(now), at=now)
