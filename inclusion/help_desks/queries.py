"""What is read of help desks: who runs them, their free slots, a week, a day, a waiting list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inclusion.core.french.hours import openings
from inclusion.core.roles import Permission
from inclusion.guide.enums import SessionKind
from inclusion.guide.models import Session, SessionClosing, SessionQuerySet
from inclusion.help_desks.enums import STANDING, BookingState
from inclusion.help_desks.models import Booking, BookingSettings, DeskHelper, Replacement
from inclusion.help_desks.rules import FreeSlot, Presence, Slot, day_of_slot, free_slots, slots_of, who_is_there
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


def help_desks(*, on: date) -> SessionQuerySet:
    """The help desks that take place around this day at places of the guide."""
    found = Session.objects.running(on=on).filter(kind=SessionKind.HELP_DESK)
    return found.filter(place__closed_on=None, place__merged_into=None)


def is_running(session: Session, on: date) -> bool:
    """Whether it is a help desk that takes place around this day, at a place of the guide."""
    place = session.place
    if session.kind != SessionKind.HELP_DESK or place.closed_on or place.merged_into_id:
        return False
    return (session.since is None or session.since <= on) and (session.until is None or on < session.until)


def is_closed(session: Session, day: date) -> bool:
    """Whether it is closed on this day."""
    return SessionClosing.objects.filter(session=session, start__lte=day, until__gt=day).exists()


def is_over(session: Session, on: date) -> bool:
    """Whether nobody is received there any more."""
    return not is_running(session, max(on, session.since) if session.since else on)


def run_by(member: "Member") -> Q:
    """The condition of a help desk that the member runs: of the own organisation, or any for the coordination."""
    if member.may(Permission.HELP_DESKS_MANAGE):
        return Q()
    return Q(held_by=member.partner) | Q(held_by=None, place__partner=member.partner)


def booked_at(member: "Member") -> Q:
    """The same condition for a booking."""
    if member.may(Permission.HELP_DESKS_MANAGE):
        return Q()
    own = Q(session__held_by=member.partner)
    return own | Q(session__held_by=None, session__place__partner=member.partner)


def people_expected(session: Session) -> int:
    """How many people hope to come there."""
    return Booking.objects.filter(session=session, state__in=STANDING).count()


def names_people(session: Session) -> bool:
    """Whether a booking there names somebody."""
    return Booking.objects.filter(session=session, forgotten_at=None).exists()


def desks_of(member: "Member", *, on: date) -> SessionQuerySet:
    """The help desks that the member runs: those around this day, and those that have bookings."""
    booked = Exists(Booking.objects.filter(session=OuterRef("pk")))
    running = help_desks(on=on).order_by().values("pk")
    return Session.objects.filter(run_by(member)).filter(Q(pk__in=running) | booked)


def runner_of(session: Session) -> Partner | None:
    """The organisation that runs a help desk: whoever holds it, else its place."""
    return session.held_by or session.place.partner


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Paris, and that of the next."""
    start, end = (datetime.combine(one, time.min) for one in (day, day + timedelta(days=1)))
    return timezone.make_aware(start), timezone.make_aware(end)


# -- Slots


def free_slots_of(
    settings: BookingSettings, *, at: datetime, day: date | None = None, but: Booking | None = None
) -> list[FreeSlot]:
    """The slots that a visitor may book from now on, for as many days ahead as the desk wants.

    Of one `day`: all that are not over, for whoever is at the desk. What `but` takes counts as free.
    """
    today = timezone.localdate(at)
    start, end = (day, day) if day else (today, today + timedelta(days=settings.days_ahead))
    slots = _slots(settings, start, end + timedelta(days=1))
    first = at - timedelta(minutes=settings.minutes) if day else at + settings.notice
    booked = booked_slots(settings.session, at=first, but=but)
    return free_slots(slots, booked, capacity=settings.capacity, first=first)


def slots_by_hand(
    settings: BookingSettings, *, at: datetime, wanted: str = "", but: Booking | None = None
) -> list[FreeSlot]:
    """The slots that a member may give: those of visitors, all that are left of today and of the wanted slot's day."""
    today = timezone.localdate(at)
    found = {one.slot: one for one in free_slots_of(settings, at=at, but=but)}
    for day in {today, day_of_slot(wanted) or today}:
        found |= {one.slot: one for one in free_slots_of(settings, at=at, day=day, but=but)}
    return [found[slot] for slot in sorted(found)]


def slots_on(settings: BookingSettings, day: date) -> list[Slot]:
    """The slots of one day, free or not."""
    return _slots(settings, day, day + timedelta(days=1))


def _slots(settings: BookingSettings, start: date, end: date) -> list[Slot]:
    session = settings.session
    start = max(start, session.since) if session.since else start
    end = min(end, session.until) if session.until else end
    if not is_running(session, start):
        return []
    return slots_of(session.hours, settings.minutes, start=start, end=end) if start < end else []


def booked_slots(session: Session, *, at: datetime, but: Booking | None = None) -> list[Slot]:
    """What is taken of a help desk from a moment on."""
    taken = Booking.objects.filter(session=session, ends_at__gt=at).taking()
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    return [Slot(start, end) for start, end in taken.values_list("starts_at", "ends_at")]


