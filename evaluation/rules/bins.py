"""Numbers and days in a few bins, so that they can be counted like choices.

Where bins begin and end follows from most of the answers, and the first and the last one are open: the smallest and the
largest number that somebody wrote are nobody else's to know.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from evaluation.enums import AgeBand
from evaluation.rules.ages import BEYOND
from inclusion.core.french.periods import MONTHS

#: Bins at the most, the two open ones aside.
MAX_BRACKETS = 8
#: How wide a bin of numbers may be, in ones; then in tens, in hundreds…
STEPS = (1, 2, 5)
#: How many years a bin of days may hold.
YEARS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Bracket[Edge]:
    """What lies below an edge and not below the one before; without an edge, all the rest."""

    code: str
    label: str
    below: Edge | None


def number_bins(low: float, high: float, *, minimum: int | None = None) -> tuple[Bracket[int], ...]:
    """Bins for numbers most of which lie from `low` to `high`; none can be less than the `minimum`."""
    first, last = floor(low), max(ceil(high), floor(low) + 1)
    width = next(width for width in _widths() if (last - first) / width <= MAX_BRACKETS)
    start = first // width * width
    edges = list(range(start + width, last + 1, width)) or [start + width]
    if minimum is None or minimum < start:
        edges.insert(0, start)
    bins = [Bracket(f"below_{edges[0]}", f"Moins de {edges[0]}", edges[0])]
    for lower, upper in itertools.pairwise(edges):
        label = f"{lower}" if width == 1 else f"{lower} à {upper - 1}"
        bins.append(Bracket(f"from_{lower}", label, upper))
    return (*bins, Bracket(f"from_{edges[-1]}", f"{edges[-1]} et plus", None))


def _widths() -> Iterator[int]:
    power = 1
    while True:
        yield from (step * power for step in STEPS)
        power *= 10


def age_bins() -> tuple[Bracket[int], ...]:
    """The age bands, for an age in years."""
    bands = [Bracket(band.value, band.label, beyond) for beyond, band in BEYOND]
    return (*bands, Bracket(AgeBand.FROM_70.value, AgeBand.FROM_70.label, None))


def day_bins(first: date, last: date) -> tuple[Bracket[date], ...]:
    """Bins for days most of which lie from `first` to `last`: months of one year, or years."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months <= MAX_BRACKETS:
        edges = [_month(first, by) for by in range(months + 2)]
        labels = [f"{MONTHS[edge.month - 1]} {edge.year}" for edge in edges]
    else:
        width = next(
            width for width in YEARS if (last.year - first.year) / width <= MAX_BRACKETS or width == YEARS[-1]
        )
        start = max(1, first.year // width * width)
        years = range(start, min(last.year + width + 1, date.max.year), width)
        edges = [date(year, 1, 1) for year in years]
        labels = [str(year) if width == 1 else f"{year} à {year + width - 1}" for year in years]
    bins = [Bracket(f"before_{edges[0]}", f"Avant {labels[0].split(' à ')[0]}", edges[0])]
    bins += [
        Bracket(f"from_{lower}", label, upper)
        for lower, upper, label in zip(edges, edges[1:], labels, strict=False)
    ]
    return (*bins, Bracket(f"from_{edges[-1]}", f"À partir de {labels[-1].split(' à ')[0]}", None))


def _month(day: date, later: int) -> date:
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)
