"""The hours of a plain week as people type them, day by day, and as OpenStreetMap writes them.

« lundi : 9h-12h, 14h-17h30 » ⇄ `Mo 09:00-12:00,14:00-17:30`. Hours that change from week to week, have months or
comments stay in their own notation: `week_of` returns nothing for them.
"""

import re
from dataclasses import dataclass
from datetime import time

from inclusion.rules.periods import DAYS

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS_OFF = "PH off"
#: More ranges than this in a day are a slip of the hand.
MAX_RANGES = 4

type Range = tuple[time, time]
type Day = tuple[Range, ...]


@dataclass(frozen=True)
class Week:
    """Seven days, the Monday first, and whether public holidays are closed days."""

    days: tuple[Day, ...]
    closed_on_holidays: bool = False


class NotHours(ValueError):
    """What was typed for a day cannot be read; the message is the French sentence to show."""


_MOMENT = r"(\d{1,2})\s*(?:h|:|H)\s*(\d{2})?"
_RANGE = re.compile(rf"{_MOMENT}\s*(?:-|–|—|à|a|jusqu[’']à)\s*{_MOMENT}")
_BETWEEN = re.compile(r"^(?:\s|,|;|/|et|puis|de)*$")
_OSM_RANGE = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_HOW = "Écrivez par exemple 9h-12h, 14h-17h30."


def read_day(text: str) -> Day:
    """Return the ranges that were typed for a day, none for a closed one. Raises NotHours.

    Understands « 9h-12h, 14h-17h30 », « de 9 h à 12 h et de 14 h à 17 h », « 09:00-12:00 », « fermé ».
    """
    text = text.strip().lower().replace("\u00a0", " ").replace("\u202f", " ").replace("midi", "12h")
    if text in ("", "fermé", "ferme", "fermée", "-", "–"):
        return ()
    found = list(_RANGE.finditer(text))
    left = _RANGE.sub("", text)
    if not found or not _BETWEEN.match(left):
        raise NotHours(f"Ces horaires ne se lisent pas. {_HOW}")
    if len(found) > MAX_RANGES:
        raise NotHours("Donnez quatre plages par jour au plus.")
    ranges = tuple((_time(one[1], one[2]), _time(one[3], one[4])) for one in found)
    _check(ranges)
    return ranges


def _time(hour: str, minute: str | None) -> time:
    if int(hour) == 24 and int(minute or 0) == 0:
        return time.min
    if int(hour) > 23 or int(minute or 0) > 59:
        raise NotHours("Une heure va de 0h à 24h, et les minutes de 00 à 59.")
    return time(int(hour), int(minute or 0))


def _check(ranges: Day) -> None:
    """Each range ends after it begins (midnight at its end is that of the next day), and before the next begins."""
    for number, (start, end) in enumerate(ranges):
        if end != time.min and end <= start:
            raise NotHours("Une plage finit après avoir commencé. " + _HOW)
        if number and (ranges[number - 1][1] == time.min or start < ranges[number - 1][1]):
            raise NotHours("Les plages d’un jour se suivent sans se chevaucher. " + _HOW)


def shown_day(day: Day) -> str:
    """The ranges of a day as people type them: « 9h-12h, 14h-17h30 »; nothing for a closed day."""
    return ", ".join(f"{_typed(start)}-{_typed(end, ends=True)}" for start, end in day)


def _typed(moment: time, *, ends: bool = False) -> str:
    if ends and moment == time.min:
        return "24h"
    return f"{moment.hour}h{moment.minute:02d}" if moment.minute else f"{moment.hour}h"


def expression_of(week: Week) -> str:
    """Return the week in OpenStreetMap's notation, days with the same hours together; empty when no day is open."""
    groups: list[tuple[list[int], Day]] = []
    for number, day in enumerate(week.days):
        known = next((one for one, hours in groups if hours == day), None)
        if not day:
            continue
        if known is None:
            groups.append(([number], day))
        else:
            known.append(number)
    rules = [f"{_named(numbers)} {_written(day)}" for numbers, day in groups]
    if rules and week.closed_on_holidays:
        rules.append(HOLIDAYS_OFF)
    return "; ".join(rules)


def _named(numbers: list[int]) -> str:
    """« Mo-We,Fr »: neighbours as a range from three on, two by their names."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{CODES[run[0]]}-{CODES[run[-1]]}" if len(run) > 2 else ",".join(CODES[one] for one in run)
        for run in runs
    )


def _written(day: Day) -> str:
    return ",".join(f"{start:%H:%M}-{'24:00' if end == time.min else f'{end:%H:%M}'}" for start, end in day)


def week_of(expression: str) -> Week | None:
    """Return the week that an expression says, or None where it says more than a plain week can hold."""
    days: list[Day] = [()] * 7
    closed_on_holidays = False
    for rule in filter(None, (part.strip() for part in expression.split(";"))):
        if rule == HOLIDAYS_OFF:
            closed_on_holidays = True
            continue
        named, _, hours = rule.partition(" ")
        numbers, ranges = _numbers(named), _ranges(hours)
        if numbers is None or ranges is None or closed_on_holidays or any(days[one] for one in numbers):
            return None
        for number in numbers:
            days[number] = ranges
    return Week(tuple(days), closed_on_holidays)


def _numbers(named: str) -> list[int] | None:
    """The days of « Mo-We,Fr »."""
    found: list[int] = []
    for part in named.split(","):
        first, _, last = part.partition("-")
        if first not in CODES or (last and last not in CODES):
            return None
        start, end = CODES.index(first), CODES.index(last or first)
        if end < start:
            return None
        found += range(start, end + 1)
    return found if len(set(found)) == len(found) else None


def _ranges(hours: str) -> Day | None:
    """The ranges of « 09:00-12:00,14:00-17:00 »."""
    ranges = []
    for part in (one.strip() for one in hours.split(",")):
        found = _OSM_RANGE.fullmatch(part)
        if found is None:
            return None
        ranges.append(found.groups())
    try:
        day = tuple((_time(one[0], one[1]), _time(one[2], one[3])) for one in ranges)
        _check(day)
    except NotHours:
        return None
    return day if 0 < len(day) <= MAX_RANGES else None


def named_days() -> tuple[str, ...]:
    """The days as the fields of a form name them: « Lundi »…"""
    return tuple(day.capitalize() for day in DAYS)
