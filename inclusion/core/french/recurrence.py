"""Rhythms as rules of RFC 5545, their moments in local time."""

from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from itertools import islice

from dateutil.rrule import rrulestr


class NoSuchTime(ValueError):
    """The clock never shows this time on that day; the message is the French sentence to show."""


def moment(shown: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which a clock in this zone shows `shown` (naive); an hour that comes twice is its first.

    Raises NoSuchTime for the hour that the clock leaps over in spring.
    """
    if shown.tzinfo is not None:
        raise ValueError("the time of a wall clock has no zone yet")
    found = shown.replace(tzinfo=zone)
    if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
        raise NoSuchTime(
            "Cette heure n’existe pas ce jour-là\u00a0: dans la nuit, l’horloge passe de 2\u00a0h à 3\u00a0h."
        )
    return found


def hour_words(shown: datetime) -> str:
    """« 14 h », « 9 h 30 »: the time of a moment that is already in the zone where it is read."""
    minutes = f"\u00a0{shown.minute:02}" if shown.minute else ""
    return f"{shown.hour}\u00a0h{minutes}"


# -- Occurrences of an RRULE (RFC 5545), in local time

#: No rhythm gives more than this: who meets each week for ten years plans anew before.
MAX_DATES = 520


class RhythmUnreadable(ValueError):
    """The rule is not one of RFC 5545, or has no end within `MAX_DATES`; the message is the French sentence to show."""


def occurrences(rule: str, start: datetime) -> list[datetime]:
    """Return the moments of a rule from its first, in order; `start` is naive, the time that the clock shows there.

    Raises RhythmUnreadable for a rule that cannot be read, that never ends, or that means no moment.
    """
    if start.tzinfo is not None:
        raise ValueError("a rhythm is given in local time, without a time zone")
    try:
        found = list(islice(rrulestr(rule, dtstart=start), MAX_DATES + 1))
    except (ValueError, TypeError, KeyError):
        raise RhythmUnreadable("Ce rythme ne peut pas être lu.") from None
    if len(found) > MAX_DATES:
        raise RhythmUnreadable("Ce rythme n’a pas de fin\u00a0: indiquez combien de fois, ou jusqu’à quand.")
    if not found:
        raise RhythmUnreadable("Ce rythme ne donne aucune date.")
    return found


# -- RRULE (RFC 5545) of a chosen rhythm

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: The shortest month: days after this are not in each of them.
_ALWAYS = 28


class Every(StrEnum):
    """How often a series comes back."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"


class On(StrEnum):
    """What stays the same from month to month."""

    DAY = "day"  # the 12th
    WEEKDAY = "weekday"  # the second Thursday


_FREQUENCY = {
    Every.WEEK: "FREQ=WEEKLY",
    Every.FORTNIGHT: "FREQ=WEEKLY;INTERVAL=2",
    Every.MONTH: "FREQ=MONTHLY",
    Every.QUARTER: "FREQ=MONTHLY;INTERVAL=3",
}


def rule_of(every: Every, on: On, start: datetime, *, count: int | None = None, until: date | None = None) -> str:
    """Return the RRULE of a series that begins at `start` and ends after `count` times or on the day `until`.

    A day that not every month has becomes the last one it has; a fifth weekday becomes the last one of the month.
    Raises ValueError unless exactly one end is given.
    """
    if (count is None) == (until is None):
        raise ValueError("a series ends after a number of times or on a day")
    parts = [_FREQUENCY[every]]
    if every in (Every.MONTH, Every.QUARTER):
        parts.append(_same_day(start) if on == On.DAY else _same_weekday(start))
    parts.append(f"COUNT={count}" if count is not None else f"UNTIL={until:%Y%m%d}T235959")
    return ";".join(parts)


def _same_day(start: datetime) -> str:
    if start.day <= _ALWAYS:
        return f"BYMONTHDAY={start.day}"
    days = ",".join(str(day) for day in range(_ALWAYS, start.day + 1))
    return f"BYMONTHDAY={days};BYSETPOS=-1"


def _same_weekday(start: datetime) -> str:
    rank = (start.day - 1) // 7 + 1
    return f"BYDAY={rank if rank < 5 else -1}{_DAYS[start.weekday()]}"
