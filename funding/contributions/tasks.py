"""Send e-mails to contributors in the background: each at most once, its result is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from funding.contributions.actions.outbox import LOST
from funding.contributions.mails import compose_mail, skip_reason
from funding.contributions.models import ContributionMail
from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import NO_ANSWER, NOT_REACHED, send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to

__all__ = ["NOT_REACHED", "NO_ANSWER", "send_contribution_mail", "sweep_contribution_mails"]


@shared_task(name="funding.tasks.send_contribution_mail", bind=True, **RETRIES)
def send_contribution_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still makes sense, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, ContributionMail, mail_id, skip_reason=skip_reason, compose=compose_mail)


@shared_task(name="funding.tasks.sweep_contribution_mails")
def sweep_contribution_mails() -> None:
    """Ask again, every night, for the e-mails whose tasks were lost on their way: their rows let them leave once.

    What has waited for too long stays: somebody may have asked for it anew meanwhile.
    """
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = ContributionMail.objects.waiting().filter(asked_at__gt=timezone.now() - LOST)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort("funding.tasks.send_contribution_mail", network_id=network.pk, mail_id=pk)
