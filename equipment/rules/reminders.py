"""On which days a borrower is reminded: before the return, then the day after it, a week after it, and every week."""

from datetime import date, timedelta

_ONE_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def before_is_due(due: date, *, today: date, days: int) -> bool:
    """Whether the reminder that comes so many days before the return is to leave: not once the day is over."""
    return due - timedelta(days=days) <= today <= due


def late_milestone(due: date, *, today: date) -> date | None:
    """The latest day up to today on which a late borrower is reminded; None before the first.

    One that was missed is made good by the next look, and never two at once.
    """
    late = (today - due).days
    if late < 1:
        return None
    return due + (_ONE_DAY if late < _WEEK.days else _WEEK * (late // _WEEK.days))


def late_is_due(due: date, *, today: date, last: date | None) -> date | None:
    """The day whose reminder is to leave now, `last` being the day of the one before; None where none is."""
    milestone = late_milestone(due, today=today)
    return milestone if milestone and (last is None or last < milestone) else None
