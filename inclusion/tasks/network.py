"""The nights of the files of people."""

from celery import shared_task
from django.utils import timezone

from inclusion.actions import erasure, history
from inclusion.tasks.nightly import in_each_network


@shared_task(name="inclusion.tasks.anonymise_due")
def anonymise_due() -> None:
    """Empty the files of people whose last day has come, one network after the other."""
    in_each_network(lambda network: erasure.anonymise_due(clock=timezone.now))


@shared_task(name="inclusion.tasks.seal_history")
def seal_history() -> None:
    """Seal the journal and the history of states of every network."""
    history.seal_history()
