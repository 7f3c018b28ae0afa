"""Slots are booked, moved, given up, offered to whoever waits; what a closing does to them; what is erased.

Each change locks the settings of the desk first: two people who want one slot come one after the other.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number
from inclusion.core.french.names import one_line
from inclusion.core.mail import outbox
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from inclusion.core.registry.help import say_source_changed
from inclusion.guide.models import Session
from inclusion.help_desks.enums import STANDING, BookingMailKind, BookingOrigin, BookingState, HelpDeskVerb
from inclusion.help_desks.models import Booking, BookingMail, BookingSettings
from inclusion.help_desks.queries import booked_slots, day_bounds, free_slots_of, is_over, is_running, slots_on
from inclusion.help_desks.rules import Slot, is_within, offer_until

#: Free slots that a refusal names.
NAMED = 3
#: Whoever booked so shortly ago is not reminded.
JUST_BOOKED_HOURS = 12
#: How often a secret link moves its booking, and how soon one confirmation follows another.
MAX_MOVES, MAIL_EVERY = 5, timedelta(minutes=5)
FROM_SOURCE = "Ce rendez-vous vient d’une orientation\u00a0: il se déplace, s’annule et se note depuis l’orientation."


def lock_desk(session: Session) -> BookingSettings:
    """Lock how a help desk is booked, so that its slots have one writer. Raises DomainError where it is not booked."""
    rows = BookingSettings.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("session__place", "session__held_by", "network").filter(session=session).first()
    if found is None:
        raise DomainError("Cette permanence reçoit sans rendez-vous.")
    return found


def _queue(booking: Booking, kind: BookingMailKind, *, at: datetime) -> None:
    """Write to the person; a confirmation that follows another at once leaves some minutes later, if it is still so."""
    if not booking.email:
        return
    key: dict[str, Any] = {"booking": booking, "kind": kind, "sequence": booking.sequence}
    before = BookingMail.objects.filter(booking=booking, kind=kind, written_at__gt=at - MAIL_EVERY)
    if kind == BookingMailKind.CONFIRMED and before.exists():
        BookingMail.objects.get_or_create(**key, defaults={"written_at": at, "due_at": at + MAIL_EVERY})
    else:
        outbox.enqueue_once(BookingMail, **key, at=at)


def _free(
    settings: BookingSettings, start: datetime, *, by_hand: bool, but: Booking | None = None, at: datetime
) -> Slot:
    """The free slot that begins at this moment; else DomainError names the next ones.

    `by_hand`: without the bounds that a visitor has, days ahead and last minute.
    """
    day = timezone.localdate(start) if by_hand else None
    free = free_slots_of(settings, at=at, day=day, but=but)
    found = next((one.slot for one in free if one.slot.start == start), None)
    if found is not None:
        return found
    soon = "\u00a0; ".join(one.slot.said for one in free_slots_of(settings, at=at)[:NAMED])
    sentence = "Ce créneau n’est plus libre."
    raise DomainError(f"{sentence} Les prochains\u00a0: {soon}." if soon else sentence).at("slot")


def _who(*, name: str, phone: str, email: str, need: str) -> dict[str, str]:
    return {"name": one_line(name), "phone": phone, "email": email.strip().lower(), "need": need}


def sent_before(session: Session, *, once: UUID | None, slot: datetime | None, **who: str) -> Booking | None:
    """What the same form, with the same words, booked when it was sent a first time."""
    if once is None:
        return None
    found = Booking.objects.filter(session=session, uid=once, state__in=STANDING, starts_at=slot)
    return found.filter(**_who(**who)).first()


@transaction.atomic
def book(
    session: Session,
    *,
    slot: datetime | None,
    name: str,
    need: str,
    origin: str,
    phone: str = "",
    email: str = "",
    source_key: str = "",
    once: UUID | None = None,
    by: Any,
    at: datetime,
) -> Booking:
    """Take a part of the slot that begins then, or join the waiting list (None).

    Whoever waits comes before a newcomer. A second click, of the same form (`once`), leads to the first booking; the
    same words in another form do not. `by` is None for a visitor. Raises DomainError, with the next free slots, for one
    that is full, closed or too near.
    """
    settings = lock_desk(session)
    _serve(settings, at=at)
    who = _who(name=name, phone=phone, email=email, need=need)
    if has_social_security_number(who["name"]):
        raise DomainError(NIR_REFUSED).at("name")
    if found := sent_before(settings.session, once=once, slot=slot, **who):
        return found
    if is_over(settings.session, timezone.localdate(at)):
        raise DomainError("Cette permanence ne se tient plus.")
    if slot is None and free_slots_of(settings, at=at):
        raise DomainError("Des créneaux sont libres\u00a0: choisissez-en un.").at("slot")
    by_hand = origin != BookingOrigin.PAGE
    free = _free(settings, slot, by_hand=by_hand, at=at) if slot else None
    row = Booking(
        network_id=settings.network_id,
        session=settings.session,
        starts_at=free.start if free else None,
        ends_at=free.end if free else None,
        origin=origin,
        state=BookingState.BOOKED if free else BookingState.WAITING,
        booked_at=at,
        token=secrets.token_urlsafe(32),
        source_key=source_key,
        uid=once if once and not Booking.objects.filter(uid=once).exists() else uuid4(),
        **who,
    )
    row.full_clean()
    row.save()
    journal.record(HelpDeskVerb.BOOKED, **row.about(), by=by, at=at, origin=origin, state=row.state)
    if free:
        _queue(row, BookingMailKind.CONFIRMED, at=at)
    return row


def refuse_of_source(booking: Booking) -> None:
    """Raise DomainError for what is changed where it was agreed on: the two would contradict each other."""
    if booking.source_key:
        raise DomainError(FROM_SOURCE)


def _lock(booking: Booking) -> tuple[BookingSettings, Booking]:
    """The settings, then the booking, locked in this order."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("session__place", "session__held_by")
    return lock_desk(booking.session), rows.get(pk=booking.pk)


