"""People who help are asked once a year whether their entry is right; those who left a year ago are anonymised."""

from celery import shared_task
from django.utils import timezone

from inclusion.core.jobs import in_each_network
from inclusion.mediators.actions import consents


@shared_task(name="inclusion.tasks.ask_helpers")
def ask_helpers() -> None:
    """Ask and remind those whose entry is a year old, in every network."""
    in_each_network(lambda network: consents.ask_helpers(at=timezone.now()))


@shared_task(name="inclusion.tasks.forget_helpers")
def forget_helpers() -> None:
    """Anonymise those who left a year ago, in every network."""
    in_each_network(lambda network: consents.forget_helpers(at=timezone.now()))
