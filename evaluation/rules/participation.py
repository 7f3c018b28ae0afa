"""How many answers came, told in steps: a number that follows every answer would tell when each one came."""

from dataclasses import dataclass
from datetime import date, timedelta

#: Numbers are told in steps of so many, and below one step not at all.
STEP = 5
#: Structures with few answers are reminded so many days before the end, if so many went by since the first day.
REMINDED_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Reached:
    """How many answers there are, as far as it is told."""

    #: The number rounded down to a whole step.
    at_least: int

    @property
    def is_few(self) -> bool:
        """Whether it is below the first step."""
        return self.at_least < STEP

    @property
    def words(self) -> str:
        """« moins de 5 », « au moins 15 »."""
        return f"moins de {STEP}" if self.is_few else f"au moins {self.at_least}"


def reached(count: int) -> Reached:
    """What is told of a number of answers."""
    return Reached(count - count % STEP)


def rate_in_words(told: Reached, expected: int | None) -> str:
    """What part of the people who were expected has answered, from the step that is told; nothing where none is.

    « au moins 40 % »: the exact rate would give the exact number away.
    """
    if told.is_few or not expected:
        return ""
    return f"au moins {min(100, told.at_least * 100 // expected)}\u00a0%"


def reminder_is_due(start: date, end: date, *, today: date) -> bool:
    """Whether the last week of a campaign of `[start, end)` has come, after a first one to answer in."""
    return end - REMINDED_BEFORE <= today < end and today - start >= REMINDED_BEFORE
