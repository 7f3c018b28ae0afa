"""The question of each month to the places leaves: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion import jobs
from inclusion.actions.place_checks import LOST, ask_places
from inclusion.documents.place_checks import compose_check, skip_reason
from inclusion.mail_rows import send_row
from inclusion.models import Network, PlaceCheck
from inclusion.scope import scoped_to
from inclusion.tasks.nightly import RETRIES, in_each_network


@shared_task(name="inclusion.tasks.ask_places")
def ask_each_place() -> None:
    """Ask the places of every network whether what is known of them is still right."""
    in_each_network(lambda network: ask_places(at=timezone.now()))


@shared_task(name="inclusion.tasks.send_place_check", bind=True, **RETRIES)
def send_place_check(self: Any, *, network_id: int, check_id: int) -> None:
    """Send a question that waits and still makes sense, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, PlaceCheck, check_id, skip_reason=skip_reason, compose=compose_check)


@shared_task(name="inclusion.tasks.sweep_place_checks")
def sweep_place_checks() -> None:
    """Ask again for the e-mails whose tasks were lost on their way: their rows let them leave once."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = PlaceCheck.objects.waiting().filter(written_at__gt=timezone.now() - LOST)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort(send_place_check, network_id=network.pk, check_id=pk)
