"""The forecast of a fund: what came in, what is still promised, and the match that the promises would draw.

The match follows the money received, so that a promise draws nothing before it comes in; here it is told what it
would draw on its day, by the same rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from funding.rules.leverage import ContributorYear, Lot, Terms, factor
from funding.rules.outcomes import Outcome, Promise, Reason, rule_on, summed
from inclusion.core.french.money import ZERO, CalculationStep, equals, euros, figure
from inclusion.core.french.periods import plain_date


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
    """Tell what came in, what is still promised, and what the promises would draw once they come in.

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
        (*_promise_steps(coming, now, then, names), *_sum_steps(whole)),
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
