"""OpenStreetMap opening hours, said in French for a letter: "Du lundi au vendredi : 9 h à 12 h, 14 h à 17 h"."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from opening_hours import OpeningHours, State, validate

from inclusion.rules.money import NO_BREAK_SPACE
from inclusion.rules.periods import DAYS

#: Weeks that must look alike for the hours to be called regular: one more than the longest month has.
WEEKS_COMPARED = 6
ALL_DAY = (time.min, time.min)

type Slot = tuple[time, time, str]  # from, to (midnight is the end of the day), comment


@dataclass(frozen=True)
class FrenchWeek:
    """Lines to print; none when the hours are unknown, cannot be read, or change from week to week (`varies`)."""

    lines: tuple[str, ...]
    varies: bool = False


def is_readable(expression: str) -> bool:
    """Whether the expression follows OpenStreetMap's notation."""
    return bool(expression.strip()) and validate(expression)


def french_week(expression: str, *, after: date) -> FrenchWeek:
    """Return the regular week of the expression, read from the Monday that follows `after`.

    Public holidays are left aside. Hours by appointment keep their comment.
    """
    if not is_readable(expression):
        return FrenchWeek(())
    hours = OpeningHours(expression)
    monday = after + timedelta(days=7 - after.weekday())
    weeks = [_week(hours, monday + timedelta(weeks=n)) for n in range(WEEKS_COMPARED)]
    if any(week != weeks[0] for week in weeks):
        return FrenchWeek((), varies=True)
    return FrenchWeek(tuple(_lines(weeks[0])))


def _week(hours: OpeningHours, monday: date) -> list[tuple[Slot, ...]]:
    return [_day(hours, monday + timedelta(days=n)) for n in range(7)]


def _day(hours: OpeningHours, day: date) -> tuple[Slot, ...]:
    """The open hours of one day; what runs past midnight is cut there."""
    midnight = datetime.combine(day, time.min)
    found = hours.intervals(midnight, midnight + timedelta(days=1))
    return tuple(
        (start.time(), end.time(), comment) for start, end, state, comment in found if state != State.CLOSED
    )


def _lines(week: list[tuple[Slot, ...]]) -> list[str]:
    """The open days, neighbours with the same hours joined."""
    groups: list[list[int]] = []
    for day, slots in enumerate(week):
        if groups and week[groups[-1][0]] == slots:
            groups[-1].append(day)
        else:
            groups.append([day])
    return [f"{_days(group)}{NO_BREAK_SPACE}: {_slots(week[group[0]])}" for group in groups if week[group[0]]]


def _days(group: list[int]) -> str:
    first, last = DAYS[group[0]], DAYS[group[-1]]
    if len(group) == 7:
        return "Tous les jours"
    if len(group) == 1:
        return first.capitalize()
    return f"{first.capitalize()} et {last}" if len(group) == 2 else f"Du {first} au {last}"


def _slots(slots: tuple[Slot, ...]) -> str:
    return ", ".join(_slot(*slot) for slot in slots)


def _slot(start: time, end: time, comment: str) -> str:
    said = "toute la journée" if (start, end) == ALL_DAY else f"{_hour(start)}\u00a0à\u00a0{_hour(end)}"
    return f"{said} ({comment})" if comment else said


def _hour(moment: time) -> str:
    if moment == time.min:
        return "minuit"
    minutes = f"{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{minutes}".rstrip(NO_BREAK_SPACE)


def is_open_on(expression: str, day: date) -> bool | None:
    """Return whether the hours leave any of this day open; None where they are not known or cannot be read.

    Public holidays are left aside, as in `french_week`.
    """
    if not is_readable(expression):
        return None
    return bool(_day(OpeningHours(expression), day))
