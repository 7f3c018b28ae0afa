"""Pages of contributions: the list of a fund, one contribution and its actions."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.contributions.actions.calls import to_call
from funding.contributions.actions.pledges import (
    AboveTheEnvelope,
    change_pledge,
    earmark_contribution,
    pledge,
    withdraw_contribution,
)
from funding.contributions.actions.receipts import AboveWhatWasCalled, record_receipt, record_refund
from funding.contributions.enums import ContributionStanding, ContributionState
from funding.contributions.forms import ChangePledgeForm, EarmarkForm, PledgeForm, ReceiptForm, RefundForm
from funding.contributions.lists import ContributionFilter, ContributionTable, call_chip
from funding.contributions.models import Contribution, ContributionQuerySet, Receipt
from funding.contributions.queries import cap_words, freed_by, life_of, match_steps
from funding.ledger.models.funds import Fund, FundedAction, sees_all
from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.money import ZERO, euros, figure
from inclusion.core.french.names import of
from inclusion.core.french.periods import shown_end
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.FUNDS_VIEW)
def fund_contributions(request: MemberRequest, pk: int) -> HttpResponse:
    """What each contributor promised a fund for each year, and what of it came."""
    fund = get_object_or_404(Fund, pk=pk)
    seen = Contribution.objects.filter(fund=fund).visible_to(request.member)
    contributions = seen.with_standing().with_called()
    return listing(
        request,
        queryset=contributions.select_related("partner"),
        table=ContributionTable,
        template="funding/contributions/contribution_list.html",
        name=f"contributions-fonds-{fund.pk}",
        filterset=ContributionFilter,
        fund=fund,
        sees_all=sees_all(request.member),
        **_still_to_come(fund, seen, request.GET.get("year", "")),
    )


def _still_to_come(fund: Fund, seen: ContributionQuerySet, asked: str) -> dict[str, Any]:
    """What is still to come for the year that was asked for, else the current one, before and after."""
    years = fund.years(until=timezone.localdate())
    known = range(fund.start.year, shown_end(fund.end).year + 1)
    year = found if (found := parameters.year(asked)) in known else years[0]
    awaited = list(seen.awaited().values_list("year", "outstanding"))
    to_come = sum((amount for of, amount in awaited if of == year), ZERO)
    if to_come:
        title = f"Il reste {figure(to_come)}\u00a0€ à recevoir en {year}"
    elif seen.filter(year=year).exists():
        title = f"Tout ce qui est promis pour {year} est arrivé"
    else:
        title = f"Rien n’est encore promis pour {year}"
    return {
        "title": title,
        "late": sum((amount for of, amount in awaited if of < year), ZERO),
        "later": sum((amount for of, amount in awaited if of > year), ZERO),
    }


def _contribution(pk: int, *, member: Member) -> Contribution:
    rows = Contribution.objects.visible_to(member).with_standing().with_called()
    return get_object_or_404(rows.select_related("fund", "partner"), pk=pk)


@requires(Permission.FUNDS_VIEW)
def fund_contribution(request: MemberRequest, pk: int) -> HttpResponse:
    """The life of one contribution: promised, called, received in parts, given back, withdrawn."""
    contribution = _contribution(pk, member=request.member)
    manages = request.member.may(Permission.FUNDS_MANAGE)
    references = manages or contribution.partner_id == request.member.partner.pk
    receipts = list(contribution.receipts.with_movement().with_match())
    context = {
        "contribution": contribution,
        "fund": contribution.fund,
        "title": _title(contribution),
        "standing": ContributionStanding(contribution.standing),
        "receipts": receipts,
        "leverage": contribution.fund.has_leverage(),
        "match": sum((one.match for one in receipts), ZERO),
        "steps": match_steps(contribution, sees_all=sees_all(request.member)) if receipts else [],
        "calls": [(call, call_chip(call)) for call in contribution.calls.with_outstanding()],
        "earmarks": contribution.earmarks.select_related("funded_action"),
        "references": references,
        "life": life_of(contribution, receipts, addresses=manages, references=references),
        "may": _what_may_be_done(contribution) if manages else {},
        "withdrawal": _withdrawal(contribution),
    }
    return render(request, "funding/contributions/contribution_detail.html", context)


def _title(contribution: Contribution) -> str:
    """What the page of a contribution answers."""
    who, year = contribution.partner, contribution.year
    match contribution.standing:
        case ContributionStanding.MEMBER:
            return f"{who} est membre à 0\u00a0€ en {year}"
        case ContributionStanding.RECEIVED:
            return f"{who} a versé {figure(contribution.received)}\u00a0€ pour {year}"
        case ContributionStanding.REFUNDED:
            return f"Tout a été rendu à {who} pour {year}"
        case ContributionStanding.WITHDRAWN:
            return f"{who} a retiré sa promesse pour {year}"
    return f"Il reste {figure(contribution.outstanding)}\u00a0€ à recevoir {of(who)} pour {year}"


def _withdrawal(contribution: Contribution) -> dict[str, Any]:
    """What is asked before a promise is withdrawn, on the page and in the dialog."""
    return {
        "question": f"Retirer la promesse {of(contribution.partner)} pour {contribution.year}\u00a0?",
        "consequence": "Plus rien n’est attendu de ce contributeur pour cette année, et il n’en est plus membre. "
        "S’il promet de nouveau, vous noterez sa nouvelle promesse.",
        "action_label": "Retirer cette promesse",
        "danger": True,
    }


def _what_may_be_done(contribution: Contribution) -> dict[str, bool]:
    """What the coordinator may do with a contribution in its present state, by name."""
    ended = contribution.state in (ContributionState.WITHDRAWN, ContributionState.REFUNDED)
    withdrawn = contribution.state == ContributionState.WITHDRAWN
    return {
        "receive": not withdrawn,
        "call": to_call(contribution) > 0,
        "change": not ended,
        "earmark": not withdrawn and FundedAction.objects.filter(fund=contribution.fund).exists(),
        "refund": contribution.received > 0,
        "withdraw": not states.blockers(contribution, ContributionState.WITHDRAWN),
        "take_up": withdrawn,
    }


@requires(Permission.FUNDS_MANAGE)
def fund_pledge(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down what a partner promises for a year."""
    fund = get_object_or_404(Fund, pk=pk)
    known = {name: request.GET[name] for name in ("partner", "year") if name in request.GET}
    year = fund.years(until=timezone.localdate())[0]
    initial = {"on": timezone.localdate(), "year": year, **known}
    form = PledgeForm(request.POST or None, fund=fund, initial=initial)
    made = submitted(request, form, lambda data: _pledged(request, fund, form, **data))
    if made:
        what = f"promet {euros(made.pledged)}" if made.pledged else "est membre à 0\u00a0€"
        messages.success(request, f"{made.partner} {what} pour {made.year}.")
        return redirect(made)
    return render(request, "funding/contributions/contribution_form.html", {"form": form, "fund": fund})