@transaction.atomic
def cancel(booking: Booking, *, by: Any, at: datetime) -> Booking:
    """Give up a slot or a wait; what came free is offered to whoever waits first."""
    settings, row = _lock(booking)
    refuse_of_source(row)
    if not row.is_standing:
        raise DomainError("Ce rendez-vous ne s’annule plus.")
    if by is None and _is_past(row, at=at):
        raise DomainError("Ce rendez-vous est passé\u00a0: il n’y a plus rien à annuler.")
    return _give_up(settings, row, by=by, at=at)


def _is_past(row: Booking, *, at: datetime) -> bool:
    """Whether its hour has come: whether the person came is for the desk to say."""
    return bool(row.starts_at and row.starts_at <= at and row.state != BookingState.DISPLACED)


def _give_up(settings: BookingSettings, row: Booking, *, by: Any, at: datetime) -> Booking:
    row = states.move_locked(row, BookingState.CANCELLED, by=by, at=at, ended_at=at, offer_until=None)
    journal.record(HelpDeskVerb.CANCELLED, **row.about(), by=by, at=at)
    _serve(settings, at=at)
    return row


@transaction.atomic
def move(booking: Booking, *, slot: datetime, by: Any, at: datetime) -> Booking:
    """Take another slot instead; also for whoever waits, was offered one, or whose desk was closed."""
    settings, row = _lock(booking)
    refuse_of_source(row)
    if not row.is_standing:
        raise DomainError("Ce rendez-vous ne se déplace plus.")
    if by is None and _is_past(row, at=at):
        raise DomainError("Ce rendez-vous est passé\u00a0: prenez-en un autre.")
    if by is None:
        _refuse_many_moves(row)
    free = _free(settings, slot, by_hand=by is not None, but=row, at=at)
    _take(row, free, by=by, at=at)
    journal.record(HelpDeskVerb.MOVED, **row.about(), by=by, at=at)
    _queue(row, BookingMailKind.CONFIRMED, at=at)
    _serve(settings, at=at)
    return row


@transaction.atomic
def wait_instead(booking: Booking, *, by: Any, at: datetime) -> Booking:
    """Join the waiting list when one's slot does not take place and no other is free; the wait counts from now."""
    settings, row = _lock(booking)
    if row.state != BookingState.DISPLACED or is_over(settings.session, timezone.localdate(at)):
        raise DomainError("La liste d’attente n’est plus ouverte pour ce rendez-vous.")
    if free_slots_of(settings, at=at):
        raise DomainError("Des créneaux sont libres\u00a0: choisissez-en un.")
    states.move_locked(row, BookingState.WAITING, by=by, at=at, booked_at=at, starts_at=None, ends_at=None)
    journal.record(HelpDeskVerb.BOOKED, **row.about(), by=by, at=at, origin=row.origin, state=row.state)
    return row


def _refuse_many_moves(row: Booking) -> None:
    """Each move writes to an address that nobody has proven: the secret link moves a booking some times only."""
    moved = JournalEntry.objects.filter(verb=HelpDeskVerb.MOVED, target_model=row._meta.label)
    if moved.filter(target_id=row.pk, by=None).count() >= MAX_MOVES:
        raise DomainError("Vous avez déjà changé plusieurs fois de créneau\u00a0: téléphonez à la permanence.")


def _take(row: Booking, slot: Slot, *, by: Any, at: datetime) -> None:
    """Give a locked booking this slot, as a new version of it."""
    changes = {
        "starts_at": slot.start,
        "ends_at": slot.end,
        "offer_until": None,
        "is_to_tell": False,
        "sequence": row.sequence + 1,
    }
    if row.state != BookingState.BOOKED:
        states.move_locked(row, BookingState.BOOKED, by=by, at=at, **changes)
        return
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


