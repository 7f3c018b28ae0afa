"""When an event is, in French words; programmes and exhibitors that are pasted; the order of the waiting list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

from inclusion.core.french.periods import day_and_month, long_date, plain_date

#: Nothing that lasts longer is one event: what comes back is given as a rhythm.
LONGEST = timedelta(days=31)
#: As many dates as one form makes at once.
MAX_DATES = 60
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

#: How often a rendez-vous comes back.
RHYTHMS = (
    ("weekly", "Chaque semaine, le même jour"),
    ("fortnightly", "Une semaine sur deux, le même jour"),
    ("monthly", "Chaque mois, le même jour de la semaine"),
    ("quarterly", "Chaque trimestre, le même jour de la semaine"),
)


def hour(moment: datetime) -> str:
    """« 14 h », « 14 h 05 »; the moment is in local time."""
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02d}" if moment.minute else "")


def when_words(start: datetime, end: datetime) -> str:
    """When an event is, in words, both moments in local time.

    « mardi 24 novembre 2026, de 14 h à 16 h », « du vendredi 4 décembre 2026 à 10 h au samedi 5 décembre 2026 à 18 h ».
    """
    if is_one_evening(start, end):
        return f"{long_date(start.date())}, de {hour(start)} à {hour(end)}"
    return f"du {long_date(start.date())} à {hour(start)} au {long_date(end.date())} à {hour(end)}"


def brief_when(start: datetime, end: datetime) -> str:
    """The day or days alone: « 24 novembre 2026 », « du 4 au 5 décembre 2026 », « du 30 novembre au 2 décembre »."""
    first, last = start.date(), start.date() if is_one_evening(start, end) else end.date()
    if first == last:
        return plain_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"du {'1er' if first.day == 1 else first.day} au {plain_date(last)}"
    named = day_and_month(first) if first.year == last.year else plain_date(first)
    return f"du {named} au {plain_date(last)}"


def is_one_evening(start: datetime, end: datetime) -> bool:
    """Whether one day names it: it ends on it, or in the night that follows, before six, within twelve hours."""
    if start.date() == end.date():
        return True
    next_morning = end.date() == start.date() + timedelta(days=1) and end.hour < 6
    return next_morning and end - start <= timedelta(hours=12)


def days_of(start: datetime, end: datetime) -> list[date]:
    """Every day of an event, the first to the last; a night that runs into the next day belongs to its own."""
    last = start.date() if is_one_evening(start, end) else end.date()
    return [start.date() + timedelta(days=number) for number in range((last - start.date()).days + 1)]


def fault_of_times(start: datetime, end: datetime) -> str:
    """What is wrong with the times of an event, as a sentence; empty where nothing is."""
    if end <= start:
        return "L’événement finit avant d’avoir commencé\u00a0: vérifiez les jours et les heures."
    if end - start > LONGEST:
        return (
            "Un événement dure un mois au plus. Pour un rendez-vous qui revient, ajoutez la première date, "
            "puis répétez-la."
        )
    return ""


@dataclass(frozen=True)
class Slot:
    """A moment of a programme: which, in which room, from when to when (its end is not in it)."""

    key: int
    title: str
    room: str
    start: datetime
    end: datetime

    def meets(self, other: "Slot") -> bool:
        """Whether both want one room at one time; a room that is not named is nobody's."""
        same_room = bool(self.room.strip()) and self.room.strip().casefold() == other.room.strip().casefold()
        return same_room and self.start < other.end and other.start < self.end


def clashes(slots: Iterable[Slot]) -> list[tuple[Slot, Slot]]:
    """Pairs of moments that want one room at one time, in the order in which they came."""
    return [(one, other) for one, other in combinations(slots, 2) if one.meets(other)]


def fault_of_slot(slot: Slot, *, start: datetime, end: datetime) -> str:
    """What is wrong with a moment of the programme of an event from `start` to `end`; empty where nothing is."""
    if slot.end <= slot.start:
        return "Ce moment finit avant d’avoir commencé."
    if slot.start < start or slot.end > end:
        return f"Ce moment déborde de l’événement, qui va {_span(start, end)}."
    return ""


