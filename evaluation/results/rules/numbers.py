"""What may be said of numbers that people wrote, so that no answer of few of them can be read or worked out.

Numbers are counted in bins. Bins are closed from the smallest number on, at edges of a fixed grid, each as soon as
enough people are in it (`edges_between`); the median and the quartiles say in which bin they are. Let everybody in a
bin have answered the same, a number of the last cell of the grid that the bin reaches: all that is printed stays as it
is, and no answer is of fewer than `threshold` people. So nobody can tell that an answer was given by so few, not even
who knows this code (`docs/adr/0014`).
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from inclusion.core.suppression import THRESHOLD, suppress

#: A number as it was written.
type Number = int | float | Decimal
#: The middle of numbers, by the share of people at or below.
QUARTILES = {"lower": Fraction(1, 4), "median": Fraction(1, 2), "upper": Fraction(3, 4)}
MIDDLE = ("mean", *QUARTILES)
#: Figures are not finer than a tenth.
FINEST = Fraction(1, 10)
#: From so many numbers on there is a mean: each of them moves it, and it is of no bin.
FEWEST_OF_MEAN = 100
#: A bin has one part in so many of all numbers at least.
MAX_BINS = 10
#: Where a question allows no more numbers than this, a cell of the grid is one number.
MAX_SINGLE = 200


def summary_shown(
    values: Sequence[Number],
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    edges: Sequence[int] | None = None,
    threshold: int = THRESHOLD,
) -> dict[str, float | None]:
    """What of n, mean, median, quartiles, lowest and highest number may be shown together; None is withheld.

    Nothing tells, beside the bins of `bins_shown`, of an answer that fewer than `threshold` people gave. Numbers are
    not below `minimum` nor above `maximum`, and counted between `edges`, those of `number_edges` without a word.
    Figures are rounded; to what, `rounding_of` says.
    """
    if 0 < len(values) < threshold:
        return dict.fromkeys(("n", *MIDDLE, "lowest", "highest"))
    rounded = _rounded(values, minimum, maximum, edges, threshold)
    # Ends belong to one person, or tell by their absence that they do.
    found: dict[str, float | None] = {"n": len(values), "lowest": None, "highest": None}
    return found | {name: rounded[name][0] if name in rounded else None for name in MIDDLE}


def rounding_of(
    values: Sequence[Number],
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    edges: Sequence[int] | None = None,
    threshold: int = THRESHOLD,
) -> dict[str, float]:
    """How far apart the numbers may lie that each figure of `summary_shown` stands for, of those that are shown."""
    rounded = _rounded(values, minimum, maximum, edges, threshold)
    return {name: step for name, (_, step) in rounded.items()}


def bins_shown(values: Sequence[Number], edges: Sequence[Number], *, threshold: int = THRESHOLD) -> list[int | None]:
    """How many numbers lie below the first edge, from each edge to the next, from the last edge on; None is hidden.

    Where a bin is hidden, so are those in which nobody is: of a bin of one number, « hidden » would say that it was
    written.
    """
    if 0 < len(values) < threshold:
        return [None] * (len(edges) + 1)
    counts = counts_between(values, edges)
    shown = suppress({str(at): count for at, count in enumerate(counts)}, threshold=threshold)
    found = list(shown.values())
    return [None if None in found and not count else count for count in found]


def counts_between(values: Sequence[Any], edges: Sequence[Any]) -> list[int]:
    """How many values lie below the first edge, from each edge to the next, from the last edge on."""
    below = [sum(value < edge for value in values) for edge in edges]
    return [high - low for low, high in zip([0, *below], [*below, len(values)], strict=True)]


def edges_between[Value, Edge: (int, date)](
    values: Sequence[Value], end_of: Callable[[Value], Edge], *, threshold: int = THRESHOLD
) -> list[Edge]:
    """Where bins end that are closed from the smallest value on, each as soon as it has enough people.

    Enough are `threshold` and a tenth of all; the last bin takes who is left. `end_of` says at which edge of a fixed
    grid the cell of a value ends.
    """
    enough, held, left = max(threshold, ceil(len(values) / MAX_BINS)), 0, len(values)
    edges = []
    for end, cell in itertools.groupby(sorted(values, key=end_of), key=end_of):
        people = sum(1 for _ in cell)
        held, left = held + people, left - people
        if held >= enough and left >= enough:
            edges.append(end)
            held = 0
    return edges


def number_edges(
    values: Sequence[Number], *, minimum: int | None = None, maximum: int | None = None, threshold: int = THRESHOLD
) -> list[int]:
    """Where bins of numbers end, on a grid that is finer among small numbers.

    0, 1, 2… 20, 25… 100, 110… 200, 250… 1 000 and so on, or every number where a question allows few.
    """
    is_single = minimum is not None and maximum is not None and maximum - minimum <= MAX_SINGLE
    return edges_between(values, (lambda value: floor(value) + 1) if is_single else _cell_end, threshold=threshold)


def _cell_end(value: Number) -> int:
    size = floor(value) if value >= 0 else ceil(-value) - 1
    unit = 10 ** max(0, len(str(size)) - 2)
    width = unit if size < 20 * unit else 5 * unit
    return (floor(value) // width + 1) * width


def _rounded(
    values: Sequence[Number], minimum: int | None, maximum: int | None, edges: Sequence[int] | None, threshold: int
) -> dict[str, tuple[float, float]]:
    """The figures that may be shown with what they are rounded to."""
    if edges is None:
        edges = number_edges(values, minimum=minimum, maximum=maximum, threshold=threshold)
    ordered, few = sorted(Fraction(value) for value in values), threshold - 1
    found = dict(_middle(ordered, [minimum, *edges, None if maximum is None else maximum + 1], few))
    if len(ordered) >= FEWEST_OF_MEAN:
        low, high = _mean_between(ordered, few)
        for step in _steps(max(FINEST, (ordered[-1 - few] - ordered[few]) / 2)):
            if (value := _nearest(low, step)) == _nearest(high, step):
                return {"mean": (float(value), float(step)), **found}
    return found


def _middle(
    ordered: Sequence[Fraction], ends: Sequence[int | None], few: int
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Median and quartiles by the bins, which begin and end at `ends`, in which they are, whatever few answer."""
    edges = [end for end in ends[1:-1] if end is not None]
    if not edges:
        return
    is_whole = all(value.denominator == 1 for value in ordered)
    for name, share in QUARTILES.items():
        place = share * (len(ordered) - 1)
        first, last = floor(place), ceil(place)
        if first < few or last + few >= len(ordered):
            continue
        bins = [sum(ordered[at] >= edge for edge in edges) for at in (first - few, last + few)]
        low, high = ends[bins[0]], ends[bins[1] + 1]
        if low is None or high is None:
            continue
        if is_whole and high - low == 1:
            yield name, (float(low), float(FINEST))
        elif 2 * (high - low) <= edges[-1] - edges[0]:
            yield name, (float(Fraction(low + high - is_whole, 2)), float(high - low))


def _mean_between(ordered: Sequence[Fraction], few: int) -> tuple[Fraction, Fraction]:
    """Between what the mean stays where few answer anything from the smallest number to the largest, or nothing."""
    low, high = ordered[0], ordered[-1]
    reach = sorted((max(value - low, high - value) for value in ordered), reverse=True)
    mean, off = sum(ordered) / Fraction(len(ordered)), sum(reach[:few]) / Fraction(len(ordered) - few)
    return mean - off, mean + off


def _steps(largest: Fraction) -> Iterator[Fraction]:
    """0.1, 0.2, 0.5, 1, 2, 5…"""
    power = FINEST
    while power <= largest:
        yield from (step for step in (power, 2 * power, 5 * power) if step <= largest)
        power *= 10


def _nearest(value: Fraction, step: Fraction) -> Fraction:
    return floor(value / step + Fraction(1, 2)) * step