@transaction.atomic
def accept_offer(booking: Booking, *, by: Any, at: datetime) -> Booking:
    """Take the slot that came free, or note that somebody knows that they come as planned.

    Raises DomainError once its time is over.
    """
    settings, row = _lock(booking)
    if row.state == BookingState.BOOKED and row.is_to_tell:
        row.is_to_tell = False
        row.save(update_fields=["is_to_tell"])
        journal.record(HelpDeskVerb.BOOKED, **row.about(), by=by, at=at, origin=row.origin, state=row.state)
        return row
    if row.state != BookingState.OFFERED or row.offer_until is None or row.offer_until <= at:
        raise DomainError("Ce créneau n’est plus proposé.")
    taken = Booking.objects.filter(session=row.session, ends_at__gt=row.starts_at).taking()
    taken = taken.exclude(state=BookingState.OFFERED)
    if _is_full(settings, row, [one.slot for one in taken]) or not is_running(settings.session, row.slot.day):
        raise DomainError("Ce créneau n’est plus libre.")
    states.move_locked(row, BookingState.BOOKED, by=by, at=at, offer_until=None)
    journal.record(HelpDeskVerb.BOOKED, **row.about(), by=by, at=at, origin=row.origin, state=row.state)
    _queue(row, BookingMailKind.CONFIRMED, at=at)
    return row


# -- Who waits is offered what is free; what a closing displaces


def _serve(settings: BookingSettings, *, at: datetime) -> list[Booking]:
    """Offer the free slots to whoever waits, in order; the desk is locked. Returns who was offered one."""
    waiting = list(
        Booking.objects.filter(session=settings.session)
        .waiting_in_order()
        .select_for_update(of=("self",))
        .select_related("session")
    )
    if not waiting:
        return []
    slots = [one.slot for one in free_slots_of(settings, at=at) for _ in range(one.free)]
    offered = []
    for row, slot in zip(waiting, slots, strict=False):
        until = offer_until(slot, at=at, notice=settings.notice)
        if until <= at:
            continue
        states.move_locked(
            row,
            BookingState.OFFERED,
            by=None,
            at=at,
            starts_at=slot.start,
            ends_at=slot.end,
            offer_until=until,
            sequence=row.sequence + 1,
        )
        journal.record(HelpDeskVerb.OFFERED, **row.about(), by=None, at=at)
        _queue(row, BookingMailKind.OFFERED, at=at)
        offered.append(row)
    return offered


@transaction.atomic
def settle(session: Session, *, at: datetime) -> None:
    """Bring what is booked in line with the hours as they are now, then offer what is free.

    What lies outside them is to be placed anew, and the person hears of it; what lay outside and no more is kept.
    """
    if not BookingSettings.objects.filter(session=session).exists():
        return
    settings = lock_desk(session)
    session = settings.session
    rows = Booking.objects.filter(session=session, ends_at__gt=at).select_for_update(of=("self",))
    ahead = rows.select_related("session").order_by("booked_at", "pk")
    hours = session.hours
    for row in ahead.filter(state__in=(BookingState.BOOKED, BookingState.OFFERED)):
        if not (is_within(row.slot, hours) and is_running(session, row.slot.day)):
            _displace(row, at=at)
    # Offers that no longer fit in wait anew, the latest comer first.
    for row in ahead.filter(state=BookingState.OFFERED).reverse():
        if _is_full(settings, row, booked_slots(session, at=row.slot.start, but=row)):
            _displace(row, at=at)
    for row in ahead.filter(state=BookingState.DISPLACED, starts_at__gt=at):
        free = free_slots_of(settings, at=at, day=row.slot.day)
        if any(one.slot.start == row.starts_at for one in free):
            # Comes as planned: notified by e-mail, else by whoever calls.
            fields = {"is_to_tell": not row.email and not row.source_key, "sequence": row.sequence + 1}
            states.move_locked(row, BookingState.BOOKED, by=None, at=at, **fields)
            journal.record(HelpDeskVerb.BOOKED, **row.about(), by=None, at=at, origin=row.origin, state=row.state)
            _queue(row, BookingMailKind.KEPT, at=at)
            say_source_changed(row.source_key, at=at)
    _serve(settings, at=at)


def _is_full(settings: BookingSettings, row: Booking, others: Iterable[Slot]) -> bool:
    return sum(row.slot.meets(one) for one in others) >= settings.capacity


