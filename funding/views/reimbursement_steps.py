"""What the coordinator does with claims: correct a line, validate, record a payment, take it back, export."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.reimbursement_payments import export, pay, unpay
from funding.actions.reimbursements import ClaimSeenOtherwise, correct, lines_of, validate
from funding.enums import ReimbursementState
from funding.filters.reimbursements import ReimbursementFilter
from funding.forms.reimbursements import CorrectForm, PayClaimForm, UnpayForm, ValidateForm
from funding.models import Reimbursement, ReimbursementLine
from funding.tables.reimbursements import accounting_rows
from funding.views.reimbursement_page import found, oddities_of, page_of, visible
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import euros
from inclusion.core.web import exports
from inclusion.core.web.forms import UNSEEN, submitted


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one wrong use out of a claim, with the reason that the place reads."""
    papers = ("reimbursement", "redemption__one_pass__booklet__programme__funded_action__fund")
    line = get_object_or_404(ReimbursementLine.objects.select_related(*papers), pk=pk)
    claim = line.reimbursement
    form = CorrectForm(request.POST or None)
    done = submitted(request, form, lambda data: correct(line, **data, by=request.user, at=timezone.now()))
    if done:
        serial = line.redemption.one_pass.serial
        messages.success(
            request, f"Le pass n° {serial} est retiré de la demande, et la personne le retrouve."
        )
        return redirect(claim)
    return render(request, "funding/reimbursement_correct.html", {"form": form, "line": line, "claim": claim})


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_validate(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines, what is odd among them, and one button to agree."""
    claim = found(request.member, pk)
    if claim.state != ReimbursementState.SUBMITTED:
        return redirect(claim)
    if request.method == "POST":
        return _validated(request, claim)
    lines = lines_of(claim)
    context = {
        **page_of(claim, lines),
        "form": ValidateForm(initial={"seen": claim.total}),
        "oddities": oddities_of(claim, lines),
        "may_correct": True,
    }
    return render(request, "funding/reimbursement_validate.html", context)


def _validated(request: HttpRequest, claim: Reimbursement) -> HttpResponse:
    """Agree; where something changed since the page was shown it is shown again."""
    form = ValidateForm(request.POST)
    if not form.is_valid():
        messages.warning(request, UNSEEN)
        return redirect("reimbursement_validate", request.network.slug, claim.pk)
    try:
        done = validate(claim, **form.cleaned_data, by=request.user, at=timezone.now())
    except ClaimSeenOtherwise as refused:
        messages.warning(request, str(refused))
        return redirect("reimbursement_validate", request.network.slug, claim.pk)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(claim)
    if done.state == ReimbursementState.CLOSED:
        messages.success(request, f"La demande {done} est soldée\u00a0: rien n’est à payer.")
    else:
        messages.success(request, f"La demande {done} est validée, {euros(claim.total)} sont à payer.")
    return redirect(done)


def _form_page(request: HttpRequest, claim: Reimbursement, form: Any, template: str) -> HttpResponse:
    return render(request, template, {"form": form, "claim": claim})


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the payment of a validated claim."""
    claim = found(request.member, pk)
    form = PayClaimForm(request.POST or None, initial={"on": timezone.localdate()})
    paid = submitted(request, form, lambda data: pay(claim, **data, by=request.user, at=timezone.now()))
    if paid:
        messages.success(request, f"Le paiement de la demande {paid} est noté, et le lieu est prévenu.")
        return redirect(paid)
    return _form_page(request, claim, form, "funding/reimbursement_pay.html")


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_unpay(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a payment that was recorded by mistake."""
    claim = found(request.member, pk)
    form = UnpayForm(request.POST or None)
    undone = submitted(request, form, lambda data: unpay(claim, **data, by=request.user, at=timezone.now()))
    if undone:
        messages.success(
            request, f"Le paiement est annulé\u00a0: la demande {undone} est de nouveau à payer."
        )
        return redirect(undone)
    return _form_page(request, claim, form, "funding/reimbursement_unpay.html")


@requires(Permission.REIMBURSEMENTS_DECIDE)
@require_POST
def reimbursement_export(request: HttpRequest) -> HttpResponse:
    """The validated claims of the list, as filtered, as a file for the accounting office."""
    rows = ReimbursementFilter(request.GET or None, queryset=visible(request.member), request=request).qs
    try:
        claims = export(rows, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.warning(request, str(refused))
        return redirect("reimbursement_list", request.network.slug)
    fmt = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    name = f"remboursements-a-payer-{timezone.localdate():%Y-%m-%d}"
    return exports.export(accounting_rows(claims), fmt=fmt, name=name)
