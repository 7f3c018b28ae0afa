"""E-mails to contributors, sent by a worker: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task

from funding.documents.contribution_mails import compose_mail, obsolete_because
from funding.models import ContributionMail
from funding.tasks.mails import NO_ANSWER, NOT_REACHED, send_row
from inclusion.models import Network
from inclusion.scope import scoped_to
from inclusion.tasks import RETRIES

__all__ = ["NOT_REACHED", "NO_ANSWER", "send_contribution_mail"]


@shared_task(name="funding.tasks.send_contribution_mail", bind=True, **RETRIES)
def send_contribution_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still makes sense, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, ContributionMail, mail_id, obsolete_because=obsolete_because, compose=compose_mail)
