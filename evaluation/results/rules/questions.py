"""Questions as they are counted: which earlier answers decide whether one was asked; numbers and days in bins."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from evaluation.enums import AgeBand, ItemKind
from evaluation.questionnaires.rules import Choice, Condition, Form, Item
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
# Where bins begin and end follows from most of the answers, and the first and the last one are open: the smallest and
# the largest number that somebody wrote are nobody else's to know.

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
