"""Whether a place may use a pass: its state, its last day, the place, the day of the session; how codes are read."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import unquote

from funding.passes.booklets import rules as booklet_rules
from funding.passes.enums import PassState, RefusalReason
from funding.passes.programmes.rules import LATE_DAYS
from inclusion.core.french.hours import said_hour
from inclusion.core.french.periods import day_and_month, plain_date
from inclusion.core.french.text import printable


@dataclass(frozen=True)
class PassFacts:
    """What the rule has to know of a pass."""

    state: str
    issued_on: date
    accepted_until: date
    accepted_here: bool
    #: Whether another booklet was sent in the place of its own.
    is_replaced: bool = False
    #: Whether its letter has left, or may have; and whether it waits to be handed over.
    has_left: bool = True
    waits_for_hand: bool = False


def refusal_of(facts: PassFacts | None, *, used_on: date, today: date) -> RefusalReason | None:
    """Return why a pass cannot be used for a session of this day, or None when it can.

    `facts` is None for a code that is none. A pass that was used is refused before anything else is checked: it is
    what a place asks first. One whose letter never left is nobody's yet: who shows it did not get it from its person.
    """
    if facts is None:
        return RefusalReason.UNKNOWN
    if facts.state in (PassState.REDEEMED, PassState.PAID, PassState.LAPSED):
        return RefusalReason.USED
    if facts.state == PassState.CANCELLED:
        return RefusalReason.REPLACED if facts.is_replaced else RefusalReason.CANCELLED
    if not facts.has_left:
        return RefusalReason.NOT_HANDED if facts.waits_for_hand else RefusalReason.NOT_LEFT
    if not facts.accepted_here:
        return RefusalReason.ELSEWHERE
    if facts.state == PassState.EXPIRED or used_on > facts.accepted_until:
        return RefusalReason.EXPIRED
    if used_on > today:
        return RefusalReason.FUTURE
    if used_on < facts.issued_on:
        return RefusalReason.NOT_YET
    if used_on < today - timedelta(days=LATE_DAYS):
        return RefusalReason.TOO_OLD
    return None


def earlier_use(used_on: date, recorded_at: datetime, *, place: str | None, by: str, today: date) -> str:
    """Say where and when a pass served, to the place that asks.

    `place`: empty where it is this very one, the name of another one of the same organisation, None for any other: who
    and where are not said then. `recorded_at` is on the clock of Paris.
    """
    day = day_and_month(used_on) if used_on.year == today.year else plain_date(used_on)
    if place is None:
        return f"Ce pass a déjà servi le {day}, dans un autre lieu."
    hour = f" à {said_hour(recorded_at)}" if recorded_at.date() == used_on else ""
    where = f"dans votre lieu {place}" if place else "ici"
    return f"Ce pass a déjà servi {where}, le {day}{hour}, par {by}."


def expires_on(accepted_until: date) -> date:
    """Return the day from which unused passes go back to the fund: telephones had time to send what they kept."""
    return accepted_until + timedelta(days=LATE_DAYS + 1)


#: The end of a pass's public address, as its QR code contains it.
_ADDRESS = re.compile(r"/pass/([^/?#\s]+)/?(?:[?#]\S*)?$")
#: What separates two codes; a space may be inside one.
_BETWEEN = re.compile(r"[\n\r,;\t]+")
#: More than a code can be, however it is spaced.
LONGEST_CODE = 40


def code_in(text: str) -> str:
    """Return the code that somebody typed or a camera read: of a pass's address its end, a code as it is stored.

    What is no code comes back as it was given, shortened, so that it can be shown.
    """
    text = text.strip()
    if found := _ADDRESS.search(text):
        text = printable(unquote(found[1]))
    if booklet_rules.is_well_formed(text):
        return booklet_rules.normalise(text)
    return text[:LONGEST_CODE]


def codes_in(text: str) -> list[str]:
    """Return every code of a text, each once: one a line, or with commas; several a line where each is one."""
    found: dict[str, None] = {}
    for part in _BETWEEN.split(text):
        for one in _apart(part.strip()):
            if code := code_in(one):
                found[code] = None
    return list(found)


def _apart(part: str) -> list[str]:
    """The words of a line where each of them is a code by itself; otherwise the line as it is."""
    words = part.split()
    if len(words) > 1 and all(booklet_rules.is_well_formed(code_in(word)) for word in words):
        return words
    return [part]


def use_chip(state: str, *, taken_back: bool, asked: bool) -> dict[str, str]:
    """What became of a use, as a chip: the state of its pass, and whether a reimbursement names it."""
    if taken_back:
        return {"label": "Annulé", "tone": "calm", "sign": "undo-2"}
    if state == PassState.PAID:
        return {"label": "Payé", "tone": "good", "sign": "check"}
    if state == PassState.LAPSED:
        return {"label": "Jamais réclamé", "tone": "calm", "sign": "flag"}
    if asked:
        return {"label": "Remboursement demandé", "tone": "info", "sign": "inbox"}
    return {"label": "À demander", "tone": "warn", "sign": "clock"}
