"""E-mails about requests leave: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from equipment.actions.request_mails import LOST
from equipment.documents.request_mails import compose_mail, skip_reason
from equipment.models import LoanRequestMail
from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="equipment.tasks.send_request_mail", bind=True, **RETRIES)
def send_request_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, LoanRequestMail, mail_id, skip_reason=skip_reason, compose=compose_mail)


@shared_task(name="equipment.tasks.sweep_request_mails")
def sweep_request_mails() -> None:
    """Ask again for the e-mails whose tasks were lost on their way: their rows let them leave once."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = LoanRequestMail.objects.waiting().filter(asked_at__gt=timezone.now() - LOST)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort(send_request_mail, network_id=network.pk, mail_id=pk)