def settings_of(session: Session) -> BookingSettings | None:
    """How a help desk is booked; None where it is not."""
    return BookingSettings.objects.filter(session=session).select_related("session__place").first()


def is_displaced(source_key: str) -> bool:
    """Whether a help desk closed on what was booked for a row of another feature."""
    return Booking.objects.filter(source_key=source_key, state=BookingState.DISPLACED).exists()


# -- Who is there


@dataclass
class DeskDay:
    """One opening of one help desk on one day."""

    session: Session
    day: date
    presence: Presence
    booked: int = 0


@dataclass
class WeekDay:
    """A day of a week with what takes place on it, the earliest first."""

    day: date
    desks: list[DeskDay] = field(default_factory=list)


def days_of_desks(sessions: SessionQuerySet, *, start: date, end: date) -> list[DeskDay]:
    """Each opening of these desks on these half-open days, closed ones included; as many queries for any number."""
    rows = list(sessions.select_related("place__partner", "held_by").order_by("title", "pk"))
    closings = _closings(rows, start, end)
    regular, replaced = _people(rows, start, end), _replacements(rows, start, end)
    found = []
    for session in rows:
        names = regular.get(session.pk, [])
        for opens, closes in openings(session.opening_hours, start=start, end=end):
            day = opens.date()
            if (session.since and day < session.since) or (session.until and day >= session.until):
                continue
            there = [(row.helper_id, str(row.helper)) for row in names if _is_there(row, day)]
            people = who_is_there(there, replaced.get((session.pk, day), {}))
            closed = next((one for one in closings.get(session.pk, []) if one.start <= day < one.until), None)
            reason = closed.get_reason_display() if closed else ""
            found.append(DeskDay(session, day, Presence(opens, closes, people, reason)))
    return sorted(found, key=lambda one: (one.presence.opens, one.session.title, one.session.pk))


def _is_there(row: DeskHelper, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until) and row.helper.has_not_left(on=day)


def _closings(rows: Sequence[Session], start: date, end: date) -> dict[int, list[SessionClosing]]:
    found: dict[int, list[SessionClosing]] = {}
    for one in SessionClosing.objects.filter(session__in=rows, start__lt=end, until__gt=start):
        found.setdefault(one.session_id, []).append(one)
    return found


def _people(rows: Iterable[Session], start: date, end: date) -> dict[int, list[DeskHelper]]:
    there = DeskHelper.objects.filter(session__in=list(rows), since__lt=end).exclude(until__lte=start)
    found: dict[int, list[DeskHelper]] = {}
    for one in there.select_related("helper").order_by("helper__sort_name", "pk"):
        found.setdefault(one.session_id, []).append(one)
    return found


def _replacements(rows: Iterable[Session], start: date, end: date) -> dict[tuple[int, date], dict[int, str | None]]:
    found: dict[tuple[int, date], dict[int, str | None]] = {}
    those = Replacement.objects.filter(session__in=list(rows), on__gte=start, on__lt=end)
    for one in those.select_related("substitute"):
        name = str(one.substitute) if one.substitute else None
        found.setdefault((one.session_id, one.on), {})[one.absent_id] = name
    return found


def week_of(member: "Member", monday: date) -> list[WeekDay]:
    """The days of a week on which a desk that the member runs takes place, with how many people booked."""
    end = monday + timedelta(days=7)
    mine = help_desks(on=monday).filter(run_by(member))
    days = [WeekDay(monday + timedelta(days=number)) for number in range(7)]
    # How many people booked at each desk that the member runs, by day.
    first, last = day_bounds(monday)[0], day_bounds(end)[0]
    rows = Booking.objects.filter(booked_at(member), starts_at__gte=first, starts_at__lt=last).taking()
    counts = Counter(
        (session, timezone.localdate(moment))
        for session, moment in rows.order_by().values_list("session_id", "starts_at")
    )
    for one in days_of_desks(mine, start=monday, end=end):
        one.booked = counts.get((one.session.pk, one.day), 0)
        days[(one.day - monday).days].desks.append(one)
    return [one for one in days if one.desks]


def perhaps_empty(member: "Member", *, start: date, end: date) -> SessionQuerySet:
    """Desks that the member runs and of which nobody of the register is there on each of these half-open days."""
    steady = DeskHelper.objects.filter(session=OuterRef("pk"), since__lte=start).exclude(until__lt=end)
    steady = steady.filter(Q(helper__left_on=None) | Q(helper__left_on__gte=end), helper__anonymised_at=None)
    away = Replacement.objects.filter(session=OuterRef("pk"), substitute=None, on__gte=start, on__lt=end)
    return help_desks(on=start).filter(run_by(member)).filter(~Exists(steady) | Exists(away))


def empty_days(member: "Member", *, start: date, end: date) -> list[DeskDay]:
    """Openings on these half-open days at which nobody is, of the desks that the member runs."""
    found = days_of_desks(perhaps_empty(member, start=start, end=end), start=start, end=end)
    return [one for one in found if one.presence.is_empty]


def people_at(session: Session, day: date) -> list[DeskHelper]:
    """The people of a help desk on one day, before anybody is replaced."""
    return [one for one in _people([session], day, day + timedelta(days=1)).get(session.pk, []) if _is_there(one, day)]