def _pledged(request: MemberRequest, fund: Fund, form: PledgeForm, *, actions: Any = (), **data: Any) -> Contribution:
    try:
        return pledge(fund, **data, earmarked_for=actions, **stamp(request))
    except AboveTheEnvelope:
        form.ask_whether_exact()
        raise


@requires(Permission.FUNDS_MANAGE)
def fund_contribution_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what was promised."""
    contribution = _contribution(pk, member=request.member)
    form = ChangePledgeForm(request.POST or None, initial={"amount": contribution.pledged})
    changed = submitted(request, form, lambda data: _changed(request, contribution, form, data))
    if changed:
        messages.success(request, f"{changed.partner} promet {euros(changed.pledged)} pour {changed.year}.")
        return redirect(contribution)
    return render(
        request, "funding/contributions/contribution_change.html", {"form": form, "contribution": contribution}
    )


def _changed(
    request: MemberRequest, contribution: Contribution, form: ChangePledgeForm, data: dict[str, Any]
) -> Contribution:
    try:
        return change_pledge(contribution, **data, **stamp(request))
    except AboveTheEnvelope:
        form.ask_whether_exact()
        raise


@requires(Permission.FUNDS_MANAGE)
def fund_contribution_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a promise back of which nothing came."""
    contribution = _contribution(pk, member=request.member)
    return confirmed(
        request,
        lambda: withdraw_contribution(contribution, **stamp(request)),
        done=f"La promesse {of(contribution.partner)} est retirée.",
        back=contribution,
        **_withdrawal(contribution),
    )


