"""Files of the guide are made again after a change; the monthly question is sent to the places."""

from typing import Any

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide.actions import open_data
from inclusion.guide.actions.checks import LOST, ask_places
from inclusion.guide.mails import compose_check, skip_reason
from inclusion.guide.models import GuideFile, Place, PlaceCheck
from inclusion.guide.queries import WRITERS


@shared_task(name="inclusion.tasks.prepare_guide_files")
def prepare_guide_files(*, network_id: int) -> None:
    """Make the files of one network that are stale or were never made."""
    network = Network.objects.select_related("department").get(pk=network_id)
    with scoped_to(network):
        prepare_stale(network)


@shared_task(name="inclusion.tasks.sweep_guide_files")
def sweep_guide_files() -> None:
    """Make the files that are stale, in every network."""
    in_each_network(prepare_stale)


def prepare_stale(network: Network) -> None:
    """Make what is to be made; a network that has no place has no file."""
    made = GuideFile.objects.exclude(Q(made_at=None) | Q(stale_at__isnull=False))
    todo = set(WRITERS) - set(made.values_list("kind", flat=True))
    if todo and Place.objects.exists():
        for kind in sorted(todo):
            open_data.prepare(kind, at=timezone.now())


# -- Sending of the monthly question to the places, each at most once


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
        jobs.enqueue_best_effort("inclusion.tasks.send_place_check", network_id=network.pk, check_id=pk)
