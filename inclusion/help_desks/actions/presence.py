"""Who came to a help desk: noted in one tap each, and counted once in the help that was given."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.registry.help import HelpGiven, note_help, take_back_help
from inclusion.guide.models import Session
from inclusion.help_desks.actions.bookings import refuse_of_source, release_source
from inclusion.help_desks.actions.rota import lock_session
from inclusion.help_desks.enums import BookingOrigin, BookingState, HelpDeskVerb
from inclusion.help_desks.models import Booking, BookingSettings
from inclusion.help_desks.queries import days_of_desks, is_displaced, runner_of
from inclusion.help_desks.rules import NOTED_WITHIN

#: Minutes of somebody who came without a booking to a desk whose slots have no length.
USUAL_MINUTES = 30
#: For so long before the hour somebody may be there already.
EARLY = timedelta(hours=1)


def presence_blocker(day: Any, *, at: datetime) -> str:
    """Why nobody's presence can be noted of a day, as a French sentence; empty when it can."""
    today = timezone.localdate(at)
    if day > today:
        return "Les présences se notent à partir du jour même."
    if day < today - timedelta(days=NOTED_WITHIN):
        return "Ce jour est trop ancien\u00a0: ses présences ne changent plus."
    return ""


def is_early(booking: Booking, *, at: datetime) -> bool:
    """Whether nobody can have come for this booking yet."""
    return booking.starts_at is not None and booking.starts_at - EARLY > at


@transaction.atomic
def note_presence(booking: Booking, state: BookingState, *, by: Any, at: datetime) -> Booking:
    """Note that somebody came, did not, or take it back; said twice is said once.

    Whoever came counts once in the help that was given. Raises DomainError for what another feature notes.
    """
    refuse_of_source(booking)
    return _note(booking, state, by=by, at=at)


def _note(booking: Booking, state: BookingState, *, by: Any, at: datetime) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",))
    row = rows.select_related("session__place__partner", "session__held_by").get(pk=booking.pk)
    if row.starts_at is None or row.state == BookingState.DISPLACED:
        raise DomainError("Cette personne n’a pas de rendez-vous ce jour-là.")
    if why := presence_blocker(timezone.localdate(row.starts_at), at=at):
        raise DomainError(why)
    if state in (BookingState.ATTENDED, BookingState.MISSED) and is_early(row, at=at):
        raise DomainError(f"Ce rendez-vous est à {row.hour}\u00a0: la présence se note à partir d’une heure avant.")
    if row.state == state:
        return row
    if row.state == BookingState.OFFERED:
        states.move_locked(row, BookingState.BOOKED, by=by, at=at, offer_until=None)
    ended = {"ended_at": at} if state == BookingState.CANCELLED else {}
    row = states.move_locked(row, state, by=by, at=at, **ended)
    journal.record(HelpDeskVerb.PRESENCE, **row.about(), by=by, at=at, state=state)
    _count(row, by=by, at=at)
    return row


@transaction.atomic
def note_walk_in(session: Session, *, need: str, once: UUID | None = None, by: Any, at: datetime) -> Booking:
    """Note somebody who came now without a booking: nobody is named; the same tap (`once`) counts once.

    Raises DomainError on a day on which the desk does not take place.
    """
    session = lock_session(session)
    if once and (known := Booking.objects.filter(session=session, uid=once).first()):
        return known
    today = timezone.localdate(at)
    days = days_of_desks(Session.objects.filter(pk=session.pk), start=today, end=today + timedelta(days=1))
    if all(one.presence.closed for one in days):
        raise DomainError("Il n’y a pas de permanence aujourd’hui.")
    settings = BookingSettings.objects.filter(session=session).first()
    minutes = settings.minutes if settings else USUAL_MINUTES
    row = Booking(
        network_id=session.network_id,
        session=session,
        starts_at=at,
        ends_at=at + timedelta(minutes=minutes),
        need=need,
        origin=BookingOrigin.WALK_IN,
        state=BookingState.ATTENDED,
        booked_at=at,
        uid=once or uuid4(),
        token=secrets.token_urlsafe(32),
    )
    row.full_clean()
    row.save()
    journal.record(HelpDeskVerb.PRESENCE, **row.about(), by=by, at=at, state=row.state)
    _count(row, by=by, at=at)
    return row


def _count(row: Booking, *, by: Any, at: datetime) -> None:
    """Have the help counted where the desk wants it, or no more."""
    partner = runner_of(row.session)
    settings = BookingSettings.objects.filter(session=row.session).first()
    if row.state != BookingState.ATTENDED:
        take_back_help(row.uid, by=by, at=at)
    elif partner and (settings is None or settings.records_help):
        place = row.session.place
        given = HelpGiven(
            once=row.uid,
            partner=partner,
            given_on=timezone.localdate(row.starts_at),
            need=row.need,
            minutes=max(1, round((row.slot.end - row.slot.start).total_seconds() / 60)),
            place_name=place.name,
            commune=place.commune,
        )
        note_help(given, by=by, at=at)


@transaction.atomic
def note_source(source_key: str, state: BookingState, *, by: Any, at: datetime) -> None:
    """Note the presence that another feature noted of what it booked; nothing where it booked nothing.

    What it booked and noted before stays. What was to be placed anew has nothing to wait for any more.
    """
    for row in Booking.objects.filter(source_key=source_key, state=BookingState.BOOKED):
        if not presence_blocker(timezone.localdate(row.starts_at), at=at):
            _note(row, state, by=by, at=at)
    if is_displaced(source_key):
        release_source(source_key, by=by, at=at)
