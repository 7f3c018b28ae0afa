"""Nightly work on agreements: those that begin or end, and reminders before the end."""

from celery import shared_task
from django.utils import timezone

from funding.agreements.actions.life import remind_endings, sweep
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network


@shared_task(name="funding.tasks.sweep_agreements")
def sweep_agreements() -> None:
    """Let agreements begin and end, then remind who is concerned which ones end soon; one network after the other."""
    in_each_network(_sweep)


def _sweep(network: Network) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    sweep(on=today, at=now)
    remind_endings(on=today, at=now)
