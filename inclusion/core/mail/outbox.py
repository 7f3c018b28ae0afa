"""The outbox: each e-mail is a row, committed with what it reports; a sweep finds it when its task is lost."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from celery import shared_task
from django.apps import apps
from django.core.mail import EmailMessage
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.mail import emails, tracking
from inclusion.core.mail.rows import send_row
from inclusion.core.mail.sms import Sms
from inclusion.core.models.mails import UNTRIED, MailBounce, MailRow, MailState, OutgoingMail
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to

#: An e-mail that no worker tried for so long was lost; what it says may have been asked for anew meanwhile.
LOST = timedelta(days=2)
#: For so long an encrypted text that could not leave is kept.
SEALED_FOR = timedelta(days=1)
#: After so long without an answer of the mail server nothing tries an e-mail again.
UNANSWERED = timedelta(minutes=10)
OBSOLETE = "Ce courriel n’a plus d’objet."
TOO_LATE = "Ce courriel n’a pas pu partir en un jour\u00a0: son texte est effacé."
#: Rows of one table that one sweep takes up; those behind are the next one's.
MAX_SWEPT = 500


@dataclass(frozen=True)
class Kind:
    """How one kind of e-mail is written, and why one that waits is not to leave any more (a French sentence)."""

    compose: Callable[[Any], EmailMessage | Sms]
    skip_reason: Callable[[Any], str]
    lost_after: timedelta | None
    after: Callable[[Any], object]
    asks_address: bool
    may_leave: Callable[[datetime], bool]
    reminder: Callable[[Any], str]


#: By name for the rows of the outbox, by model for the e-mails that have a table of their own.
_kinds: dict[str | type[MailState], Kind] = {}


def register(
    kind: str | type[MailState],
    *,
    compose: Callable[[Any], EmailMessage | Sms],
    skip_reason: Callable[[Any], str] = lambda row: "",
    lost_after: timedelta | None = LOST,
    after: Callable[[Any], object] = lambda row: None,
    asks_address: bool = False,
    may_leave: Callable[[datetime], bool] = lambda at: True,
    reminder: Callable[[Any], str] = lambda row: "",
) -> None:
    """Add a kind of e-mail of the outbox, or a table of e-mails, of which the sweep finds those that are a `MailRow`.

    The sweep leaves alone rows of a table that no worker tried for `lost_after` (None: it does not). `after` follows
    each try, whatever came of it. An e-mail that `asks_address` asks whether an address works: it leaves for one from
    which others came back. `may_leave` says at which moments any leaves; it waits for one.
    `reminder` names the `Reminder` that a row is, which whoever has an account may stop; "" for what always leaves.
    """
    _kinds[kind] = Kind(compose, skip_reason, lost_after, after, asks_address, may_leave, reminder)
    table = OutgoingMail if isinstance(kind, str) else kind
    tracking.track(table, recipient=recipient_of, bounced=note_bounced)


def recipient_of(row: Any) -> str:
    """The address to which the e-mail of a row would leave now."""
    message = _kinds[row.kind if isinstance(row, OutgoingMail) else type(row)].compose(row)
    return message.to[0] if isinstance(message, EmailMessage) else ""


def note_bounced(row: Any, *, bounce: MailBounce, at: datetime) -> None:
    """Say on the row that its e-mail came back, and why."""
    row.mailed_at, row.problem, row.bounced_at = None, bounce.get_reason_display(), at
    row.save(update_fields=["mailed_at", "problem", "bounced_at"])


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
        target_id=target.pk if target else None,
        recipient_id=recipient.pk if recipient else None,
        sealed=sealed,
        written_at=at,
    )
    enqueue_row(row)
    return row


def enqueue_row(row: Any) -> None:
    """Have the e-mail of a row sent once this is committed."""
    jobs.enqueue_best_effort(
        "inclusion.tasks.send_mail", model=row._meta.label, mail_id=row.pk, network_id=row.network_id
    )


def enqueue_once[Row: MailRow](
    table: type[Row], *, at: datetime, requeue: bool = False, defaults: dict[str, Any] | None = None, **key: Any
) -> Row | None:
    """Write the row of an e-mail that nobody receives twice, and return it if it will leave once this is committed.

    None: a row with this `key` was written before; with `requeue` it leaves once more.
    """
    row, is_new = table._default_manager.get_or_create(**key, defaults={"written_at": at, **(defaults or {})})
    if is_new:
        enqueue_row(row)
    elif requeue:
        requeue_row(row, at=at)
    return cast(Row, row) if is_new or requeue else None


def requeue_row(row: MailRow, *, at: datetime) -> None:
    """Have the e-mail of a row sent once more, as if it had just been written."""
    anew = {"written_at": at, **UNTRIED}
    for name, value in anew.items():
        setattr(row, name, value)
    row.save(update_fields=list(anew))
    enqueue_row(row)


# -- Sending of the outbox, each e-mail at most once


@shared_task(name="inclusion.tasks.send_mail")
def send_mail(*, model: str, mail_id: int, network_id: int | None) -> None:
    """Send an e-mail that waits and still says what is so, once; the sweep is what tries it another time."""
    table: Any = apps.get_model(model)
    with scoped_to(Network.objects.get(pk=network_id)) if network_id else nullcontext():
        row = table._default_manager.waiting().filter(pk=mail_id, network_id=network_id).first()
        if row is None:
            return
        kind = _kinds[row.kind if table is OutgoingMail else table]
        if not kind.may_leave(timezone.now()):
            return
        named = kind.reminder(row)
        send_row(
            row,
            skip_reason=lambda row: kind.skip_reason(row) or (_stopped(row, named) if named else ""),
            compose=lambda row: emails.with_stop(kind.compose(row), named),
            asks_address=kind.asks_address,
        )
        kind.after(row)
    if table is OutgoingMail:
        _erase_texts(OutgoingMail.objects.filter(pk=mail_id), at=timezone.now())


def _stopped(row: Any, reminder: str) -> str:
    user = emails.account_at(recipient_of(row))
    return emails.STOPPED if user is not None and reminder in user.stopped_reminders else ""


@shared_task(name="inclusion.tasks.sweep_mails")
def sweep_mails() -> None:
    """Ask again for the e-mails whose tasks were lost or that the mail server put off."""
    erase_old_texts(at=timezone.now())
    _sweep_table(OutgoingMail, lost_after=None)
    jobs.in_each_network(_sweep)


def _sweep(network: Network) -> None:
    for table, kind in _kinds.items():
        is_table = isinstance(table, type) and issubclass(table, MailRow)
        if is_table and kind.may_leave(timezone.now()):
            _sweep_table(table, lost_after=kind.lost_after)


def _sweep_table(table: Any, *, lost_after: timedelta | None) -> None:
    """Ask again for what is due; it is due again after the length of a lease."""
    now = timezone.now()
    due = table._default_manager.due(at=now)
    if lost_after is not None:
        due = due.filter(Q(written_at__gt=now - lost_after) | Q(delayed_since__isnull=False))
    rows = list(due.only("network_id")[:MAX_SWEPT])
    due.filter(pk__in=[row.pk for row in rows]).update(due_at=now + jobs.lease())
    for row in rows:
        enqueue_row(row)


def erase_old_texts(*, at: datetime) -> None:
    """Give up what could not leave while its encrypted text is kept, and empty the texts that nobody needs any more."""
    sealed = OutgoingMail.objects.exclude(sealed="")
    sealed.waiting().filter(written_at__lt=at - SEALED_FOR).update(problem=TOO_LATE)
    _erase_texts(sealed, at=at)


def _erase_texts(rows: QuerySet[OutgoingMail], *, at: datetime) -> None:
    """Empty the encrypted texts of what has left, was given up, or was handed over and never answered."""
    left, given_up = Q(mailed_at__isnull=False, problem=""), Q(mailed_at=None) & ~Q(problem="")
    rows.filter(left | given_up | Q(mailed_at__lt=at - UNANSWERED)).update(sealed="")
