"""The waiting list is served: at once when something came free, and by the sweep."""

from celery import shared_task
from django.utils import timezone

from equipment.actions import waiting
from equipment.models import Bank
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="equipment.tasks.serve_waiting_list")
def serve_waiting_list(*, network_id: int) -> None:
    """Offer what came free in one network."""
    _serve(Network.objects.get(pk=network_id))


@shared_task(name="equipment.tasks.sweep_waiting_lists")
def sweep_waiting_lists() -> None:
    """Give up offers and waits that are over, and offer what is free, in every network."""
    in_each_network(_serve)


def _serve(network: Network) -> None:
    with scoped_to(network):
        if Bank.objects.current() is None:
            return
        at = timezone.now()
        waiting.lapse(at=at)
        waiting.outlived(at=at)
        waiting.serve(at=at)
