"""Leverage: the match that a rule adds to money received, and what the rules make of promises."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from inclusion.core.french.periods import plain_date

# -- Leverage: the match that a rule adds to money received ("you give 1 €, we add 2, that makes 3")
#
# For one contributor and year the match that is due is `floor_to_cent(ratio × money that stays)`, within the cap per
# contributor and year. A receipt adds only the difference, so that ten receipts of 100 € match exactly like one of
# 1 000 €. Under a cap for the year over all contributors the earlier receipt is matched first, the last in part, and
# what finds no room waits. A refund takes back the contributor's latest money of that year, and its match. What
# it frees under the cap for the year, or what a raised cap adds, goes at once to the receipts that wait, in the order
# of their dates. On any day the match of a year is `min(cap, all that is due)`, whatever the order of things.
#
# Several rules of a fund never share a day. Each has its own matcher, counts the money of its own days only, and has
# caps of its own: what is due under a rule is what its ratio gives for that money, and the match of a year is the sum
# of `min(cap, due)` over its rules. A new rule in the middle of a year begins with all of its caps.
#
# Caps may be raised, never cut: money that came in was promised its match.

type ContributorYear = tuple[str, int]


@dataclass(frozen=True)
class Lot:
    """Money that came in from a contributor for a year, on a day; below zero it is a refund of that year's money.

    `until` is the day on which it was reversed, as recorded by mistake (None: it stands), `receipt` the key of its row.
    """

    contributor: str
    year: int
    on: date
    amount: Decimal
    until: date | None = None
    receipt: int | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it is there at the end of this day."""
        return self.on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Caps:
    """The caps per contributor and per year, in euros (None: no cap), that were in force before a day."""

    until: date
    cap: Decimal | None
    year_cap: Decimal | None


