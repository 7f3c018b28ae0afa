"""What leverage rules make of some money, and why: the ground of forecasts and of the simulator.

Both ask the rules (`funding.rules.leverage`) with and without the money in question, and tell the difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from funding.rules.leverage import ContributorYear, Lot, Terms, lots_by_rule, match_due, match_for_receipts
from inclusion.core.french.money import ZERO, cents, cents_at_least_zero, floor_to_cent


@dataclass(frozen=True)
class Promise:
    """What a contributor still owes of its promise of a year, in euros, and the day on which it would come in."""

    contributor: str
    year: int
    outstanding: Decimal
    on: date

    def kept(self) -> Lot:
        """The promise as money that came in; `InvalidAmount` when it is below zero or has parts of a cent."""
        return Lot(self.contributor, self.year, self.on, cents_at_least_zero(self.outstanding))


def summed(lots: Iterable[Lot]) -> dict[ContributorYear, Decimal]:
    """The money of each contributor and year, in euros, refunds taken off."""
    sums: dict[ContributorYear, Decimal] = defaultdict(lambda: ZERO)
    for lot in lots:
        sums[lot.contributor, lot.year] += cents(lot.amount)
    return dict(sums)


def rule_on(day: date, terms: Sequence[Terms]) -> int | None:
    """Which rule matches money of a day: the first that holds on it."""
    return next((index for index, rule in enumerate(terms) if rule.hold_on(day)), None)


class Outcome:
    """What each rule makes of some money: what it counts and what it adds, by contributor and year."""

    def __init__(self, lots: Sequence[Lot], terms: Sequence[Terms]) -> None:
        parted = lots_by_rule(lots, terms)
        self.terms = terms
        self.counted = [summed(own) for own in parted]
        self.added = [
            match_for_receipts(own, rule).by_contributor for own, rule in zip(parted, terms, strict=True)
        ]

    def match(self, key: ContributorYear) -> Decimal:
        """What all rules add to one contributor's money of a year."""
        return sum((added.get(key, ZERO) for added in self.added), ZERO)

    def of_year(self, rule: int, year: int) -> Decimal:
        """What one rule adds in a year, to all contributors."""
        return sum((amount for (_, of), amount in self.added[rule].items() if of == year), ZERO)

    def beyond(self, other: "Outcome") -> dict[ContributorYear, Decimal]:
        """By how much more (or less) is added here than in another outcome, where it differs."""
        keys = dict.fromkeys(key for added in [*other.added, *self.added] for key in added)
        found = {key: self.match(key) - other.match(key) for key in keys}
        return {key: change for key, change in found.items() if change}


class Reason:
    """Why a rule adds more to a contributor's year than before: each figure between the money and the result."""

    def __init__(self, key: ContributorYear, rule: int, before: Outcome, after: Outcome) -> None:
        self.terms = before.terms[rule]
        #: What the rule counted of its money, and counts now.
        self.counted_before = before.counted[rule].get(key, ZERO)
        self.counted = after.counted[rule].get(key, ZERO)
        #: What the ratio gives for it: exactly, to the cent, and within the cap per contributor.
        self.exact = self.terms.ratio * Fraction(self.counted)
        self.floored = floor_to_cent(self.exact)
        self.capped = self._due(self.counted)
        #: What the money before counts for, and what it really drew; a cap for the year may have left less.
        self.due_before = self._due(self.counted_before)
        self.drawn_before = before.added[rule].get(key, ZERO)
        #: What would be added without a cap for the year, and what is added.
        self.uncut = self.capped - self.due_before
        self.result = after.added[rule].get(key, ZERO) - self.drawn_before
        #: What the rule added in the year before, to all.
        self.year_before = before.of_year(rule, key[1])

    def _due(self, counted: Decimal) -> Decimal:
        return match_due(counted, ratio=self.terms.ratio, cap=self.terms.cap)
