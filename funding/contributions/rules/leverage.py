"""Leverage: the match that a rule adds to money received, and what the rules make of promises."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

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
from inclusion.core.french.periods import plain_date

# -- Leverage: the match that a rule adds to money received ("you give 1 €, we add 2, that makes 3")
#
# For one contributor and year the match is `floor_to_cent(ratio × received so far)`, within the cap per contributor
# and year. A receipt adds only the difference, so that ten receipts of 100 € match exactly like one of 1 000 €. Under
# a cap for the year over all contributors the earlier receipt is matched first, the last in part. A refund is a
# receipt below zero: it takes back what the money that stays no longer justifies. What it frees under the cap for the
# year serves later receipts; it never reaches back to an earlier one that was matched in part.

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
    year_left: Decimal | None = None,
    matched_before: Decimal | None = None,
) -> Decimal:
    """What one more receipt adds to the match; for a refund (below zero) what it takes back, as a negative amount.

    `received_before` is the contributor's total of the year so far, `year_left` what the cap for the year still
    leaves (None: no such cap). `matched_before` is what was really matched so far; leave it out unless the cap for
    the year has cut it. A refund takes back only what is matched beyond what the money that stays draws.
    """
    due_before = match_due(received_before, ratio=ratio, cap=cap)
    due_after = match_due(cents(received_before) + cents(receipt), ratio=ratio, cap=cap)
    matched = due_before if matched_before is None else cents_at_least_zero(matched_before)
    if receipt < 0:
        return min(matched, due_after) - matched
    added = max(due_after - max(due_before, matched), ZERO)
    return added if year_left is None else min(added, max(cents(year_left), ZERO))


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
        left = None if terms.year_cap is None else cents_at_least_zero(terms.year_cap) - by_year[lot.year]
        difference = match_difference(
            received[key],
            lot.amount,
            ratio=terms.ratio,
            cap=terms.cap,
            year_left=left,
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
    if before and difference:
        more, less = (now, before) if difference > 0 else (before, now)
        arithmetic += f"\u00a0; {figure(more)} − {figure(less)} = {euros(more - less)}"
    return CalculationStep(f"{lot.contributor}, {lot.year}\u00a0: {moved}, {effect}.{reasons}", arithmetic)


def lots_by_rule(receipts: Sequence[Lot], terms: Sequence[Terms]) -> list[list[Lot]]:
    """The money that each of several rules matches, in the order of the rules; the earlier day first.

    Each receipt is matched by the first rule that applies on its day. A refund takes back the contributor's latest
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
            ruled, kept = stack.pop()
            part = min(kept, given_back)
            given_back -= part
            if kept > part:
                stack.append((ruled, kept - part))
            if ruled is not None:
                parted[ruled].append(replace(lot, amount=-part))
    return parted


def matches_due(receipts: Sequence[Lot], terms: Sequence[Terms]) -> list[dict[ContributorYear, Decimal]]:
    """What each of several rules gives in all to each contributor and year, in the order of the rules.

    `lots_by_rule` returns which money each rule matches.
    """
    parted = lots_by_rule(receipts, terms)
    return [match_for_receipts(lots, rule).by_contributor for lots, rule in zip(parted, terms, strict=True)]


# -- Match of some money, and why
#
# Both ask the rules (`funding.contributions.rules.leverage`) with and without the money in question, and show the
# difference.


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
    """Which rule matches money of a day: the first that applies on it."""
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


# -- The forecast of a fund
#
# The match follows the money received, so that a promise draws nothing before it comes in; here it shows what it
# would draw on its day, by the same rules.


@dataclass(frozen=True)
class ForecastRow:
    """One year, one contributor, or all together: what came and what would come, in euros."""

    of: str
    received: Decimal
    match: Decimal
    promised: Decimal
    to_come: Decimal

    @property
    def so_far(self) -> Decimal:
        """What is there: received, and the match that it drew."""
        return self.received + self.match

    @property
    def expected(self) -> Decimal:
        """What would come: promised, and the match that it would draw."""
        return self.promised + self.to_come

    @property
    def total(self) -> Decimal:
        """What there would be if every promise were kept."""
        return self.so_far + self.expected


@dataclass(frozen=True)
class Forecast:
    """A fund as it would be if every promise were kept; each list of rows sums to `whole`."""

    whole: ForecastRow
    by_year: tuple[ForecastRow, ...]
    by_contributor: tuple[ForecastRow, ...]
    steps: tuple[CalculationStep, ...]


