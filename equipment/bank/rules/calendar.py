"""Days on which a bank is open: opening days, holidays and their zones, closures; a month as a calendar shows it."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from inclusion.core.french.periods import (
    DAYS,
    MONTHS,
    Period,
    day_and_month,
    long_date,
    month_of,
    months_after,
    plain_date,
    shown_end,
)

#: The civil years of which the holidays are filled in when a bank opens: those that the ministry has published.
HOLIDAY_YEARS = (2024, 2025, 2026, 2027)
#: The month from which holidays belong to the coming school year: those of summer begin before, and end the last one.
SCHOOL_YEAR_BEGINS = 8
#: Days of the longest closure: longer ones are a typing error in the year.
LONGEST_CLOSURE = 366
#: A bank that opens on no day in this many is closed for good: the search for an open day ends.
_FAR = 400
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closed:
    """Half-open days on which nobody is there, and why in words: « vacances de Noël »."""

    days: Period
    reason: str


@dataclass(frozen=True)
class OpeningCalendar:
    """The days of a bank. `opening_days` are numbered as `date.weekday()` numbers them."""

    opening_days: frozenset[int]
    closed: tuple[Closed, ...] = field(default=())

    @cached_property
    def _public(self) -> dict[date, str]:
        from holidays import country_holidays

        return country_holidays("FR", language="fr")  # fills itself as years are asked for

    def is_open(self, day: date) -> bool:
        """Whether things can be handed over and brought back on this day."""
        return self.why_closed(day) is None

    def why_closed(self, day: date) -> str | None:
        """Why nobody is there on a day, as a French sentence; None when somebody is."""
        if day.weekday() not in self.opening_days:
            return f"La banque est fermée le {DAYS[day.weekday()]}."
        if name := self._public.get(day):
            return f"Le {plain_date(day)} est férié ({name})."
        for one in self.closed:
            if one.days.holds(day):
                return (
                    f"La banque est fermée le {plain_date(day)}\u00a0: {one.reason}, "
                    f"jusqu’au {long_date(shown_end(one.days.end))} inclus."
                )
        return None

    def closed_for(self, day: date) -> str | None:
        """What closes the bank on a day on which it would open, in a few words: « Noël », « inventaire »; else None."""
        if day.weekday() not in self.opening_days:
            return None
        if named := self._public.get(day):
            return named.replace("'", "’")
        return next((one.reason for one in self.closed if one.days.holds(day)), None)

    def next_open(self, day: date) -> date | None:
        """The first open day from this one on; None when there is none for more than a year."""
        return next(self._open(day, 1), None)

    def last_open(self, day: date) -> date | None:
        """The last open day up to this one."""
        return next(self._open(day, -1), None)

    def after(self, day: date, count: int) -> date:
        """The `count`-th open day after a day; the day itself for 0. The far end where no day is open."""
        return self._counted(day, count, 1)

    def before(self, day: date, count: int) -> date:
        """The `count`-th open day before a day; the day itself for 0."""
        return self._counted(day, count, -1)

    def open_days(self, start: date, end: date) -> int:
        """How many days of a half-open period are open."""
        return sum(self.is_open(start + n * _ONE_DAY) for n in range(max((end - start).days, 0)))

    def _counted(self, day: date, count: int, step: int) -> date:
        found = day
        days = self._open(day + step * _ONE_DAY, step)
        for _ in range(count):
            found = next(days, found + step * _ONE_DAY)
        return found

    def _open(self, day: date, step: int) -> Iterator[date]:
        for n in range(_FAR):
            one = day + n * step * _ONE_DAY
            if self.is_open(one):
                yield one


# -- A month in weeks, each day open or closed and why

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


# -- Zones of school holidays by département

#: After the arrêté of the ministry of education that sets the school calendar; Corsica and overseas have their own.
_ZONES = {
    # Besançon, Bordeaux, Clermont-Ferrand, Dijon, Grenoble, Limoges, Lyon, Poitiers
    "A": ("25 39 70 90 24 33 40 47 64 03 15 43 63 21 58 71 89 07 26 38 73 74 19 23 87 01 42 69 16 17 79 86"),
    # Aix-Marseille, Amiens, Lille, Nancy-Metz, Nantes, Nice, Normandie, Orléans-Tours, Reims, Rennes, Strasbourg
    "B": (
        "04 05 13 84 02 60 80 59 62 54 55 57 88 44 49 53 72 85 06 83 14 27 50 61 76 18 28 36 37 41 45 "
        "08 10 51 52 22 29 35 56 67 68"
    ),
    # Créteil, Montpellier, Paris, Toulouse, Versailles
    "C": "77 93 94 11 30 34 48 66 75 09 12 31 32 46 65 81 82 78 91 92 95",
}
_ZONE_OF = {code: zone for zone, codes in _ZONES.items() for code in codes.split()}


def zone_of(department: str) -> str:
    """« A », « B » or « C » for the code of a département; empty where it is in none of the three."""
    return _ZONE_OF.get(department, "")
