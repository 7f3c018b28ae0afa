"""A year of a post as it was decided: its shares checked, completed and explained; and how near its ends are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.rules.post_checks import faults_of_shares
from funding.rules.posts import Shares, YearPlan, year_plan
from inclusion.core.french.money import ZERO, CalculationStep, euros, figure

#: A post may be vacant, and its financing may have to run, for so many months before somebody is alerted.
ALERT_MONTHS = 6


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
    faults = faults_of_shares(
        cost=cost,
        state_aid=aids.state_aid,
        other_aid=aids.other_aid,
        fund=fund,
        collectivite=collectivite,
    )
    shares = Shares(
        cost, aids.state_aid, aids.other_aid, fund, collectivite, plan.remainder - fund - collectivite
    )
    return shares, {f"{_NAMES.get(name, name)}_{terms.number}": words for name, words in faults.items()}


def year_steps(shares: Shares, *, offered: Decimal | None) -> tuple[YearPlan, list[CalculationStep]]:
    """The plan that the rule gives for a year, and the steps that lead to the shares that were decided."""
    plan = year_plan(
        cost=shares.cost, state_aid=shares.state_aid, other_aid=shares.other_aid, collectivite=offered
    )
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
            "Il reste à trouver\u00a0:"
            if shares.to_find
            else "Tout est financé, il ne reste rien à trouver\u00a0:",
            f"{parts} = {euros(shares.to_find)}",
        ),
    ]


def months_from(day: date, count: int) -> date:
    """The same day so many months later (before, below zero), or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))
