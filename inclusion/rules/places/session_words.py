"""When a help desk or a workshop is held, in French: its rule in words where there is one, its next dates always."""

import re
from datetime import date, datetime, time, timedelta

from inclusion.rules.opening_hours import french_week, is_readable
from inclusion.rules.periods import DAYS, long_date
from inclusion.rules.places.week import CODES, week_of

#: How far ahead the next dates are looked for, in days.
HORIZON = 200
_RULE = re.compile(r"(?P<day>Mo|Tu|We|Th|Fr|Sa|Su)(?:\[(?P<ranks>-?\d(?:,-?\d)*)\])? (?P<hours>\S+)")
_RANKS = {"1": "1er", "2": "2e", "3": "3e", "4": "4e", "5": "5e", "-1": "dernier"}

type Occurrence = tuple[date, time, time]


def session_words(expression: str, *, after: date) -> tuple[str, ...]:
    """Return the lines that say when: « Chaque mardi, 14 h à 17 h », « Le 1er mercredi du mois, 9 h à 12 h ».

    The lines of the regular week where the rule is another one; none where the hours cannot be read, or change in a
    way that only their next dates tell (`next_dates`).
    """
    if not is_readable(expression):
        return ()
    rule = _RULE.fullmatch(expression.strip())
    if rule is not None and (said := _said(rule)):
        return (said,)
    return french_week(expression, after=after).lines


def _said(rule: re.Match[str]) -> str:
    week = week_of(f"{rule['day']} {rule['hours']}")
    if week is None:
        return ""
    name = DAYS[CODES.index(rule["day"])]
    slots = ", ".join(shown_slot(*one) for one in week.days[CODES.index(rule["day"])])
    if rule["ranks"] is None:
        return f"Chaque {name}, {slots}"
    ranks = [_RANKS.get(one, "") for one in rule["ranks"].split(",")]
    if not all(ranks):
        return ""
    named = ranks[0] if len(ranks) == 1 else f"{', '.join(ranks[:-1])} et {ranks[-1]}"
    return (
        f"Le {named} {name} du mois, {slots}" if len(ranks) == 1 else f"Les {named} {name}s du mois, {slots}"
    )


def shown_slot(start: time, end: time) -> str:
    """« 14 h à 17 h 30 », with spaces that do not break."""
    return f"{_hour(start)}\u00a0à\u00a0{_hour(end)}"


def _hour(moment: time) -> str:
    if moment == time.min:
        return "minuit"
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02d}" if moment.minute else "")


def next_dates(
    expression: str, *, after: datetime, count: int = 3, until: date | None = None
) -> list[Occurrence]:
    """Return the next times it is held, those that have not ended at `after`: a moment of Paris without a zone.

    `until` is the first day on which it is no longer held. Public holidays are left aside. None that can be read:
    nothing. What runs past midnight is told on the day on which it begins.
    """
    from opening_hours import OpeningHours, State

    if not is_readable(expression):
        return []
    found: list[Occurrence] = []
    hours = OpeningHours(expression)
    # From the day before: what began then may still be going on.
    begin = datetime.combine(after.date(), time.min) - timedelta(days=1)
    for start, end, state, _ in hours.intervals(begin, begin + timedelta(days=HORIZON)):
        if state != State.OPEN or end <= after:
            continue
        if len(found) == count or (until is not None and start.date() >= until):
            break
        found.append((start.date(), start.time(), end.time()))
    return found


def shown_occurrence(occurrence: Occurrence) -> str:
    """« mardi 1er décembre 2026, 14 h à 17 h »."""
    day, start, end = occurrence
    return f"{long_date(day)}, {shown_slot(start, end)}"
