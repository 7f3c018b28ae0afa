"""Agendas against the clock, presence in figures, what is typed while a meeting goes on, and its rhythm."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction

from inclusion.core.charts.shares import percent
from inclusion.core.french.names import search_form
from inclusion.meetings.enums import TOOK_PLACE, Attendance, MeetingState

#: How long before a meeting that was planned somebody is asked to convene, and by when it is done.
CONVENED_BEFORE, CONVENED_BY = timedelta(days=15), timedelta(days=7)
#: Minutes leave within so long after the meeting.
MINUTES_WITHIN = timedelta(days=15)


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
    took_place: Iterable[date], planned: Iterable[date], *, least: int | None, since: date | None, today: date
) -> NextMeeting:
    """Return when a body that meets at least `least` times a year (1 to 52) should meet next.

    The day is that of its last meeting, or `since` for one that never met, and 365 / `least` whole days after it:
    twice a year is 182 days, each quarter 91. A meeting planned for that day or before settles it.
    """
    last = max((day for day in took_place if day <= today), default=None)
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


# -- What a meeting is by the clock

#: How long before its start a meeting is going on: people come in and sit down.
GATHERING = timedelta(minutes=15)
#: At the latest, what is noted of a meeting may be written from so long before its start.
EARLY = timedelta(hours=1)


class Stage(StrEnum):
    """What a meeting is at a moment."""

    TO_COME = "à venir"
    GOING_ON = "en cours"
    OVER = "terminée"
    CANCELLED = "annulée"


def stage_of(state: str, starts_at: datetime, ends_at: datetime, *, at: datetime) -> Stage:
    """Return what a meeting is: by its hours, unless it was called off or noted as past."""
    if state == MeetingState.CANCELLED:
        return Stage.CANCELLED
    if state in TOOK_PLACE or at >= ends_at:
        return Stage.OVER
    return Stage.GOING_ON if at >= starts_at - GATHERING else Stage.TO_COME


def opens_at(starts_at: datetime) -> datetime:
    """When its presences and notes may be written: from the first hour of its day, where `starts_at` is counted."""
    midnight = starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, starts_at - EARLY)


# -- One line typed while a meeting goes on


class LineKind(StrEnum):
    """What a line is to become."""

    DECISION = "decision"
    TASK = "task"
    NOTE = "note"


@dataclass(frozen=True)
class Line:
    """A line as it was understood; of a task `who` and `when` as they were typed, empty where none was found."""

    kind: LineKind
    text: str
    who: str = ""
    when: str = ""


_LINE = re.compile(r"\s*(d(?:[ée]cision)?|t(?:[âa]che)?|n(?:ote)?)\s*:(?!//)\s*(.*)", re.IGNORECASE | re.DOTALL)
_KINDS = {"d": LineKind.DECISION, "t": LineKind.TASK, "n": LineKind.NOTE}
#: The sign between who and what of a task; that of an hour (« 9:30 ») and of an address are none.
_COLON = re.compile(r"(?<!\d):|:(?!\d|//)")


def read_line(text: str) -> Line:
    """Read « D : une décision », « T : qui, pour quand : quoi », « N : une note »; anything else is a note.

    Where a task lacks one of its parts, `who` or `text` is empty; nothing that was typed is left out.
    """
    found = _LINE.fullmatch(text)
    if not found or not found[2].strip():
        return Line(LineKind.NOTE, text.strip())
    kind, rest = _KINDS[found[1][0].lower()], found[2].strip()
    if kind != LineKind.TASK:
        return Line(kind, rest)
    sign = _COLON.search(rest)
    if sign is None:
        return Line(kind, rest)
    head, what = rest[: sign.start()], rest[sign.end() :].strip()
    who, _, when = head.rpartition(",")
    return Line(kind, what, *((who.strip(), when.strip()) if who.strip() else (head.strip(), "")))


_MARKED = re.compile(r"\s*(?:d(?:[ée]cision)?|t(?:[âa]che)?)\s*:(?!//)[^\S\n]*(.*)", re.IGNORECASE)


def unread_lines(text: str) -> list[str]:
    """The lines of a note that begin like a decision or a task, and are none."""
    return [line for line in text.split("\n") if _MARKED.match(line)]


def without_mark(line: str) -> str:
    """Such a line as a plain note: what stands after « D : » or « T : », which may be nothing."""
    found = _MARKED.match(line)
    return found[1].strip() if found else line


def named_like(text: str, names: Sequence[str]) -> list[int]:
    """Return which of these names somebody means: the same name, else each in which every word begins a word."""
    plain = search_form(text)
    forms = [search_form(name) for name in names]
    if not plain:
        return []
    if same := [n for n, form in enumerate(forms) if form == plain]:
        return same
    words = plain.split()
    return [
        n for n, form in enumerate(forms) if all(any(part.startswith(word) for part in form.split()) for word in words)
    ]


# -- Notes that two people write at once

#: Lines of what both began from, from one number to another, become these.
type _Edit = tuple[int, int, list[str]]


@dataclass(frozen=True)
class Merged:
    """Two versions of a text in one; `conflict`: both rewrote the same paragraph, and both versions are in it."""

    text: str
    conflict: bool = False


def merged(base: str, mine: str, theirs: str) -> Merged:
    """Merge two texts that both began from `base`, paragraph by paragraph.

    What one of them added is in the result; what one took out and the other left alone is not. Where both rewrote the
    same paragraph, both versions stay, theirs first.
    """
    lines, own, other = (text.split("\n") if text else [] for text in (base, mine, theirs))
    edits = sorted([(*one, False) for one in _edits(lines, other)] + [(*one, True) for one in _edits(lines, own)])
    found: list[str] = []
    here, conflict = 0, False
    while edits:
        start, end, taken = edits[0][0], edits[0][1], 0
        # Two that add at the same place belong together, as do those that change the same lines.
        while taken < len(edits) and (not taken or edits[taken][0] < end or edits[taken][:2] == (start, end)):
            end = max(end, edits[taken][1])
            taken += 1
        part, edits = edits[:taken], edits[taken:]
        found += lines[here:start]
        here = end
        sides = [[(i, j, new) for i, j, new, is_own in part if is_own == side] for side in (False, True)]
        theirs_now, own_now = (_applied(lines, side, start, end) for side in sides)
        if not all(sides):
            found += own_now if sides[1] else theirs_now
            continue
        found += [*theirs_now, *(line for line in own_now if line not in theirs_now)]
        conflict |= end > start and own_now != theirs_now
    found += lines[here:]
    if not {line for line in own if line in other} <= set(found):  # each took out another one of equal paragraphs
        found, conflict = [*other, *(line for line in own if line not in other)], True
    return Merged("\n".join(found), conflict)


def _edits(base: list[str], other: list[str]) -> list[_Edit]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(i, j, other[k:end]) for name, i, j, k, end in codes if name != "equal"]


def _applied(base: list[str], edits: Sequence[_Edit], start: int, end: int) -> list[str]:
    """Lines `start` to `end` of the base with these edits."""
    found, here = [], start
    for i, j, lines in edits:
        found += [*base[here:i], *lines]
        here = j
    return found + base[here:end]
