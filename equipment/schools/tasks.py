"""Pseudonyms that nothing needs any more are emptied each night."""

from celery import shared_task
from django.utils import timezone

from equipment.schools.actions import due_to_be_forgotten, forget_pupil
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network


@shared_task(name="equipment.tasks.forget_pupils")
def forget_pupils() -> None:
    """Empty the pseudonyms whose last day is over and that have no loan standing, in every network."""
    in_each_network(_forget)


def _forget(network: Network) -> None:
    at = timezone.now()
    for pupil in due_to_be_forgotten(timezone.localdate(at)):
        forget_pupil(pupil, by=None, at=at)
