"""What comes back at a rhythm: an RRULE of RFC 5545 as the moments that it means, on the clock of a wall."""

from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr

#: No rhythm gives more than this: who meets each week for ten years plans anew before.
MAX_DATES = 520


class RhythmUnreadable(ValueError):
    """The rule is not one of RFC 5545, or has no end within `MAX_DATES`; the message is the French sentence to show."""


def occurrences(rule: str, start: datetime) -> list[datetime]:
    """Return the moments of a rule from its first, in order; `start` is naive, the time that the clock shows there.

    Raises RhythmUnreadable for a rule that cannot be read, that never ends, or that means no moment.
    """
    if start.tzinfo is not None:
        raise ValueError("a rhythm is told on the clock of a wall, without a time zone")
    try:
        found = list(islice(rrulestr(rule, dtstart=start), MAX_DATES + 1))
    except (ValueError, TypeError, KeyError):
        raise RhythmUnreadable("Ce rythme ne peut pas être lu.") from None
    if len(found) > MAX_DATES:
        raise RhythmUnreadable("Ce rythme n’a pas de fin\u00a0: dites combien de fois, ou jusqu’à quand.")
    if not found:
        raise RhythmUnreadable("Ce rythme ne donne aucune date.")
    return found
