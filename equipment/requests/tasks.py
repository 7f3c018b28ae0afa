"""The waiting list is served: when something becomes free, and by the sweep."""

from celery import shared_task
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.requests import actions as request_actions
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
        request_actions.lapse(at=at)
        request_actions.outlived(at=at)
        request_actions.serve(at=at)
