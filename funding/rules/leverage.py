"""Leverage: the match that a rule adds to money received ("you give 1 €, we add 2, that makes 3").

For one contributor and year the match is `floor_to_cent(ratio × received so far)`, within the cap per contributor
and year. A receipt adds only the difference, so that ten receipts of 100 € match exactly like one of 1 000 €. Under
a cap for the year over all contributors the earlier receipt is matched first, the last in part. A refund is a
receipt below zero: it takes back what the money that stays no longer justifies. What it frees under the cap for the
year serves later receipts; it never reaches back to an earlier one that was matched in part.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from inclusion.core.french.money import (
    ZERO,
    CalculationStep,
    cents,
    cents_at_least_zero,
    equals,
    euros,
    figure,
    floor_to_cent,
)

type ContributorYear = tuple[str, int]


@dataclass(frozen=True)
class Lot:
    """Money that came in from a contributor for a year, on a day; below zero it is a refund of that year's money."""

    contributor: str
    year: int
    on: date
    amount: Decimal


@dataclass(frozen=True)
class Terms:
    """A leverage rule: how many euros are added for one, for money of `[start, end)`, within caps (None: no cap)."""

    ratio: Fraction
    start: date | None = None
    end: date | None = None
    cap: Decimal | None = None
    year_cap: Decimal | None = None

    def hold_on(self, day: date) -> bool:
        """Whether money that comes in on this day is matched."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Matches:
    """What a rule gives: the difference that each receipt makes (in the order they were handed in), and the sums."""

    differences: tuple[Decimal, ...]
    by_contributor: dict[ContributorYear, Decimal]
    steps: tuple[CalculationStep, ...]

    @property
    def total(self) -> Decimal:
        """All that was added, in euros."""
        return sum(self.differences, ZERO)


def _checked_ratio(ratio: Fraction) -> Fraction:
    if isinstance(ratio, float):
        raise TypeError("A ratio is exact: give a Fraction.")
    exact = Fraction(ratio)
    if exact < 0:
        raise ValueError("A ratio cannot be negative.")
    return exact


def match_due(received: Decimal, *, ratio: Fraction, cap: Decimal | None = None) -> Decimal:
    """What has been drawn in all by `received` in all, for one contributor and year, in euros.

    Zero when as much or more was given back than received. `InvalidAmount` (a `ValueError`) for a part of a cent or a
    negative cap, `ValueError` for a negative ratio.
    """
    drawn = floor_to_cent(_checked_ratio(ratio) * Fraction(max(cents(received), ZERO)))
    return drawn if cap is None else min(drawn, cents_at_least_zero(cap))


def match_difference(
    received_before: Decimal,
    receipt: Decimal,
    *,
    ratio: Fraction,
    cap: Decimal | None = None,
    year_room: Decimal | None = None,
    matched_before: Decimal | None = None,
) -> Decimal:
    """What one more receipt adds to the match; for a refund (below zero) what it takes back, as a negative amount.

    `received_before` is the contributor's total of the year so far, `year_room` what the cap for the year still
    leaves (None: no such cap). `matched_before` is what was really matched so far; leave it out unless the cap for
    the year has cut it. A refund takes back only what is matched beyond what the money that stays draws.
    """
    due_before = match_due(received_before, ratio=ratio, cap=cap)
    due_after = match_due(cents(received_before) + cents(receipt), ratio=ratio, cap=cap)
    matched = due_before if matched_before is None else cents_at_least_zero(matched_before)
    if receipt < 0:
        return min(matched, due_after) - matched
    added = max(due_after - max(due_before, matched), ZERO)
    return added if year_room is None else min(added, max(cents(year_room), ZERO))


def match_for_receipts(receipts: Sequence[Lot], terms: Terms) -> Matches:
    """Match receipts by one rule, the earlier day first, and in the order given within a day.

    Money that came in outside the rule's days draws nothing; refunds of matched money count whenever they happen.
    """
    received: dict[ContributorYear, Decimal] = defaultdict(lambda: ZERO)
    matched: dict[ContributorYear, Decimal] = defaultdict(lambda: ZERO)
    by_year: dict[int, Decimal] = defaultdict(lambda: ZERO)
    differences = [ZERO] * len(receipts)
    steps = []
    for index in sorted(range(len(receipts)), key=lambda index: receipts[index].on):
        lot = receipts[index]
        if lot.amount >= 0 and not terms.hold_on(lot.on):
            continue
        key = (lot.contributor, lot.year)
        room = None if terms.year_cap is None else cents_at_least_zero(terms.year_cap) - by_year[lot.year]
        difference = match_difference(
            received[key],
            lot.amount,
            ratio=terms.ratio,
            cap=terms.cap,
            year_room=room,
            matched_before=matched[key],
        )
        received[key] += cents(lot.amount)
        steps.append(_step(lot, terms, received[key], matched[key], difference))
        matched[key] += difference
        by_year[lot.year] += difference
        differences[index] = difference
    return Matches(tuple(differences), dict(matched), tuple(steps))


def factor(ratio: Fraction) -> str:
    """The ratio inside a line of arithmetic: « 2 », « 2 ÷ 3 »."""
    by = figure(ratio.numerator)
    return by if ratio.denominator == 1 else f"{by} ÷ {figure(ratio.denominator)}"


def _step(lot: Lot, terms: Terms, received: Decimal, before: Decimal, difference: Decimal) -> CalculationStep:
    """Why this receipt makes this difference; names the cap where one cut it."""
    counted = max(received, ZERO)
    exact = terms.ratio * Fraction(counted)
    drawn = floor_to_cent(exact)
    now = before + difference
    moved = f"{euros(abs(lot.amount))} {'rendus' if lot.amount < 0 else 'reçus'}"
    effect = f"effet levier {'repris' if difference < 0 else 'ajouté'}\u00a0: {euros(abs(difference))}"
    reasons = ""
    if terms.cap is not None and drawn > terms.cap:
        reasons += f" Le plafond par contributeur est de {euros(terms.cap)}."
    if terms.year_cap is not None and now < match_due(received, ratio=terms.ratio, cap=terms.cap):
        reasons += f" Le plafond de l’année est de {euros(terms.year_cap)}."
    arithmetic = f"{figure(counted)} × {factor(terms.ratio)} {equals(exact, drawn)} {euros(drawn)}"
    return CalculationStep(f"{lot.contributor}, {lot.year}\u00a0: {moved}, {effect}.{reasons}", arithmetic)


def lots_by_rule(receipts: Sequence[Lot], terms: Sequence[Terms]) -> list[list[Lot]]:
    """The money that each of several rules matches, in the order of the rules; the earlier day first.

    Each receipt is matched by the first rule that holds on its day. A refund takes back the contributor's latest
    money of that year first, each part under the rule that had matched it.
    """
    parted: list[list[Lot]] = [[] for _ in terms]
    left: dict[ContributorYear, list[tuple[int | None, Decimal]]] = defaultdict(list)
    for lot in sorted(receipts, key=lambda lot: lot.on):
        stack = left[lot.contributor, lot.year]
        if lot.amount >= 0:
            ruled = next((index for index, rule in enumerate(terms) if rule.hold_on(lot.on)), None)
            stack.append((ruled, lot.amount))
            if ruled is not None:
                parted[ruled].append(lot)
            continue
        given_back = -lot.amount
        while given_back > 0 and stack:
            ruled, held = stack.pop()
            part = min(held, given_back)
            given_back -= part
            if held > part:
                stack.append((ruled, held - part))
            if ruled is not None:
                parted[ruled].append(replace(lot, amount=-part))
    return parted


def matches_due(receipts: Sequence[Lot], terms: Sequence[Terms]) -> list[dict[ContributorYear, Decimal]]:
    """What each of several rules gives in all to each contributor and year, in the order of the rules.

    Which money each rule matches is told by `lots_by_rule`.
    """
    parted = lots_by_rule(receipts, terms)
    return [match_for_receipts(lots, rule).by_contributor for lots, rule in zip(parted, terms, strict=True)]