def forecast(
    received: Sequence[Lot],
    promised: Sequence[Promise],
    terms: Sequence[Terms],
    *,
    labels: Mapping[str, str] | None = None,
) -> Forecast:
    """Compute what came in, what is still promised, and what the promises would draw once they come in.

    Promises come in on the last day on which money was received or later, after that money, in the order given.
    `labels` are the names of the contributors, in the order in which rows show them. Raises `InvalidAmount` for a
    promise below zero or with parts of a cent.
    """
    names = labels or {}
    coming = [promise.kept() for promise in promised]
    now, then = Outcome(received, terms), Outcome([*received, *coming], terms)
    came, comes, draws = summed(received), summed(coming), then.beyond(now)
    rows = {
        key: (came.get(key, ZERO), now.match(key), comes.get(key, ZERO), draws.get(key, ZERO))
        for key in dict.fromkeys([*came, *comes])
    }
    shown = dict.fromkeys([*names, *(who for who, _ in rows)])
    whole = _sum("", rows.values())
    return Forecast(
        whole,
        tuple(
            _sum(str(year), [row for (_, of), row in rows.items() if of == year])
            for year in sorted({year for _, year in rows})
        ),
        tuple(
            _sum(names.get(who, who), own)
            for who in shown
            if (own := [row for (of, _), row in rows.items() if of == who])
        ),
        # Of a fund without a leverage rule no match is spoken of.
        (*_promise_steps(coming, now, then, names), *_sum_steps(whole))
        if terms
        else (_sum_steps(whole)[-1],),
    )


def _sum(of: str, rows: Iterable[tuple[Decimal, ...]]) -> ForecastRow:
    received, match, promised, to_come = (
        sum(column, ZERO) for column in zip((ZERO,) * 4, *rows, strict=True)
    )
    return ForecastRow(of, received, match, promised, to_come)


def _promise_steps(
    coming: Sequence[Lot], now: Outcome, then: Outcome, names: Mapping[str, str]
) -> list[CalculationStep]:
    """Why each promise draws what it draws: one step for a contributor, a year and a rule."""
    amounts: dict[tuple[ContributorYear, int | None], Decimal] = defaultdict(lambda: ZERO)
    days = {}
    for lot in coming:
        group = (lot.contributor, lot.year), rule_on(lot.on, now.terms)
        amounts[group] += lot.amount
        days[group] = lot.on
    steps = []
    for (key, rule), amount in amounts.items():
        head = f"{names.get(key[0], key[0])}, {key[1]}\u00a0: {euros(amount)} encore promis"
        if rule is None:
            day = plain_date(days[key, rule])
            steps.append(CalculationStep(f"{head}, sans effet levier\u00a0: aucune règle ne vaut le {day}."))
        else:
            steps.append(_promise_step(head, Reason(key, rule, now, then)))
    return steps


def _promise_step(head: str, why: Reason) -> CalculationStep:
    """One promise in one sentence and one line; it names the cap that leaves it less."""
    sentence = f"{head}, effet levier attendu\u00a0: {euros(why.result)}."
    if why.result != why.uncut:
        return CalculationStep(
            f"{sentence} Le plafond de l’année est de {euros(why.terms.year_cap or ZERO)}."
        )
    before = f" − {figure(why.due_before)}" if why.due_before else ""
    if why.capped != why.floored:
        sentence += f" Le plafond par contributeur et par an est de {euros(why.capped)}."
        return CalculationStep(sentence, f"{figure(why.capped)}{before} = {euros(why.result)}")
    sign = equals(why.exact - Fraction(why.due_before), why.result)
    line = f"{figure(why.counted)} × {factor(why.terms.ratio)}{before}"
    return CalculationStep(sentence, f"{line} {sign} {euros(why.result)}")


def _sum_steps(whole: ForecastRow) -> list[CalculationStep]:
    """How the parts make the whole."""
    return [
        CalculationStep(
            "Ce qui est reçu, avec l’effet levier qu’il a attiré\u00a0:",
            f"{figure(whole.received)} + {figure(whole.match)} = {euros(whole.so_far)}",
        ),
        CalculationStep(
            "Ce qui est encore promis, avec l’effet levier qu’il attirerait\u00a0:",
            f"{figure(whole.promised)} + {figure(whole.to_come)} = {euros(whole.expected)}",
        ),
        CalculationStep(
            "En tout, si chaque promesse est tenue\u00a0:",
            f"{figure(whole.so_far)} + {figure(whole.expected)} = {euros(whole.total)}",
        ),
    ]


# -- Ratios


def two_places(value: Fraction) -> Decimal:
    """A ratio rounded half up to two places, exactly (symmetrically below zero)."""
    hundredths = floor(abs(value) * 100 + Fraction(1, 2))
    return cents(Fraction(-hundredths if value < 0 else hundredths, 100))


def leverage(received: Decimal, *, match: Decimal, grants: Decimal = ZERO) -> Decimal | None:
    """`(received + match + part of grants) ÷ received`, two places; None (a dash) where nothing was received."""
    if received <= 0:
        return None
    return two_places((Fraction(received) + Fraction(match) + Fraction(grants)) / Fraction(received))
