"""The outbox: each e-mail is a row, committed with what it reports; a sweep finds it when its task is lost."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.core.mail import EmailMessage
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.mail import emails
from inclusion.core.mail.rows import NOT_REACHED, send_row
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to

#: For so long the mail server is tried again, from its first refusal on.
GIVE_UP = timedelta(days=1)
#: The first try after a refusal, and the longest time between two; in between it doubles.
SOON, LATE = timedelta(seconds=15), timedelta(hours=1)
#: For so long an encrypted text that could not leave is kept.
SEALED_FOR = timedelta(days=1)
#: After so long without an answer of the mail server nothing tries an e-mail again.
UNANSWERED = timedelta(minutes=10)
TOO_LATE = "Ce courriel n’a pas pu partir en un jour\u00a0: son texte est effacé."
#: Rows that one sweep takes up; those behind are the next one's.
MAX_SWEPT = 500


@dataclass(frozen=True)
class Kind:
    """How one kind of e-mail is written, and why one that waits is not to leave any more (a French sentence)."""

    compose: Callable[[OutgoingMail], EmailMessage]
    skip_reason: Callable[[OutgoingMail], str]


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    *,
    compose: Callable[[OutgoingMail], EmailMessage],
    skip_reason: Callable[[OutgoingMail], str] = lambda row: "",
) -> None:
    """Add a kind of e-mail."""
    _kinds[name] = Kind(compose, skip_reason)


def enqueue(
    kind: str,
    *,
    at: datetime,
    network: Network | None = None,
    target: Model | None = None,
    recipient: Model | None = None,
    sealed: str = "",
) -> OutgoingMail:
    """Write the row of an e-mail, in the transaction of what it reports; it leaves once that is committed."""

    if kind not in _kinds:
        raise LookupError(f"no kind of e-mail is called {kind}")
    row = OutgoingMail.objects.create(
        network=network,
        kind=kind,
        target_id=target and target.pk,
        recipient_id=recipient and recipient.pk,
        sealed=sealed,
        written_at=at,
        due_at=at,
    )
    jobs.enqueue_best_effort("inclusion.tasks.send_outgoing_mail", mail_id=row.pk)
    return row


def send(task: Any, pk: int) -> None:
    """Send the e-mail of a row that waits, once; put it off when the mail server cannot take it now."""
    row = OutgoingMail.objects.select_related("network").filter(pk=pk).first()
    if row is None:
        return
    kind = _kinds[row.kind]
    with scoped_to(row.network) if row.network else nullcontext():
        try:
            send_row(task, OutgoingMail, pk, skip_reason=kind.skip_reason, compose=kind.compose)
        except emails.MailDelayed:
            _put_off(row, at=timezone.now())
    _erase_texts(OutgoingMail.objects.filter(pk=pk), at=timezone.now())


def _put_off(row: OutgoingMail, *, at: datetime) -> None:
    since = row.delayed_since or at
    waiting = OutgoingMail.objects.waiting().filter(pk=row.pk)
    if at - since >= GIVE_UP:
        waiting.update(problem=NOT_REACHED)
    else:
        waiting.update(delayed_since=since, due_at=at + min(max(at - since, SOON), LATE))


def take_due(*, at: datetime) -> list[int]:
    """Return the keys of the rows that are due, which are due again after the length of a lease."""
    sealed = OutgoingMail.objects.exclude(sealed="")
    sealed.waiting().filter(written_at__lt=at - SEALED_FOR).update(problem=TOO_LATE)
    _erase_texts(sealed, at=at)
    due = OutgoingMail.objects.waiting().filter(due_at__lte=at)
    keys = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:MAX_SWEPT])
    due.filter(pk__in=keys).update(due_at=at + jobs.lease())
    return keys


def _erase_texts(rows: QuerySet[OutgoingMail], *, at: datetime) -> None:
    """Empty the encrypted texts of what has left, was given up, or was handed over and never answered."""
    left, given_up = Q(mailed_at__isnull=False, problem=""), Q(mailed_at=None) & ~Q(problem="")
    rows.filter(left | given_up | Q(mailed_at__lt=at - UNANSWERED)).update(sealed="")


# -- Sending of the outbox, each e-mail at most once


@shared_task(name="inclusion.tasks.send_outgoing_mail", bind=True, max_retries=1)
def send_outgoing_mail(self: Any, *, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once; the sweep is what tries it again."""
    send(self, mail_id)


@shared_task(name="inclusion.tasks.sweep_outgoing_mails")
def sweep_outgoing_mails() -> None:
    """Ask again for the e-mails whose tasks were lost or that the mail server put off."""
    for pk in take_due(at=timezone.now()):
        jobs.enqueue_best_effort("inclusion.tasks.send_outgoing_mail", mail_id=pk)


# -- Skipped e-mails of the outbox

OBSOLETE = "Ce courriel n’a plus d’objet."
