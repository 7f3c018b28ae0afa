"""Nightly work on passes: they expire, and old print files are deleted."""

import logging

from celery import shared_task
from django.utils import timezone

from funding.passes.follow_up.actions import remind_before_end
from funding.passes.people.actions import erase_print_files
from funding.passes.place_requests.actions import forget_old_place_requests
from funding.passes.programmes.models import PassProgramme
from funding.passes.uses.actions import expire_due
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network

# -- Nightly ends of passes

logger = logging.getLogger(__name__)


@shared_task(name="funding.tasks.expire_passes")
def expire_passes() -> None:
    """End what is over, one network after the other. Harmless when repeated."""
    in_each_network(_expire)


def _expire(network: Network) -> None:
    if ended := expire_due(clock=timezone.now):
        logger.info("%s: %s passes ended", network.slug, ended)


# -- Reminders before passes end


@shared_task(name="funding.tasks.remind_of_ends")
def remind_of_ends() -> None:
    """Remind of passes that end soon, in every network; each booklet is reminded of once."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    for programme in PassProgramme.objects.exclude(reminder_days=None):
        if count := remind_before_end(programme, at=timezone.now()):
            logger.info("%s: %s booklets reminded of", network.slug, count)


# -- Nightly erasure of old print-ready files, and of who spoke for organisations


@shared_task(name="funding.tasks.forget_place_requests")
def forget_place_requests() -> None:
    """Empty requests to become a training place that were decided long enough ago, in every network."""
    in_each_network(lambda network: forget_old_place_requests(at=timezone.now()))


@shared_task(name="funding.tasks.erase_old_print_files")
def erase_old_print_files() -> None:
    """Erase them, one network after the other."""
    in_each_network(lambda network: erase_print_files(at=timezone.now()))
