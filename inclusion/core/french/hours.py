"""OpenStreetMap opening hours, said in French for a letter: « Du lundi au vendredi : 9 h à 12 h, 14 h à 17 h »."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from inclusion.core.french.money import NO_BREAK_SPACE
from inclusion.core.french.periods import DAYS

if TYPE_CHECKING:
    from opening_hours import OpeningHours

#: Weeks that must look alike for the hours to be called regular: one more than the longest month has.
WEEKS_COMPARED = 6
ALL_DAY = (time.min, time.min)
#: Days within which a next opening is looked for.
DAYS_AHEAD = 35
_PARIS = ZoneInfo("Europe/Paris")

type Slot = tuple[time, time, str]  # from, to (midnight is the end of the day), comment


@dataclass(frozen=True)
class FrenchWeek:
    """Lines to print; none when the hours are unknown, cannot be read, or change from week to week (`varies`)."""

    lines: tuple[str, ...]
    varies: bool = False


def is_readable(expression: str) -> bool:
    """Whether the expression follows OpenStreetMap's notation."""
    from opening_hours import validate

    return bool(expression.strip()) and validate(expression)


def french_week(expression: str, *, after: date) -> FrenchWeek:
    """Return the regular week of the expression, read from the Monday that follows `after`.

    Public holidays are left aside. Hours by appointment keep their comment.
    """
    from opening_hours import OpeningHours

    if not is_readable(expression):
        return FrenchWeek(())
    hours = OpeningHours(expression)
    monday = after + timedelta(days=7 - after.weekday())
    weeks = [_week(hours, monday + timedelta(weeks=n)) for n in range(WEEKS_COMPARED)]
    if any(week != weeks[0] for week in weeks):
        return FrenchWeek((), varies=True)
    return FrenchWeek(tuple(_lines(weeks[0])))


def _week(hours: "OpeningHours", monday: date) -> list[tuple[Slot, ...]]:
    return [_day(hours, monday + timedelta(days=n)) for n in range(7)]


def _day(hours: "OpeningHours", day: date) -> tuple[Slot, ...]:
    """The open hours of one day; what runs past midnight is cut there."""
    from opening_hours import State

    midnight = datetime.combine(day, time.min)
    found = hours.intervals(midnight, midnight + timedelta(days=1))
    return tuple((start.time(), end.time(), comment) for start, end, state, comment in found if state != State.CLOSED)


def _lines(week: list[tuple[Slot, ...]]) -> list[str]:
    """The open days, neighbours with the same hours joined."""
    groups: list[list[int]] = []
    for day, slots in enumerate(week):
        if groups and week[groups[-1][0]] == slots:
            groups[-1].append(day)
        else:
            groups.append([day])
    return [f"{_days(group)}{NO_BREAK_SPACE}: {_slots(week[group[0]])}" for group in groups if week[group[0]]]


def _days(group: list[int]) -> str:
    first, last = DAYS[group[0]], DAYS[group[-1]]
    if len(group) == 7:
        return "Tous les jours"
    if len(group) == 1:
        return first.capitalize()
    return f"{first.capitalize()} et {last}" if len(group) == 2 else f"Du {first} au {last}"


def _slots(slots: tuple[Slot, ...]) -> str:
    return ", ".join(_slot(*slot) for slot in slots)


def _slot(start: time, end: time, comment: str) -> str:
    said = "toute la journée" if (start, end) == ALL_DAY else f"{_hour(start)}\u00a0à\u00a0{_hour(end)}"
    return f"{said} ({comment})" if comment else said


def _hour(moment: time) -> str:
    if moment == time.min:
        return "minuit"
    minutes = f"{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{minutes}".rstrip(NO_BREAK_SPACE)


def is_open_on(expression: str, day: date) -> bool | None:
    """Return whether the hours leave any of this day open; None where they are not known or cannot be read.

    Public holidays are left aside, as in `french_week`.
    """
    from opening_hours import OpeningHours

    if not is_readable(expression):
        return None
    return bool(_day(OpeningHours(expression), day))


# -- Opening now and this week, with the public holidays of France


class Openness(StrEnum):
    """Whether somebody who goes there now finds it open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class HoursState:
    """What the hours say of one moment.

    `until` is when that changes, on the clock of Paris and without a zone: the closing of what is open, the next
    opening of what is closed; None where nothing changes soon. `comment` is what the hours add (« sur rendez-vous »).
    """

    openness: Openness
    until: datetime | None = None
    comment: str = ""
    is_holiday: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is open, for a template."""
        return self.openness == Openness.OPEN