def _displace(row: Booking, *, at: datetime) -> None:
    if row.state == BookingState.OFFERED:
        states.move_locked(row, BookingState.WAITING, by=None, at=at, starts_at=None, ends_at=None, offer_until=None)
        return
    states.move_locked(row, BookingState.DISPLACED, by=None, at=at, is_to_tell=False, sequence=row.sequence + 1)
    journal.record(HelpDeskVerb.DISPLACED, **row.about(), by=None, at=at)
    _queue(row, BookingMailKind.CLOSED, at=at)
    say_source_changed(row.source_key, at=at)


# -- What a rendez-vous of another feature books


@transaction.atomic
def take_for_source(
    sessions: Iterable[Session], *, source_key: str, moment: datetime, need: str, by: Any, at: datetime
) -> Booking | None:
    """Let what another feature agreed on take its slot, where one of these desks has one then; None where none has.

    It had another one: that is given up. Nobody is named. Raises DomainError for a slot that is full, and for a day on
    which a desk is closed.
    """
    release_source(source_key, by=by, at=at)
    desks = BookingSettings.objects.filter(session__in=list(sessions)).select_related("session__place")
    for settings in desks.order_by("pk"):
        if any(one.start == moment for one in slots_on(settings, timezone.localdate(moment))):
            return book(
                settings.session,
                slot=moment,
                name="",
                need=need,
                origin=BookingOrigin.REFERRAL,
                source_key=source_key,
                by=by,
                at=at,
            )
    if any(_is_closed(settings.session, moment) for settings in desks):
        raise DomainError("La permanence est fermée ce jour-là\u00a0: choisissez un autre jour.")
    return None


def _is_closed(session: Session, moment: datetime) -> bool:
    """Whether a desk would be open at this moment, were it not closed on that day."""
    slot = Slot(moment, moment + timedelta(minutes=1))
    return is_within(slot, session.opening_hours) and not is_within(slot, session.hours)


@transaction.atomic
def release_source(source_key: str, *, by: Any, at: datetime) -> None:
    """Give up what was booked for a row of another feature; nothing where nothing was."""
    standing = Booking.objects.filter(source_key=source_key, state__in=STANDING).select_related("session")
    for row in standing:
        _give_up(*_lock(row), by=by, at=at)


# -- Scheduled work


def follow_desk(session: Session, *, at: datetime) -> None:
    """End the offers and waits whose time is over, then settle the desk."""
    with transaction.atomic():
        lock_desk(session)
        rows = Booking.objects.filter(session=session).expired(at=at).select_for_update(of=("self",))
        for row in rows.select_related("session").order_by("pk"):
            states.move_locked(row, BookingState.LAPSED, by=None, at=at, ended_at=at, offer_until=None)
            journal.record(HelpDeskVerb.LAPSED, **row.about(), by=None, at=at)
        settle(session, at=at)


def follow_all(*, at: datetime) -> None:
    """Follow every desk that is booked: offers, waits, hours that changed, days that came into reach."""
    for settings in BookingSettings.objects.select_related("session").order_by("pk"):
        follow_desk(settings.session, at=at)


@transaction.atomic
def remind(*, at: datetime) -> list[BookingMail]:
    """Remind whoever comes tomorrow and has an address, once for each slot."""
    start, end = day_bounds(timezone.localdate(at + timedelta(days=1)))
    rows = Booking.objects.filter(state=BookingState.BOOKED, starts_at__gte=start, starts_at__lt=end)
    rows = rows.filter(booked_at__lt=at - timedelta(hours=JUST_BOOKED_HOURS)).exclude(email="")
    kind = BookingMailKind.REMINDER
    written = [
        outbox.enqueue_once(BookingMail, booking=row, kind=kind, sequence=row.sequence, at=at)
        for row in rows.order_by("starts_at", "pk")
    ]
    return [one for one in written if one]


@transaction.atomic
def forget_due(*, today: date, at: datetime) -> int:
    """Empty names and contacts of bookings that are three months old; returns how many. Counts stay."""
    rows = list(Booking.objects.to_forget(today=today).select_for_update(of=("self",)).select_related("session"))
    _empty(rows, at=at)
    for row in rows:
        journal.record(HelpDeskVerb.FORGOTTEN, **row.about(), by=None, at=at)
    return len(rows)


def _empty(rows: list[Booking], *, at: datetime) -> None:
    for row in rows:
        row.name = row.phone = row.email = row.source_key = ""
        row.token, row.forgotten_at = secrets.token_urlsafe(32), at
    Booking.objects.bulk_update(rows, ["name", "phone", "email", "source_key", "token", "forgotten_at"])


@transaction.atomic
def forget_booking(booking: Booking, *, by: User | None, at: datetime) -> None:
    """Empty one booking because the person asks; a slot to come is given up first."""
    if booking.is_standing and (booking.starts_at is None or booking.starts_at > at):
        cancel(booking, by=by, at=at)
    _empty(list(Booking.objects.filter(pk=booking.pk).select_for_update(of=("self",))), at=at)
