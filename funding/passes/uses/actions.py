"""A place uses a pass; passes end that nobody used."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.actions import locked
from funding.passes.booklets import rules as booklet_rules
from funding.passes.booklets.actions import close_requests_of_ended, fund_of, give_back, owe, reverse_entry
from funding.passes.booklets.models import Booklet, Pass, is_replaced
from funding.passes.enums import LetterKind, PassState, RefusalReason
from funding.passes.letters.actions.letters import stop_reminder
from funding.passes.letters.models import NOT_LEFT, Letter
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.programmes.rules import LATE_DAYS
from funding.passes.uses.models import Redemption, ScanRefusal
from funding.passes.uses.rules import PassFacts, code_in, earlier_use, expires_on, refusal_of
from inclusion.core import journal, states
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.core.papers.codes import texts_of_picture

# -- Codes in a picture


def codes_of_picture(data: bytes) -> list[str]:
    """Return the codes of passes that a picture shows; none for what is no picture, is too large, or shows none."""
    codes = [code_in(text) for text in texts_of_picture(data)]
    return list(dict.fromkeys(code for code in codes if booklet_rules.is_well_formed(code)))


# -- Passes that expire or lapse

logger = logging.getLogger(__name__)


def _unused(booklet: Booklet) -> list[Pass]:
    """The passes of a booklet that nobody used, locked."""
    unused = Pass.objects.select_for_update(of=("self",)).filter(booklet=booklet, state=PassState.ISSUED)
    return list(unused.order_by("rank"))


def _end(booklet: Booklet, passes: Iterable[Pass], *, to: PassState, by: User | None, at: datetime) -> Decimal:
    """Move these passes to their end and give their value back; the caller has locked the fund."""
    ended = [states.move(one, to, by=by, at=at) for one in passes]
    value = sum((one.value for one in ended), ZERO)
    give_back(booklet, passes=len(ended), value=value, by=by, at=at)
    close_requests_of_ended(booklet, by=by, at=at)
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
    due = Booklet.objects.to_expire(before=before).select_related("programme__funded_action__fund", "commitment")
    ended, failed = 0, None
    for booklet in due.order_by("pk"):
        try:
            ended += expire(booklet, at=clock())
        except DomainError as refused:  # its fund is over: it blocks no other
            logger.error("booklet %s cannot expire: %s", booklet.pk, refused)
            failed = refused
    if failed is not None:
        raise failed
    return ended


def end_what_is_over(booklet: Booklet, *, by: User | None, at: datetime) -> None:
    """After a use was taken back: a pass of a cancelled booklet is cancelled, one whose time is over expires."""
    booklet = Booklet.objects.select_related("programme__funded_action__fund", "commitment").get(pk=booklet.pk)
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
        raise DomainError("Indiquez pourquoi ces pass sont annulés.").at("reason")
    locked(fund_of(booklet))
    letters = Letter.objects.select_for_update(of=("self",)).filter(booklet=booklet).order_by("pk")
    letter = next(one for one in letters if one.kind == LetterKind.PASSES)
    if letter.state in NOT_LEFT:
        raise DomainError("La lettre de ce carnet n’est pas encore partie : annulez le carnet depuis sa lettre.")
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
    reverse_entry(redemption.movement, fund=fund, label=f"Jamais réclamé\u00a0: pass n° {one.serial}", by=by, at=at)
    _end(booklet, [one], to=PassState.LAPSED, by=by, at=at)
    journal.record(Verb.PASS_LAPSED, on=redemption, by=by, at=at, value=str(one.value))
    return redemption


# -- Redemptions

#: What is read with a pass, to use it.
PAPERS = ("booklet__programme__funded_action__fund", "booklet__commitment", "booklet__beneficiary")


@dataclass(frozen=True)
class Scan:
    """What a place sends: the code as it was read, the session it was for, and the scan's own identity."""

    code: str
    session: str
    used_on: date
    #: Given once, where the code was scanned: the same scan sent twice is one scan.
    key: UUID
    #: Kept on the telephone for want of a connection, and sent later.
    offline: bool = False


