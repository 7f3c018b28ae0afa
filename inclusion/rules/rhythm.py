"""How often a body should meet, and when the next meeting is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

YEAR = 365
#: How long before a meeting is due somebody is told, days.
NOTICE = timedelta(days=30)


class Pace(StrEnum):
    """Where a body stands with its rhythm."""

    FREE = "free"  # no rhythm was said, or nothing to count from
    IN_TIME = "in_time"  # a meeting is planned before it is due, or it is not due soon
    TO_PLAN = "to_plan"  # due within the notice, and none is planned by then
    LATE = "late"  # it should have met


@dataclass(frozen=True)
class NextMeeting:
    """When a body should meet again, and what is planned."""

    pace: Pace
    due_on: date | None
    planned_on: date | None
    last_on: date | None
    #: Whether what is planned comes after the day on which it is due.
    planned_after: bool = False


def next_due(
    held: Iterable[date],
    planned: Iterable[date],
    *,
    least: int | None,
    since: date | None,
    today: date,
) -> NextMeeting:
    """Return when a body that meets at least `least` times a year (1 to 52) should meet next.

    The day is that of its last meeting, or `since` for one that never met, and 365 / `least` whole days after it:
    twice a year is 182 days, each quarter 91. A meeting planned for that day or before settles it.
    """
    last = max((day for day in held if day <= today), default=None)
    ahead = min((day for day in planned if day >= today), default=None)
    start = last or since
    if least is None or start is None:
        return NextMeeting(Pace.FREE, None, ahead, last)
    due = start + timedelta(days=YEAR // least)
    if ahead is not None and ahead <= due:
        return NextMeeting(Pace.IN_TIME, due, ahead, last)
    after = ahead is not None
    if due < today:
        return NextMeeting(Pace.LATE, due, ahead, last, after)
    pace = Pace.TO_PLAN if due - today <= NOTICE else Pace.IN_TIME
    return NextMeeting(pace, due, ahead, last, after)


#: The rhythms that people name, by the numbers of meetings that they mean in a year.
NAMED = {
    (1, 2): "une à deux réunions par an",
    (3, 6): "trois à six réunions par an",
    (4, 4): "une réunion par trimestre",
    (12, 12): "une réunion par mois",
}


def rhythm_words(least: int | None, most: int | None) -> str:
    """« une à deux réunions par an », « 2 à 5 réunions par an »; empty where no rhythm was said."""
    if least is None or most is None:
        return ""
    if named := NAMED.get((least, most)):
        return named
    if least == most:
        return "une réunion par an" if least == 1 else f"{least}\u00a0réunions par an"
    return f"{least} à {most}\u00a0réunions par an"
