"""A month as a calendar shows it: weeks from Monday to Sunday, each day open or closed and why."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from equipment.rules.calendar import OpeningCalendar
from inclusion.rules.periods import MONTHS, month_of, months_after

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
    return Month(first, weeks)


def months_shown(calendar: OpeningCalendar, day: date, count: int = 3) -> list[Month]:
    """As many months, from the month of a day on."""
    return [month_shown(calendar, months_after(day, n)) for n in range(count)]


def month_written(text: str) -> date | None:
    """The first day of a month written « 2026-12 », as addresses hold it; None for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if 2000 <= first.year <= 2100 else None
