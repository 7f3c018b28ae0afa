"""On which days the bank is open: opening days, public and school holidays, closures; counting in open days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from inclusion.core.french.periods import DAYS, Period, long_date, plain_date, shown_end

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