def find_pass(code: str) -> Pass | None:
    """Return the pass of a code as somebody reads or types it; None for what is no code or no pass of the network."""
    code = code_in(code)
    if not booklet_rules.is_well_formed(code):
        return None
    return Pass.objects.select_related(*PAPERS).filter(code=code).first()


def refusal_at(one: Pass | None, place: TrainingPlace, *, used_on: date, at: datetime) -> RefusalReason | None:
    """Return why this place cannot use a pass for a session of this day; None when it can. Only reads."""
    facts = None
    if one is not None:
        accepted = PassProgramme.objects.accepted_by(place).filter(pk=one.booklet.programme_id).exists()
        facts = PassFacts(one.state, one.booklet.issued_on, one.booklet.accepted_until, accepted, **letter_facts(one))
    return refusal_of(facts, used_on=used_on, today=timezone.localdate(at))


def letter_facts(one: Pass) -> dict[str, bool]:
    """What the letter of a pass says of it, as `PassFacts` takes it. One in doubt may have arrived: it has left."""
    letters = Letter.objects.filter(booklet=one.booklet_id, kind=LetterKind.PASSES)
    state, channel, replaced = letters.values_list("state", "channel", is_replaced("booklet__")).get()
    return {"is_replaced": replaced, "has_left": state not in NOT_LEFT, "waits_for_hand": channel == Channel.HAND}


@dataclass(frozen=True)
class Reading:
    """What a place sees of a code before it uses the pass: nothing of the person but a first name, if it can use it."""

    code: str
    reason: str
    value: Decimal | None = None
    first_name: str = ""
    until: date | None = None

    @property
    def usable(self) -> bool:
        """Whether the place can use the pass for this session."""
        return not self.reason


def read_code(place: TrainingPlace, text: str, *, used_on: date | None = None, at: datetime) -> Reading:
    """Return what a place sees of a code, or why it cannot use it for a session of this day (today). Only reads."""
    code = code_in(text)
    if not booklet_rules.is_well_formed(code):
        return Reading(code, "Ce code est mal recopié\u00a0: comparez-le lettre à lettre avec le pass.")
    one = find_pass(code)
    reason = refusal_at(one, place, used_on=used_on or timezone.localdate(at), at=at)
    if one is None or reason is not None:
        return Reading(code, refusal_sentence(reason or RefusalReason.UNKNOWN, one, place, at=at))
    booklet = one.booklet
    return Reading(code, "", one.value, booklet.beneficiary.first_name, booklet.accepted_until)


def refusal_sentence(reason: str, one: Pass | None, place: TrainingPlace, *, at: datetime) -> str:
    """Return what a place reads of a pass that it cannot use; of one that served, when, and who if it was its own."""
    if reason == RefusalReason.USED and one is not None:
        standing = Redemption.objects.standing().filter(one_pass=one)
        if (use := standing.select_related("place", "recorded_by").first()) is not None:
            own = use.place.name if use.place.partner_id == place.partner_id else None
            return earlier_use(
                use.used_on,
                timezone.localtime(use.recorded_at),
                place="" if use.place_id == place.pk else own,
                by=use.recorded_by.first_name or str(use.recorded_by),
                today=timezone.localdate(at),
            )
    return f"{RefusalReason(reason).label}."


def redeem(place: TrainingPlace, scan: Scan, *, by: User, at: datetime) -> Redemption | ScanRefusal:
    """Use a pass for a session in this place: its value is owed to the place from now on.

    What cannot be used comes back as a refusal that is kept, so that nothing a place confirmed is lost. The same scan
    sent again gives the same answer and does nothing. Raises DomainError for a scan without a session, or whose
    identity belongs to another place's.
    """
    if not scan.session.strip():
        raise DomainError("Indiquez pour quelle séance ces pass sont utilisés.").at("session")
    try:
        return _redeem(place, scan, by=by, at=at)
    except IntegrityError:
        # Another scan of the same pass, or the same scan, was faster between two looks: look again.
        return _redeem(place, scan, by=by, at=at)


