"""Pages of calls for funds: the list, one call, its letter and its actions."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.contributions.actions.calls import (
    CallSeenOtherwise,
    call_for_funds,
    call_promised,
    callable_in,
    cancel_call,
    to_call,
)
from funding.contributions.actions.outbox import addresses_of, mail_call
from funding.contributions.enums import CallState
from funding.contributions.forms import CallForm, CallPromisedForm
from funding.contributions.lists import CallFilter, CallTable, call_chip
from funding.contributions.models import CallForFunds, Contribution
from funding.contributions.papers import becomes
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros, figure
from inclusion.core.french.periods import shown_end
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

#: How long contributors are given to pay where nobody says otherwise.
TIME_TO_PAY = timedelta(days=30)


def _due_day(fund: Fund) -> date:
    """The last day to pay that a form offers: in a month, within the fund."""
    return min(timezone.localdate() + TIME_TO_PAY, shown_end(fund.end))


def call_file(call: CallForFunds) -> HttpResponse:
    """The letter of a call, as it was made."""
    document = call.document
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)


@requires(Permission.FUNDS_MANAGE)
def fund_calls(request: MemberRequest, pk: int) -> HttpResponse:
    """Every call of a fund: what was asked, what of it is still to come."""
    fund = get_object_or_404(Fund, pk=pk)
    calls = CallForFunds.objects.filter(contribution__fund=fund).with_outstanding()
    return listing(
        request,
        queryset=calls.select_related("contribution__partner"),
        table=CallTable,
        template="funding/contributions/call_list.html",
        name=f"appels-fonds-{fund.pk}",
        filterset=CallFilter,
        fund=fund,
        **_how_many_wait(fund),
    )


def _how_many_wait(fund: Fund) -> dict[str, Any]:
    """What is still to come of all calls of a fund, and of those that are late."""
    to_pay = list(CallForFunds.objects.filter(contribution__fund=fund).to_pay())
    today = timezone.localdate()
    late = [one.outstanding for one in to_pay if one.is_late_on(today)]
    return {
        "awaited": figure(sum((one.outstanding for one in to_pay), ZERO)),
        "unpaid": len(to_pay),
        "late": len(late),
        "late_amount": sum(late, ZERO),
    }


@requires(Permission.FUNDS_MANAGE)
def fund_call(request: MemberRequest, pk: int) -> HttpResponse:
    """Call for what was promised, in whole or in part."""
    rows = Contribution.objects.with_received().with_called().select_related("fund", "partner")
    contribution = get_object_or_404(rows, pk=pk)
    fund, left = contribution.fund, to_call(contribution)
    addresses = addresses_of([contribution.partner])[contribution.partner_id]
    initial = {"amount": left, "due_on": _due_day(fund), "send": True, "seen": contribution.called}
    form = CallForm(request.POST or None, addresses=addresses, initial=initial)
    call = submitted(request, form, lambda data: _issued(request, contribution, data))
    if form.is_bound and form.is_valid():
        return redirect(call or contribution)
    context = {"form": form, "contribution": contribution, "fund": fund, "left": left, "addresses": addresses}
    return render(request, "funding/contributions/call_form.html", context)


def _issued(request: MemberRequest, contribution: Contribution, data: dict[str, Any]) -> CallForFunds | None:
    """The call; None where something else was called since the page was shown."""
    on, at = timezone.localdate(), timezone.now()
    try:
        call = call_for_funds(contribution, **data, on=on, by=request.user, at=at)
    except CallSeenOtherwise as refused:
        messages.warning(request, str(refused))
        return None
    sent = " et part par courriel" if data.get("send") else ""
    messages.success(request, f"L’appel de fonds {call.reference} est émis{sent}.")
    return call


@requires(Permission.FUNDS_MANAGE)
def fund_call_promised(request: MemberRequest, pk: int) -> HttpResponse:
    """Call for all that is promised for a year, in one go."""
    fund = get_object_or_404(Fund, pk=pk)
    years = _years(fund)
    year = next((one for one in years if str(one) == request.GET.get("annee")), years[0])
    promised = callable_in(fund, year=year)
    form = _promised_form(request, fund, promised)
    on = timezone.localdate()
    calls = submitted(request, form, lambda data: call_promised(fund, **data, on=on, **stamp(request)))
    if calls:
        messages.success(request, _called(calls))
        return redirect("fund_calls", request.network.slug, fund.pk)
    total = figure(sum((one.outstanding for one in promised), ZERO))
    context = {"form": form, "fund": fund, "years": years, "year": year, "promised": promised, "total": total}
    context["pledged"] = bool(promised) or Contribution.objects.filter(fund=fund, year=year).exists()
    return render(request, "funding/contributions/call_promised.html", context)


def _promised_form(request: MemberRequest, fund: Fund, promised: list[Contribution]) -> CallPromisedForm:
    addresses = addresses_of(one.partner for one in promised)
    return CallPromisedForm(
        request.POST or None,
        promised=promised,
        reachable={key for key, found in addresses.items() if found},
        initial={"due_on": _due_day(fund), "send": True},
    )


def _years(fund: Fund) -> list[int]:
    """The years of a fund, the present one first, then those to come, then those before."""
    today = timezone.localdate().year
    every = range(fund.start.year, shown_end(fund.end).year + 1)
    return sorted(every, key=lambda year: (year < today, year if year >= today else -year))


def _called(calls: list[CallForFunds]) -> str:
    total = euros(sum((one.amount for one in calls), ZERO))
    first, last = calls[0].reference, calls[-1].reference
    if len(calls) == 1:
        return f"Un appel de fonds est émis, {first}\u00a0: {total}."
    return f"{len(calls)} appels de fonds sont émis, de {first} à {last}\u00a0: {total} en tout."


@requires(Permission.FUNDS_MANAGE)
def fund_call_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One call: what it asks, to whom it was sent, what of it is still to come."""
    call = _call(pk)
    contribution = call.contribution
    day = call.due_on if call.due_on < contribution.fund.end else shown_end(contribution.fund.end)
    context = {
        "call": call,
        "contribution": contribution,
        "fund": contribution.fund,
        "title": _title(call),
        "chip_look": call_chip(call),
        "addresses": addresses_of([contribution.partner])[contribution.partner_id],
        "mails": call.mails.select_related("asked_by"),
        "stands": call.state == CallState.ISSUED,
        "becomes": becomes(contribution, amount=call.amount, on=day) if call.outstanding == call.amount else None,
        "cancelling": _cancelling(call),
    }
    return render(request, "funding/contributions/call_detail.html", context)


