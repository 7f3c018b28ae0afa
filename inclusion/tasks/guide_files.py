"""The files of the guide are made anew after what they say has changed."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from inclusion.actions import guide_files
from inclusion.documents.place_files import WRITERS
from inclusion.models import GuideFile, Network, Place
from inclusion.scope import scoped_to
from inclusion.tasks.nightly import in_each_network


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
            guide_files.prepare(kind, at=timezone.now())
