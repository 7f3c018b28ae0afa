"""Who came to meetings, out of those who were convened; no clock, no rounding."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from inclusion.enums.meetings import Attendance
from inclusion.rules.shares import percent

#: Letters and figures that nobody takes for one another on a wall or aloud: no 0 and O, 1, I and L, 5 and S, 2 and Z,
#: 8 and B, no U and V. Six of them make 148 million codes.
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
