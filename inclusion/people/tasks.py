"""Files of people are anonymised at night; the history is sealed."""

from celery import shared_task
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.jobs import in_each_network
from inclusion.people.actions import rights


@shared_task(name="inclusion.tasks.anonymise_due")
def anonymise_due() -> None:
    """Empty the files of people whose last day has come, one network after the other."""
    in_each_network(lambda network: rights.anonymise_due(clock=timezone.now))


@shared_task(name="inclusion.tasks.seal_history")
def seal_history() -> None:
    """Seal the journal and the history of states of every network."""
    journal.seal_history()
