"""Pages of funds: the list, and one fund."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from funding.actions.forecasts import fund_forecast
from funding.models import (
    Contribution,
    Fund,
    InvariantCheck,
    LeverageRule,
)
from funding.models.positions import FundPosition, fund_position
from funding.models.visibility import sees_all
from funding.rules.fund_flows import flow_spoken, fund_flow
from funding.rules.pictures import NARROW, WIDE
from funding.tables.funds import ContributorTable
from inclusion.core.access import Permission, requires
from inclusion.core.enums import PartnerKind
from inclusion.core.french.money import ZERO
from inclusion.core.web import exports
from inclusion.partners.models import Partner


@requires(Permission.FUNDS_VIEW)
def fund_list(request: HttpRequest) -> HttpResponse:
    """The funds of the network, each with what it holds."""
    funds = list(Fund.objects.select_related("host").with_pot())
    for fund in funds:
        fund.totals = sees_all(request.member) or fund_position(fund).seen_by(request.member).totals
    return render(request, "funding/fund_list.html", {"funds": funds})


@requires(Permission.FUNDS_VIEW)
def fund_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One fund: where the money comes from, where it went, what each contributor's euros became."""
    fund = get_object_or_404(Fund.objects.select_related("host"), pk=pk)
    position = fund_position(fund).seen_by(request.member)
    table = ContributorTable(position.contributors, position=position)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(table.as_values(), fmt=fmt, name=f"contributeurs-fonds-{fund.pk}")
    today = timezone.localdate()
    context = {
        "fund": fund,
        "position": position,
        "table": table,
        "rules": LeverageRule.objects.filter(fund=fund).select_related("matcher"),
        "exports": True,
        "forecast": fund_forecast(fund, today=today) if sees_all(request.member) else None,
        "may_simulate": request.member.may(Permission.SIMULATOR_USE),
        "checked": InvariantCheck.objects.first(),
        "gives": Contribution.objects.filter(fund=fund, partner=request.member.partner).exists(),
        **_picture(position),
    }
    return render(request, "funding/fund_detail.html", context)


def _short(matcher: Partner) -> str:
    return "Département" if matcher.kind == PartnerKind.DEPARTMENT else str(matcher)


def _picture(position: FundPosition) -> dict[str, Any]:
    """How the money flows, from contributors through the match to actions, at both widths of the page."""
    actions = [(one.action.name, one.shares, one.grants) for one in position.actions]
    if not position.costs:
        shares, grants = (sum((row[index] for row in actions), ZERO) for index in (1, 2))
        actions = [("Actions financées", shares, grants)]
    wide, narrow = (
        fund_flow(
            contributors=[(str(one.partner), one.received) for one in position.contributors],
            matchers=[(_short(matcher), amount) for matcher, amount in position.matchers],
            grants=[(one.grant.name, one.received) for one in position.grants],
            actions=actions,
            left=position.shares + position.grants_left,
            width=width,
        )
        for width in (WIDE, NARROW)
    )
    return {"wide": wide, "narrow": narrow, "spoken": flow_spoken(wide)}