@dataclass(frozen=True)
class Terms:
    """A leverage rule: how many euros are added for one, for money of `[start, end)`, within caps (None: no cap).

    `earlier` are the caps that it had before they were raised, the first in front.
    """

    ratio: Fraction
    start: date | None = None
    end: date | None = None
    cap: Decimal | None = None
    year_cap: Decimal | None = None
    earlier: tuple[Caps, ...] = ()

    def hold_on(self, day: date) -> bool:
        """Whether money that comes in on this day is matched."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def on(self, day: date) -> "Terms":
        """The rule with the caps that were in force at the end of this day."""
        found = next((caps for caps in self.earlier if day < caps.until), None)
        return self if found is None else replace(self, cap=found.cap, year_cap=found.year_cap, earlier=())


def match_due(received: Decimal, *, ratio: Fraction, cap: Decimal | None = None) -> Decimal:
    """What has been drawn in all by `received` in all, for one contributor and year, in euros.

    Zero when as much or more was given back than received. `InvalidAmount` (a `ValueError`) for a part of a cent or a
    negative cap, `ValueError` for a negative ratio.
    """
    if isinstance(ratio, float):
        raise TypeError("A ratio is exact: give a Fraction.")
    exact = Fraction(ratio)
    if exact < 0:
        raise ValueError("A ratio cannot be negative.")
    drawn = floor_to_cent(exact * Fraction(max(cents(received), ZERO)))
    return drawn if cap is None else min(drawn, cents_at_least_zero(cap))


def _due(counted: Decimal, terms: Terms) -> Decimal:
    """What is due under a rule for the money that it counts of one contributor and year."""
    return match_due(counted, ratio=terms.ratio, cap=terms.cap)


def lots_by_rule(lots: Sequence[Lot], terms: Sequence[Terms]) -> list[list[Lot]]:
    """The money that each of several rules matches, in the order of the rules; the earlier day first.

    Each receipt is matched by the first rule that applies on its day, with what stays of it: a refund takes back the
    contributor's latest money of that year first. More than there is to give back is left out.
    """
    left: dict[ContributorYear, list[int]] = defaultdict(list)
    stays: list[Lot] = []
    for lot in sorted(lots, key=lambda lot: lot.on):
        stack = left[lot.contributor, lot.year]
        if lot.amount >= 0:
            stack.append(len(stays))
            stays.append(lot)
            continue
        given_back = -lot.amount
        while given_back > 0 and stack:
            latest = stays[stack[-1]]
            part = min(latest.amount, given_back)
            given_back -= part
            stays[stack[-1]] = replace(latest, amount=latest.amount - part)
            if part == latest.amount:
                stack.pop()
    parted: list[list[Lot]] = [[] for _ in terms]
    for lot in stays:
        if (rule := rule_on(lot.on, terms)) is not None:
            parted[rule].append(lot)
    return parted


def rule_on(day: date, terms: Sequence[Terms]) -> int | None:
    """Which rule matches money of a day: the first that applies on it."""
    return next((index for index, rule in enumerate(terms) if rule.hold_on(day)), None)


@dataclass(frozen=True)
class Match:
    """What one receipt draws: the receipt with the money of it that stays, what is due for it within the cap per
    contributor, and what the cap of the year leaves it.
    """

    lot: Lot
    due: Decimal
    amount: Decimal

    @property
    def waiting(self) -> Decimal:
        """What finds no room under the cap of the year, in euros."""
        return self.due - self.amount


def matches_of(stays: Sequence[Lot], terms: Terms) -> list[Match]:
    """What a rule adds to each receipt that it matches (see `lots_by_rule`), the earlier day first."""
    counted: dict[ContributorYear, Decimal] = defaultdict(lambda: ZERO)
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    found = []
    for lot in stays:
        key = (lot.contributor, lot.year)
        before = _due(counted[key], terms)
        counted[key] += cents(lot.amount)
        due = _due(counted[key], terms) - before
        room = due if terms.year_cap is None else cents_at_least_zero(terms.year_cap) - used[lot.year]
        amount = min(due, room)
        used[lot.year] += amount
        found.append(Match(lot, due, amount))
    return found


def change_by_receipt(lacking: dict[int, Decimal], *, of: int | None) -> list[tuple[int, Decimal]]:
    """By how much the match of each of a contributor's receipts changes, so that the sum of all becomes what it should.

    `of` is the only row to change, if any. What refunds took back stands beside them, not beside the receipts: a
    receipt that lacks (or has too much) is served first, the earlier one before the later (the later before the
    earlier).
    """
    left = sum(lacking.values(), ZERO)
    if not left or of is not None:
        return [(of, left)] if left and of is not None else []
    parts: list[tuple[int, Decimal]] = []
    for receipt, lacks in lacking.items() if left > 0 else reversed(lacking.items()):
        part = max(min(lacks, left), ZERO) if left > 0 else min(max(lacks, left), ZERO)
        if part:
            parts.append((receipt, part))
            left -= part
    return parts


def factor(ratio: Fraction) -> str:
    """The ratio inside a line of arithmetic: « 2 », « 2 ÷ 3 »."""
    by = figure(ratio.numerator)
    return by if ratio.denominator == 1 else f"{by} ÷ {figure(ratio.denominator)}"


# -- Match of some money, and why
#
# Both ask these rules with and without the money in question, and show the
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


def _by_contributor(matches: Iterable[Match]) -> dict[ContributorYear, Decimal]:
    """What is added to each contributor and year."""
    sums: dict[ContributorYear, Decimal] = defaultdict(lambda: ZERO)
    for one in matches:
        sums[one.lot.contributor, one.lot.year] += one.amount
    return dict(sums)


class Outcome:
    """What each rule makes of some money: what it counts and what it adds, by contributor and year."""

    def __init__(self, lots: Sequence[Lot], terms: Sequence[Terms]) -> None:
        parted = lots_by_rule(lots, terms)
        self.terms = terms
        self.counted = [summed(own) for own in parted]
        #: What each receipt draws, rule by rule, the earlier day first.
        self.matches = [matches_of(own, rule) for own, rule in zip(parted, terms, strict=True)]
        self.added = [_by_contributor(matches) for matches in self.matches]

    @classmethod
    def as_at(cls, lots: Sequence[Lot], terms: Sequence[Terms], day: date) -> "Outcome":
        """What the rules make, at the end of a day, of what was there and stood then."""
        return cls([lot for lot in lots if lot.counts_on(day)], [rule.on(day) for rule in terms])

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
    """Why a rule adds more (or less) to a contributor's year than before: each figure between money and result."""

    def __init__(self, key: ContributorYear, rule: int, before: Outcome, after: Outcome) -> None:
        self.terms = after.terms[rule]
        #: What the rule counted of its money, and counts now.
        self.counted_before = before.counted[rule].get(key, ZERO)
        self.counted = after.counted[rule].get(key, ZERO)
        #: What the ratio gives for it: exactly, to the cent, and within the cap per contributor.
        self.exact = self.terms.ratio * Fraction(self.counted)
        self.floored = floor_to_cent(self.exact)
        self.capped = _due(self.counted, self.terms)
        #: What the money before counts for, and what it really drew; a cap for the year may have left less.
        self.due_before = _due(self.counted_before, before.terms[rule])
        self.drawn_before = before.added[rule].get(key, ZERO)
        #: What would be added without a cap for the year, and what is added; what is drawn in all, and waits.
        self.uncut = self.capped - self.due_before
        self.drawn = after.added[rule].get(key, ZERO)
        self.result = self.drawn - self.drawn_before
        self.waiting = self.capped - self.drawn
        #: What the rule added in the year before, to all.
        self.year_before = before.of_year(rule, key[1])


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
        (*_promise_steps(coming, now, then, names), *_sum_steps(whole)) if terms else (_sum_steps(whole)[-1],),
    )


def _sum(of: str, rows: Iterable[tuple[Decimal, ...]]) -> ForecastRow:
    received, match, promised, to_come = (sum(column, ZERO) for column in zip((ZERO,) * 4, *rows, strict=True))
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
            f"{sentence} Sans le plafond de l’année, {euros(why.terms.year_cap or ZERO)}, ce serait {euros(why.uncut)}."
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
