"""The way to the chain in the menu and on the pages of funds, partners and intercommunalités."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evaluation.chain.forms import sees_network
from evaluation.chain.models import FundedOutput
from funding.ledger.models.funds import Fund
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, Figure, register_entry
from inclusion.core.registry import register_epci_figures, register_panel, register_partner_panel

register_entry(
    Entry(
        28,
        "Des euros aux résultats",
        "chain",
        Permission.FUNDS_VIEW,
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
    may = member.may(Permission.FUNDS_VIEW) and (sees_network(member) or partner.pk == member.partner.pk)
    if not may or not partner.contributions.exists():
        return None
    return "evaluation/chain/partner_panel.html", {"partner": partner}


def chain_in(member: Member, siren: str, day: date) -> list[Figure]:
    """The way to what the funds did in an intercommunalité."""
    url = reverse("chain", args=[member.network.slug])
    return [
        Figure(
            "Ce que les fonds ont permis", str(day.year), "", "Des euros aux résultats", f"{url}?epci={siren}"
        )
    ]


register_epci_figures(Permission.FUNDS_VIEW, chain_in, order=70)
