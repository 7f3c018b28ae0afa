"""Pages of grants: those that a fund attracted, one of them, and what happens to it."""

from datetime import date

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.grants import actions
from funding.grants.enums import GrantState
from funding.grants.forms import GrantForm, GrantReceiptForm, GrantReturnForm, JustifyForm
from funding.grants.lists import GrantTable, total_left
from funding.grants.models import Grant
from funding.grants.rules import grant_steps, headline
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.money import euros
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.FUNDS_VIEW)
def fund_grants(request: MemberRequest, pk: int) -> HttpResponse:
    """The grants of a fund: what came in of each, what is left, until when."""
    fund = get_object_or_404(Fund, pk=pk)
    grants = Grant.objects.filter(fund=fund).with_sums().prefetch_related("funded_actions")
    return listing(
        request,
        queryset=grants,
        table=GrantTable,
        template="funding/grants/grant_list.html",
        name=f"subventions-fonds-{fund.pk}",
        fund=fund,
        left=total_left(grants),
    )


@requires(Permission.FUNDS_VIEW)
def fund_grant(request: MemberRequest, pk: int) -> HttpResponse:
    """One grant: what came in, what it paid of which action, what is left and until when."""
    grant = _grant(pk)
    today, sums, uses = timezone.localdate(), grant.sums, grant.uses()
    context = {
        "grant": grant,
        "fund": grant.fund,
        "sums": sums,
        "uses": uses,
        "disbursed": sum(use.paid for use in uses),
        "steps": grant_steps(sums, [(use.action.name, use.promised) for use in uses]),
        "heading": headline(
            grant.name,
            sums=sums,
            justified=grant.state == GrantState.JUSTIFIED,
            late=bool(grant.spend_by and grant.spend_by < today),
        ),
        "spend": grant.spending(today=today),
        "justify": grant.justifying(today=today),
        "receipts": grant.receipts.with_movement(),
        "main": _main_act(grant, today=today),
    }
    return render(request, "funding/grants/grant_detail.html", context)


def _grant(pk: int) -> Grant:
    return get_object_or_404(Grant.objects.with_sums().select_related("fund"), pk=pk)


def _main_act(grant: Grant, *, today: date) -> str:
    """What a coordinator does next with it: the name of a page, or nothing."""
    if grant.left and grant.spend_by and grant.spend_by < today:
        return "fund_grant_return"
    if grant.to_come:
        return "fund_grant_receipt"
    done = not grant.left or grant.justifying(today=today).presses
    return "fund_grant_justify" if grant.state == GrantState.AWARDED and done else ""


@requires(Permission.FUNDS_MANAGE)
def fund_grant_award(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down a grant that was awarded."""
    fund = get_object_or_404(Fund, pk=pk)
    form = GrantForm(request.POST or None, fund=fund, initial={"awarded_on": timezone.localdate()})
    grant = submitted(request, form, lambda data: actions.award_grant(fund, **data, **stamp(request)))
    if grant:
        messages.success(request, f"«\u00a0{grant}\u00a0» est notée. Enregistrez chaque versement quand il arrive.")
        return redirect(grant)
    return render(request, "funding/grants/grant_form.html", {"fund": fund, "grant": None, "form": form})


@requires(Permission.FUNDS_MANAGE)
def fund_grant_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what is known of a grant."""
    grant = _grant(pk)
    initial = {**model_to_dict(grant, GrantForm.base_fields), "actions": grant.funded_actions.all()}
    form = GrantForm(request.POST or None, fund=grant.fund, initial=initial)
    changed = submitted(request, form, lambda data: actions.change_grant(grant, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    return render(request, "funding/grants/grant_form.html", {"fund": grant.fund, "grant": grant, "form": form})


@requires(Permission.FUNDS_MANAGE)
def fund_grant_receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """Record money of a grant that came in."""
    grant = _grant(pk)
    initial = {"on": timezone.localdate(), "amount": grant.to_come or None}
    form = GrantReceiptForm(request.POST or None, initial=initial)
    receipt = submitted(request, form, lambda data: actions.record_grant_receipt(grant, **data, **stamp(request)))
    if receipt:
        messages.success(request, f"Le versement de {euros(receipt.amount)} est enregistré.")
        return redirect(grant)
    return render(request, "funding/grants/grant_receipt.html", {"fund": grant.fund, "grant": grant, "form": form})


@requires(Permission.FUNDS_MANAGE)
def fund_grant_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Give what was not used of a grant back to its funder."""
    grant = _grant(pk)
    initial = {"on": timezone.localdate(), "amount": grant.left}
    form = GrantReturnForm(request.POST or None, initial=initial)
    returned = submitted(request, form, lambda data: actions.return_grant(grant, **data, **stamp(request)))
    if returned:
        messages.success(request, f"{euros(-returned.amount)} sont rendus à {grant.funder}.")
        return redirect(grant)
    return render(request, "funding/grants/grant_return.html", {"fund": grant.fund, "grant": grant, "form": form})


@requires(Permission.FUNDS_MANAGE)
def fund_grant_justify(request: MemberRequest, pk: int) -> HttpResponse:
    """Note when the funder was informed of what its money did, and how."""
    grant = _grant(pk)
    initial = {"on": timezone.localdate(), "justification": grant.justification}
    form = JustifyForm(request.POST or None, initial=initial)
    justified = submitted(request, form, lambda data: actions.justify_grant(grant, **data, **stamp(request)))
    if justified:
        messages.success(request, f"La justification de «\u00a0{grant}\u00a0» est notée.")
        return redirect(justified)
    return render(request, "funding/grants/grant_justify.html", {"fund": grant.fund, "grant": grant, "form": form})


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_grant_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a justification back."""
    grant = get_object_or_404(Grant, pk=pk)
    return perform(
        request,
        lambda: actions.reopen_grant(grant, **stamp(request)),
        done=f"«\u00a0{grant}\u00a0» est de nouveau à justifier.",
        back=grant,
    )
