"""Pages of the actions of a fund, of commitments and of movements."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.grants.models import Grant
from funding.ledger.actions import AccountKey
from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import Account, LedgerTransaction
from funding.ledger.models.funds import ActionReach, Fund, FundedAction, sees_all
from funding.ledger.queries import available_of
from funding.spending.actions.commitments import (
    ShareOut,
    SharesChanged,
    commit,
    explain,
    foreseen,
    foreseen_release,
    release,
)
from funding.spending.actions.funded_actions import change_funded_action, open_funded_action, record_reach_of_year
from funding.spending.actions.payments import (
    ask_payment,
    asks_second_person,
    attach_document,
    confirm_payment,
    pay,
    payment_blocker,
    withdraw_payment,
)
from funding.spending.actions.reversals import reversal_blocker, reverse
from funding.spending.forms import (
    ChangeActionForm,
    CommitForm,
    DocumentForm,
    OpenActionForm,
    PayForm,
    ReachForm,
    ReleaseForm,
    ReverseForm,
    contributors,
)
from funding.spending.lists import (
    CommitmentTable,
    FundActionTable,
    MovementFilter,
    MovementTable,
    PayeeTable,
    is_folded,
)
from funding.spending.models import Commitment, PaymentRequest, SupportingDocument
from funding.spending.queries.commitments import (
    CommitmentPosition,
    commitment_position,
    folded,
    names_of,
    payee_positions,
    people_helped,
)
from funding.spending.queries.funds import fund_position
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.money import ZERO, euros, figure
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.networks import Membership
from inclusion.core.registry.panels import panels_for
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import confirmed, formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

# -- Pages of funded actions


@requires(Permission.FUNDS_VIEW)
def fund_actions(request: MemberRequest, pk: int) -> HttpResponse:
    """The actions of a fund: what each costs, who pays, whom it helped."""
    fund = get_object_or_404(Fund, pk=pk)
    position = fund_position(fund).seen_by(request.member)
    commits = request.member.may(Permission.FUNDS_MANAGE) and not fund.has_ended(timezone.localdate())
    table = FundActionTable(position=position, people=people_helped(fund), commits=commits)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(table.as_values(), fmt=fmt, name=f"actions-fonds-{fund.pk}")
    context = {
        "fund": fund,
        "position": position,
        "table": table,
        "exports": True,
        "opens": request.member.may(Permission.FUNDS_MANAGE) and not fund.is_settled,
    }
    return render(request, "funding/spending/fund_actions.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_action_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Open an action that the fund will pay for."""
    fund = get_object_or_404(Fund, pk=pk)
    form = OpenActionForm(request.POST or None, fund=fund, initial={"on": timezone.localdate()})
    action = submitted(request, form, lambda data: open_funded_action(fund, **data, **stamp(request)))
    if action:
        messages.success(request, f"L’action « {action} » est ouverte : le fonds peut la payer.")
        return redirect(action)
    return render(request, "funding/spending/fund_action_form.html", {"form": form, "fund": fund, "action": None})