@dataclass(frozen=True)
class DayOfWeek:
    """One day of one week, in words: « Fermé » or « 9 h à 12 h, 14 h à 17 h »."""

    day: date
    said: str
    is_open: bool
    is_holiday: bool

    @property
    def name(self) -> str:
        """« Lundi »."""
        return DAYS[self.day.weekday()].capitalize()


def state_at(expression: str, moment: datetime) -> HoursState:
    """Return what the hours say of a moment; one without a zone is on the clock of Paris.

    A public holiday of France is closed unless the hours themselves name public holidays.
    """
    if not is_readable(expression):
        return HoursState(Openness.UNKNOWN)
    if not _without_comments(expression).strip():  # « sur rendez-vous » and nothing else: nobody knows when
        return HoursState(Openness.UNKNOWN, comment=expression.strip().strip('"'))
    wall = moment.astimezone(_PARIS).replace(tzinfo=None) if moment.tzinfo else moment
    hours, holidays = _in_france(expression), _in_france("PH")
    is_holiday = holidays.is_open(wall)
    # The stretches of one state from a moment on, neighbours joined whatever their comments; the first holds it.
    horizon = wall + timedelta(days=DAYS_AHEAD)
    found: list[tuple[datetime, datetime | None, Openness, str]] = []
    for start, end, state, comment in hours.intervals(wall, horizon):
        openness = Openness(str(state))
        until = end if end is not None and end < horizon else None
        if found and found[-1][2] == openness:
            found[-1] = (found[-1][0], until, openness, found[-1][3])
        else:
            found.append((start, until, openness, comment))
    now, *later = found or [(wall, None, Openness.CLOSED, "")]
    if now[2] == Openness.OPEN:
        return HoursState(Openness.OPEN, now[1], now[3], is_holiday)
    opening = next((one for one in later if one[2] == Openness.OPEN), None)
    if opening is not None:
        return HoursState(now[2], opening[0], now[3] or opening[3], is_holiday)
    return HoursState(now[2], None, now[3], is_holiday)


def week_of(expression: str, monday: date) -> tuple[DayOfWeek, ...]:
    """Return the seven days of this Monday’s week as they really are, public holidays closed; none if unreadable."""
    if not is_readable(expression):
        return ()
    hours, holidays = _in_france(expression), _in_france("PH")
    days = []
    for number in range(7):
        day = monday + timedelta(days=number)
        slots = _day(hours, day)
        is_holiday = holidays.is_open(datetime.combine(day, time(12)))
        days.append(DayOfWeek(day, _slots(slots) or "Fermé", bool(slots), is_holiday))
    return tuple(days)


def is_public_holiday(day: date) -> bool:
    """Whether this day is a public holiday of France."""
    return _in_france("PH").is_open(datetime.combine(day, time(12)))


def openings(expression: str, *, start: date, end: date) -> list[tuple[datetime, datetime]]:
    """Return the stretches in which it is open from a day on, before another, on the clock of Paris without a zone.

    Public holidays of France are closed unless the hours name them; what runs past midnight belongs to the day on
    which it begins. None where the hours cannot be read.
    """
    if not is_readable(expression):
        return []
    found = []
    for opens, closes, state, _ in _in_france(expression).intervals(
        datetime.combine(start, time.min), datetime.combine(end, time.min)
    ):
        if Openness(str(state)) == Openness.OPEN and closes is not None:
            found.append((opens, closes))
    return found


def said_hour(moment: datetime | time) -> str:
    """« 17 h », « 9 h 30 », « minuit »."""
    return _hour(moment.time() if isinstance(moment, datetime) else moment)


def _without_comments(expression: str) -> str:
    """The rules alone: what is between quotes may hold any letters."""
    return re.sub(r'"[^"]*"', "", expression)


@lru_cache(maxsize=4096)
def _in_france(expression: str) -> "OpeningHours":
    """The hours with the public holidays of France, closed on them unless they say otherwise."""
    from opening_hours import OpeningHours, validate

    closed = f"{expression}; PH off"
    rules = _without_comments(expression)
    says_itself = "PH" in rules or "||" in rules or rules.strip() == "24/7"
    if not says_itself and validate(closed):
        expression = closed
    return OpeningHours(expression, country="FR")
