"""Whether a place may use a pass: what it is, until when, where, for a session of which day."""

from dataclasses import dataclass
from datetime import date, timedelta

from funding.enums import PassState, RefusalReason

#: Days within which a scan that a telephone kept may still be sent: the passes that nobody used go back to the fund
#: only after them.
LATE_DAYS = 7


@dataclass(frozen=True)
class Held:
    """What the rule has to know of a pass."""

    state: str
    issued_on: date
    accepted_until: date
    accepted_here: bool


def refusal_of(held: Held | None, *, used_on: date, today: date) -> RefusalReason | None:
    """Return why a pass cannot be used for a session of this day, or None when it can.

    `held` is None for a code that is none. A pass that has served is told before anything else is looked at: it is
    what a place asks first.
    """
    if held is None:
        return RefusalReason.UNKNOWN
    if held.state in (PassState.REDEEMED, PassState.PAID, PassState.LAPSED):
        return RefusalReason.USED
    if held.state == PassState.CANCELLED:
        return RefusalReason.CANCELLED
    if not held.accepted_here:
        return RefusalReason.ELSEWHERE
    if held.state == PassState.EXPIRED or used_on > held.accepted_until:
        return RefusalReason.EXPIRED
    return _refused_day(used_on, issued_on=held.issued_on, today=today)


def _refused_day(used_on: date, *, issued_on: date, today: date) -> RefusalReason | None:
    if used_on > today:
        return RefusalReason.FUTURE
    if used_on < issued_on:
        return RefusalReason.NOT_YET
    if used_on < today - timedelta(days=LATE_DAYS):
        return RefusalReason.TOO_OLD
    return None


def expires_on(accepted_until: date) -> date:
    """Return the day from which unused passes go back to the fund: telephones had time to send what they kept."""
    return accepted_until + timedelta(days=LATE_DAYS + 1)
