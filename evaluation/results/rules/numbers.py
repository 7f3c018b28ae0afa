"""What may be said of numbers that people wrote, so that no answer of few of them can be read or worked out.

One rule holds for the middle of numbers: a figure is shown as coarsely as it takes for it to be the same whatever
`threshold` − 1 people had answered, or had they not answered. Two sets of answers in which so few people differ both
agree with what is shown: whoever tries all answers that agree with it finds, for each answer that so few people gave,
another set in which nobody gave it (`docs/adr/0014`).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from inclusion.core.suppression import THRESHOLD, suppress

#: A number as it was written.
type Number = float | Decimal
#: The middle of numbers, by the share of people at or below.
QUARTILES = {"lower": Fraction(1, 4), "median": Fraction(1, 2), "upper": Fraction(3, 4)}
MIDDLE = ("mean", *QUARTILES)
#: Figures are not finer than a tenth.
FINEST = Fraction(1, 10)


def summary_shown(values: Sequence[Number], *, threshold: int = THRESHOLD) -> dict[str, float | None]:
    """What of n, mean, median, quartiles, lowest and highest number may be shown together; None is withheld.

    Nothing tells, beside the bins of `bins_shown`, of an answer that fewer than `threshold` people gave. The means and
    medians are rounded; to what, `rounding_of` says.
    """
    if 0 < len(values) < threshold:
        return dict.fromkeys(("n", *MIDDLE, "lowest", "highest"))
    found: dict[str, float | None] = {"n": len(values)}
    rounded = _rounded(values, threshold)
    found |= {name: rounded[name][0] if name in rounded else None for name in MIDDLE}
    for name, end in (("lowest", min), ("highest", max)):
        value = end(values, default=0)
        found[name] = float(value) if values and list(values).count(value) >= threshold else None
    return found


def rounding_of(values: Sequence[Number], *, threshold: int = THRESHOLD) -> dict[str, float]:
    """To what each mean and median of `summary_shown` is rounded, of those that are shown: 0.1, 0.2, 0.5, 1, 2, 5…"""
    return {name: step for name, (_, step) in _rounded(values, threshold).items()}


def bins_shown(
    values: Sequence[Number], edges: Sequence[Number], *, threshold: int = THRESHOLD
) -> list[int | None]:
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


def edges_kept[Edge](
    values: Sequence[Any], edges: Sequence[Edge], *, threshold: int = THRESHOLD
) -> list[Edge]:
    """The edges that are left where each bin with few people is united with the smaller of those beside it."""
    kept = list(edges)
    while kept:
        counts = counts_between(values, kept)
        few = next((at for at, count in enumerate(counts) if 0 < count < threshold), None)
        if few is None:
            break
        sides = [at for at in (few - 1, few) if 0 <= at < len(kept)]
        # The edge between this bin and the one before, or the next one.
        del kept[min(sides, key=lambda at: counts[at] + counts[at + 1])]
    return kept


def _rounded(values: Sequence[Number], threshold: int) -> dict[str, tuple[float, float]]:
    """The mean and the middle of numbers with what they are rounded to, of those that few people do not change."""
    if len(values) < threshold:
        return {}
    ordered = sorted(Fraction(value) for value in values)
    few = threshold - 1
    found = {}
    if ordered[0] == ordered[-1]:
        # All wrote the same, and they are not few.
        bounds = dict.fromkeys(MIDDLE, (ordered[0], ordered[0]))
    elif len(ordered) <= 2 * few:
        return {}
    else:
        bounds = {"mean": _mean_between(ordered, few)}
        bounds |= {
            name: between for name, share in QUARTILES.items() if (between := _between(ordered, share, few))
        }
    # A figure that is rounded to more than half of where most numbers lie says nothing.
    spread = ordered[-1 - few] - ordered[few] if len(ordered) > 2 * few else Fraction(0)
    for name, (low, high) in bounds.items():
        for step in _steps(max(FINEST, spread / 2)):
            value = _nearest(low, step)
            if value == _nearest(high, step):
                found[name] = float(value), float(step)
                break
    return found


def _mean_between(ordered: Sequence[Fraction], few: int) -> tuple[Fraction, Fraction]:
    """Between what the mean stays where few answer anything from the smallest number to the largest, or nothing."""
    low, high = ordered[0], ordered[-1]
    reach = sorted((max(value - low, high - value) for value in ordered), reverse=True)
    mean, off = sum(ordered) / Fraction(len(ordered)), sum(reach[:few]) / Fraction(len(ordered) - few)
    return mean - off, mean + off


def _between(ordered: Sequence[Fraction], share: Fraction, few: int) -> tuple[Fraction, Fraction] | None:
    """Between what the number stays that divides people so, where few answer anything or nothing; None: anywhere."""
    place = share * (len(ordered) - 1)
    first, last = floor(place) - few, ceil(place) + few
    return (ordered[first], ordered[last]) if first >= 0 and last < len(ordered) else None


def _steps(largest: Fraction) -> Iterator[Fraction]:
    """0.1, 0.2, 0.5, 1, 2, 5…"""
    power = FINEST
    while power <= largest:
        yield from (step for step in (power, 2 * power, 5 * power) if step <= largest)
        power *= 10


def _nearest(value: Fraction, step: Fraction) -> Fraction:
    return floor(value / step + Fraction(1, 2)) * step
