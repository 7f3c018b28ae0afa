"""Pages of commitments: made, seen, paid, released."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.commitments import (
    ShareOut,
    SharesChanged,
    commit,
    explain,
    foreseen,
    foreseen_release,
    pay,
    release,
)
from funding.actions.ledger import AccountKey
from funding.forms.spending import CommitForm, PayForm, ReleaseForm
from funding.models import Account, Booklet, Commitment, FundedAction, Grant, LedgerTransaction
from funding.models.spending import CommitmentPosition, commitment_position, names_of
from inclusion.core.access import Member, Permission, requires
from inclusion.core.french.money import ZERO, euros, figure
from inclusion.core.web.forms import submitted


@requires(Permission.FUNDS_MANAGE)
def fund_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Commit a cost to an action, in two steps: who would pay, then the commitment."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    form = CommitForm(request.POST or None, initial={"on": timezone.localdate()})
    shown = None
    if "write" in request.POST:
        commitment = submitted(request, form, lambda data: _committed(request, action, data))
        if commitment:
            messages.success(request, f"L’engagement de {euros(commitment.amount)} est enregistré.")
            return redirect(commitment)
    if "edit" not in request.POST:
        shown = submitted(request, form, lambda data: _foreseen(action, data))
    context = {
        "fund": action.fund,
        "action": action,
        "form": form,
        "shown": shown,
        "payers": _named(shown.taken) if shown else [],
        "last": action.commitments.order_by("-pk").first(),
    }
    return render(request, "funding/commitment_form.html", context)


def _committed(request: HttpRequest, action: FundedAction, data: dict[str, Any]) -> Commitment | None:
    """The commitment; None where the page must show first who would pay by now."""
    try:
        return commit(action, **data, by=request.user, at=timezone.now())
    except SharesChanged as refused:
        messages.warning(request, str(refused))
        return None


def _foreseen(action: FundedAction, data: dict[str, Any]) -> ShareOut:
    shares = Account.objects.filter(fund=action.fund, partner__isnull=False).order_by()
    labels = names_of(shares.values_list("partner_id", flat=True).distinct())
    return foreseen(action, amount=data["amount"], on=data["on"], labels=labels)


def _named(parts: Iterable[tuple[AccountKey, Decimal]]) -> list[tuple[str, Decimal]]:
    """Whose euros how much is, by name."""
    parts = list(parts)
    partners = names_of(key.partner_id for key, _ in parts if key.partner_id is not None)
    grants = Grant.objects.in_bulk([key.grant_id for key, _ in parts if key.grant_id is not None])
    return [
        (partners[str(key.partner_id)] if key.grant_id is None else str(grants[key.grant_id]), amount)
        for key, amount in parts
    ]


@requires(Permission.FUNDS_VIEW)
def fund_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """One commitment: whose euros it promised and why, what was paid, what was given back, what is left."""
    commitment = _found(pk, request.member)
    position = commitment_position(commitment)
    movements = LedgerTransaction.objects.filter(commitment=commitment).with_volume().with_reversed()
    labels = names_of(int(pk) for pk, _ in commitment.basis["shares"])
    context = {
        **_page(commitment),
        "position": position,
        "headline": _headline(commitment, position),
        "attribution": explain(commitment, labels=labels),
        "movements": movements.select_related("payment", "recorded_by").order_by("booked_on", "pk"),
    }
    return render(request, "funding/commitment_detail.html", context)


def _found(pk: int, member: Member) -> Commitment:
    return get_object_or_404(
        Commitment.objects.visible_to(member).select_related("funded_action__fund"), pk=pk
    )


def _page(commitment: Commitment) -> dict[str, Any]:
    """What every page of a commitment shows."""
    action = commitment.funded_action
    booklet = Booklet.objects.filter(commitment=commitment).select_related("programme").first()
    return {"commitment": commitment, "action": action, "fund": action.fund, "booklet": booklet}


def _headline(commitment: Commitment, position: CommitmentPosition) -> str:
    """What a person wants to know of a commitment first."""
    if position.owed:
        return f"{commitment} : {figure(position.owed)} € sont dus aux lieux de formation"
    if position.left:
        return f"{commitment} : il reste {figure(position.left)} € à payer"
    if not position.committed:
        return f"{commitment} : engagement annulé"
    if position.paid and position.released:
        return f"{commitment} : {figure(position.paid)} € payés, le reste est revenu au pot"
    return f"{commitment} : tout est {'payé' if position.paid else 'revenu au pot'}"


@requires(Permission.FUNDS_MANAGE)
def fund_pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that euros left the fund for a commitment."""
    commitment = _found(pk, request.member)
    left = commitment_position(commitment).left
    form = PayForm(request.POST or None, initial={"amount": left, "on": timezone.localdate()})
    payment = submitted(
        request, form, lambda data: pay(commitment, **data, by=request.user, at=timezone.now())
    )
    if payment:
        messages.success(request, f"Le paiement de {euros(payment.amount)} est enregistré.")
        return redirect(commitment)
    context = {**_page(commitment), "form": form, "left": left}
    return render(request, "funding/commitment_pay.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what is left of a commitment back to the pot, in two steps: to whom, then the release."""
    commitment = _found(pk, request.member)
    left = commitment_position(commitment).left
    form = ReleaseForm(request.POST or None, initial={"amount": left, "on": timezone.localdate()})
    shown = None
    if "write" in request.POST:
        movement = submitted(
            request, form, lambda data: release(commitment, **data, by=request.user, at=timezone.now())
        )
        if movement:
            messages.success(request, _released(commitment, form.cleaned_data["amount"]))
            return redirect(commitment)
    elif "edit" not in request.POST:
        shown = submitted(request, form, lambda data: _given_back(commitment, data))
    context = {
        **_page(commitment),
        "form": form,
        "left": left,
        "receivers": _named(shown.items()) if shown else [],
        "total": sum(shown.values(), ZERO) if shown else ZERO,
    }
    return render(request, "funding/commitment_release.html", context)


def _released(commitment: Commitment, amount: Decimal) -> str:
    """What came back, which may be a part of the rest only."""
    came = "est revenu" if amount < 2 else "sont revenus"
    return f"{euros(amount)} de «\u00a0{commitment}\u00a0» {came} à ceux dont c’étaient les euros."


def _given_back(commitment: Commitment, data: dict[str, Any]) -> dict[AccountKey, Decimal]:
    return foreseen_release(commitment, amount=data["amount"], on=data["on"])
