"""How fresh what is known of a place is: the four words of the national tools, by calendar months.

Source: « Mon Inclusion Numérique » (src/shared/fraicheur.ts): less than 6 months, 6 to 12, 12 to 18, more or unknown.
"""

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Freshness:
    """A word for an age: its key in addresses, what it says, its tone, and the age in months at which it begins."""

    key: str
    label: str
    tone: str
    since: int


FRESH = Freshness("fresh", "À jour", "good", 0)
TO_WATCH = Freshness("watch", "À surveiller", "info", 6)
TO_CHECK = Freshness("check", "À vérifier", "warn", 12)
STALE = Freshness("stale", "À actualiser", "bad", 18)
#: The youngest first.
AGES = (FRESH, TO_WATCH, TO_CHECK, STALE)
BY_KEY = {one.key: one for one in AGES}


def months_before(day: date, count: int) -> date:
    """The same day of the month `count` months before; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def freshness(updated_on: date | None, today: date) -> Freshness:
    """Return the word for something that was said on a day; what nobody dated is to be renewed.

    Six months are over on the same day of the sixth month after: of 15 May on 15 November. A day to come is fresh.
    """
    if updated_on is None:
        return STALE
    return next(
        one for one in reversed(AGES) if one is FRESH or updated_on <= months_before(today, one.since)
    )


def days_of(age: Freshness, today: date) -> tuple[date | None, date | None]:
    """The days on which something was said that has this word today: after the first, up to the second, included.

    None where there is no such bound.
    """
    position = AGES.index(age)
    older = AGES[position + 1] if position + 1 < len(AGES) else None
    after = months_before(today, older.since) if older else None
    until = months_before(today, age.since) if age is not FRESH else None
    return after, until
