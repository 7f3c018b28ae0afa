"""Pages of the parties and instalments of an agreement."""

from typing import Any

from django.contrib import messages
from django.forms import Form, model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.agreements.actions import drafting as actions
from funding.agreements.actions.drafting import InstalmentTerms
from funding.agreements.actions.instalments import (
    call_instalment,
    due_day,
    engage_instalment,
    settle_instalment,
    unsettle_instalment,
)
from funding.agreements.forms import (
    CallInstalmentForm,
    EngageInstalmentForm,
    InstalmentForm,
    PartyForm,
    SettleInstalmentForm,
    YearlyForm,
)
from funding.agreements.models import Agreement, AgreementParty, Instalment
from funding.agreements.queries.instalments import lines_of
from funding.agreements.queries.sight import agreement_for
from funding.agreements.views.pages import closed
from funding.contributions.actions.outbox import addresses_of
from funding.enums import AgreementState
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted

# -- Parties and instalments of an agreement


# -- Parties --------------------------------------------------------------------------------------------------------


def _party(pk: int) -> AgreementParty:
    return get_object_or_404(AgreementParty.objects.select_related("agreement__network", "partner"), pk=pk)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_party_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an organisation that signs."""
    return _party_page(request, agreement_for(request.member, pk), None)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_party_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change who signs for an organisation, and at what title."""
    party = _party(pk)
    return _party_page(request, party.agreement, party)


def _party_page(request: MemberRequest, agreement: Agreement, party: AgreementParty | None) -> HttpResponse:
    form = PartyForm(request.POST or None, agreement=agreement, party=party)
    saved = submitted(request, form, lambda data: _saved(request, agreement, party, data))
    if saved:
        messages.success(request, _signs(saved))
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Qui signe pour {party.partner}\u00a0?" if party else "Ajouter une partie",
        "lead": "Chaque partie signe par une personne, dont le nom et la fonction sont imprimés.",
        "action_label": "Enregistrer cette partie" if party else "Ajouter cette partie",
        **({} if (party is not None and agreement.state == AgreementState.REVIEW) else closed(form, agreement)),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


def _saved(
    request: MemberRequest, agreement: Agreement, party: AgreementParty | None, data: dict[str, Any]
) -> AgreementParty:
    """The party with what was typed; what is not asked of it stays as it is."""
    kept = {} if party is None else {"partner": party.partner, "role": party.role, "iban": party.iban, "bic": party.bic}
    return actions.set_party(agreement, **{**kept, **data}, party=party, **stamp(request))


