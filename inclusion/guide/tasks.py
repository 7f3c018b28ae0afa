"""Files of the guide are made again after a change; the places are asked each month; old proposals are erased."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide.actions import imports, open_data
from inclusion.guide.actions.checks import ask_places
from inclusion.guide.actions.proposals import erase_proposals
from inclusion.guide.models import GuideFile, Place
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


# -- The monthly question to the places


@shared_task(name="inclusion.tasks.ask_places")
def ask_each_place() -> None:
    """Ask the places of every network whether what is known of them is still right."""
    in_each_network(lambda network: ask_places(at=timezone.now()))


@shared_task(name="inclusion.tasks.erase_place_proposals")
def erase_place_proposals() -> None:
    """Erase what the public proposed a year ago, in every network."""
    in_each_network(lambda network: erase_proposals(at=timezone.now()))


# -- Long files of places


@shared_task(name="inclusion.tasks.work_on_places")
def work_on_places(*, network_id: int, job_id: int) -> None:
    """Try a long file of places, or take it in."""
    with scoped_to(Network.objects.get(pk=network_id)):
        imports.carry_out(job_id, clock=timezone.now)


@shared_task(name="inclusion.tasks.sweep_places")
def sweep_places() -> None:
    """Resume the work of which no worker has been heard for the length of a lease; one network after the other."""
    jobs.resume_left(imports.KINDS, task="inclusion.tasks.work_on_places")
