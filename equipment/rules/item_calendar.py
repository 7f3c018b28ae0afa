"""The small calendar of one item: which days of the coming months it is busy, with what."""

from calendar import Calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from inclusion.core.french.periods import MONTHS, month_of, months_after, plain_date

_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True)
class BusyPeriod:
    """Half-open days on which an item is busy; `kind` is « loan » or « repair », `end` None without an end."""

    start: date
    end: date | None
    kind: str
    said: str

    def holds(self, day: date) -> bool:
        """Whether it is busy on this day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Day:
    """One day: `kind` is « free », « loan », « repair » or « closed »; `said` is read aloud."""

    day: date
    kind: str
    said: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday to Sunday; days of the months beside it are None."""

    title: str
    weeks: list[list[Day | None]]


def months_of(
    taken: Iterable[BusyPeriod], *, today: date, why_closed: Callable[[date], str | None], count: int = 3
) -> list[Month]:
    """The month of today and those after it."""
    busy = list(taken)
    found = []
    for n in range(count):
        first = months_after(month_of(today), n)
        weeks = [
            [_day(one, busy, today, why_closed) if one.month == first.month else None for one in week]
            for week in _WEEKS.monthdatescalendar(first.year, first.month)
        ]
        found.append(Month(f"{MONTHS[first.month - 1]} {first.year}", weeks))
    return found


def _day(day: date, busy: list[BusyPeriod], today: date, why_closed: Callable[[date], str | None]) -> Day:
    named = plain_date(day)
    for one in busy:
        if one.holds(day):
            return Day(day, one.kind, f"{named}\u00a0: {one.said}", day == today)
    if why_closed(day):
        return Day(day, "closed", f"{named}\u00a0: la banque est fermée", day == today)
    return Day(day, "free", f"{named}\u00a0: libre", day == today)
