"""Agendas against the clock, presence in figures, and how often a body should meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from inclusion.core.charts.shares import percent
from inclusion.meetings.enums import Attendance


@dataclass(frozen=True)
class Timing:
    """When the points begin (None after one whose length nobody said), and how long they take together."""

    starts: tuple[datetime | None, ...]
    minutes: int
    #: Minutes that are left before the end; below zero when the agenda is longer than the meeting.
    left: int
    #: Whether every point says how long it takes.
    complete: bool


def timing(lengths: Sequence[int | None], *, starts_at: datetime, ends_at: datetime) -> Timing:
    """Return the times of an agenda whose points take so many minutes each; a length may be unknown."""
    starts: list[datetime | None] = []
    now: datetime | None = starts_at
    for length in lengths:
        starts.append(now)
        now = None if now is None or length is None else now + timedelta(minutes=length)
    total = sum(length or 0 for length in lengths)
    room = int((ends_at - starts_at).total_seconds() // 60)
    return Timing(tuple(starts), total, room - total, all(length is not None for length in lengths))


# -- Attendance at meetings, out of those who were convened; no rounding

#: Letters and figures that nobody takes for one another on a screen or aloud: no 0 and O, 1, I and L, 5 and
#: S, 2 and Z, 8 and B, no U and V. Six of them make 148 million codes.
CLEAR = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 6


def typed_code(text: str) -> str:
    """What somebody typed, as codes are stored: capitals, without spaces and hyphens."""
    return "".join(one for one in text.upper() if one.isalnum())


@dataclass(frozen=True)
class Presence:
    """How those who were convened answered by their feet; `unasked` came without having been convened."""

    present: int = 0
    excused: int = 0
    absent: int = 0
    #: Nobody noted whether they came.
    unknown: int = 0
    unasked: int = 0

    @property
    def convened(self) -> int:
        """Everybody who was asked to come."""
        return self.present + self.excused + self.absent + self.unknown

    @property
    def participants(self) -> int:
        """Everybody who was there, asked or not."""
        return self.present + self.unasked

    @property
    def rate(self) -> Fraction | None:
        """Present out of convened, exactly; excuses and those who came unasked raise nothing; None: nobody convened."""
        return Fraction(self.present, self.convened) if self.convened else None

    @property
    def percent(self) -> str:
        """The rate in whole percents, « 43 % »; a dash where nobody was convened."""
        return percent(self.present, self.convened)

    def __add__(self, other: "Presence") -> "Presence":
        return Presence(
            self.present + other.present,
            self.excused + other.excused,
            self.absent + other.absent,
            self.unknown + other.unknown,
            self.unasked + other.unasked,
        )


def counted(people: Iterable[tuple[str, bool]]) -> Presence:
    """Count people by what was noted of each and whether they came unasked; of those, only who was there."""
    found = {"present": 0, "excused": 0, "absent": 0, "unknown": 0, "unasked": 0}
    for attendance, came_unasked in people:
        there = attendance in (Attendance.PRESENT, Attendance.REMOTE)
        if came_unasked:
            found["unasked"] += there
        else:
            found["present" if there else str(Attendance(attendance).value)] += 1
    return Presence(**found)


def together(presences: Iterable[Presence]) -> Presence:
    """Several meetings as one: people are counted once for each of them, so that no small meeting weighs more."""
    return sum(presences, Presence())


# -- Rhythm of a body and due date of its next meeting

YEAR = 365
#: How long before a meeting is due somebody is reminded, days.
NOTICE = timedelta(days=30)


class Pace(StrEnum):
    """How a body keeps to its rhythm."""

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