def _span(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"de {hour(start)} à {hour(end)}"
    return f"du {day_and_month(start.date())} à {hour(start)} au {day_and_month(end.date())} à {hour(end)}"


def rule_of(rhythm: str, first: date, *, times: int) -> str:
    """The RRULE (RFC 5545) of a rhythm of `RHYTHMS` that gives `times` dates, the first one included.

    By months it keeps the rank of the weekday, the third Thursday; the fifth, which few months have, means the last.
    Raises ValueError for a rhythm that is not one of them.
    """
    day = _WEEK[first.weekday()]
    rank = (first.day - 1) // 7 + 1
    by_month = f"BYDAY={rank if rank < 5 else -1}{day}"
    parts = {
        "weekly": f"FREQ=WEEKLY;BYDAY={day}",
        "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "monthly": f"FREQ=MONTHLY;{by_month}",
        "quarterly": f"FREQ=MONTHLY;INTERVAL=3;{by_month}",
    }
    if rhythm not in parts:
        raise ValueError(rhythm)
    return f"{parts[rhythm]};COUNT={times}"


def shifted(moment: datetime, *, before: datetime, after: datetime) -> datetime:
    """A moment of an event that moved from `before` to `after`, as far from its start in local time."""
    return moment + (after - before)


# -- Pasted programmes and lists of exhibitors: one line each, in known columns

#: What the columns are, in their order, as the page says it.
TALK_COLUMNS = ("jour", "début", "fin", "intitulé", "par", "salle")
EXHIBITOR_COLUMNS = ("nom", "emplacement", "ce qu’il montre")
#: More lines than any festival has moments.
MAX_LINES = 300
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|H|:)\s*(\d{2})?(?::\d{2})?(?:\s*min)?")


class LineUnreadable(ValueError):
    """A pasted line cannot be read; the message is the French sentence, with the number of the line."""


@dataclass(frozen=True)
class TalkLine:
    """A moment of a programme, as one line says it; times in local time."""

    number: int
    start: datetime | None
    end: datetime | None
    title: str
    speakers: str
    room: str


@dataclass(frozen=True)
class ExhibitorLine:
    """An exhibitor, as one line says it."""

    number: int
    name: str
    stand: str
    detail: str


def talk_lines(pasted: str, *, first: date) -> list[TalkLine]:
    """Read the lines of a programme; a missing day is that of the line before, at first the event's own.

    Raises LineUnreadable for the first line that cannot be read; nothing is guessed and no line is dropped.
    """
    day, found = first, []
    for number, cells in _lines(pasted, TALK_COLUMNS):
        day_text, start_text, end_text, title, speakers, room = cells
        if not title:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque l’intitulé (quatrième colonne).")
        day = _day(day_text, number, near=first) if day_text else day
        start, end = (_hour(text, number) for text in (start_text, end_text))
        if end and not start:
            raise LineUnreadable(f"Ligne {number}\u00a0: une heure de fin sans heure de début.")
        found.append(
            TalkLine(
                number,
                datetime.combine(day, start) if start else None,
                datetime.combine(day, end) if end else None,
                title,
                speakers,
                room,
            )
        )
    return found


def exhibitor_lines(pasted: str) -> list[ExhibitorLine]:
    """Read the lines of a list of exhibitors; raises LineUnreadable as `talk_lines` does."""
    found = []
    for number, (name, stand, detail) in _lines(pasted, EXHIBITOR_COLUMNS):
        if not name:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque le nom (première colonne).")
        found.append(ExhibitorLine(number, name, stand, detail))
    return found


def _lines(pasted: str, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their number and as many cells as there are columns; a head is left out."""
    lines = pasted.strip("\ufeff").splitlines()
    told = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if len(told) > MAX_LINES:
        raise LineUnreadable(f"Collez {MAX_LINES} lignes au plus à la fois.")
    split = [(number, [cell.strip().strip('"') for cell in _cells(line)]) for number, line in told]
    if split and split[0][1][0].casefold() == columns[0]:
        split = split[1:]
    for number, cells in split:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise LineUnreadable(
                f"Ligne {number}\u00a0: {len(cells)} colonnes, au lieu de {len(columns)} ({', '.join(columns)})."
            )
    return [(number, (cells + [""] * len(columns))[: len(columns)]) for number, cells in split]


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else line.split(";")


def _day(text: str, number: int, *, near: date) -> date:
    """A day as French writes it; without its year, that of the event."""
    try:
        if iso := _ISO.fullmatch(text):
            return date(*map(int, iso.groups()))
        if found := _DAY.fullmatch(text):
            day, month, year = found.groups()
            whole = near.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
            return date(whole, int(month), int(day))
    except ValueError:
        pass
    raise LineUnreadable(f"Ligne {number}\u00a0: «\u00a0{text}\u00a0» n’est pas un jour (24/11/2026).")


def _hour(text: str, number: int) -> time | None:
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise LineUnreadable(
        f"Ligne {number}\u00a0: «\u00a0{text}\u00a0» n’est pas une heure (14:30 ou 14 h 30)."
    )


# -- Order of the waiting list: first come, first served


def served(waiting: Sequence[int], *, free: int | None) -> int:
    """How many of the first groups of a waiting list, each of so many people, fit into the free places.

    `free` is None where there is no limit.
    """
    if free is None:
        return len(waiting)
    for rank, people in enumerate(waiting):
        free -= people
        if free < 0:
            return rank
    return len(waiting)


def has_a_place(people: int, *, free: int | None, somebody_waits: bool) -> bool:
    """Whether a newcomer with so many people gets a place at once: there are enough, and nobody waits before."""
    return free is None or (not somebody_waits and people <= free)
