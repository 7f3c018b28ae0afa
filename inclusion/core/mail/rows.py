"""E-mails that are rows: each is sent once at most, and its outcome is kept on its row."""

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone

from inclusion.core.mail import emails

NO_ANSWER = (
    "Le serveur de messagerie n’a pas dit s’il prenait ce courriel\u00a0: "
    "il est peut-être arrivé, peut-être pas."
)
NOT_REACHED = "Le serveur de messagerie est resté injoignable pendant un jour. Rien n’est parti."


class TakenElsewhere(Exception):
    """Another worker is sending this e-mail, or has."""


def send_row(
    task: Any,
    model: type[models.Model],
    pk: int,
    *,
    skip_reason: Callable[[Any], str],
    compose: Callable[[Any], EmailMessage],
) -> None:
    """Send the e-mail of a row that waits and still makes sense; the task is the one that runs.

    Just before its bytes leave, the row says that it was handed over: a worker that dies after that leaves an e-mail
    that nobody sends a second time, with the doubt written beside it. Raises MailDelayed for another try.
    """
    row = model._default_manager.waiting().filter(pk=pk).first()
    if row is None:
        return
    if reason := skip_reason(row):
        _note(row, problem=reason)
        return
    try:
        _send(row, compose(row))
    except emails.MailDelayed:
        if task.request.retries < task.max_retries:
            raise
        _note(row, problem=NOT_REACHED)


def _send(row: Any, message: EmailMessage) -> None:
    try:
        emails.send_once(message, before_handover=lambda: _hand_over(row))
    except TakenElsewhere:
        return
    except emails.MailDelayed:
        _note(row)
        raise
    except emails.MailRefused as refusal:
        _note(row, problem=str(refusal))
    except emails.MailUncertain:
        pass  # the row says so since it was handed over
    else:
        _note(row, mailed_at=timezone.now())


def _hand_over(row: Any) -> None:
    """Take the row for this worker, in one statement that only one of two can win."""
    taken = type(row)._default_manager.waiting().filter(pk=row.pk)
    if not taken.update(mailed_at=timezone.now(), problem=NO_ANSWER):
        raise TakenElsewhere(row.pk)


def _note(row: Any, *, mailed_at: Any = None, problem: str = "") -> None:
    type(row)._default_manager.filter(pk=row.pk).update(mailed_at=mailed_at, problem=problem)
