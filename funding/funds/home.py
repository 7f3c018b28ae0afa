"""What funds offer to other apps: figures to count, and actions that can pay."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from funding.funds import queries as fund_queries
from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.models.networks import Network
from inclusion.core.registry import Count, LinkTarget, key_of, register_measure, register_payers
from inclusion.core.scope import scoped_to

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
