"""The nightly check of the invariants of the ledger."""

from celery import shared_task
from django.utils import timezone

from funding.funds.invariants import check_invariants
from inclusion.core.jobs import in_each_network


@shared_task(name="funding.tasks.check_invariants_nightly")
def check_invariants_nightly() -> None:
    """Prove the invariants of every network and keep the outcome, one network after the other."""
    in_each_network(lambda network: check_invariants(network, at=timezone.now()))
