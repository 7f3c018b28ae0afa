"""Who pays for the passes of a programme, as its letters name them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.contributions.models import Contribution, LeverageRule
from funding.grants.models import Grant
from funding.passes.programmes.models import PassProgramme
from inclusion.core.french.money import ZERO
from inclusion.partners.models import Partner


@dataclass(frozen=True)
class Payers:
    """Partners of the fund, who gave most first; the funders of grants that may pay the passes that day."""

    partners: tuple[Partner, ...]
    funders: tuple[str, ...]
    is_european: bool


def payers_of(programme: PassProgramme, *, on: date) -> Payers:
    """Return who pays for what is sent on this day: grants for the programme, contributors, who adds to their euros."""
    action = programme.funded_action
    grants = list(Grant.objects.for_action(action, on=on))
    contributions = Contribution.objects.filter(fund=action.fund_id).with_received().filter(received__gt=0)
    given: dict[Partner, Decimal] = defaultdict(lambda: ZERO)
    for one in contributions.select_related("partner__logo"):
        given[one.partner] += one.received
    rules = LeverageRule.objects.filter(fund=action.fund_id, start__lte=on, end__gt=on)
    matchers = [rule.matcher for rule in rules.select_related("matcher__logo")] if given else []
    most_first = sorted(given, key=lambda one: (-given[one], one.sort_name, one.pk))
    return Payers(
        partners=tuple(dict.fromkeys([*matchers, *most_first])),
        # The Union is named by its emblem and the sentence that goes with it.
        funders=tuple(dict.fromkeys(grant.funder for grant in grants if not grant.is_european)),
        is_european=any(grant.is_european for grant in grants),
    )
