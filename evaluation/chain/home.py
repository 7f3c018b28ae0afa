"""The way to the chain in the menu and on the pages of funds and partners, and what it says in statements."""

from typing import Any

from evaluation.chain.forms import sees_network
from evaluation.chain.models import FundedOutput
from evaluation.chain.queries.outcomes import outcomes_of
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission
from inclusion.core.activities import join_activity
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.core.registry.links import register_action_outcomes
from inclusion.core.registry.panels import register_panel
from inclusion.partners.actions import follow_merges

register_entry(
    Entry(
        28,
        "Des euros aux résultats",
        "chain",
        Permission.CHAIN_VIEW,
        ("chain", "output_"),
        needs=(Fund.objects.all(),),
        group=Group.MEASURE,
    )
)


def outputs_paid(request: MemberRequest, action: Any) -> tuple[str, dict[str, Any]]:
    """What a funded action pays for, on its page: what was tied to it, and the way to its figures."""
    tied = FundedOutput.objects.filter(funded_action=action)
    return "evaluation/chain/outputs_panel.html", {
        "action": action,
        "outputs": list(tied.select_related("event", "donation", "purchase", "structure", "survey", "network")),
        "ties": request.member.may(Permission.FUNDS_MANAGE),
    }


register_panel("fund_action", outputs_paid)


def chain_of_operator(request: MemberRequest, partner: Any) -> tuple[str, dict[str, Any]] | None:
    """The way to what the euros of a contributor did, for whoever may see them."""
    member = request.member
    may = member.may(Permission.CHAIN_VIEW) and (sees_network(member) or partner.pk == member.partner.pk)
    if not may or not partner.contributions.exists():
        return None
    return "evaluation/chain/partner_panel.html", {"partner": partner}


register_panel("partner_detail", chain_of_operator)


register_action_outcomes(outcomes_of)

# A structure is tied once in a network: where the kept one is tied, the row of the one that goes is removed.
follow_merges(FundedOutput, "structure", once_per="network")

join_activity("fund", "evaluation.chain")
