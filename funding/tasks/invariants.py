"""The nightly proof that the accounts are right."""

from celery import shared_task
from django.utils import timezone

from funding.actions.invariants import check_invariants
from inclusion.models import Network


@shared_task(name="funding.tasks.check_invariants_nightly")
def check_invariants_nightly() -> None:
    """Prove the invariants of every network and keep the outcome, one network after the other."""
    for network in Network.objects.order_by("pk"):
        check_invariants(network, at=timezone.now())