def _call(pk: int) -> CallForFunds:
    rows = CallForFunds.objects.with_outstanding().select_related("contribution__fund", "contribution__partner")
    return get_object_or_404(rows, pk=pk)


def _title(call: CallForFunds) -> str:
    """What the page of a call answers."""
    who = call.contribution.partner
    if call.state == CallState.CANCELLED:
        return f"L’appel {call.reference} est annulé"
    if not call.outstanding:
        return f"{who} a réglé l’appel {call.reference}"
    return f"{who} a encore {figure(call.outstanding)}\u00a0€ à verser"


def _cancelling(call: CallForFunds) -> dict[str, Any]:
    """What is asked before a call is cancelled, on the page and in the dialog."""
    return {
        "question": f"Annuler l’appel de fonds {call.reference}\u00a0?",
        "consequence": f"Il ne demande plus rien à {call.contribution.partner}. Son numéro n’est pas repris, "
        "et sa lettre reste au dossier. Ce qui était appelé pourra l’être de nouveau.",
        "action_label": "Annuler cet appel",
        "danger": True,
    }


@requires(Permission.FUNDS_MANAGE)
def fund_call_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The letter of a call, as it was made."""
    return call_file(get_object_or_404(CallForFunds.objects.select_related("document__content"), pk=pk))


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_call_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a call by e-mail to who is called."""
    call = _call(pk)
    try:
        mails = mail_call(call, **stamp(request))
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(call)
    if mails:
        messages.success(request, f"L’appel part par courriel à {', '.join(one.to for one in mails)}.")
    else:
        messages.error(
            request, f"Aucune adresse n’est connue pour {call.contribution.partner}\u00a0: ajoutez un contact."
        )
    return redirect(call)


@requires(Permission.FUNDS_MANAGE)
def fund_call_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a call back."""
    call = _call(pk)
    return confirmed(
        request,
        lambda: cancel_call(call, **stamp(request)),
        done=f"L’appel de fonds {call.reference} est annulé.",
        back=call,
        **_cancelling(call),
    )
