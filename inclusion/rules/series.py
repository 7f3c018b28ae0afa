"""A rhythm that people choose, as a rule of RFC 5545."""

from datetime import date, datetime
from enum import StrEnum

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


def rule_of(
    every: Every, on: On, start: datetime, *, count: int | None = None, until: date | None = None
) -> str:
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
