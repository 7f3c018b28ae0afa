"""Background tasks of reimbursements: e-mails to places, and the nightly warning of what lapses."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from funding.passes.programmes.models import PlaceMail
from funding.passes.reimbursements.actions.outbox import warn_of_lapses
from funding.passes.reimbursements.mails import compose_mail, skip_reason
from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="funding.tasks.warn_of_lapses")
def warn_of_lapses_nightly() -> None:
    """Warn places of what they must ask for soon; one network after the other.

    An e-mail whose task was lost on its way is asked for again: its row lets it leave once.
    """
    in_each_network(_warn)


def _warn(network: Network) -> None:
    now = timezone.now()
    waiting = list(PlaceMail.objects.waiting().order_by("pk").values_list("pk", flat=True))
    warn_of_lapses(on=timezone.localdate(now), at=now)
    for pk in waiting:
        jobs.enqueue_best_effort("funding.tasks.send_place_mail", network_id=network.pk, mail_id=pk)


@shared_task(name="funding.tasks.send_place_mail", bind=True, **RETRIES)
def send_place_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still makes sense, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, PlaceMail, mail_id, skip_reason=skip_reason, compose=compose_mail)
