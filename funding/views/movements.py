"""Pages of a fund's movements: all of them, one as double entry, its reversal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.reversals import reversal_blocker, reverse
from funding.enums import TransactionKind
from funding.filters.movements import MovementFilter
from funding.forms.spending import ReverseForm
from funding.models import Fund, LedgerTransaction
from funding.tables.spending import MovementTable
from inclusion.core.access import Member, Permission, requires
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

#: What a movement is called that took euros out again.
TAKEN_BACK = {
    TransactionKind.RECEIPT: "Remboursement",
    TransactionKind.MATCH: "Effet levier repris",
    TransactionKind.GRANT: "Subvention rendue",
}


@requires(Permission.FUNDS_VIEW)
def fund_movements(request: HttpRequest, pk: int) -> HttpResponse:
    """All movements of a fund, filtered and exported."""
    fund = get_object_or_404(Fund, pk=pk)
    return listing(
        request,
        queryset=LedgerTransaction.objects.filter(fund=fund)
        .visible_to(request.member)
        .recent_first()
        .select_related("recorded_by"),
        table=MovementTable,
        template="funding/fund_movements.html",
        name=f"mouvements-fonds-{fund.pk}",
        filterset=MovementFilter,
        fund=fund,
    )


@requires(Permission.FUNDS_VIEW)
def fund_movement(request: HttpRequest, pk: int) -> HttpResponse:
    """One movement as double entry: out of which accounts, into which, who recorded it, what it came of."""
    movement = _found(pk, request.member)
    postings = movement.postings.select_related(
        "account__partner", "account__grant", "account__funded_action"
    )
    lines = [(str(one.account), one.amount) for one in postings.order_by("pk")]
    into = sum((amount for _, amount in lines if amount > 0), ZERO)
    context = {
        **_page(movement),
        "lines": [(name, -amount, ZERO) if amount < 0 else (name, ZERO, amount) for name, amount in lines],
        "total": into,
        "reversed_by": LedgerTransaction.objects.filter(reverses=movement).first(),
        "blocker": reversal_blocker(movement),
    }
    return render(request, "funding/movement_detail.html", context)


def _found(pk: int, member: Member) -> LedgerTransaction:
    related = (
        "fund",
        "recorded_by",
        "reverses",
        "receipt__contribution__partner",
        "grant_receipt__grant",
        "commitment__funded_action",
        "payment",
    )
    seen = LedgerTransaction.objects.visible_to(member).with_volume()
    return get_object_or_404(seen.select_related(*related), pk=pk)


def _page(movement: LedgerTransaction) -> dict[str, Any]:
    """What every page of a movement shows."""
    kind = movement.get_kind_display()
    if movement.volume < 0 and movement.kind in TAKEN_BACK:
        kind = TAKEN_BACK[TransactionKind(movement.kind)]
    return {
        "movement": movement,
        "fund": movement.fund,
        "heading": f"{kind} de {euros(abs(movement.volume))}",
    }


@requires(Permission.FUNDS_MANAGE)
def fund_movement_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a movement back by its mirror image."""
    movement = _found(pk, request.member)
    form = ReverseForm(request.POST or None, initial={"on": timezone.localdate()})
    mirror = submitted(
        request, form, lambda data: reverse(movement, **data, by=request.user, at=timezone.now())
    )
    if mirror:
        messages.success(request, "Le mouvement est annulé par son contraire. Les deux restent visibles.")
        return redirect(mirror)
    context = {**_page(movement), "form": form, "blocker": reversal_blocker(movement)}
    return render(request, "funding/movement_reverse.html", context)
