"""E-mails that are rows: each is sent once at most, and its outcome is kept on its row."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.mail import emails

#: For so long the mail server is tried again, from its first refusal on.
GIVE_UP = timedelta(days=1)
#: The first try after a refusal, and the longest time between two; in between it doubles.
SOON, LATE = timedelta(seconds=15), timedelta(hours=1)
NO_ANSWER = (
    "Le serveur de messagerie n’a pas dit s’il prenait ce courriel\u00a0: "
    "il est peut-être arrivé, peut-être pas."
)
NOT_REACHED = "Le serveur de messagerie est resté injoignable pendant un jour. Rien n’est parti."


class TakenElsewhere(Exception):
    """Another worker is sending this e-mail, or has."""


def send_row(row: Any, *, skip_reason: Callable[[Any], str], compose: Callable[[Any], EmailMessage]) -> bool:
    """Send the e-mail of a row that waits and still makes sense; False when the mail server put it off.

    Just before its bytes leave, the row says that it was handed over: a worker that dies after that leaves an e-mail
    that nobody sends a second time, with the doubt written beside it.
    """
    if reason := skip_reason(row):
        _note(row, problem=reason)
        return True
    try:
        emails.send_once(compose(row), before_handover=lambda: _hand_over(row))
    except TakenElsewhere:
        return True
    except emails.MailDelayed:
        _put_off(row, at=timezone.now())
        return False
    except emails.MailRefused as refusal:
        _note(row, problem=str(refusal))
    except emails.MailUncertain:
        pass  # the row says so since it was handed over
    else:
        _note(row, mailed_at=timezone.now())
    return True


def _hand_over(row: Any) -> None:
    """Take the row for this worker, in one statement that only one of two can win."""
    taken = {"mailed_at": timezone.now(), "problem": NO_ANSWER}
    if not type(row)._default_manager.waiting().filter(pk=row.pk).update(**taken):
        raise TakenElsewhere(row.pk)
    row.mailed_at, row.problem = taken["mailed_at"], taken["problem"]


def _note(row: Any, *, mailed_at: datetime | None = None, problem: str = "") -> None:
    type(row)._default_manager.filter(pk=row.pk).update(mailed_at=mailed_at, problem=problem)


def _put_off(row: Any, *, at: datetime) -> None:
    """Let the row wait for another try, or give it up; not if another worker took it meanwhile."""
    since = row.delayed_since or at
    mine = type(row)._default_manager.filter(pk=row.pk, mailed_at=row.mailed_at, problem=row.problem)
    mine.update(
        mailed_at=None,
        problem=NOT_REACHED if at - since >= GIVE_UP else "",
        delayed_since=since,
        due_at=at + min(max(at - since, SOON), LATE),
    )
