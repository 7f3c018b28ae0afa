"""A month as a calendar shows it: weeks from Monday to Sunday, each day open or closed and why."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from equipment.rules.calendar import OpeningCalendar
from inclusion.core.french.periods import MONTHS, day_and_month, month_of, months_after

_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True)
class Day:
    """One day of a month; `why` is empty on an open day."""

    day: date
    why: str

    @property
    def is_open(self) -> bool:
        """Whether somebody is there."""
        return not self.why


@dataclass(frozen=True)
class Month:
    """The weeks of a month; days of the months beside it are None."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    #: What closes it on days on which it would open, in their order: (« du 6 au 7 mai », « pont de l’Ascension »).
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """« décembre 2026 »."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def open_days(self) -> int:
        """On how many of its days somebody is there."""
        return sum(day is not None and day.is_open for week in self.weeks for day in week)


def month_shown(calendar: OpeningCalendar, day: date) -> Month:
    """The month of a day, as the bank is open in it."""
    first = month_of(day)
    weeks = tuple(
        tuple(Day(one, calendar.why_closed(one) or "") if one.month == first.month else None for one in week)
        for week in _WEEKS.monthdatescalendar(first.year, first.month)
    )
    days = [day.day for week in weeks for day in week if day is not None]
    return Month(first, weeks, tuple(_reasons(calendar, days)))


def _reasons(calendar: OpeningCalendar, days: list[date]) -> list[tuple[str, str]]:
    """Each run of closed days with its reason; the days on which the bank never opens part no run."""
    closed = [(day, calendar.closed_for(day)) for day in days if day.weekday() in calendar.opening_days]
    found = []
    for reason, run in groupby(closed, key=lambda pair: pair[1]):
        if reason:
            first, *rest = (day for day, _ in run)
            last = rest[-1] if rest else first
            words = f"du {_number(first)} au {day_and_month(last)}" if rest else f"le {day_and_month(first)}"
            found.append((words, reason))
    return found


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def months_shown(calendar: OpeningCalendar, day: date, count: int = 3) -> list[Month]:
    """As many months, from the month of a day on."""
    return [month_shown(calendar, months_after(day, n)) for n in range(count)]
