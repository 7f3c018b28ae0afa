"""Hours as French files write them, as people type them day by day, and when sessions take place, in French."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from inclusion.core.french.hours import french_week, is_readable
from inclusion.core.french.periods import DAYS, long_date
from inclusion.guide.rules.french_hours import from_sentence

#: The days of OpenStreetMap's notation, from Monday.
OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TIME = r"(?P<hour>\d{1,2})\s*[h:]\s*(?:(?P<minute>[0-5]\d)(?!\d|\s*[h:]))?"
#: Hours without their h, each a number: « 10-12 ».
_BARE = re.compile(r"\d{1,2}\s*(?:-|a)\s*\d{1,2}(?:[\s/,;&]+(?:et )?\d{1,2}\s*(?:-|a)\s*\d{1,2})*")
#: How files say that a day is closed.
_CLOSED = frozenset({"", "-", "ferme", "fermee", "closed", "neant", "/"})

type Slots = list[tuple[str, str]]


@dataclass(frozen=True)
class ReadHours:
    """What the columns of a week say: the notation, or what is there where one cell cannot be read."""

    notation: str
    #: The cells as they are, for people: « lundi 9 h-12 h, mardi … ».
    text: str
    #: Cells without a duration, « 00:00 - 00:00 », that were taken for closed.
    hollow: tuple[str, ...] = ()
    #: Days whose cell cannot be read, as they are: « samedi x »; the notation is that of the others.
    unread: tuple[str, ...] = ()


def _plain(text: str) -> str:
    """Lower case without accents; every dash and space in one way."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'").strip()


def from_columns(cells: Mapping[str, str]) -> ReadHours:
    """Return the week that seven columns give, by OpenStreetMap's names of the days.

    A cell that cannot be read takes nothing from the other days: its day is among those that are unread.
    """
    named = {day: f"{_NAMES[OSM_DAYS.index(day)]} {text.strip()}" for day, text in cells.items() if text.strip(" -/")}
    week: dict[int, Slots] = {}
    hollow, unread = [], []
    for day, text in cells.items():
        slots = _slots(text) if day in named else []
        if slots is None:
            slots = _said_slots(day, named[day])
        if slots is None:
            unread.append(named[day])
            continue
        if any(start == end for start, end in slots):
            hollow.append(text.strip())
            slots = [one for one in slots if one[0] != one[1]]
        if slots:
            week[OSM_DAYS.index(day)] = slots
    return ReadHours(_notation(week), ", ".join(named.values()), tuple(hollow), tuple(unread))


def _slots(text: str) -> Slots | None:
    """The hours of a day's cell: none where it is closed, None where it cannot be read."""
    plain = _plain(text)
    if plain in _CLOSED:
        return []
    if _BARE.fullmatch(plain):  # « 10-12 », « 9-12 / 14-17 »
        plain = re.sub(r"(\d{1,2})", r"\1h", plain)
    if re.sub(rf"{_TIME}|\b(?:a|et|de)\b|[\s\-/,;&]", "", plain):
        return None
    times = [_clock(found) for found in re.finditer(_TIME, plain)]
    slots = list(zip(times[::2], times[1::2], strict=False))
    if len(times) % 2 or not times or None in times:
        return None
    if len(slots) == 1 and slots[0][0] == slots[0][1]:
        return [(str(slots[0][0]), str(slots[0][1]))]
    return _ordered([(str(start), str(end)) for start, end in slots])


def _said_slots(day: str, sentence: str) -> Slots | None:
    """The hours of a day that a sentence says: « vendredi 10h à midi »; None where it says something else."""
    found = re.fullmatch(rf"{day} ((?:,?\d\d:\d\d-\d\d:\d\d)+)", from_sentence(sentence) or "")
    return [(one[:5], one[6:]) for one in found[1].split(",")] if found else None


def _ordered(slots: Slots) -> Slots | None:
    """The slots, where each ends after it begins and none begins before the one before it ends."""
    moments = [moment for slot in slots for moment in slot]
    rising = all(start < end for start, end in slots) and moments == sorted(moments)
    return slots if rising else None


def _clock(found: re.Match[str]) -> str | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return f"{hour:02d}:{minute:02d}" if hour * 60 + minute <= 24 * 60 else None


def _notation(week: Mapping[int, Slots]) -> str:
    """The week in OpenStreetMap's notation, neighbours with the same hours joined."""
    groups: list[list[int]] = []
    for day in sorted(week):
        if groups and groups[-1][-1] == day - 1 and week[groups[-1][0]] == week[day]:
            groups[-1].append(day)
        else:
            groups.append([day])
    return "; ".join(
        (OSM_DAYS[group[0]] if len(group) == 1 else f"{OSM_DAYS[group[0]]}-{OSM_DAYS[group[-1]]}")
        + " "
        + ",".join(f"{start}-{end}" for start, end in week[group[0]])
        for group in groups
    )


# -- Weekly hours, as typed day by day and in the syntax of OpenStreetMap

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS_OFF = "PH off"
#: More ranges than this in a day are a typing error.
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
    if text in ("", "fermé", "ferme", "fermée", "closed", "-", "–"):
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
        f"{CODES[run[0]]}-{CODES[run[-1]]}" if len(run) > 2 else ",".join(CODES[one] for one in run) for run in runs
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


