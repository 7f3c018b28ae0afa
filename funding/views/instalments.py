"""Pages of instalments: call one, let the fund commit one, note one that was paid beside the fund."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.contribution_mails import addresses_of
from funding.actions.instalment_lines import lines_of
from funding.actions.instalments import (
    call_instalment,
    due_day,
    engage_instalment,
    settle_instalment,
    unsettle_instalment,
)
from funding.forms.instalments import CallInstalmentForm, EngageInstalmentForm, SettleInstalmentForm
from funding.models import Instalment
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import euros
from inclusion.core.web.forms import submitted


def _instalment(pk: int) -> Instalment:
    rows = Instalment.objects.select_related(
        "agreement__network", "agreement__fund", "agreement__funded_action", "party__partner"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, instalment: Instalment, form: Any, **context: Any) -> HttpResponse:
    """The page of a step: what the instalment is, where it stands, the form."""
    (line,) = lines_of([instalment], today=timezone.localdate())
    shown = {"form": form, "one": instalment, "line": line, "agreement": instalment.agreement, **context}
    return render(request, "funding/instalment_form.html", shown)


def _back(instalment: Instalment) -> HttpResponseRedirect:
    return redirect(f"{instalment.agreement.get_absolute_url()}#echeances")


@requires(Permission.AGREEMENTS_MANAGE)
def instalment_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Call for an instalment that is paid into the fund."""
    instalment = _instalment(pk)
    partner = instalment.party.partner
    addresses = addresses_of([partner])[partner.pk]
    initial = {"due_on": due_day(instalment, today=timezone.localdate()), "send": True}
    form = CallInstalmentForm(request.POST or None, addresses=addresses, initial=initial)
    call = submitted(
        request, form, lambda data: call_instalment(instalment, **data, by=request.user, at=timezone.now())
    )
    if call:
        sent = " et part par courriel" if form.cleaned_data.get("send") else ""
        messages.success(
            request, f"L’appel de fonds {call.reference} est émis{sent}\u00a0: {euros(call.amount)}."
        )
        return _back(instalment)
    return _page(
        request,
        instalment,
        form,
        heading=f"Demander à {partner} ce que prévoit la convention",
        action_label="Émettre cet appel de fonds",
        addresses=addresses,
        step="call",
    )


@requires(Permission.AGREEMENTS_MANAGE)
def instalment_engage(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the fund commit an instalment that it pays."""
    instalment = _instalment(pk)
    form = EngageInstalmentForm(request.POST or None, initial={"on": timezone.localdate()})
    commitment = submitted(
        request, form, lambda data: engage_instalment(instalment, **data, by=request.user, at=timezone.now())
    )
    if commitment:
        messages.success(
            request, f"{euros(commitment.amount)} sont engagés. Le paiement se note sur cette page."
        )
        return redirect(commitment)
    return _page(
        request,
        instalment,
        form,
        heading="Engager cette échéance sur le fonds",
        action_label=f"Engager {euros(instalment.amount)}",
        step="engage",
    )


@requires(Permission.AGREEMENTS_MANAGE)
def instalment_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an instalment was paid beside the fund, or that this was noted by mistake."""
    instalment = _instalment(pk)
    if request.method == "POST" and "undo" in request.POST:
        return _unsettled(request, instalment)
    form = SettleInstalmentForm(request.POST or None, initial={"on": timezone.localdate()})
    settled = submitted(
        request, form, lambda data: settle_instalment(instalment, **data, by=request.user, at=timezone.now())
    )
    if settled:
        messages.success(request, f"{euros(settled.amount)} sont notés comme versés.")
        return _back(instalment)
    return _page(
        request,
        instalment,
        form,
        heading=f"Noter que {instalment.party} a versé cette échéance",
        action_label="Noter ce versement",
        step="settle",
    )


def _unsettled(request: HttpRequest, instalment: Instalment) -> HttpResponse:
    try:
        unsettle_instalment(instalment, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Cette échéance est de nouveau à verser.")
    return _back(instalment)
