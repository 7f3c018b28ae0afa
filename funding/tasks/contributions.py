"""E-mails to contributors, sent by a worker: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task
from django.core.mail import EmailMessage
from django.utils import timezone

from funding.documents.contribution_mails import compose_mail, obsolete_because
from funding.models import ContributionMail
from inclusion import mail
from inclusion.models import Network
from inclusion.scope import scoped_to
from inclusion.tasks import RETRIES

NO_ANSWER = (
    "Le serveur de messagerie n’a pas dit s’il prenait ce courriel\u00a0: "
    "il est peut-être arrivé, peut-être pas."
)
NOT_REACHED = "Le serveur de messagerie est resté injoignable pendant un jour. Rien n’est parti."


class TakenElsewhere(Exception):
    """Another worker is sending this e-mail, or has."""


@shared_task(name="funding.tasks.send_contribution_mail", bind=True, **RETRIES)
def send_contribution_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still makes sense.

    Just before its bytes leave, the row says that it was handed over: a worker that dies after that leaves an e-mail
    that nobody sends a second time, with the doubt written beside it.
    """
    with scoped_to(Network.objects.get(pk=network_id)):
        row = ContributionMail.objects.waiting().filter(pk=mail_id).first()
        if row is None:
            return
        if reason := obsolete_because(row):
            _note(row, problem=reason)
            return
        try:
            _send(row, compose_mail(row))
        except mail.MailDelayed:
            if self.request.retries < self.max_retries:
                raise
            _note(row, problem=NOT_REACHED)


def _send(row: ContributionMail, message: EmailMessage) -> None:
    try:
        mail.send_once(message, before_handover=lambda: _hand_over(row))
    except TakenElsewhere:
        return
    except mail.MailDelayed:
        _note(row)
        raise
    except mail.MailRefused as refusal:
        _note(row, problem=str(refusal))
    except mail.MailUncertain:
        pass  # the row says so since it was handed over
    else:
        _note(row, mailed_at=timezone.now())


def _hand_over(row: ContributionMail) -> None:
    """Take the row for this worker, in one statement that only one of two can win."""
    taken = ContributionMail.objects.waiting().filter(pk=row.pk)
    if not taken.update(mailed_at=timezone.now(), problem=NO_ANSWER):
        raise TakenElsewhere(row.pk)


def _note(row: ContributionMail, *, mailed_at: Any = None, problem: str = "") -> None:
    ContributionMail.objects.filter(pk=row.pk).update(mailed_at=mailed_at, problem=problem)
