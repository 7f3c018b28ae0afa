"""What is refused of a co-financed post, in French sentences by parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from funding.rules.posts import FundLimit, amount_at, ceiling_arithmetic, ceiling_sentence, year_plan
from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.french.money import ZERO, euros, figure
from inclusion.core.french.periods import (
    month_of,
    months_after,
    months_between,
    next_month,
    plain_date,
    shown_end,
    shown_period,
)

#: A post is financed for at most three years.
MAX_MONTHS = 36

#: One request is for one post, or for two people who share a territory.
MAX_FTE = 2

#: A full-time post that costs more in twelve months is a slip of the hand; what it leads to fits the columns of money.
MAX_COST = Decimal(200_000)


@dataclass(frozen=True)
class FundTerms:
    """What a fund can still pay for posts that begin in `[start, end)`: `left` euros at most (None: not counted).

    Each year of a post has to begin before `end`; it may last longer.
    """

    name: str
    start: date
    end: date
    left: Decimal | None = None

    @property
    def period(self) -> str:
        """« du 1er janvier 2025 au 31 décembre 2027 »."""
        return shown_period(self.start, self.end)

    def takes(self, start: date) -> bool:
        """Whether a post may begin on this day."""
        return self.start <= start < self.end

    def pays_year(self, start: date, *, post_start: date) -> bool:
        """Whether a year that begins on `start`, of a post that the fund takes, may be paid."""
        return self.takes(post_start) and start < self.end

    def limit(self, start: date, *, post_start: date, used: Decimal) -> FundLimit | None:
        """What keeps the fund from paying its whole part of a year; `used`: what it pays for the years before."""
        named = f"Le fonds «\u00a0{self.name}\u00a0»"
        if not self.takes(post_start):
            return FundLimit(ZERO, f"{named} paie les postes qui commencent {self.period}.")
        if not self.pays_year(start, post_start=post_start):
            return FundLimit(
                ZERO, f"{named} s’arrête le {plain_date(shown_end(self.end))}, avant le début de cette année."
            )
        if self.left is None:
            return None
        left = max(self.left - used, ZERO)
        return FundLimit(
            left, f"Il ne reste que {euros(left)} sur l’enveloppe du fonds «\u00a0{self.name}\u00a0»."
        )


def last_year_start(start: date, end: date) -> date:
    """The day on which the last year of a post `[start, end)` begins."""
    return months_after(start, (months_between(start, end) - 1) // 12 * 12)


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

    The length is told by `months`, or by `end`, the half-open end: the day after the last.
    """
    faults = _amount_faults(yearly_cost=yearly_cost)
    if fte <= 0:
        faults["fte"] = "Un poste compte plus de 0 équivalent temps plein (ETP)."
    elif fte > MAX_FTE:
        faults["fte"] = (
            f"Un poste compte {MAX_FTE} équivalents temps plein (ETP) au plus. "
            "Au-delà, faites une demande par poste."
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
        return {
            "end": f"Le financement d’un poste se termine le dernier jour d’un mois\u00a0: choisissez {named}."
        }
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
    amounts = {
        "cost": cost,
        "state_aid": state_aid,
        "other_aid": other_aid,
        "fund": fund,
        "collectivite": collectivite,
    }
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


def _sum_faults(
    remainder: Decimal, fund: Decimal, collectivite: Decimal, to_find: Decimal | None
) -> dict[str, str]:
    """Shares that do not add up to what the aids leave to finance."""
    parts = [fund, collectivite, *([] if to_find is None else [to_find])]
    total = sum(parts, ZERO)
    if total == remainder or (to_find is None and total < remainder):
        return {}
    gap = (
        f"il manque {euros(remainder - total)}"
        if total < remainder
        else f"c’est {euros(total - remainder)} de trop"
    )
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
