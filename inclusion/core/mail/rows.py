"""E-mails, and SMS, that are rows: each is sent once at most, and its outcome is kept on its row."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.mail import emails
from inclusion.core.mail.sms import Sms
from inclusion.core.mail.tracking import refuse_suspended, stamped

#: For so long the mail server is tried again, from its first refusal on.
GIVE_UP = timedelta(days=1)
#: The first try after a refusal, and the longest time between two; in between it doubles.
SOON, LATE = timedelta(seconds=15), timedelta(hours=1)
NO_ANSWER = (
    "Le serveur de messagerie n’a pas dit s’il prenait ce courriel\u00a0: il est peut-être arrivé, peut-être pas."
)
NOT_REACHED = "Le serveur de messagerie est resté injoignable pendant un jour. Rien n’est parti."


class TakenElsewhere(Exception):
    """Another worker is sending this e-mail, or has."""


def send_row(
    row: Any,
    *,
    skip_reason: Callable[[Any], str],
    compose: Callable[[Any], EmailMessage | Sms],
    asks_address: bool = False,
) -> bool:
    """Send the e-mail of a row that waits and still makes sense; False when the mail server put it off.

    None goes to an address from which others came back, but one that asks whether it works (`asks_address`).

    Just before its bytes leave, the row says that it was handed over: a worker that dies after that leaves an e-mail
    that nobody sends a second time, with the doubt written beside it.
    """
    if reason := skip_reason(row):
        _note(row, problem=reason)
        return True
    message = compose(row)
    try:
        if isinstance(message, EmailMessage):
            if not asks_address:
                refuse_suspended(row, message)
            emails.send_once(stamped(message, row), before_handover=lambda: _hand_over(row, NO_ANSWER))
        else:
            message.send_once(before_handover=lambda: _hand_over(row, message.no_answer))
    except TakenElsewhere:
        return True
    except DomainError as refused:
        _note(row, problem=str(refused))
    except emails.MailDelayed:
        # Let the row wait for another try, or give it up; not if another worker took it meanwhile.
        at = timezone.now()
        not_reached = getattr(message, "not_reached", NOT_REACHED)
        since = row.delayed_since or at
        mine = type(row)._default_manager.filter(pk=row.pk, mailed_at=row.mailed_at, problem=row.problem)
        mine.update(
            mailed_at=None,
            problem=not_reached if at - since >= GIVE_UP else "",
            delayed_since=since,
            due_at=at + min(max(at - since, SOON), LATE),
        )
        return False
    except emails.MailRefused as refusal:
        _note(row, problem=str(refusal))
    except emails.MailUncertain:
        pass  # the row says so since it was handed over
    else:
        _note(row, mailed_at=timezone.now())
    return True


def _hand_over(row: Any, no_answer: str) -> None:
    """Take the row for this worker, in one statement that only one of two can win."""
    taken = {"mailed_at": timezone.now(), "problem": no_answer}
    if not type(row)._default_manager.waiting().filter(pk=row.pk).update(**taken):
        raise TakenElsewhere(row.pk)
    row.mailed_at, row.problem = taken["mailed_at"], taken["problem"]


def _note(row: Any, *, mailed_at: datetime | None = None, problem: str = "") -> None:
    rows = type(row)._default_manager.filter(pk=row.pk, bounced_at=None)  # it may be back before its worker says so
    rows.update(mailed_at=mailed_at, problem=problem)
