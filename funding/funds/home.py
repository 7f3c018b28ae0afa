"""What funds offer to other apps: figures to count, and actions that can pay."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import Q

from funding.funds import queries as fund_queries
from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.models.networks import Network
from inclusion.core.registry import Count, LinkTarget, key_of, register_measure, register_payers
from inclusion.core.scope import scoped_to


def running_funds(day: date) -> list[Running]:
    """Funds that are open, or still hold money."""
    funds = Fund.objects.with_pot().filter(Q(start__lte=day, end__gt=day) | ~Q(pot=0))
    return [
        Running(
            funds, "fonds est ouvert ou a de l’argent", "fonds sont ouverts ou ont de l’argent", "fund_list"
        )
    ]


register_activity(
    Activity(
        "fund",
        "Fonds commun",
        "Les contributions de chacun, ce qu’elles réunissent, les actions qu’elles financent, les relevés.",
        Group.FINANCE,
        (
            "funding.approvals",
            "funding.bank_details",
            "funding.contributions",
            "funding.funds",
            "funding.grants",
            "funding.hooks",
            "funding.imports",
            "funding.ledger",
            "funding.payees",
            "funding.simulator",
            "funding.spending",
            "funding.statements",
        ),
        running_funds,
    )
)

# -- Figures of funding for indicators


def _of(read: Callable[[date, date], Decimal | int]) -> Count:
    """The read, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> Decimal | int:
        with scoped_to(network):
            return read(start, end)

    return count


register_measure("passes_issued", "Pass remis", "pass", _of(fund_queries.passes_issued))
register_measure("passes_used", "Pass utilisés", "pass", _of(fund_queries.passes_used))
register_measure(
    "people_helped", "Personnes aidées par un pass", "personnes", _of(fund_queries.people_sent_passes)
)
register_measure("posts_fte", "Postes cofinancés, en moyenne", "ETP", _of(fund_queries.posts_fte))
register_measure("fund_paid", "Euros payés par les fonds", "€", _of(fund_queries.fund_paid))


# -- Actions of funds, for other apps


@register_payers
def funded_actions(day: date) -> list[LinkTarget]:
    """The actions of the funds that are open on a day."""
    found = FundedAction.objects.filter(fund__in=Fund.objects.open_on(day)).select_related("fund", "network")
    return [
        LinkTarget(key_of(action), f"{action.name}, {action.fund}", action.get_absolute_url())
        for action in found.order_by("fund__pk", "sort_name", "pk")
    ]
