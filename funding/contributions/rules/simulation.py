"""The simulator: what more money from a contributor would draw, how that comes about, and its chart."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from funding.contributions.rules.leverage import (
    ContributorYear,
    Lot,
    Outcome,
    Promise,
    Reason,
    Terms,
    factor,
    rule_on,
    summed,
)
from funding.ledger.rules import WIDE, leverage_of
from inclusion.core.charts.bars import Chart, Piece, bar_chart
from inclusion.core.french.money import (
    ZERO,
    CalculationStep,
    brief_euros,
    cents,
    cents_at_least_zero,
    equals,
    euros,
    figure,
)
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date

# -- The simulator


@dataclass(frozen=True)
class CostExample:
    """Something that the pot pays for, and what one costs in euros, so that an amount can be pictured."""

    one: str
    many: str
    cost: Decimal


@dataclass(frozen=True)
class Simulation:
    """What `amount` euros more from a contributor would do.

    `match` is what its money of the year draws beyond what it draws already. `others` is by how much the match of
    other contributors' receipts changes (below zero: this money comes before theirs and uses up the cap of the year).
    `expected_before` and `expected_after` are what the promises of all would draw, without and with this money;
    `to_come` is the difference by contributor. Nobody is named for whom nothing changes. `buys` says in words how
    many of each example the money that enters would pay.
    """

    contributor: str
    year: int
    on: date
    amount: Decimal
    match: Decimal
    received_before: Decimal
    match_before: Decimal
    available_before: Decimal
    others: dict[str, Decimal]
    expected_before: Decimal
    expected_after: Decimal
    to_come: dict[str, Decimal]
    buys: tuple[str, ...]
    steps: tuple[CalculationStep, ...]

    @property
    def entering(self) -> Decimal:
        """By how much the pot grows."""
        return self.amount + self.match + sum(self.others.values(), ZERO)

    @property
    def available_after(self) -> Decimal:
        """What the fund could commit then."""
        return self.available_before + self.entering

    @property
    def received_after(self) -> Decimal:
        """What the contributor would have given for the year."""
        return self.received_before + self.amount

    @property
    def match_after(self) -> Decimal:
        """What the contributor's money of the year would have drawn."""
        return self.match_before + self.match

    @property
    def own_before(self) -> Decimal:
        """What the contributor gave for the year and its match, as it is."""
        return self.received_before + self.match_before

    @property
    def own_more(self) -> Decimal:
        """What the contributor would give more, and the match that it draws."""
        return self.amount + self.match

    @property
    def own_after(self) -> Decimal:
        """What the contributor would have given for the year and its match."""
        return self.own_before + self.own_more

    @property
    def lost_to_come(self) -> Decimal:
        """By how much less the promises would draw in all."""
        return self.expected_before - self.expected_after

    @property
    def leverage(self) -> Decimal | None:
        """By how much the pot grows for one euro given, two places; None where nothing is given."""
        return leverage_of(self.entering, self.amount)


def simulate(
    received: Sequence[Lot],
    terms: Sequence[Terms],
    *,
    contributor: str,
    year: int,
    on: date,
    amount: Decimal,
    available: Decimal,
    name: str = "",
    promised: Sequence[Promise] = (),
    cost_examples: Sequence[CostExample] = (),
) -> Simulation:
    """Compute what `amount` euros more, of a contributor for a year, would draw if they came in on a day.

    They come in after the money received of that day and before the promises. `available` is what the fund can still
    commit now, `name` what the steps call the contributor. Raises `InvalidAmount` for an amount (or a promise) below
    zero or with parts of a cent.
    """
    lot = Lot(contributor, year, on, cents_at_least_zero(amount))
    key = (contributor, year)
    coming = [promise.kept() for promise in promised]
    before, after = Outcome(received, terms), Outcome([*received, lot], terms)
    expected = Outcome([*received, *coming], terms).beyond(before)
    expected_after = Outcome([*received, lot, *coming], terms).beyond(after)
    changes = after.beyond(before)
    match = changes.pop(key, ZERO)
    others = _by_contributor(changes)
    entering = lot.amount + match + sum(others.values(), ZERO)
    simulation = Simulation(
        contributor=contributor,
        year=year,
        on=on,
        amount=lot.amount,
        match=match,
        received_before=summed(received).get(key, ZERO),
        match_before=before.match(key),
        available_before=cents(available),
        others=others,
        expected_before=sum(expected.values(), ZERO),
        expected_after=sum(expected_after.values(), ZERO),
        to_come=_by_contributor(expected_after, minus=expected),
        buys=tuple(_bought(entering, example) for example in cost_examples),
        steps=(),
    )
    return _explained(simulation, lot, name or contributor, before, after)