@dataclass(frozen=True)
class JoinedHours:
    """Two weeks in one; the days of which they say hours that overlap keep those of the first."""

    notation: str
    conflicts: tuple[str, ...] = ()


def joined_hours(first: str, second: str) -> JoinedHours | None:
    """Return one week of two, each of other days or of other hours of a day; None where one is no plain week."""
    one, other = week_of(first), week_of(second)
    if one is None or other is None:
        return None
    days, conflicts = [], []
    for number, (ranges, more) in enumerate(zip(one.days, other.days, strict=True)):
        both = tuple(sorted({*ranges, *more}))
        try:
            _check(both)
        except NotHours:
            both = ranges
            conflicts.append(DAYS[number])
        if len(both) > MAX_RANGES:
            both = ranges
            conflicts.append(DAYS[number])
        days.append(both)
    week = Week(tuple(days), one.closed_on_holidays or other.closed_on_holidays)
    return JoinedHours(expression_of(week), tuple(conflicts))


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


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def with_closings(expression: str, closings: Iterable[tuple[date, date]]) -> str:
    """Return hours without the days `[start, until)` on which it is closed: « Tu 14:00-17:00; 2026 Dec 24 off »."""
    if not expression.strip():
        return expression
    return "; ".join([expression, *(f"{_named_period(start, until)} off" for start, until in closings)])


def _named_period(start: date, until: date) -> str:
    last = until - timedelta(days=1)
    named = [f"{one.year} {_MONTHS[one.month - 1]} {one.day:02d}" for one in (start, last)]
    return named[0] if start == last else "-".join(named)


def named_days() -> tuple[str, ...]:
    """The days as the fields of a form name them: « Lundi »…"""
    return tuple(day.capitalize() for day in DAYS)


# -- Times of a help desk or a workshop in French: its rule in words where there is one, and its next dates

#: How far ahead the next dates are looked for, in days.
HORIZON = 200
_RULE = re.compile(r"(?P<day>Mo|Tu|We|Th|Fr|Sa|Su)(?:\[(?P<ranks>-?\d(?:,-?\d)*)\])? (?P<hours>\S+)")
_RANKS = {"1": "1er", "2": "2e", "3": "3e", "4": "4e", "5": "5e", "-1": "dernier"}

type Occurrence = tuple[date, time, time]


def session_words(expression: str, *, after: date) -> tuple[str, ...]:
    """Return the lines that say when: « Chaque mardi, 14 h à 17 h », « Le 1er mercredi du mois, 9 h à 12 h ».

    The lines of the regular week where the rule is another one; none where the hours cannot be read, or change in a
    way that only their next dates say (`next_dates`).
    """
    if not is_readable(expression):
        return ()
    rule = _RULE.fullmatch(expression.strip())
    if rule is not None and (said := _said(rule)):
        return (said,)
    return french_week(expression, after=after).lines


def _said(rule: re.Match[str]) -> str:
    week = week_of(f"{rule['day']} {rule['hours']}")
    if week is None:
        return ""
    name = DAYS[CODES.index(rule["day"])]
    slots = ", ".join(shown_slot(*one) for one in week.days[CODES.index(rule["day"])])
    if rule["ranks"] is None:
        return f"Chaque {name}, {slots}"
    ranks = [_RANKS.get(one, "") for one in rule["ranks"].split(",")]
    if not all(ranks):
        return ""
    named = ranks[0] if len(ranks) == 1 else f"{', '.join(ranks[:-1])} et {ranks[-1]}"
    return f"Le {named} {name} du mois, {slots}" if len(ranks) == 1 else f"Les {named} {name}s du mois, {slots}"


def shown_slot(start: time, end: time) -> str:
    """« 14 h à 17 h 30 », with spaces that do not break."""
    return f"{_hour(start)}\u00a0à\u00a0{_hour(end)}"


def _hour(moment: time) -> str:
    if moment == time.min:
        return "minuit"
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02d}" if moment.minute else "")


def next_dates(expression: str, *, after: datetime, count: int = 3, until: date | None = None) -> list[Occurrence]:
    """Return the next times it takes place, those that have not ended at `after`: a moment of Paris without a zone.

    `until` is the first day on which it no longer takes place. Public holidays are left aside. None that can be read:
    nothing. What runs past midnight belongs to the day on which it begins.
    """
    from opening_hours import OpeningHours, State

    if not is_readable(expression):
        return []
    found: list[Occurrence] = []
    hours = OpeningHours(expression)
    # From the day before: what began then may still be going on.
    begin = datetime.combine(after.date(), time.min) - timedelta(days=1)
    for start, end, state, _ in hours.intervals(begin, begin + timedelta(days=HORIZON)):
        if state != State.OPEN or end <= after:
            continue
        if len(found) == count or (until is not None and start.date() >= until):
            break
        found.append((start.date(), start.time(), end.time()))
    return found


def shown_occurrence(occurrence: Occurrence) -> str:
    """« mardi 1er décembre 2026, 14 h à 17 h »."""
    day, start, end = occurrence
    return f"{long_date(day)}, {shown_slot(start, end)}"