def _signs(party: AgreementParty) -> str:
    """Who signs for a party, once it is saved."""
    if not party.signatory_name:
        return f"{party.partner} est partie à la convention\u00a0: il reste à dire qui signe."
    return f"{party.signatory_name}, {party.signatory_function}, signe pour {party.partner}."


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_party_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an organisation out of an agreement."""
    party = _party(pk)
    return perform(
        request,
        lambda: actions.remove_party(party, **stamp(request)),
        done=f"{party.partner} n’est plus partie à la convention.",
        back=party.agreement,
    )


# -- Instalments ----------------------------------------------------------------------------------------------------


def _instalment(pk: int) -> Instalment:
    rows = Instalment.objects.select_related("agreement__network", "party__partner", "post_year")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_instalment_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan one instalment."""
    return _instalment_page(request, agreement_for(request.member, pk), None)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_instalment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an instalment that is only planned."""
    instalment = _instalment(pk)
    return _instalment_page(request, instalment.agreement, instalment)


def _instalment_page(request: MemberRequest, agreement: Agreement, one: Instalment | None) -> HttpResponse:
    initial = one and model_to_dict(one, InstalmentForm.base_fields)
    form = InstalmentForm(request.POST or None, agreement=agreement, initial=initial)
    saved = submitted(request, form, lambda data: _planned(request, agreement, one, data))
    if saved:
        messages.success(request, f"Échéance de {euros(saved.amount)} au {plain_date(saved.due_on)} enregistrée.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": "Modifier une échéance" if one else "Ajouter une échéance",
        "lead": "Une échéance dit qui paie combien, quel jour, au titre de quelle année.",
        "action_label": "Enregistrer cette échéance",
        **(closed(form, agreement) or _without_parties(form, agreement)),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


def _planned(request: MemberRequest, agreement: Agreement, one: Instalment | None, data: dict[str, Any]) -> Instalment:
    terms = InstalmentTerms(**data, post_year=one.post_year if one else None)
    return actions.plan_instalment(agreement, terms, instalment=one, **stamp(request))


def _without_parties(form: Form, agreement: Agreement) -> dict[str, str]:
    if form.is_bound or agreement.parties.exists():
        return {}
    return {"refused": "Ajoutez d’abord les parties\u00a0: une échéance est payée par l’une d’elles."}


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_instalments_yearly(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan the same instalment for every year of an agreement, in one go."""
    agreement = agreement_for(request.member, pk)
    form = YearlyForm(request.POST or None, agreement=agreement, initial={"day": 30, "month": 6})
    planned = submitted(request, form, lambda data: actions.plan_every_year(agreement, **data, **stamp(request)))
    if planned:
        total = euros(sum((one.amount for one in planned), ZERO))
        many = "1 échéance est prévue" if len(planned) == 1 else f"{len(planned)} échéances sont prévues"
        messages.success(request, f"{many}\u00a0: {total} en tout.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": "Prévoir une échéance par année",
        "lead": f"La même chaque année, {agreement.period}. Chacune peut ensuite être modifiée.",
        "action_label": "Prévoir ces échéances",
        **(closed(form, agreement) or _without_parties(form, agreement)),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_instalment_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a planned instalment out."""
    instalment = _instalment(pk)
    return perform(
        request,
        lambda: actions.remove_instalment(instalment, **stamp(request)),
        done="L’échéance est retirée.",
        back=instalment.agreement,
    )


# -- Steps of an instalment


def _bound_instalment(pk: int) -> Instalment:
    rows = Instalment.objects.select_related(
        "agreement__network", "agreement__fund", "agreement__funded_action", "party__partner"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: MemberRequest, instalment: Instalment, form: Any, **context: Any) -> HttpResponse:
    """The page of a step: what the instalment is, its state, the form."""
    today = timezone.localdate()
    (line,) = lines_of([instalment], today=today)
    shown = {
        "form": form,
        "one": instalment,
        "line": line,
        "agreement": instalment.agreement,
        "early": context["step"] == "engage" and instalment.year > today.year,
        **context,
    }
    return render(request, "funding/agreements/instalment_form.html", shown)


def _back(instalment: Instalment) -> str:
    return f"{instalment.agreement.get_absolute_url()}#echeances"


@requires(Permission.AGREEMENTS_MANAGE)
def instalment_call(request: MemberRequest, pk: int) -> HttpResponse:
    """Call for an instalment that is paid into the fund."""
    instalment = _bound_instalment(pk)
    partner = instalment.party.partner
    addresses = addresses_of([partner])[partner.pk]
    initial = {"due_on": due_day(instalment, today=timezone.localdate()), "send": True}
    form = CallInstalmentForm(request.POST or None, addresses=addresses, initial=initial)
    call = submitted(request, form, lambda data: call_instalment(instalment, **data, **stamp(request)))
    if call:
        sent = " et part par courriel" if form.cleaned_data.get("send") else ""
        messages.success(request, f"L’appel de fonds {call.reference} est émis{sent}\u00a0: {euros(call.amount)}.")
        return redirect(_back(instalment))
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
def instalment_engage(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the fund commit an instalment that it pays."""
    instalment = _bound_instalment(pk)
    form = EngageInstalmentForm(request.POST or None, initial={"on": timezone.localdate()})
    commitment = submitted(request, form, lambda data: engage_instalment(instalment, **data, **stamp(request)))
    if commitment:
        messages.success(request, f"{euros(commitment.amount)} sont engagés. Le paiement se note sur cette page.")
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
def instalment_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that an instalment was paid beside the fund, or that this was noted by mistake."""
    instalment = _bound_instalment(pk)
    if request.method == "POST" and "undo" in request.POST:
        return perform(
            request,
            lambda: unsettle_instalment(instalment, **stamp(request)),
            done="Cette échéance est de nouveau à verser.",
            back=_back(instalment),
        )
    form = SettleInstalmentForm(request.POST or None, initial={"on": timezone.localdate()})
    settled = submitted(request, form, lambda data: settle_instalment(instalment, **data, **stamp(request)))
    if settled:
        messages.success(request, f"{euros(settled.amount)} sont notés comme versés.")
        return redirect(_back(instalment))
    return _page(
        request,
        instalment,
        form,
        heading=f"Noter le versement de cette échéance par {instalment.party}",
        action_label="Noter ce versement",
        step="settle",
    )