def _by_contributor(
    amounts: Mapping[ContributorYear, Decimal], *, minus: Mapping[ContributorYear, Decimal] | None = None
) -> dict[str, Decimal]:
    """The sums over years, less those of `minus`, where they are not zero."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for (who, _), amount in amounts.items():
        sums[who] += amount
    for (who, _), amount in (minus or {}).items():
        sums[who] -= amount
    return {who: amount for who, amount in sums.items() if amount}


def _bought(entering: Decimal, example: CostExample) -> str:
    """« 150 carnets de pass »: how many whole ones the money pays."""
    count = int(max(entering, ZERO) // cents(example.cost))
    return f"{figure(count)}\u00a0{example.one if count < 2 else example.many}"


# -- Explanations ------------------------------------------------------------------------------------------------------


def _explained(simulation: Simulation, lot: Lot, who: str, before: Outcome, after: Outcome) -> Simulation:
    """The same with its steps: from the money to the pot, each with a line that anybody can check."""
    if simulation.amount == 0:
        return replace(simulation, steps=(CalculationStep("Rien n’est versé de plus\u00a0: rien ne change."),))
    key, steps = (lot.contributor, lot.year), []
    moved = [rule for rule in range(len(before.terms)) if before.counted[rule].get(key) != after.counted[rule].get(key)]
    if rule_on(lot.on, before.terms) is None:
        steps.append(
            CalculationStep(f"Aucune règle d’effet levier ne vaut le {plain_date(lot.on)}\u00a0: rien n’est ajouté.")
        )
    for rule in moved:
        steps += _rule_steps(Reason(key, rule, before, after), who, simulation)
    return replace(simulation, steps=(*steps, *_pot_steps(simulation, who), *_promise_steps(simulation)))


def _rule_steps(why: Reason, who: str, simulation: Simulation) -> list[CalculationStep]:
    """What one rule makes of the money: the ratio, the cent, the cap per contributor, the cap of the year."""
    more, year = why.counted - why.counted_before, simulation.year
    under = "" if why.counted_before == simulation.received_before else " sous cette règle"
    if why.counted_before:
        money = CalculationStep(
            f"{who} a déjà versé {euros(why.counted_before)} pour {year}{under}. Avec {euros(more)} de plus\u00a0:",
            f"{figure(why.counted_before)} + {figure(more)} = {euros(why.counted)}",
        )
    else:
        money = CalculationStep(f"{who} n’a encore rien versé pour {year}{under}, et verse {euros(more)}.")
    steps = [money, _ratio_step(why)]
    if why.terms.cap is not None:
        steps.append(_cap_step(why, why.terms.cap))
    if why.due_before:
        steps.append(_before_step(why))
    if why.terms.year_cap is not None:
        steps.append(_year_step(why, why.terms.year_cap))
    return steps


def _ratio_step(why: Reason) -> CalculationStep:
    """The ratio, and the part of a cent that is not added."""
    ratio = why.terms.ratio
    received = "reçu" if ratio.denominator == 1 else "reçus"
    sentence = f"La règle ajoute {ratio.numerator}\u00a0€ pour {ratio.denominator}\u00a0€ {received}"
    if why.exact != why.floored:
        sentence += ". Une fraction de centime n’est pas ajoutée"
    line = f"{figure(why.counted)} × {factor(ratio)} {equals(why.exact, why.floored)} {euros(why.floored)}"
    return CalculationStep(f"{sentence}\u00a0:", line)


def _cap_step(why: Reason, cap: Decimal) -> CalculationStep:
    """The cap per contributor and year, reached or not."""
    sentence = f"Le plafond par contributeur et par an est de {euros(cap)}"
    if why.floored > cap:
        return CalculationStep(
            f"{sentence}\u00a0: l’effet levier s’arrête là.", f"{figure(why.floored)} > {figure(cap)}"
        )
    return CalculationStep(f"{sentence}\u00a0: il n’est pas dépassé.", f"{figure(why.floored)} ≤ {figure(cap)}")


def _before_step(why: Reason) -> CalculationStep:
    """What the money before counts for is not matched twice, even where a cap of the year had left less of it."""
    sentence = f"Les versements d’avant en ont déjà attiré {euros(why.due_before)}\u00a0:"
    if why.drawn_before < why.due_before:
        sentence = (
            f"Les versements d’avant comptent pour {euros(why.due_before)}, même si le plafond de l’année "
            f"n’en a laissé que {euros(why.drawn_before)}\u00a0:"
        )
    return CalculationStep(sentence, f"{figure(why.capped)} − {figure(why.due_before)} = {euros(why.uncut)}")


def _year_step(why: Reason, cap: Decimal) -> CalculationStep:
    """The cap of the year over all contributors, and what it still leaves."""
    added = f"{euros(why.year_before)} sont déjà ajoutés" if why.year_before else "Rien n’est encore ajouté"
    end = "il reste assez"
    if why.result < why.uncut:
        end = f"il laisse {euros(why.result)} au lieu de {euros(why.uncut)}"
    return CalculationStep(
        f"Le plafond de l’année est de {euros(cap)} pour tous les contributeurs. {added}\u00a0: {end}.",
        f"{figure(cap)} − {figure(why.year_before)} = {euros(cap - why.year_before)}",
    )


def _pot_steps(simulation: Simulation, who: str) -> list[CalculationStep]:
    """What is added in the end, what others would lose, what the fund could commit, and what one euro gives."""
    one, steps = simulation, []
    if one.match_before:
        steps.append(
            CalculationStep(
                f"L’effet levier {of(who)} pour {one.year} devient\u00a0:",
                f"{figure(one.match_before)} + {figure(one.match)} = {euros(one.match_after)}",
            )
        )
    lost = sum(one.others.values(), ZERO)
    if lost:
        moved = "moins" if lost < 0 else "plus"
        steps.append(
            CalculationStep(
                "Cet argent arrive avant d’autres versements de l’année. Sous le plafond, les autres contributeurs "
                f"attirent {euros(abs(lost))} de {moved}."
            )
        )
    terms = [one.available_before, one.amount, one.match]
    line = " + ".join(figure(term) for term in terms)
    if lost:
        line += f" {'−' if lost < 0 else '+'} {figure(abs(lost))}"
    steps.append(CalculationStep("Le fonds pourrait alors engager\u00a0:", f"{line} = {euros(one.available_after)}"))
    if one.leverage is not None:
        exact = Fraction(one.entering) / Fraction(one.amount)
        steps.append(
            CalculationStep(
                "Ce qui entre dans le pot pour chaque euro versé\u00a0:",
                f"{figure(one.entering)} ÷ {figure(one.amount)} {equals(exact, one.leverage)} {euros(one.leverage)}",
            )
        )
    return steps


def _promise_steps(simulation: Simulation) -> list[CalculationStep]:
    """What the promises of all would draw afterwards, where this money changes it."""
    if not simulation.to_come:
        return []
    lost = simulation.lost_to_come
    if lost == 0:
        return [
            CalculationStep("Les promesses attirent ensuite autant en tout, mais pas pour les mêmes contributeurs.")
        ]
    return [
        CalculationStep(
            "Ce qui est encore promis, par tous, attirerait ensuite\u00a0:",
            f"{figure(simulation.expected_before)} {'−' if lost > 0 else '+'} {figure(abs(lost))} "
            f"= {euros(simulation.expected_after)}",
        )
    ]


# -- The picture of a simulation


def before_and_after(simulation: Simulation, *, width: int = WIDE) -> Chart:
    """Two bars on one scale: what can be committed today; the same, the money given and the match that it draws."""
    one = simulation
    match, before = one.entering - one.amount, max(one.available_before, ZERO)
    return bar_chart(
        [
            (_can_commit("Aujourd’hui", one.available_before), [Piece("Encore à engager", before, "c1")]),
            (
                _can_commit(f"Avec {brief_euros(one.amount)} de plus", one.available_after),
                [
                    Piece("Encore à engager", before, "c1"),
                    Piece("Versé en plus", one.amount, "c3"),
                    Piece("Effet levier", match, "c2"),
                ],
            ),
        ],
        width=width,
    )


def _can_commit(when: str, available: Decimal) -> str:
    """« Aujourd’hui : 4 500 € », or what is missing for what is promised."""
    if available < 0:
        return f"{when}\u00a0: il manque {brief_euros(-available)} pour ce qui est promis"
    return f"{when}\u00a0: {brief_euros(available)}"
