"""One year of a co-financed post: who pays what, what is refused, what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from funding.enums import PostKind
from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.french.money import ZERO, CalculationStep, cents_at_least_zero, equals, euros, figure, floor_to_cent
from inclusion.core.french.periods import (
    month_of,
    months_after,
    months_between,
    next_month,
    plain_date,
    shown_end,
    shown_period,
)

# -- One year of a post
#
# What is left of the cost beside State aid and other aids is the remainder. The fund pays at most half of it,
# and never more than the collectivité does (rule of the departmental fund of Maine-et-Loire).

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
    if plan.limit is not None:
        return "La règle donne au fonds la moitié au plus de ce que les aides laissent à financer\u00a0:"
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
        if plan.offered:
            yield CalculationStep(_offered_beyond(plan))
        return
    yield CalculationStep(ceiling_sentence(plan), ceiling_arithmetic(plan))
    yield _collectivite_step(plan)
    yield _fund_step(plan)
    parts = f"{figure(plan.remainder)} − {figure(plan.fund)} − {figure(plan.collectivite)}"
    sentence = "Il reste à trouver\u00a0:" if plan.to_find else "Tout est financé, il ne reste rien à trouver\u00a0:"
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
    return CalculationStep(f"Le coût, moins {named}, laisse à financer\u00a0:", f"{line} = {euros(plan.remainder)}")


def _offered_beyond(plan: YearPlan) -> str:
    left = f"que {euros(plan.remainder)}" if plan.remainder else "rien"
    return f"La collectivité propose {euros(plan.offered or ZERO)}, mais il n’y a {left} à financer."


def _collectivite_step(plan: YearPlan) -> CalculationStep:
    pays = euros(plan.collectivite)
    if plan.offered is None:
        return CalculationStep(
            "La collectivité paie au moins autant que le fonds, donc tout ce que le fonds ne peut pas payer\u00a0:"
            if plan.limit is None
            else "Tant que la collectivité n’a pas dit ce qu’elle paie, l’autre part est comptée pour elle\u00a0:",
            f"{figure(plan.remainder)} − {figure(plan.fund_max)} = {pays}",
        )
    if plan.offered > plan.remainder:
        return CalculationStep(_offered_beyond(plan))
    if plan.offered == 0:
        return CalculationStep("La collectivité n’apporte rien.")
    return CalculationStep(f"La collectivité apporte {pays}.")


def _fund_step(plan: YearPlan) -> CalculationStep:
    """What the fund pays, and which limit applies."""
    pays = euros(plan.fund)
    if plan.limit is not None:
        paid = f"paie donc {pays}" if plan.fund else "ne paie donc rien"
        return CalculationStep(f"{plan.limit.reason} Le fonds {paid}.")
    if plan.fund == plan.fund_max:
        return CalculationStep(f"Le fonds paie tout ce qu’il peut, {pays}.")
    if plan.fund == plan.collectivite:
        return CalculationStep(f"Le fonds ne paie pas plus que la collectivité, donc {pays}.")
    return CalculationStep(
        "Le fonds paie ce que la collectivité laisse à financer\u00a0:",
        f"{figure(plan.remainder)} − {figure(plan.collectivite)} = {pays}",
    )


# -- Errors of a post, in French sentences by parameter

#: A post is financed for at most three years.
MAX_MONTHS = 36

#: One request is for one post, or for two people who share a territory.
MAX_FTE = 2

#: A full-time post that costs more in twelve months is a typing error; what it leads to fits the columns of money.
MAX_COST = Decimal(200_000)


def other_kind(fund: str, kinds: Sequence[PostKind], kind: str) -> str:
    """Why a fund that pays for these natures of posts (none: all) does not pay for this one; empty where it does."""
    if not kinds or not kind or kind in kinds:
        return ""
    named = " ou ".join(one.label.lower() for one in kinds)
    return f"Le fonds «\u00a0{fund}\u00a0» ne cofinance que des postes de cette nature\u00a0: {named}."


@dataclass(frozen=True)
class FundTerms:
    """What a fund can still pay for posts that begin in `[start, end)`, within its envelope and its money.

    Each year of a post has to begin before `end`; it may last longer.
    """

    name: str
    start: date
    end: date
    #: What the envelope leaves to posts, in euros (None: not counted).
    envelope_left: Decimal | None = None
    #: What the fund can still commit today, in euros (None: not counted): what it does not have is no promise.
    available: Decimal | None = None
    #: Whether it pays posts of private employers alone (True), of public ones alone (False), of both (None).
    only_private: bool | None = None
    #: Why it pays no post of the nature that is asked for; empty where it does.
    other_kind: str = ""

    def helps(self, *, private: bool) -> bool:
        """Whether it pays posts of this nature, and of private, or of public, employers."""
        return not self.other_kind and self.only_private in (None, private)

    @property
    def employers_sentence(self) -> str:
        """« Le fonds « Fonds des postes » n’aide que des employeurs publics. », or which natures of posts it pays."""
        if self.other_kind:
            return self.other_kind
        kind = "privés" if self.only_private else "publics"
        return f"Le fonds «\u00a0{self.name}\u00a0» n’aide que des employeurs {kind}."

    @property
    def left(self) -> Decimal | None:
        """What it can grant at most, in euros: the lower of the two limits, never below zero (None: no limit)."""
        counted = [limit for limit in (self.envelope_left, self.available) if limit is not None]
        return max(min(counted), ZERO) if counted else None

    @property
    def is_short_of_money(self) -> bool:
        """Whether its money limits it before its envelope does."""
        return self.available is not None and (self.envelope_left is None or self.available < self.envelope_left)

    def left_sentence(self, left: Decimal) -> str:
        """« Le fonds ne peut plus engager que 5 000,00 €. », or what its envelope leaves, whichever is less."""
        if self.is_short_of_money:
            most = f"plus engager que {euros(left)}" if left > 0 else "plus rien engager"
            return f"Le fonds ne peut {most}."
        if left > 0:
            return f"L’enveloppe du fonds ne laisse plus que {euros(left)} aux postes."
        return "L’enveloppe du fonds est épuisée\u00a0: d’autres postes l’ont prise."

    def beyond(self, asked: Decimal, *, to_find: Decimal) -> str:
        """What a plan that asks for more than is left leaves to find, beside `to_find`; empty where it does not."""
        left = asked if self.left is None else self.left
        if asked <= left:
            return ""
        more = euros(asked - left + to_find)
        return f"{self.left_sentence(left)} Ce plan lui en demande {euros(asked)}\u00a0: il resterait {more} à trouver."

    @property
    def period(self) -> str:
        """« du 1er janvier 2025 au 31 décembre 2027 »."""
        return shown_period(self.start, self.end)

    def takes(self, start: date) -> bool:
        """Whether a post may begin on this day."""
        return self.start <= start < self.end

    def latest_end(self, start: date) -> date:
        """The latest end, exclusive, of a post that begins on this day: each year of it begins before the fund ends."""
        paid = (months for months in range(12, MAX_MONTHS, 12) if months_after(start, months) < self.end)
        return months_after(start, 12 + max(paid, default=0))

    def faults(self, start: date, end: date, *, private: bool) -> dict[str, str]:
        """Why a post `[start, end)` of such an employer cannot be asked of it, by parameter; empty when it can."""
        if not self.helps(private=private):
            return {"kind" if self.other_kind else "employer": self.employers_sentence}
        named = f"Le fonds «\u00a0{self.name}\u00a0»"
        if not self.takes(start):
            begins = f"paie les postes qui commencent {self.period}"
            return {"start": f"{named} {begins}\u00a0: choisissez un début dans ces jours."}
        latest = self.latest_end(start)
        if end <= latest:
            return {}
        return {
            "end": f"{named} s’arrête le {plain_date(shown_end(self.end))} et ne paie aucune année qui commence après"
            f"\u00a0: choisissez une fin au plus tard le {plain_date(shown_end(latest))}."
        }

    def limit(self, start: date, *, post_start: date, used: Decimal, private: bool) -> FundLimit | None:
        """What keeps the fund from paying its whole part of a year; `used`: what it pays for the years before."""
        if not self.helps(private=private):
            return FundLimit(ZERO, self.employers_sentence)
        named = f"Le fonds «\u00a0{self.name}\u00a0»"
        if not self.takes(post_start):
            return FundLimit(ZERO, f"{named} paie les postes qui commencent {self.period}.")
        if start >= self.end:
            return FundLimit(
                ZERO, f"{named} s’arrête le {plain_date(shown_end(self.end))}, avant le début de cette année."
            )
        if self.left is None:
            return None
        left = max(self.left - used, ZERO)
        return FundLimit(left, self.left_sentence(left))


def refuse(faults: Mapping[str, str]) -> None:
    """Raise the first of these faults at its parameter; nothing when there is none."""
    for parameter, sentence in faults.items():
        raise DomainError(sentence).at(parameter)


def faults_of_terms(
    *,
    start: date,
    fte: Decimal | Fraction,
    months: int | None = None,
    end: date | None = None,
    yearly_cost: Decimal = ZERO,
) -> dict[str, str]:
    """What is wrong with the terms of a post, by parameter; empty when all is well.

    The length is given by `months`, or by `end`, the half-open end: the day after the last.
    """
    faults = _amount_faults(yearly_cost=yearly_cost)
    if fte <= 0:
        faults["fte"] = "Un poste compte plus de 0 équivalent temps plein (ETP)."
    elif fte > MAX_FTE:
        faults["fte"] = (
            f"Un poste compte {MAX_FTE} équivalents temps plein (ETP) au plus. Au-delà, faites une demande par poste."
        )
    if start.day != 1:
        faults["start"] = (
            "Le financement d’un poste commence le premier jour d’un mois\u00a0: "
            f"choisissez le {plain_date(month_of(start))} ou le {plain_date(next_month(start))}."
        )
    if end is not None:
        faults |= _end_faults(start, end)
    if months is not None:
        faults |= _months_faults(start, months)
    return faults


def cost_fault(yearly_cost: Decimal) -> str:
    """What is wrong with the cost of a full-time post over twelve months; nothing when all is well."""
    if yearly_cost == 0:
        return "Un poste coûte plus de 0\u00a0€."
    if yearly_cost > MAX_COST:
        most = euros(MAX_COST, decimals=False)
        return f"Un temps plein coûte au plus {most} par an ici\u00a0: vérifiez ce montant."
    return ""


def _end_faults(start: date, end: date) -> dict[str, str]:
    last = shown_end(end)
    if end <= start:
        return {"end": f"La fin, le {plain_date(last)}, est avant le début, le {plain_date(start)}."}
    if end.day != 1:
        ends = [shown_end(day) for day in (month_of(end), next_month(end)) if day > start]
        named = " ou ".join(f"le {plain_date(day)}" for day in ends)
        return {"end": f"Le financement d’un poste se termine le dernier jour d’un mois\u00a0: choisissez {named}."}
    months = months_between(start, end)
    return {"end": _too_long(start, months)} if months > MAX_MONTHS else {}


def _months_faults(start: date, months: int) -> dict[str, str]:
    if months < 1:
        return {"months": "Le financement d’un poste dure au moins un mois."}
    return {"months": _too_long(start, months)} if months > MAX_MONTHS else {}


def _too_long(start: date, months: int) -> str:
    last = months_after(start, MAX_MONTHS) - timedelta(days=1)
    return (
        f"Un poste est financé {MAX_MONTHS} mois au plus, et non {months}\u00a0: "
        f"jusqu’au {plain_date(last)} au plus tard."
    )


def faults_of_shares(
    *,
    cost: Decimal,
    state_aid: Decimal,
    fund: Decimal,
    collectivite: Decimal,
    other_aid: Decimal = ZERO,
    to_find: Decimal | None = None,
) -> dict[str, str]:
    """What is wrong with the shares that somebody has set down for a year of a post, by parameter.

    `to_find` None: what stays to find is not set down, and only shares that are too large are refused.
    """
    amounts = {"cost": cost, "state_aid": state_aid, "other_aid": other_aid, "fund": fund, "collectivite": collectivite}
    if to_find is not None:
        amounts["to_find"] = to_find
    faults = _amount_faults(**amounts)
    if faults:
        return faults
    plan = year_plan(cost=cost, state_aid=state_aid, other_aid=other_aid)
    if fund > plan.fund_max:
        arithmetic = f" {ceiling_arithmetic(plan)}" if plan.remainder else ""
        faults["fund"] = f"{ceiling_sentence(plan)}{arithmetic}"
    if collectivite < fund:
        allowed = min(collectivite, plan.fund_max)
        faults["collectivite"] = (
            f"La collectivité paie au moins autant que le fonds\u00a0: elle apporte {euros(collectivite)}, "
            f"le fonds ne peut pas payer plus de {euros(allowed)}."
        )
    return faults | _sum_faults(plan.remainder, fund, collectivite, to_find)


def _faults_of_aids(plan: YearPlan) -> dict[str, str]:
    """Aids that were entered and are more than the year costs."""
    state, other, left = plan.state_aid, plan.other_aid, plan.cost - plan.state_aid
    if left < 0:
        return {"state_aid": f"L’aide de l’État, {euros(state)}, dépasse le coût de l’année, {euros(plan.cost)}."}
    if other > left:
        pays = f"dépassent ce que l’État laisse à payer, {euros(left)}."
        return {"other_aid": f"Les autres aides, {euros(other)}, {pays}"}
    return {}


def _sum_faults(remainder: Decimal, fund: Decimal, collectivite: Decimal, to_find: Decimal | None) -> dict[str, str]:
    """Shares that do not add up to what the aids leave to finance."""
    parts = [fund, collectivite, *([] if to_find is None else [to_find])]
    total = sum(parts, ZERO)
    if total == remainder or (to_find is None and total < remainder):
        return {}
    gap = f"il manque {euros(remainder - total)}" if total < remainder else f"c’est {euros(total - remainder)} de trop"
    return {
        "collectivite" if to_find is None else "to_find": (
            f"Les parts ne tombent pas juste\u00a0: {' + '.join(map(figure, parts))} = {euros(total)} "
            f"pour {euros(remainder)} à financer, {gap}."
        )
    }


def _amount_faults(**amounts: Decimal) -> dict[str, str]:
    faults = {}
    for parameter, amount in amounts.items():
        try:
            amount_at(parameter, amount)
        except InvalidAmount as refused:
            faults[parameter] = str(refused)
    return faults


# -- A year as it was decided


@dataclass(frozen=True)
class YearTerms:
    """What is set down for a year of a post, in euros; None: what the rule gives (`offered`: not asked yet)."""

    number: int
    state_aid: Decimal
    other_aid: Decimal = ZERO
    offered: Decimal | None = None
    fund_share: Decimal | None = None
    collectivite_share: Decimal | None = None


#: The parameters of the rules, as the terms of a year call them.
_NAMES = {"fund": "fund_share", "collectivite": "collectivite_share"}


def shares_of(terms: YearTerms, *, cost: Decimal) -> tuple[Shares, dict[str, str]]:
    """The five shares that these terms give, and what is wrong with them by parameter (« fund_share_1 »)."""
    plan = year_plan(
        cost=cost,
        state_aid=terms.state_aid,
        other_aid=terms.other_aid,
        collectivite=terms.offered if terms.collectivite_share is None else terms.collectivite_share,
    )
    aids = plan.shares
    fund = plan.fund if terms.fund_share is None else terms.fund_share
    if terms.collectivite_share is not None:
        collectivite = terms.collectivite_share
    elif terms.offered is None and terms.fund_share is not None:
        # Nobody asked the collectivité yet: it is set down for all that this share of the fund leaves.
        collectivite = max(plan.remainder - fund, ZERO)
    else:
        collectivite = plan.collectivite
    faults = _faults_of_aids(plan) or faults_of_shares(
        cost=cost, state_aid=aids.state_aid, other_aid=aids.other_aid, fund=fund, collectivite=collectivite
    )
    shares = Shares(cost, aids.state_aid, aids.other_aid, fund, collectivite, plan.remainder - fund - collectivite)
    return shares, {f"{_NAMES.get(name, name)}_{terms.number}": words for name, words in faults.items()}


def year_steps(shares: Shares, *, offered: Decimal | None) -> tuple[YearPlan, list[CalculationStep]]:
    """The plan that the rule gives for a year, and the steps that lead to the shares that were decided."""
    plan = year_plan(cost=shares.cost, state_aid=shares.state_aid, other_aid=shares.other_aid, collectivite=offered)
    if (plan.fund, plan.collectivite) == (shares.fund, shares.collectivite):
        return plan, list(plan.steps)
    reached = 2 if plan.remainder else len(plan.steps)
    parts = f"{figure(plan.remainder)} − {figure(shares.fund)} − {figure(shares.collectivite)}"
    return plan, [
        *plan.steps[:reached],
        CalculationStep(
            f"La coordination a noté d’autres parts\u00a0: le fonds paie {euros(shares.fund)}, "
            f"la collectivité {euros(shares.collectivite)}."
        ),
        CalculationStep(
            "Il reste à trouver\u00a0:" if shares.to_find else "Tout est financé, il ne reste rien à trouver\u00a0:",
            f"{parts} = {euros(shares.to_find)}",
        ),
    ]


def begun_sentence(start: date, *, today: date) -> str:
    """Says that a post would have begun in a month before this one; empty for one that did not begin yet."""
    months = months_between(start, month_of(today)) if start < month_of(today) else 0
    if not months:
        return ""
    return f"Ce poste aurait commencé il y a {months} mois\u00a0: vérifiez que le fonds peut payer ce qui est passé."
