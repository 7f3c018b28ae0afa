"""How passes end that nobody used, or that nobody asked to be paid for: their value goes back to the fund."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.actions.ledger import locked
from funding.actions.pass_money import fund_of, give_back, reverse_entry
from funding.actions.reminders import stop_reminder
from funding.enums import LetterKind, LetterState, PassState, Verb
from funding.models import Booklet, Letter, Pass, Redemption
from funding.rules.redemptions import LATE_DAYS, expires_on
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User

logger = logging.getLogger(__name__)

#: Letters that have not reached anybody yet: such a booklet is cancelled whole, with its letter.
NOT_LEFT = (
    LetterState.QUEUED,
    LetterState.WRITING,
    LetterState.WRITTEN,
    LetterState.SENDING,
    LetterState.BATCHED,
    LetterState.FAILED,
)


def _unused(booklet: Booklet) -> list[Pass]:
    """The passes of a booklet that nobody used, locked."""
    unused = Pass.objects.select_for_update(of=("self",)).filter(booklet=booklet, state=PassState.ISSUED)
    return list(unused.order_by("rank"))


def _end(
    booklet: Booklet, passes: Iterable[Pass], *, to: PassState, by: User | None, at: datetime
) -> Decimal:
    """Move these passes to their end and give their value back; the caller holds the fund."""
    ended = [states.move(one, to, by=by, at=at) for one in passes]
    value = sum((one.value for one in ended), ZERO)
    give_back(booklet, passes=len(ended), value=value, by=by, at=at)
    return value


@transaction.atomic
def expire(booklet: Booklet, *, at: datetime) -> int:
    """End the unused passes of a booklet whose last day, and the days for late scans, are over; how many they were."""
    locked(fund_of(booklet))
    if timezone.localdate(at) < expires_on(booklet.accepted_until):
        return 0
    unused = _unused(booklet)
    if unused:
        value = _end(booklet, unused, to=PassState.EXPIRED, by=None, at=at)
        journal.record(Verb.BOOKLET_EXPIRED, on=booklet, by=None, at=at, passes=len(unused), value=str(value))
    return len(unused)


def expire_due(*, clock: Callable[[], datetime]) -> int:
    """End what is over in the active network, a booklet at a time; returns how many passes ended.

    Raises DomainError, after all others, where a booklet's fund no longer takes any movement.
    """
    before = timezone.localdate(clock()) - timedelta(days=LATE_DAYS)
    due = Booklet.objects.to_expire(before=before).select_related(
        "programme__funded_action__fund", "commitment"
    )
    ended, failed = 0, None
    for booklet in due.order_by("pk"):
        try:
            ended += expire(booklet, at=clock())
        except DomainError as refused:  # its fund is over: it holds up no other
            logger.error("booklet %s cannot expire: %s", booklet.pk, refused)
            failed = refused
    if failed is not None:
        raise failed
    return ended


def end_what_is_over(booklet: Booklet, *, by: User | None, at: datetime) -> None:
    """After a use was taken back: a pass of a cancelled booklet is cancelled, one whose time is over expires."""
    booklet = Booklet.objects.select_related("programme__funded_action__fund", "commitment").get(
        pk=booklet.pk
    )
    if booklet.cancelled_at is not None:
        _end(booklet, _unused(booklet), to=PassState.CANCELLED, by=by, at=at)
    else:
        expire(booklet, at=at)


@transaction.atomic
def withdraw(booklet: Booklet, *, reason: str, by: User, at: datetime) -> Booklet:
    """Cancel what is left of a booklet whose letter has left: it was lost, stolen, or came back.

    Passes that served stay as they are. Raises DomainError without a reason, twice, when nothing is left, or while its
    letter has not left (it is cancelled with its letter then).
    """
    if not reason.strip():
        raise DomainError("Dites pourquoi ces pass sont annulés.").at("reason")
    locked(fund_of(booklet))
    letters = Letter.objects.select_for_update(of=("self",)).filter(booklet=booklet).order_by("pk")
    letter = next(one for one in letters if one.kind == LetterKind.PASSES)
    if letter.state in NOT_LEFT:
        raise DomainError(
            "La lettre de ce carnet n’est pas encore partie : annulez le carnet depuis sa lettre."
        )
    booklet = Booklet.objects.select_for_update(of=("self",)).get(pk=booklet.pk)
    if booklet.cancelled_at is not None:
        raise DomainError("Les pass restants de ce carnet sont déjà annulés.")
    unused = _unused(booklet)
    if not unused:
        raise DomainError("Il ne reste aucun pass à annuler dans ce carnet.")
    booklet.cancelled_at = at
    booklet.save(update_fields=["cancelled_at"])
    value = _end(booklet, unused, to=PassState.CANCELLED, by=by, at=at)
    stop_reminder(booklet, by=by, at=at)
    journal.record(
        Verb.BOOKLET_WITHDRAWN,
        on=booklet,
        by=by,
        at=at,
        passes=len(unused),
        value=str(value),
        reason=reason.strip()[:200],
    )
    return booklet


def lapsed_on(day: date) -> QuerySet[Redemption]:
    """Uses that nobody asked to be paid for by the last day to do so, as at a day."""
    return Redemption.objects.unclaimed().filter(one_pass__booklet__claim_until__lt=day)


@transaction.atomic
def lapse(redemption: Redemption, *, by: User, at: datetime) -> Redemption:
    """Give back to the fund what a place did not ask for in time (Code général des collectivités territoriales,
    R. 1611-2 and after: a cheque presented too late is definitively lost for the provider).

    A person decides, nothing lapses by itself. Raises DomainError before the last day is over, or once asked for.
    """
    booklet = redemption.one_pass.booklet
    fund = locked(fund_of(booklet))
    one = Pass.objects.select_for_update(of=("self",)).get(pk=redemption.one_pass_id)
    if not Redemption.objects.unclaimed().filter(pk=redemption.pk).exists():
        raise DomainError("Ce pass n’attend plus d’être réclamé.")
    if timezone.localdate(at) <= booklet.claim_until:
        raise DomainError(f"Le lieu peut encore le réclamer jusqu’au {plain_date(booklet.claim_until)}.")
    reverse_entry(
        redemption.movement, fund=fund, label=f"Jamais réclamé\u00a0: pass n° {one.serial}", by=by, at=at
    )
    _end(booklet, [one], to=PassState.LAPSED, by=by, at=at)
    journal.record(Verb.PASS_LAPSED, on=redemption, by=by, at=at, value=str(one.value))
    return redemption
