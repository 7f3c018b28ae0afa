"""The nights of passes: those that nobody may use any more end, and their value goes back to the fund."""

import logging

from celery import shared_task
from django.utils import timezone

from funding.actions.pass_ends import expire_due
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network

logger = logging.getLogger(__name__)


@shared_task(name="funding.tasks.expire_passes")
def expire_passes() -> None:
    """End what is over, one network after the other. Harmless when repeated."""
    in_each_network(_expire)


def _expire(network: Network) -> None:
    if ended := expire_due(clock=timezone.now):
        logger.info("%s: %s passes ended", network.slug, ended)
