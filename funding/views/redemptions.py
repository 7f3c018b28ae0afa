"""Pages of what was used: the list, taking a use back; refused scans and what was decided about them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.redemptions import settle_refusal, take_back, undo_use
from funding.enums import PassState, ReimbursementState
from funding.filters.redemptions import RedemptionFilter, RefusalFilter
from funding.forms.redemptions import SettleForm, UndoForm
from funding.models import Redemption, ReimbursementLine, ScanRefusal
from funding.tables.redemptions import (
    RedemptionTable,
    RefusalTable,
    SettledByCoordinationTable,
    use_chip,
)
from inclusion.core.access import Member, Permission, requires
from inclusion.core.french.money import ZERO
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

#: What was used and what became of it, for a list and its sums.
SUMS = {
    "used": Q(taken_back_at=None),
    "open": Q(taken_back_at=None, one_pass__state=PassState.REDEEMED, asked=False),
    "asked": Q(taken_back_at=None, one_pass__state=PassState.REDEEMED, asked=True),
    "paid": Q(taken_back_at=None, one_pass__state=PassState.PAID),
}


def uses_of(member: Member) -> QuerySet[Redemption]:
    """The uses that the member may see, each with `asked`: whether a reimbursement names it."""
    line = ReimbursementLine.objects.filter(redemption=OuterRef("pk"), amount__gt=0)
    uses = Redemption.objects.visible_to(member).annotate(asked=Exists(line))
    return uses.select_related("one_pass__booklet", "place")


def _tabs(request: HttpRequest) -> dict[str, int]:
    return {"open_refusals": ScanRefusal.objects.visible_to(request.member).open().count()}


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def redemption_list(request: HttpRequest) -> HttpResponse:
    """What was used, where and when, and what became of it; a place sees its own."""
    uses = uses_of(request.member)
    return listing(
        request,
        queryset=uses,
        table=RedemptionTable,
        template="funding/redemption_list.html",
        name=f"pass-utilises-{timezone.localdate():%Y-%m-%d}",
        filterset=RedemptionFilter,
        sums=_sums(RedemptionFilter(request.GET or None, queryset=uses, request=request).qs),
        may_use=request.member.may(Permission.PASSES_REDEEM),
        **_tabs(request),
    )


def _sums(uses: QuerySet[Redemption]) -> dict[str, Any]:
    """How many and how much, of all and by what became of them."""
    counts = {f"{name}_count": Count("pk", filter=which) for name, which in SUMS.items()}
    values = {
        f"{name}_value": Sum("one_pass__value", filter=which, default=ZERO) for name, which in SUMS.items()
    }
    return uses.order_by().aggregate(**counts, **values)


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def redemption_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a use back: a place while it did not ask for it, the coordination whenever it can be made good."""
    use = get_object_or_404(uses_of(request.member), pk=pk)
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    action = take_back if decides else undo_use
    form = UndoForm(request.POST or None)
    done = submitted(request, form, lambda said: action(use, by=request.user, at=timezone.now(), **said))
    if done:
        messages.success(request, f"L’utilisation du pass {use.one_pass} est annulée.")
        return redirect("redemption_list", request.network.slug)
    line = ReimbursementLine.objects.filter(redemption=use, amount__gt=0).select_related("reimbursement")
    claim = next((one.reimbursement for one in line), None)
    context = {
        "use": use,
        "chip": use_chip(use),
        "form": form,
        "claim": claim,
        "claim_paid": claim is not None and claim.state == ReimbursementState.PAID,
        "asks_first": claim is not None and not decides,
        "decides": decides,
    }
    return render(request, "funding/redemption_undo.html", context)


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def refusal_list(request: HttpRequest) -> HttpResponse:
    """Scans that could not become a use; a place sees its own, the coordination decides."""
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    refusals = ScanRefusal.objects.visible_to(request.member).select_related("place")
    return listing(
        request,
        queryset=refusals,
        table=SettledByCoordinationTable if decides else RefusalTable,
        template="funding/refusal_list.html",
        name=f"pass-refuses-{timezone.localdate():%Y-%m-%d}",
        filterset=RefusalFilter,
        decides=decides,
        **_tabs(request),
    )


@requires(Permission.REIMBURSEMENTS_DECIDE)
def refusal_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was decided about a refused scan."""
    refusal = get_object_or_404(ScanRefusal.objects.select_related("place", "one_pass"), pk=pk)
    form = SettleForm(request.POST or None)
    done = submitted(
        request, form, lambda said: settle_refusal(refusal, by=request.user, at=timezone.now(), **said)
    )
    if done:
        messages.success(request, "C’est noté\u00a0: le lieu lira cette phrase.")
        return redirect("refusal_list", request.network.slug)
    used = Redemption.objects.standing().filter(one_pass=refusal.one_pass).select_related("place")
    context = {
        "refusal": refusal,
        "form": form,
        "used": used.first() if refusal.one_pass_id else None,
    }
    return render(request, "funding/refusal_settle.html", context)
