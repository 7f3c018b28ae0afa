"""Questions as they are counted: which earlier answers decide whether one was asked; numbers and days in bins."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from evaluation.enums import AgeBand, ItemKind
from evaluation.questionnaires.rules import Choice, Condition, Form, Item
from evaluation.results.rules.numbers import edges_between, number_edges
from evaluation.results.rules.suppression import THRESHOLD
from evaluation.surveys.rules import BEYOND
from inclusion.core.french.names import of
from inclusion.core.french.periods import MONTHS, months_after

#: Kinds that are answered by one choice.
ONE_CHOICE = frozenset(
    {ItemKind.SINGLE, ItemKind.AGREEMENT, ItemKind.SKILL, ItemKind.KNOWLEDGE, ItemKind.MATRIX, ItemKind.TESTED}
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
# The first and the last one are open: the smallest and the largest number that somebody wrote are nobody else's to
# know. Each has enough people, so that none is hidden for its own sake.

#: From this year on a cell of the grid of days is a month, before it is a year.
MONTHLY_FROM = 2020


@dataclass(frozen=True)
class Bracket[Edge]:
    """What lies below an edge and not below the one before; without an edge, all the rest."""

    code: str
    label: str
    below: Edge | None


#: Somebody wrote something: the one bin where several would tell of few people.
WRITTEN: Bracket[Any] = Bracket("written", "A répondu", None)


def number_bins(
    values: Sequence[Decimal], *, minimum: int | None = None, maximum: int | None = None, threshold: int = THRESHOLD
) -> tuple[Bracket[int], ...]:
    """Bins for these numbers, each with `threshold` people; a question allows those from `minimum` to `maximum`."""
    edges = number_edges(values, minimum=minimum, maximum=maximum, threshold=threshold)
    if not edges:
        return (WRITTEN,)
    labels = (
        f"{lower}" if upper == lower + 1 else f"{lower} à {upper - 1}" for lower, upper in itertools.pairwise(edges)
    )
    return _brackets(edges, f"Moins de {edges[0]}", labels, f"{edges[-1]} et plus")


def _brackets[Edge](
    edges: Sequence[Edge], before: str, between: Iterable[str], after: str
) -> tuple[Bracket[Edge], ...]:
    bins = [Bracket(f"below_{edges[0]}", before, edges[0])]
    for (lower, upper), label in zip(itertools.pairwise(edges), between, strict=True):
        bins.append(Bracket(f"from_{lower}", label, upper))
    return (*bins, Bracket(f"from_{edges[-1]}", after, None))


def age_bins() -> tuple[Bracket[int], ...]:
    """The age bands, for an age in years."""
    bands = [Bracket(band.value, band.label, beyond) for beyond, band in BEYOND]
    return (*bands, Bracket(AgeBand.FROM_70.value, AgeBand.FROM_70.label, None))


def day_bins(values: Sequence[date], *, threshold: int = THRESHOLD) -> tuple[Bracket[date], ...]:
    """Bins for these days, each with `threshold` people: whole months, whole years before `MONTHLY_FROM`."""
    edges = edges_between(values, _days_end, threshold=threshold)
    if not edges:
        return (WRITTEN,)
    labels = (_days_words(lower, upper) for lower, upper in itertools.pairwise(edges))
    begins, ends = (_day_words(edge, is_year=_is_year(edge)) for edge in (edges[0], edges[-1]))
    return _brackets(edges, f"Avant {begins}", labels, f"À partir {of(ends)}")


def _days_end(day: date) -> date:
    day = min(day, date(date.max.year - 1, 12, 31))
    return date(day.year + 1, 1, 1) if day.year < MONTHLY_FROM else months_after(day, 1)


def _is_year(edge: date) -> bool:
    """Whether a bin that begins or ends here is one of years."""
    return edge <= date(MONTHLY_FROM, 1, 1)


def _day_words(day: date, *, is_year: bool) -> str:
    return str(day.year) if is_year else f"{MONTHS[day.month - 1]} {day.year}"


def _days_words(first: date, beyond: date) -> str:
    """« 2008 à 2014 », « mars 2026 »: from a first day to the month or the year before another one."""
    last = beyond - timedelta(days=1)
    words = [_day_words(day, is_year=_is_year(beyond)) for day in (first, last)]
    return words[0] if words[0] == words[1] else " à ".join(words)
