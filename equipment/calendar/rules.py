"""Days of a calendar of loans divided into periods: each row is a sequence of free and busy periods."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from inclusion.core.french.periods import (
    DAYS,
    MONTHS,
    Period,
    day_and_month,
    month_of,
    months_after,
    next_month,
    shown_end,
    shown_period,
)

#: How long after its end a loan stays in calendars that are subscribed to.
KEPT = timedelta(days=60)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def _day_of(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


@dataclass(frozen=True)
class Span:
    """The days that are shown, and those before and after that buttons lead to."""

    days: Period
    before: date
    after: date
    title: str

    @property
    def each(self) -> list[date]:
        """Every day, in order."""
        return [self.days.start + n * _DAY for n in range((self.days.end - self.days.start).days)]


def month_span(day: date) -> Span:
    """The month of a day."""
    first = month_of(day)
    title = f"{MONTHS[first.month - 1]} {first.year}"
    return Span(Period(first, next_month(first)), months_after(first, -1), months_after(first, 1), title)


def week_span(day: date) -> Span:
    """The week of a day, from Monday to Sunday."""
    monday = day - day.weekday() * _DAY
    days = Period(monday, monday + _WEEK)
    return Span(days, monday - _WEEK, monday + _WEEK, f"semaine {shown_period(*days)}")


#: How many weeks are shown where nobody chose: the running one and those that follow.
WEEKS = 5


def weeks_span(day: date) -> Span:
    """The week of a day and those that follow it, from a Monday to a Sunday."""
    monday = day - day.weekday() * _DAY
    days = Period(monday, monday + WEEKS * _WEEK)
    return Span(days, monday - WEEKS * _WEEK, monday + WEEKS * _WEEK, shown_period(*days))


@dataclass(frozen=True)
class Head:
    """One day at the top of the calendar."""

    day: date
    is_today: bool
    why_closed: str

    @property
    def letter(self) -> str:
        """The first letter of its name."""
        return DAYS[self.day.weekday()][0].upper()

    @property
    def name(self) -> str:
        """Its name."""
        return DAYS[self.day.weekday()]


def heads(span: Span, *, today: date, why_closed: Callable[[date], str | None]) -> list[Head]:
    """The days of a span with what is to be known of each."""
    return [Head(day, day == today, why_closed(day) or "") for day in span.each]


@dataclass(frozen=True)
class BusyPeriod:
    """Half-open days on which something is taken, by what; `kind` says how it looks."""

    start: date
    end: date
    kind: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Stretch:
    """Some days of a row of the same kind, cut at the ends of what is shown."""

    days: Period
    kind: str
    words: str
    url: str = ""
    #: All of its days, where some are not shown.
    whole: Period | None = None
    #: What is shown in its cells where they are too few for its words; the words are read aloud then.
    short: str = ""
    #: Whether its first day is today: a line is drawn there.
    from_today: bool = False
    #: Whether it is the other part of a period that today cuts in two: its words are in the longer one.
    is_other_part: bool = False

    @property
    def length(self) -> int:
        """In days: how many columns it fills."""
        return (self.days.end - self.days.start).days

    @property
    def period(self) -> str:
        """Its days in words, without their year, which the page says."""
        whole = self.whole or self.days
        first, last = whole.start, shown_end(whole.end)
        if first == last:
            return f"le {day_and_month(first)}"
        begun = _day_of(first) if first.month == last.month else day_and_month(first)
        return f"du {begun} au {day_and_month(last)}"

    @property
    def is_free(self) -> bool:
        """Whether nothing is there."""
        return self.kind == "free"


def stretches(taken: Iterable[BusyPeriod], span: Span, *, free: str = "libre") -> list[Stretch]:
    """A whole row: what is taken in the order of its days, and what is free between.

    Where two overlap, the earlier one goes on.
    """
    found: list[Stretch] = []
    at = span.days.start
    for one in sorted(taken, key=lambda one: (one.start, one.end)):
        start, end = max(one.start, at), min(one.end, span.days.end)
        if end <= start:
            continue
        if start > at:
            found.append(Stretch(Period(at, start), "free", free))
        found.append(Stretch(Period(start, end), one.kind, one.words, one.url, Period(one.start, one.end)))
        at = end
    if at < span.days.end:
        found.append(Stretch(Period(at, span.days.end), "free", free))
    return found


def cut_at(row: Sequence[Stretch], today: date) -> list[Stretch]:
    """The row with the period of today cut in two, so that a line can be drawn between yesterday and today."""
    found: list[Stretch] = []
    for one in row:
        start, end = one.days
        if start < today < end:
            parts = [replace(one, days=Period(start, today)), replace(one, days=Period(today, end), from_today=True)]
            longer = parts[0].length > parts[1].length
            found += [replace(parts[0], is_other_part=not longer), replace(parts[1], is_other_part=longer)]
        else:
            found.append(replace(one, from_today=start == today))
    return found


def count_stretches(counts: Sequence[int], span: Span, *, stock: int) -> list[Stretch]:
    """A row of how many can be had on each day: days of the same number in a row together."""
    found: list[Stretch] = []
    for day, count in zip(span.each, counts, strict=True):
        kind = "none" if count <= 0 else "some" if count < stock else "all"
        words = f"{count} libre{'s' if count > 1 else ''}" if count > 0 else "aucun libre"
        if found and found[-1].words == words:
            found[-1] = replace(found[-1], days=Period(found[-1].days.start, day + _DAY))
        else:
            found.append(Stretch(Period(day, day + _DAY), kind, words, short=str(max(count, 0))))
    return found