@requires(Permission.FUNDS_MANAGE)
def fund_contribution_earmark(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose which actions a contributor's euros pay before any other."""
    contribution = _contribution(pk, member=request.member)
    chosen = contribution.earmarks.values_list("funded_action_id", flat=True)
    posted = request.POST if request.method == "POST" else None  # nothing ticked is an answer as well
    form = EarmarkForm(posted, fund=contribution.fund, initial={"actions": list(chosen)})
    done = submitted(request, form, lambda data: earmark_contribution(contribution, **data, **stamp(request)))
    if done:
        messages.success(request, "C’est noté\u00a0: ce choix vaut pour ce qui sera engagé à partir de maintenant.")
        return redirect(contribution)
    return render(
        request, "funding/contributions/contribution_earmark.html", {"form": form, "contribution": contribution}
    )


@requires(Permission.FUNDS_MANAGE)
def fund_receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """Record money that came in on a contribution."""
    contribution = _contribution(pk, member=request.member)
    form = ReceiptForm(request.POST or None, initial={"on": timezone.localdate()})
    receipt = submitted(request, form, lambda data: _received(request, contribution, form, data))
    if receipt:
        messages.success(request, _recorded(contribution, receipt))
        return redirect(contribution)
    return render(
        request, "funding/contributions/contribution_receipt.html", {"form": form, "contribution": contribution}
    )


def _received(request: MemberRequest, contribution: Contribution, form: ReceiptForm, data: dict[str, Any]) -> Receipt:
    try:
        return record_receipt(contribution, **data, **stamp(request))
    except AboveWhatWasCalled:
        form.ask_whether_exact()
        raise


def _recorded(contribution: Contribution, receipt: Receipt) -> str:
    """That money is recorded, and what it drew where the fund has a leverage rule."""
    said = f"Le versement {of(contribution.partner)}, {euros(receipt.amount)}, est enregistré"
    if not contribution.fund.has_leverage():
        return f"{said}."
    drawn = _match_of(receipt)
    what = f"il attire {euros(drawn)} d’effet levier" if drawn else "il n’attire pas d’effet levier"
    return f"{said}\u00a0: {what}. {cap_words(receipt)}".rstrip()


def _match_of(receipt: Receipt) -> Decimal:
    return Receipt.objects.with_match().get(pk=receipt.pk).match


@requires(Permission.FUNDS_MANAGE)
def fund_refund(request: MemberRequest, pk: int) -> HttpResponse:
    """Record money that was given back to a contributor."""
    contribution = _contribution(pk, member=request.member)
    form = RefundForm(request.POST or None, initial={"on": timezone.localdate()})
    refund = submitted(request, form, lambda data: record_refund(contribution, **data, **stamp(request)))
    if refund:
        taken = -_match_of(refund)
        match = f"{euros(taken)} d’effet levier repris" if taken else "aucun effet levier à reprendre"
        freed = ", ".join(f"{euros(amount)} pour {partner}" for partner, amount in freed_by(refund))
        served = (
            f" La place libérée sous le plafond sert aussitôt ceux qui attendaient\u00a0: {freed}." if freed else ""
        )
        said = f"{euros(-refund.amount)} rendus à {contribution.partner}, {match}.{served}"
        messages.success(request, said)
        return redirect(contribution)
    return render(
        request, "funding/contributions/contribution_refund.html", {"form": form, "contribution": contribution}
    )
