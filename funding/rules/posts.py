"""One year of a co-financed post: what the fund may pay, what the collectivité pays, what stays to find.

What is left of the cost beside State aid and other aids is the remainder. The fund pays at most half of it, and never
more than the collectivité does (rule of the departmental fund of Maine-et-Loire).
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from fractions import Fraction

from inclusion.core.errors import InvalidAmount
from inclusion.core.french.money import (
    ZERO,
    CalculationStep,
    cents_at_least_zero,
    equals,
    euros,
    figure,
    floor_to_cent,
)

#: The fund pays at most this part of the remainder.
FUND_PART = Fraction(1, 2)


@dataclass(frozen=True)
class Shares:
    """Who pays how much of a cost, in euros: the five parts always add up to `cost`."""

    cost: Decimal = ZERO
    state_aid: Decimal = ZERO
    other_aid: Decimal = ZERO
    fund: Decimal = ZERO
    collectivite: Decimal = ZERO
    to_find: Decimal = ZERO

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: "Shares") -> "Shares":
        return Shares(*(mine - its for mine, its in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class FundLimit:
    """What keeps a fund below its ceiling in a year: it pays at most `amount` euros; `reason` is a French sentence."""

    amount: Decimal
    reason: str


@dataclass(frozen=True)
class YearPlan:
    """The financing of a year, in euros; `fund + collectivite + to_find` is the remainder, none is below zero.

    `fund_max` is the ceiling of the fund, `fund` what it pays beside this collectivité, `offered` what the
    collectivité said it would pay (None: it was not asked yet), `collectivite` what it has to pay. `limit`: what keeps
    the fund lower than that (None: nothing does).
    """

    cost: Decimal
    state_aid: Decimal
    other_aid: Decimal
    offered: Decimal | None
    remainder: Decimal
    fund_max: Decimal
    fund: Decimal
    collectivite: Decimal
    to_find: Decimal
    steps: tuple[CalculationStep, ...]
    limit: FundLimit | None = None

    @property
    def shares(self) -> Shares:
        """Who pays how much of the cost; aids count up to the cost only, those of the State first."""
        state = min(self.state_aid, self.cost)
        other = min(self.other_aid, self.cost - state)
        return Shares(self.cost, state, other, self.fund, self.collectivite, self.to_find)


def year_plan(
    *,
    cost: Decimal,
    state_aid: Decimal,
    other_aid: Decimal = ZERO,
    collectivite: Decimal | None = None,
    limit: FundLimit | None = None,
) -> YearPlan:
    """Finance one year that costs `cost` euros.

    The remainder is what the aids leave of the cost, never below zero; the ceiling of the fund is half of it, rounded
    down to the cent. A collectivité that offers nothing yet (None) is set down for all that the ceiling leaves, so that
    nothing stays to find; one that offers more than the remainder pays the remainder. The fund pays as much as its
    ceiling, the collectivité's part and what that part leaves all allow, and no more than `limit`: what is then missing
    stays to find.

    Raises `InvalidAmount`, at its parameter, for a negative amount and for a part of a cent.
    """
    cost = amount_at("cost", cost)
    state_aid = amount_at("state_aid", state_aid)
    other_aid = amount_at("other_aid", other_aid)
    offered = None if collectivite is None else amount_at("collectivite", collectivite)
    remainder = max(cost - state_aid - other_aid, ZERO)
    fund_max = floor_to_cent(Fraction(remainder) * FUND_PART)
    pays = remainder - fund_max if offered is None else min(offered, remainder)
    fund = min(fund_max, pays, remainder - pays)
    if limit is not None and limit.amount >= fund:
        limit = None
    elif limit is not None:
        fund = limit.amount
    plan = YearPlan(
        cost=cost,
        state_aid=state_aid,
        other_aid=other_aid,
        offered=offered,
        remainder=remainder,
        fund_max=fund_max,
        fund=fund,
        collectivite=pays,
        to_find=remainder - fund - pays,
        steps=(),
        limit=limit,
    )
    return replace(plan, steps=tuple(_steps(plan)))


def amount_at(parameter: str, amount: Decimal) -> Decimal:
    """The amount in euros with two places; `InvalidAmount` names the parameter that is negative or no sum of cents."""
    try:
        return cents_at_least_zero(amount)
    except InvalidAmount as refused:
        raise refused.at(parameter) from None


def ceiling_sentence(plan: YearPlan) -> str:
    """« Le fonds peut payer jusqu’à 11 250,00 € parce que… »: the ceiling of the fund and its reason."""
    if plan.remainder == 0:
        return "Le fonds n’a rien à payer parce que les aides couvrent tout le coût."
    rounded = "" if 2 * plan.fund_max == plan.remainder else ", au centime inférieur"
    return (
        f"Le fonds peut payer jusqu’à {euros(plan.fund_max)} parce que sa part est limitée à la moitié "
        f"de ce que les aides laissent à financer{rounded}."
    )


def ceiling_arithmetic(plan: YearPlan) -> str:
    """« 22 500 ÷ 2 = 11 250,00 € »: how the ceiling of the fund is found."""
    exact = Fraction(plan.remainder) * FUND_PART
    sign = equals(exact, plan.fund_max)
    return f"{figure(plan.remainder)} ÷ {FUND_PART.denominator} {sign} {euros(plan.fund_max)}"


def _steps(plan: YearPlan) -> Iterable[CalculationStep]:
    yield _remainder_step(plan)
    if plan.remainder == 0:
        yield CalculationStep(ceiling_sentence(plan))
        return
    yield CalculationStep(ceiling_sentence(plan), ceiling_arithmetic(plan))
    yield _collectivite_step(plan)
    yield _fund_step(plan)
    parts = f"{figure(plan.remainder)} − {figure(plan.fund)} − {figure(plan.collectivite)}"
    sentence = (
        "Il reste à trouver\u00a0:" if plan.to_find else "Tout est financé, il ne reste rien à trouver\u00a0:"
    )
    yield CalculationStep(sentence, f"{parts} = {euros(plan.to_find)}")


def _remainder_step(plan: YearPlan) -> CalculationStep:
    aids = [plan.state_aid, *([plan.other_aid] if plan.other_aid else [])]
    if sum(aids) > plan.cost:
        return CalculationStep(
            "Les aides dépassent le coût, il ne reste rien à financer\u00a0:",
            f"{' + '.join(map(figure, aids))} > {euros(plan.cost)}",
        )
    named = "l’aide de l’État et les autres aides" if plan.other_aid else "l’aide de l’État"
    line = " − ".join(map(figure, [plan.cost, *aids]))
    return CalculationStep(
        f"Le coût, moins {named}, laisse à financer\u00a0:", f"{line} = {euros(plan.remainder)}"
    )


def _collectivite_step(plan: YearPlan) -> CalculationStep:
    pays = euros(plan.collectivite)
    if plan.offered is None:
        return CalculationStep(
            "La collectivité paie au moins autant que le fonds, donc tout ce que le fonds ne peut pas payer\u00a0:",
            f"{figure(plan.remainder)} − {figure(plan.fund_max)} = {pays}",
        )
    if plan.offered > plan.remainder:
        return CalculationStep(
            f"La collectivité propose {euros(plan.offered)}, mais il n’y a que {pays} à financer."
        )
    if plan.offered == 0:
        return CalculationStep("La collectivité n’apporte rien.")
    return CalculationStep(f"La collectivité apporte {pays}.")


def _fund_step(plan: YearPlan) -> CalculationStep:
    """What the fund pays, and which limit applies."""
    pays = euros(plan.fund)
    if plan.limit is not None:
        return CalculationStep(f"{plan.limit.reason} Le fonds paie donc {pays}.")
    if plan.fund == plan.fund_max:
        return CalculationStep(f"Le fonds paie tout ce qu’il peut, {pays}.")
    if plan.fund == plan.collectivite:
        return CalculationStep(f"Le fonds ne paie pas plus que la collectivité, donc {pays}.")
    return CalculationStep(
        "Le fonds paie ce que la collectivité laisse à financer\u00a0:",
        f"{figure(plan.remainder)} − {figure(plan.collectivite)} = {pays}",
    )
