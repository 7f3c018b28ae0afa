"""The nights of passes: those that nobody may use any more end, and their value goes back to the fund."""

import logging

from celery import shared_task
from django.utils import timezone

from funding.actions.pass_ends import expire_due
from inclusion.models import Network
from inclusion.scope import scoped_to

logger = logging.getLogger(__name__)


@shared_task(name="funding.tasks.expire_passes")
def expire_passes() -> None:
    """End what is over, one network after the other: what fails in one holds up no other. Harmless when repeated."""
    failed: Exception | None = None
    for network in Network.objects.order_by("pk"):
        with scoped_to(network):
            try:
                ended = expire_due(clock=timezone.now)
            except Exception as failure:
                logger.exception("passes of %s could not end", network.slug)
                failed = failure
                continue
        if ended:
            logger.info("%s: %s passes ended", network.slug, ended)
    if failed is not None:
        raise failed  # so that whoever watches the workers hears of it
