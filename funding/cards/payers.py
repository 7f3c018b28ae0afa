"""What of a fund can pay for what other apps do: its actions."""

from datetime import date

from funding.models import Fund, FundedAction
from inclusion.core.registry import LinkTarget, key_of, register_payers


@register_payers
def funded_actions(day: date) -> list[LinkTarget]:
    """The actions of the funds that are open on a day."""
    found = FundedAction.objects.filter(fund__in=Fund.objects.open_on(day)).select_related("fund", "network")
    return [
        LinkTarget(key_of(action), f"{action.name}, {action.fund}", action.get_absolute_url())
        for action in found.order_by("fund__pk", "sort_name", "pk")
    ]
