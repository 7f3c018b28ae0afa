"""Days and periods: half-open `[start, end)` in storage, shown inclusive, and the French way to write them."""

from datetime import date, timedelta
from typing import NamedTuple

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


class Period(NamedTuple):
    """Days from `start` to the day before `end`."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period; its end does not."""
        return self.start <= day < self.end


def civil_year(year: int) -> Period:
    """The year from 1 January to 31 December, as `[1 January, 1 January of the next)`."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def shown_end(end: date) -> date:
    """The last day of a half-open period, which is the end that people are shown."""
    return end - timedelta(days=1)


def stored_end(last_day: date) -> date:
    """The end to store for a period whose last day is given: the day after."""
    return last_day + timedelta(days=1)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_after(day: date, count: int) -> date:
    """The first day of the month that begins `count` months after the month of this day (before it when below zero)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, 1)


def months_between(start: date, end: date) -> int:
    """How many months the month of `end` begins after the month of `start`; below zero when it begins before."""
    return (end.year - start.year) * 12 + end.month - start.month


def day_and_month(day: date) -> str:
    """« 24 décembre », « 1er janvier »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]}"


def plain_date(day: date) -> str:
    """« 24 novembre 2026 », « 1er janvier 2026 »."""
    return f"{day_and_month(day)} {day.year}"


def long_date(day: date) -> str:
    """« mardi 24 novembre 2026 », « jeudi 1er janvier 2026 »."""
    return f"{DAYS[day.weekday()]} {plain_date(day)}"


def shown_period(start: date, end: date) -> str:
    """A half-open period in words, both days included: « du 1er janvier au 31 décembre 2026 »."""
    last = shown_end(end)
    if last < start:
        raise ValueError("A period has at least one day.")
    if last == start:
        return f"le {plain_date(start)}"
    first = day_and_month(start) if start.year == last.year else plain_date(start)
    return f"du {first} au {plain_date(last)}"


def distance(day: date, today: date) -> str:
    """How far a day is: « dans 30 jours, le 24 décembre », « demain, le … », « aujourd’hui », « depuis 12 jours ».

    The year is named when it is not today's.
    """
    days = (day - today).days
    if days == 0:
        return "aujourd’hui"
    if days == -1:
        return "depuis hier"
    if days < 0:
        return f"depuis {-days} jours"
    named = day_and_month(day) if day.year == today.year else plain_date(day)
    return f"demain, le {named}" if days == 1 else f"dans {days} jours, le {named}"