@transaction.atomic
def _redeem(place: TrainingPlace, scan: Scan, *, by: User, at: datetime) -> Redemption | ScanRefusal:
    if said := _said_before(place, scan):
        return said
    one = find_pass(scan.code)
    fund = None
    if one is not None:
        fund = locked(fund_of(one.booklet))
        one = Pass.objects.select_for_update(of=("self",)).select_related(*PAPERS).get(pk=one.pk)
        if said := _said_before(place, scan):
            return said
    reason = refusal_at(one, place, used_on=scan.used_on, at=at)
    if one is None or fund is None or reason is not None:
        return _refuse(place, scan, one=one, reason=reason or RefusalReason.UNKNOWN, by=by, at=at)
    try:
        with transaction.atomic():
            try:
                movement = owe(one, fund=fund, used_on=scan.used_on, by=by, at=at)
            except DomainError as refused:
                raise _NoDay from refused
            states.move(one, PassState.REDEEMED, by=by, at=at)
            close_requests_of_ended(one.booklet, by=by, at=at)
            redemption = Redemption.objects.create(
                network_id=place.network_id,
                one_pass=one,
                place=place,
                session=" ".join(scan.session.split())[:120],
                used_on=scan.used_on,
                key=scan.key,
                offline=scan.offline,
                recorded_at=at,
                recorded_by=by,
                movement=movement,
            )
            journal.record(
                Verb.PASS_REDEEMED, on=redemption, by=by, at=at, value=str(one.value), place=place.pk, of=one.pk
            )
            return redemption
    except _NoDay:
        return _refuse(place, scan, one=one, reason=RefusalReason.CLOSED, by=by, at=at)


class _NoDay(Exception):
    """No day is left on which the debt could be booked."""


def _said_before(place: TrainingPlace, scan: Scan) -> Redemption | ScanRefusal | None:
    """What became of this very scan, when it comes a second time."""
    said: Redemption | ScanRefusal | None = (
        Redemption.objects.select_related("one_pass__booklet", "place").filter(key=scan.key).first()
        or ScanRefusal.objects.filter(key=scan.key).first()
    )
    if said is None:
        return None
    if said.place_id != place.pk:
        raise DomainError("Ce scan vient d’un autre lieu\u00a0: recommencez avec un nouveau scan.")
    known = said.code if isinstance(said, ScanRefusal) else said.one_pass.code
    if known != code_in(scan.code):
        raise DomainError("Ce scan a déjà servi pour un autre code\u00a0: recommencez avec un nouveau scan.")
    return said


def _refuse(
    place: TrainingPlace, scan: Scan, *, one: Pass | None, reason: RefusalReason, by: User, at: datetime
) -> ScanRefusal:
    refusal = ScanRefusal.objects.create(
        network_id=place.network_id,
        place=place,
        key=scan.key,
        code=code_in(scan.code),
        one_pass=one,
        session=" ".join(scan.session.split())[:120],
        used_on=scan.used_on,
        offline=scan.offline,
        reason=reason,
        recorded_at=at,
        recorded_by=by,
    )
    journal.record(Verb.PASS_REFUSED, on=refusal, by=by, at=at, reason=str(reason))
    return refusal


@transaction.atomic
def settle_refusal(refusal: ScanRefusal, *, how: str, by: User, at: datetime) -> ScanRefusal:
    """Note what was decided about a refused scan, once."""
    refusal = ScanRefusal.objects.select_for_update(of=("self",)).get(pk=refusal.pk)
    if refusal.settled_at is not None:
        raise DomainError("Ce pass refusé est déjà traité.")
    if not how.strip():
        raise DomainError("Indiquez ce qui a été décidé.").at("how")
    refusal.settled_at, refusal.settled_by, refusal.settled_how = at, by, how.strip()[:200]
    refusal.save(update_fields=["settled_at", "settled_by", "settled_how"])
    journal.record(Verb.REFUSAL_SETTLED, on=refusal, by=by, at=at)
    return refusal
