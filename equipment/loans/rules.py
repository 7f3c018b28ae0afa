"""Days of reminders, and the dates that a page of loans begins with."""

from datetime import date, timedelta

from equipment.bank.rules.calendar import OpeningCalendar
from equipment.bank.rules.lending import Availability, Free, Terms, nearest
from inclusion.core.french.periods import Period, stored_end

#: How long before its first day a loan is handed over when its label is scanned, and before its return it shows on the
#: school's home page.
SOON = timedelta(days=7)
#: Pictures of one item at one moment: all its sides, and no album.
MAX_PHOTOS = 8

_ONE_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def before_is_due(due: date, *, today: date, days: int) -> bool:
    """Whether the reminder that comes so many days before the return is to leave: not once the day is over."""
    return due - timedelta(days=days) <= today <= due


def late_milestone(due: date, *, today: date) -> date | None:
    """The latest day up to today on which a late borrower is reminded; None before the first.

    One that was missed is sent at the next run, and never two at once.
    """
    late = (today - due).days
    if late < 1:
        return None
    return due + (_ONE_DAY if late < _WEEK.days else _WEEK * (late // _WEEK.days))


# -- Proposed dates, and the nearest possible ones

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
