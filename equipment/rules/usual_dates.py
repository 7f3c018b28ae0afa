"""The dates that a page begins with, and those that are nearest to days on which nothing can be lent."""

from datetime import date, timedelta

from equipment.rules.calendar import OpeningCalendar
from equipment.rules.lending import Availability, Free, Terms, nearest
from inclusion.core.french.periods import Period, stored_end

#: Something that is always free: what remains are the days of the bank.
_ALWAYS_FREE = Availability(((),))


def usual_dates(calendar: OpeningCalendar, *, today: date, days: int) -> Period | None:
    """A loan of about so many days that leaves on the next open day after today; None where no day is open."""
    start = calendar.next_open(today + timedelta(days=1))
    if start is None:
        return None
    wanted = start + timedelta(days=days)
    due = calendar.last_open(wanted)
    if due is None or due <= start:
        due = calendar.next_open(wanted) or start
    return Period(start, stored_end(due))


def possible_dates(start: date, end: date, *, terms: Terms, today: date) -> list[Free]:
    """The nearest days on which the bank lends, to half-open days on which it does not."""
    if start >= end:
        return []
    return nearest(_ALWAYS_FREE, start, end, terms=terms, today=today)
