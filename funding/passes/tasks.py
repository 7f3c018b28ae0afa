"""Nightly work on passes: they expire, and old print files are deleted."""

import logging

from celery import shared_task
from django.utils import timezone

from funding.passes.people.actions import erase_print_files
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


# -- Nightly erasure of old print-ready files


@shared_task(name="funding.tasks.erase_old_print_files")
def erase_old_print_files() -> None:
    """Erase them, one network after the other."""
    in_each_network(lambda network: erase_print_files(at=timezone.now()))
