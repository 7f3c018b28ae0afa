"""Slots of a help desk, who waits for how long, what lacks somebody, in plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from inclusion.core.french.hours import openings, said_hour
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import DAYS, day_and_month, long_date

#: Days that one closing lasts at most, and days ahead on which it begins: what lasts longer is the end of a desk.
MAX_CLOSED, CLOSED_AHEAD = 92, 366

_PARIS = ZoneInfo("Europe/Paris")
#: Minutes of a slot, people in one, days ahead and hours of notice that a desk may choose.
MIN_MINUTES, MAX_MINUTES = 10, 240
MAX_CAPACITY, MAX_DAYS, MAX_NOTICE = 20, 120, 168
#: For so long somebody who waits may take a slot that came free.
OFFER_FOR = timedelta(hours=24)
#: Days after which a booking names nobody any more, and for which somebody waits at most.
KEPT_DAYS, WAITING_DAYS = 92, 60
#: Days before and after today on which the list of a day may be changed.
NOTED_WITHIN = 31


@dataclass(frozen=True, order=True)
class Slot:
    """From when to when somebody is received, both with their zone."""

    start: datetime
    end: datetime

    @property
    def said(self) -> str:
        """« mardi 1er décembre 2026 à 14 h 30 »."""
        return said_moment(self.start)

    def meets(self, other: "Slot") -> bool:
        """Whether both have a moment in common."""
        return self.start < other.end and other.start < self.end

    @property
    def day(self) -> date:
        """Its day in Paris."""
        return self.start.astimezone(_PARIS).date()


@dataclass(frozen=True)
class FreeSlot:
    """A slot, and for how many people there is still time in it."""

    slot: Slot
    free: int

    @property
    def hour(self) -> str:
        """« 14 h 30 »."""
        return said_hour(self.slot.start.astimezone(_PARIS))


def said_moment(moment: datetime) -> str:
    """« mardi 1er décembre 2026 à 14 h 30 », in Paris."""
    wall = moment.astimezone(_PARIS)
    return f"{long_date(wall.date())} à {said_hour(wall)}"


def day_of_slot(text: str) -> date | None:
    """The day in Paris of the slot that an address names; None for what names none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(_PARIS).date() if moment.tzinfo and 2000 < moment.year < 2200 else None
    except ValueError:
        return None


def slots_of(hours: str, minutes: int, *, start: date, end: date) -> list[Slot]:
    """The slots of a desk from a day on, before another: whole lengths of its opening hours, holidays left out.

    An hour that the clock skips in spring makes no slot.
    """
    length, found = timedelta(minutes=minutes), []
    for opens, closes in openings(hours, start=start, end=end):
        wall = opens
        while wall + length <= closes:
            slot = _in_paris(wall, length)
            if slot:
                found.append(slot)
            wall += length
    return found


def _in_paris(wall: datetime, length: timedelta) -> Slot | None:
    start = wall.replace(tzinfo=_PARIS)
    skipped = start.astimezone(ZoneInfo("UTC")).astimezone(_PARIS).replace(tzinfo=None) != wall
    if skipped:
        return None
    utc = start.astimezone(ZoneInfo("UTC"))
    return Slot(utc, utc + length)


def free_slots(slots: Iterable[Slot], booked: Sequence[Slot], *, capacity: int, first: datetime) -> list[FreeSlot]:
    """Those that begin at `first` or later and have time for somebody.

    What was booked counts in each slot that it meets: the length of slots may have changed since.
    """
    left = ((one, capacity - sum(one.meets(other) for other in booked)) for one in slots if one.start >= first)
    return [FreeSlot(one, free) for one, free in left if free > 0]


def is_within(slot: Slot, hours: str) -> bool:
    """Whether a slot lies in one opening of these hours."""
    start, end = (one.astimezone(_PARIS).replace(tzinfo=None) for one in (slot.start, slot.end))
    found = openings(hours, start=start.date(), end=start.date() + timedelta(days=2))
    return any(opens <= start and end <= closes for opens, closes in found)


def offer_until(slot: Slot, *, at: datetime, notice: timedelta) -> datetime:
    """Until when whoever waits first may take this slot: a day, never after the last moment to book it."""
    return min(at + OFFER_FOR, slot.start - notice)


# -- Who is there on which day


@dataclass(frozen=True)
class Presence:
    """One opening of a desk: who is there, who replaces whom, or why it is closed."""

    opens: datetime
    closes: datetime
    people: tuple[str, ...]
    closed: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it is open and nobody is there."""
        return not self.people and not self.closed

    @property
    def hours(self) -> str:
        """« 14 h à 17 h »."""
        return f"{said_hour(self.opens)} à {said_hour(self.closes)}"


def who_is_there(regular: Sequence[tuple[int, str]], replacements: Mapping[int, str | None]) -> tuple[str, ...]:
    """The names of one day: of the regular people by key, but for those who are replaced by a name or by nobody."""
    names = (replacements.get(key, name) for key, name in regular)
    return tuple(dict.fromkeys(name for name in names if name))


def week_title(empty: int, *, is_this_week: bool) -> str:
    """What the page of a week answers."""
    when = "cette semaine" if is_this_week else "cette semaine-là"
    if not empty:
        return f"Chaque permanence a quelqu’un {when}"
    counted = so_many(empty, "permanence est sans personne", "permanences sont sans personne")
    return f"{counted} {when}"


def short_day(day: date) -> str:
    """« mardi 1er décembre »."""
    return f"{DAYS[day.weekday()]} {day_and_month(day)}"
