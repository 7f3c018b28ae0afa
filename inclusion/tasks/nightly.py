"""What the tasks of every app share: how a mail server that is away is tried again, and one network after the other."""

import logging
from collections.abc import Callable

from inclusion import mail
from inclusion.models import Network
from inclusion.scope import scoped_to

logger = logging.getLogger(__name__)

RETRIES = {
    "autoretry_for": (mail.MailDelayed,),
    "retry_backoff": 15,
    "retry_backoff_max": 3 * 3600,
    "max_retries": 14,
}


def in_each_network(work: Callable[[Network], object]) -> None:
    """Do the work of a night in every network, one after the other, each in its own scope.

    What fails in one holds up no other. The last failure is raised in the end, so that whoever watches the workers
    hears of it.
    """
    failed: Exception | None = None
    for network in Network.objects.order_by("pk"):
        try:
            with scoped_to(network):
                work(network)
        except Exception as failure:
            logger.exception("%s: %s failed", network.slug, getattr(work, "__qualname__", work))
            failed = failure
    if failed is not None:
        raise failed