@requires(Permission.FUNDS_MANAGE)
def fund_action_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what an action is and whose users it is meant for."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    targets = action.target_rows.values_list("partner_id", flat=True)
    initial = {"description": action.description, "targets": list(targets)}
    form = ChangeActionForm(request.POST or None, fund=action.fund, action=action, initial=initial)
    changed = submitted(request, form, lambda data: change_funded_action(action, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements valent pour ce qui sera engagé à partir de maintenant.")
        return redirect(action)
    context = {"form": form, "fund": action.fund, "action": action}
    return render(request, "funding/spending/fund_action_form.html", context)


@requires(Permission.FUNDS_VIEW)
def fund_payees(request: MemberRequest, pk: int) -> HttpResponse:
    """To whom the euros of a fund went: by action and payee, with a file of it."""
    fund = get_object_or_404(Fund, pk=pk)
    positions = payee_positions(fund, request.member)
    table = PayeeTable(positions, member=request.member)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(table.as_values(), fmt=fmt, name=f"destinataires-fonds-{fund.pk}")
    context = {
        "fund": fund,
        "table": table,
        "count": len(positions),
        "paid": sum((one.paid for one in positions), ZERO),
        "receivers": len({one.payee for one in positions if one.paid}),
        "sees_all": sees_all(request.member),
        "exports": True,
    }
    return render(request, "funding/spending/fund_payees.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_action_reach(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how many users of each operator an action helped in a year."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    years = action.fund.years(until=timezone.localdate())
    year = next((one for one in years if str(one) == request.GET.get("annee")), years[0])
    words = {one.partner_id: one for one in action.reach.filter(year=year).last_words()}
    partners = list(contributors(action.fund))
    form = ReachForm(request.POST or None, partners=partners, said={pk: one.people for pk, one in words.items()})
    if _recorded(request, form, action, year) is not None:
        messages.success(request, f"Les usagers aidés en {year} sont enregistrés.")
        return redirect(action)
    context = {
        "form": form,
        "action": action,
        "year": year,
        "years": [{"label": one, "url": f"?annee={one}", "current": one == year} for one in years],
        "rows": [(form.field_of(partner), words.get(partner.pk)) for partner in partners],
    }
    return render(request, "funding/spending/fund_action_reach.html", context)


def _recorded(request: MemberRequest, form: ReachForm, action: FundedAction, year: int) -> list[ActionReach] | None:
    return submitted(
        request, form, lambda data: record_reach_of_year(action, year=year, people=form.people(), **stamp(request))
    )


@requires(Permission.FUNDS_VIEW)
def fund_action(request: MemberRequest, pk: int) -> HttpResponse:
    """One action: whose euros pay for it, and why, to the cent; what it may still draw on; its commitments."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    commitments = Commitment.objects.filter(funded_action=action).visible_to(request.member)
    commitments = commitments.select_related("payee__partner", "payee__place", "payee__post__employer")
    commitments = commitments.order_by("-committed_on", "-pk")
    chosen = commitments.filter(pk=parameters.key(request.GET.get("engagement"))).first() or commitments.first()
    return listing(
        request,
        queryset=commitments,
        table=CommitmentTable,
        template="funding/spending/fund_action.html",
        name=f"engagements-action-{action.pk}",
        fund=action.fund,
        action=action,
        chosen=chosen,
        sees_all=sees_all(request.member),
        attribution=_explained(chosen) if sees_all(request.member) else None,
        panels=panels_for("fund_action", request, action),
        payees=PayeeTable(
            payee_positions(action.fund, request.member, action=action), member=request.member, of_one_action=True
        ),
        **_standing(action, request.member),
    )


def _explained(commitment: Commitment | None) -> Any:
    """The attribution of a commitment as it was made, with the contributors' names."""
    if commitment is None:
        return None
    return explain(commitment, labels=names_of(int(pk) for pk, _ in commitment.basis["shares"]))


def _standing(action: FundedAction, member: Member) -> dict[str, Any]:
    """Who pays an action so far, which grants it may still draw on, for whom it is, whom it helped."""
    position = fund_position(action.fund).seen_by(member)
    earmarks = action.contribution_earmarks.standing().select_related("contribution__partner")
    standing = next(one for one in position.actions if one.action.pk == action.pk)
    reach = list(action.reach.last_words().select_related("partner"))
    people = people_helped(action.fund).get(action.pk, 0)
    return {
        "ended": action.fund.has_ended(timezone.localdate()),
        "position": standing,
        "grants": [
            one
            for one in position.grants
            if any(mark.funded_action_id == action.pk for mark in one.grant.earmarks.all())
        ],
        "targets": action.targets.all(),
        "costs": position.costs,
        "earmarks": [one for one in earmarks if sees_all(member) or one.contribution.partner == member.partner],
        "reach": reach,
        "people": people,
        "by_passes": people - sum(one.people for one in reach),
        "left": standing.cost - standing.owed - standing.disbursed,
    }


# -- Pages of commitments


@requires(Permission.FUNDS_MANAGE)
def fund_commit(request: MemberRequest, pk: int) -> HttpResponse:
    """Commit a cost to an action, in two steps: who would pay, then the commitment."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    today = timezone.localdate()
    initial = {"on": min(today, shown_end(action.fund.end))}
    form = CommitForm(request.POST or None, initial=initial)
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
        "available": available_of(action.fund),
        "ended": action.fund.has_ended(today),
        "grants": Grant.objects.for_action(action, on=today).with_sums(),
        "last": action.commitments.order_by("-pk").first(),
    }
    return render(request, "funding/spending/commitment_form.html", context)


def _committed(request: MemberRequest, action: FundedAction, data: dict[str, Any]) -> Commitment | None:
    """The commitment; None where the page must show first who would pay by now."""
    try:
        return commit(action, **data, **stamp(request))
    except SharesChanged as refused:
        messages.warning(request, str(refused))
        return None


def _foreseen(action: FundedAction, data: dict[str, Any]) -> ShareOut:
    shares = Account.objects.filter(fund=action.fund, partner__isnull=False).order_by()
    labels = names_of(shares.values_list("partner_id", flat=True).distinct())
    return foreseen(action, amount=data["amount"], on=data["on"], labels=labels, at=timezone.now())


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
def fund_commitment(request: MemberRequest, pk: int) -> HttpResponse:
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
        "movements": movements.select_related("payment__payee", "recorded_by").order_by("booked_on", "pk"),
        "requests": [
            (one, payment_blocker(one, by=request.user))
            for one in commitment.payment_requests.waiting().select_related("asked_by", "payee__partner", "network")
        ],
        "documents": commitment.supporting_documents.select_related("document", "payment", "request", "network"),
    }
    return render(request, "funding/spending/commitment_detail.html", context)


def _found(pk: int, member: Member) -> Commitment:
    return get_object_or_404(
        Commitment.objects.visible_to(member).select_related(
            "funded_action__fund", "booklet__programme", "payee__partner", "payee__place", "payee__post__employer"
        ),
        pk=pk,
    )


def _page(commitment: Commitment) -> dict[str, Any]:
    """What every page of a commitment shows."""
    action = commitment.funded_action
    booklet = getattr(commitment, "booklet", None)
    return {"commitment": commitment, "action": action, "fund": action.fund, "booklet": booklet}


def _headline(commitment: Commitment, position: CommitmentPosition) -> str:
    """What a person wants to know of a commitment first."""
    if position.owed:
        return f"{commitment} : {figure(position.owed)} € sont dus aux organismes formateurs"
    if position.left:
        return f"{commitment} : il reste {figure(position.left)} € à payer"
    if not position.committed:
        return f"{commitment} : engagement annulé"
    if position.paid and position.released:
        return f"{commitment} : {figure(position.paid)} € payés, le reste est rendu au fonds"
    return f"{commitment} : tout est {'payé' if position.paid else 'rendu au fonds'}"


@requires(Permission.FUNDS_MANAGE)
@takes_files(MAX_PDF_BYTES)
def fund_pay(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that euros left the fund for a commitment, or ask for it where the amount needs two persons."""
    commitment = _found(pk, request.member)
    left = commitment_position(commitment).left
    form = PayForm(
        request.POST or None,
        request.FILES or None,
        otherwise=commitment.payee,
        initial={"amount": left, "on": timezone.localdate()},
    )
    done = submitted(request, form, lambda data: _paid_or_asked(request, commitment, data))
    if done:
        messages.success(request, done)
        return redirect(commitment)
    above = commitment.funded_action.fund.second_person_above
    others = Membership.objects.in_force().who_may(Permission.FUNDS_MANAGE).exclude(user=request.user)
    context = {
        **_page(commitment),
        "form": form,
        "left": left,
        "above": above,
        "is_alone": above is not None and not others.exists(),
    }
    return render(request, "funding/spending/commitment_pay.html", context)


def _paid_or_asked(request: MemberRequest, commitment: Commitment, data: dict[str, Any]) -> str:
    """What was done, in a sentence."""
    above = commitment.funded_action.fund.second_person_above
    if not asks_second_person(commitment, data["amount"], above=above):
        payment = pay(commitment, **data, **stamp(request))
        return f"Le paiement de {euros(payment.amount)} est enregistré."
    asked = ask_payment(commitment, **data, **stamp(request))
    return f"{euros(asked.amount)} à payer\u00a0: rien n’est enregistré avant qu’une autre personne l’ait confirmé."


def _request_found(pk: int) -> PaymentRequest:
    related = ("commitment__funded_action__fund", "commitment__booklet", "payee__partner", "asked_by", "network")
    return get_object_or_404(PaymentRequest.objects.select_related(*related), pk=pk)


@requires(Permission.FUNDS_MANAGE)
def fund_payment_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a second person, then pay what the first one asked for."""
    asked = _request_found(pk)
    if sentence := payment_blocker(asked, by=request.user):
        messages.warning(request, sentence)
        return redirect(asked.commitment)
    count = asked.supporting_documents.count()
    documents = "avec sa facture" if count else "sans facture"
    return confirmed(
        request,
        lambda: confirm_payment(asked, **stamp(request)),
        question=f"Confirmer le paiement de {euros(asked.amount)} à {asked.payee}\u00a0?",
        consequence=f"«\u00a0{asked.commitment}\u00a0», référence {asked.reference}, "
        f"payé le {plain_date(asked.paid_on)}. Demandé par {asked.asked_by}, {documents}.",
        action_label=f"Confirmer ce paiement de {euros(asked.amount)}",
        done=f"Le paiement de {euros(asked.amount)} est confirmé et enregistré.",
        back=asked.commitment,
    )


@requires(Permission.FUNDS_MANAGE)
def fund_payment_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a payment that waits for a second person."""
    asked = _request_found(pk)
    return confirmed(
        request,
        lambda: withdraw_payment(asked, **stamp(request)),
        question=f"Retirer la demande de payer {euros(asked.amount)} à {asked.payee}\u00a0?",
        consequence="Rien ne sera payé. La demande reste visible, et une autre peut être faite.",
        action_label="Retirer cette demande",
        done="La demande de paiement est retirée.",
        back=asked.commitment,
        danger=True,
    )


@requires(Permission.FUNDS_MANAGE)
@takes_files(MAX_PDF_BYTES)
def fund_document_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a quote, an invoice or a decision to a commitment."""
    commitment = _found(pk, request.member)
    action = commitment.funded_action
    return formed(
        request,
        DocumentForm(request.POST or None, request.FILES or None),
        lambda data: attach_document(commitment, **data, **stamp(request)),
        done=lambda added: f"La pièce «\u00a0{added.document}\u00a0» est ajoutée.",
        then=commitment,
        back=commitment,
        cancel_label="Revenir à l’engagement",
        action_label="Ajouter cette pièce",
        title=f"Ajouter une pièce, {commitment.label}",
        heading=f"Ajouter une pièce à «\u00a0{commitment.label}\u00a0»",
        lead="Le devis signé, la facture ou la décision. Tous ceux qui lisent les comptes du fonds peuvent "
        "l’ouvrir\u00a0: masquez d’abord ce qui nomme une personne aidée.",
        trail=(("Fonds", "fund_list"), action.fund, action, commitment, "Ajouter une pièce"),
        above="funding/spending/fund_tabs.html",
        fund=action.fund,
        current="actions",
    )


@requires(Permission.FUNDS_VIEW)
def fund_document(request: MemberRequest, pk: int) -> HttpResponse:
    """A document of a commitment, in the browser's own viewer."""
    rows = SupportingDocument.objects.visible_to(request.member).select_related("document__content")
    document = get_object_or_404(rows, pk=pk).document
    return attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)


@requires(Permission.FUNDS_MANAGE)
def fund_release(request: MemberRequest, pk: int) -> HttpResponse:
    """Give what is left of a commitment back to the pot, in two steps: to whom, then the release."""
    commitment = _found(pk, request.member)
    left = commitment_position(commitment).left
    form = ReleaseForm(request.POST or None, initial={"amount": left, "on": timezone.localdate()})
    shown = None
    if "write" in request.POST:
        movement = submitted(request, form, lambda data: release(commitment, **data, **stamp(request)))
        if movement:
            # What came back, which may be a part of the rest only.
            amount = form.cleaned_data["amount"]
            came = "est revenu" if amount < 2 else "sont revenus"
            messages.success(
                request, f"{euros(amount)} de «\u00a0{commitment}\u00a0» {came} à ceux dont c’étaient les euros."
            )
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
    return render(request, "funding/spending/commitment_release.html", context)


def _given_back(commitment: Commitment, data: dict[str, Any]) -> dict[AccountKey, Decimal]:
    return foreseen_release(commitment, amount=data["amount"], on=data["on"], at=timezone.now())


# -- Pages of movements

#: What a movement is called that took euros out again.
TAKEN_BACK = {
    TransactionKind.RECEIPT: "Remboursement",
    TransactionKind.MATCH: "Effet levier repris",
    TransactionKind.GRANT: "Subvention rendue",
}


@requires(Permission.FUNDS_VIEW)
def fund_movements(request: MemberRequest, pk: int) -> HttpResponse:
    """All movements of a fund, filtered and exported."""
    fund = get_object_or_404(Fund, pk=pk)
    movements = LedgerTransaction.objects.filter(fund=fund).visible_to(request.member).recent_first()
    movements = movements.select_related("recorded_by", "receipt", "grant_receipt", "payment", "reverses")
    return listing(
        request,
        queryset=folded(movements) if is_folded(request) else movements,
        table=MovementTable,
        template="funding/spending/fund_movements.html",
        name=f"mouvements-fonds-{fund.pk}",
        filterset=MovementFilter,
        fund=fund,
    )


@requires(Permission.FUNDS_VIEW)
def fund_movement(request: MemberRequest, pk: int) -> HttpResponse:
    """One movement as double entry: out of which accounts, into which, who recorded it, what it came of."""
    movement = _movement_found(pk, request.member)
    postings = movement.postings.select_related("account__partner", "account__grant", "account__funded_action")
    lines = [(str(one.account), one.amount) for one in postings.order_by("pk")]
    into = sum((amount for _, amount in lines if amount > 0), ZERO)
    own = movement.receipt is not None and movement.receipt.contribution.partner == request.member.partner
    context = {
        **_movement_page(movement),
        "references": own or request.member.may(Permission.FUNDS_MANAGE),
        "lines": [(name, -amount, ZERO) if amount < 0 else (name, ZERO, amount) for name, amount in lines],
        "total": into,
        "reversed_by": LedgerTransaction.objects.filter(reverses=movement).first(),
        "blocker": reversal_blocker(movement),
    }
    return render(request, "funding/spending/movement_detail.html", context)


def _movement_found(pk: int, member: Member) -> LedgerTransaction:
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


def _movement_page(movement: LedgerTransaction) -> dict[str, Any]:
    """What every page of a movement shows."""
    kind = movement.get_kind_display()
    if movement.volume < 0 and movement.kind in TAKEN_BACK:
        kind = TAKEN_BACK[TransactionKind(movement.kind)]
    return {"movement": movement, "fund": movement.fund, "heading": f"{kind} de {euros(abs(movement.volume))}"}


@requires(Permission.FUNDS_MANAGE)
def fund_movement_reverse(request: MemberRequest, pk: int) -> HttpResponse:
    """Reverse a movement."""
    movement = _movement_found(pk, request.member)
    form = ReverseForm(request.POST or None, initial={"on": timezone.localdate()})
    mirror = submitted(request, form, lambda data: reverse(movement, **data, **stamp(request)))
    if mirror:
        messages.success(request, "Le mouvement est annulé par son contraire. Les deux restent visibles.")
        return redirect(mirror)
    context = {**_movement_page(movement), "form": form, "blocker": reversal_blocker(movement)}
    return render(request, "funding/spending/movement_reverse.html", context)
