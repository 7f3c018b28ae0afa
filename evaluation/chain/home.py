"""The way to the chain in the menu and on the pages of funds and partners, and what it says in statements."""

from typing import Any

from django.http import HttpRequest

from evaluation.chain.forms import sees_network
from evaluation.chain.models import FundedOutput
from evaluation.chain.queries.outcomes import outcomes_of
from funding.ledger.models.funds import Fund
from inclusion.core.access import Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.core.registry.links import register_action_outcomes
from inclusion.core.registry.panels import register_panel, register_partner_panel

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


def outputs_paid(request: HttpRequest, action: Any) -> tuple[str, dict[str, Any]]:
    """What a funded action pays for, on its page: what was tied to it, and the way to its figures."""
    tied = FundedOutput.objects.filter(funded_action=action)
    return "evaluation/chain/outputs_panel.html", {
        "action": action,
        "outputs": list(
            tied.select_related("event", "donation", "purchase", "structure", "survey", "network")
        ),
        "ties": request.member.may(Permission.FUNDS_MANAGE),
    }


register_panel("fund_action", outputs_paid)


@register_partner_panel
def chain_of_operator(request: HttpRequest, partner: Any) -> tuple[str, dict[str, Any]] | None:
    """The way to what the euros of a contributor did, for whoever may see them."""
    member = request.member
    may = member.may(Permission.CHAIN_VIEW) and (sees_network(member) or partner.pk == member.partner.pk)
    if not may or not partner.contributions.exists():
        return None
    return "evaluation/chain/partner_panel.html", {"partner": partner}


register_action_outcomes(outcomes_of)
