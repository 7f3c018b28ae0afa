"""What is counted over a period, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Presence:
    """So many FTE over the days `[start, end)`."""

    fte: Decimal
    start: date
    end: date


def average_fte(presences: Iterable[Presence], start: date, end: date) -> Decimal:
    """Return the FTE that were there on average over the days `[start, end)`, to two places.

    Each counts for the days on which it was there: one FTE over half of the days is 0.50. Zero for an empty period.
    """
    days = (end - start).days
    if days <= 0:
        return Decimal("0.00")
    held = sum(
        (one.fte * max((min(one.end, end) - max(one.start, start)).days, 0) for one in presences), Decimal(0)
    )
    return (held / days).quantize(_CENT, ROUND_HALF_UP)
