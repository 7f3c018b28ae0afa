"""Questions as they are counted: which earlier answers decide whether one was asked; numbers and days in bins."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from evaluation.enums import AgeBand, ItemKind
from evaluation.questionnaires.rules import Choice, Condition, Form, Item
from evaluation.results.rules.numbers import edges_kept
from evaluation.results.rules.suppression import THRESHOLD
from evaluation.surveys.rules import BEYOND
from inclusion.core.french.periods import MONTHS

#: Kinds that are answered by one choice.
ONE_CHOICE = frozenset(
    {
        ItemKind.SINGLE,
        ItemKind.AGREEMENT,
        ItemKind.SKILL,
        ItemKind.KNOWLEDGE,
        ItemKind.MATRIX,
        ItemKind.TESTED,
    }
)


@dataclass(frozen=True)
class AskedQuestion:
    """One question, or one row of a matrix."""

    code: str
    label: str
    heading: str
    section: str
    item: Item
    #: All that decides whether it is asked: its own conditions, and those of the questions that they look at.
    conditions: tuple[Condition, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What could be chosen."""
        return self.item.answers


def asked_of(form: Form) -> dict[str, AskedQuestion]:
    """The questions of a form by their codes, in their order."""
    found: dict[str, AskedQuestion] = {}
    of_item: dict[str, tuple[Condition, ...]] = {}
    for section in form.sections:
        for item in section.items:
            own = [one for one in (section.shown_if, item.shown_if) if one is not None]
            before = [earlier for one in own for earlier in of_item.get(one.item, ())]
            of_item[item.code] = tuple(dict.fromkeys((*before, *own)))
            for code, label in item.questions():
                heading = item.label if item.kind == ItemKind.MATRIX else ""
                found[code] = AskedQuestion(code, label, heading, section.title, item, of_item[item.code])
    return found


def by_measure(asked: Mapping[str, AskedQuestion], *kinds: ItemKind) -> dict[str, list[AskedQuestion]]:
    """Questions of these kinds by what they measure."""
    found: dict[str, list[AskedQuestion]] = {}
    for one in asked.values():
        if one.item.kind in kinds and one.item.measure:
            found.setdefault(one.item.measure, []).append(one)
    return found


# -- Bins of numbers and days, counted like choices
#
# Where bins begin and end follows from most of the answers: from the fifth smallest to the fifth largest. The first and
# the last one are open: the smallest and the largest number that somebody wrote are nobody else's to know. A bin in
# which few people are is united with the one beside it, so that none is hidden for its own sake.

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


#: Somebody wrote something: the one bin where several would tell of few people.
WRITTEN: Bracket[Any] = Bracket("written", "A répondu", None)


def number_bins(
    values: Sequence[Decimal], *, minimum: int | None = None, threshold: int = THRESHOLD
) -> tuple[Bracket[int], ...]:
    """Bins for these numbers, each with `threshold` people or none; none can be less than the `minimum`."""
    if len(values) < 2 * threshold:
        return (WRITTEN,)
    ordered = sorted(values)
    first, last = floor(ordered[threshold - 1]), ceil(ordered[-threshold])
    last = max(last, first + 1)
    width = next(width for width in _widths() if (last - first) / width <= MAX_BRACKETS)
    start = first // width * width
    edges: list[int] = list(range(start + width, last + 1, width)) or [start + width]
    if minimum is None or minimum < start:
        edges.insert(0, start)
    edges = edges_kept(ordered, edges, threshold=threshold)
    labels = (
        f"{lower}" if upper == lower + 1 else f"{lower} à {upper - 1}"
        for lower, upper in itertools.pairwise(edges)
    )
    return _brackets(edges, f"Moins de {edges[0]}", labels, f"{edges[-1]} et plus") if edges else (WRITTEN,)


def _brackets[Edge](
    edges: Sequence[Edge], before: str, between: Iterable[str], after: str
) -> tuple[Bracket[Edge], ...]:
    bins = [Bracket(f"below_{edges[0]}", before, edges[0])]
    for (lower, upper), label in zip(itertools.pairwise(edges), between, strict=True):
        bins.append(Bracket(f"from_{lower}", label, upper))
    return (*bins, Bracket(f"from_{edges[-1]}", after, None))


def _widths() -> Iterator[int]:
    power = 1
    while True:
        yield from (step * power for step in STEPS)
        power *= 10


def age_bins() -> tuple[Bracket[int], ...]:
    """The age bands, for an age in years."""
    bands = [Bracket(band.value, band.label, beyond) for beyond, band in BEYOND]
    return (*bands, Bracket(AgeBand.FROM_70.value, AgeBand.FROM_70.label, None))


def day_bins(values: Sequence[date], *, threshold: int = THRESHOLD) -> tuple[Bracket[date], ...]:
    """Bins for these days, each with `threshold` people at least or with none: months of one year, or years."""
    if len(values) < 2 * threshold:
        return (WRITTEN,)
    ordered = sorted(values)
    first, last = ordered[threshold - 1], ordered[-threshold]
    months = (last.year - first.year) * 12 + last.month - first.month
    by_month = months <= MAX_BRACKETS
    if by_month:
        edges = [_month(first, by) for by in range(months + 2)]
    else:
        width = next(
            width for width in YEARS if (last.year - first.year) / width <= MAX_BRACKETS or width == YEARS[-1]
        )
        start = max(1, first.year // width * width)
        edges = [date(year, 1, 1) for year in range(start, min(last.year + width + 1, date.max.year), width)]
    edges = edges_kept(ordered, edges, threshold=threshold)
    if not edges:
        return (WRITTEN,)
    labels = (_days_words(lower, upper, by_month=by_month) for lower, upper in itertools.pairwise(edges))
    begins, ends = (_day_words(edge, by_month=by_month) for edge in (edges[0], edges[-1]))
    return _brackets(edges, f"Avant {begins}", labels, f"À partir de {ends}")


def _day_words(day: date, *, by_month: bool) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}" if by_month else str(day.year)


def _days_words(first: date, beyond: date, *, by_month: bool) -> str:
    """« 2020 à 2024 »: from a first day to the month or the year before another one."""
    last = beyond - timedelta(days=1)
    words = [_day_words(day, by_month=by_month) for day in (first, last)]
    return words[0] if words[0] == words[1] else " à ".join(words)


def _month(day: date, later: int) -> date:
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)
