"""Pages of agreements: the list, the calendar, one agreement, what it is made of."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions import agreements as actions
from funding.actions.agreements import PartyTerms
from funding.enums import AgreementKind
from funding.filters.agreements import AgreementFilter
from funding.forms.agreements import ASKED, AgreementDraftForm, AgreementForm, KindForm
from funding.models import Agreement, Fund
from funding.rules.agreement_pages import KIND_WORDS, RENEW_DAYS
from funding.tables.agreements import AgreementTable, listed
from funding.views.agreement_page import page_of
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import civil_year
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.partners.models import Partner


def seen_by(member: Member, pk: int) -> Agreement:
    """An agreement that this member may see, else 404."""
    rows = Agreement.objects.visible_to(member).select_related(
        "network", "fund", "funded_action", "parent__network", "document", "signed_document"
    )
    return get_object_or_404(rows, pk=pk)


@requires(Permission.AGREEMENTS_VIEW)
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Every agreement that this member may see, with who signs it and where it stands."""
    seen = Agreement.objects.visible_to(request.member)
    return listing(
        request,
        queryset=listed(seen),
        table=AgreementTable,
        template="funding/agreement_list.html",
        name="conventions",
        filterset=AgreementFilter,
        begun=seen.exists(),
        **_what_stands(seen),
    )


def _what_stands(seen: Any) -> dict[str, int]:
    """How many are in force, and how many of them end soon with nothing signed after them."""
    today = timezone.localdate()
    ending = seen.ending(start=today, end=today + timedelta(days=RENEW_DAYS + 1)).not_renewed()
    return {"in_force": seen.main().in_force(today).count(), "ending": ending.count(), "days": RENEW_DAYS}


@requires(Permission.AGREEMENTS_VIEW)
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: where it stands, what is missing, who signs, who pays when, its articles and papers."""
    agreement = seen_by(request.member, pk)
    return render(request, "funding/agreement_detail.html", page_of(agreement, request.member))


# -- Begin, change, discard -----------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_add(request: HttpRequest) -> HttpResponse:
    """Begin an agreement: first its kind (`?nature=`), then what it is and who signs it."""
    asked = request.GET.get("nature")
    if asked not in AgreementKind.values:
        form = KindForm(request.GET if "nature" in request.GET else None)
        return render(request, "funding/agreement_kind.html", {"form": form})
    kind = AgreementKind(asked)
    form = AgreementDraftForm(request.POST or None, kind=kind, initial=_begin_with(kind))
    agreement = submitted(request, form, lambda data: _drafted(request, kind, data))
    if agreement:
        messages.success(
            request, f"La convention {agreement.reference} est commencée. Rien n’en est encore envoyé."
        )
        return redirect(agreement)
    context = {"form": form, "kind": kind, "words": KIND_WORDS[kind]}
    return render(request, "funding/agreement_add.html", context)


def _begin_with(kind: AgreementKind) -> dict[str, Any]:
    """What the form offers: the year to come, three years of cooperation, the network's host, the fund that is open."""
    first = civil_year(timezone.localdate().year + 1).start
    years = 1 if kind == AgreementKind.FRAMEWORK else 3
    host = Partner.objects.active().filter(is_host=True).first()
    fund = Fund.objects.filter(end__gt=first).order_by("start", "pk").first()
    offered = {"start": first, "end": date(first.year + years, 1, 1), "fund": fund}
    return offered if kind == AgreementKind.CTG else {**offered, "party_1": host}


def _drafted(request: HttpRequest, kind: AgreementKind, data: dict[str, Any]) -> Agreement:
    parties = [PartyTerms(partner, role) for partner, role in data.pop("parties")]
    return actions.draft_agreement(kind=kind, **data, parties=parties, by=request.user, at=timezone.now())


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an agreement is, from when to when."""
    agreement = seen_by(request.member, pk)
    initial = {name: getattr(agreement, name) for name in ASKED[AgreementKind(agreement.kind)]}
    form = AgreementForm(request.POST or None, kind=agreement.kind, initial=initial)
    changed = submitted(request, form, lambda data: _changed(request, agreement, data))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Modifier {agreement.reference}",
        "lead": "Les articles qui citent ces données se mettent à jour d’eux-mêmes.",
        "action_label": "Enregistrer ces changements",
        "refused": "" if form.is_bound else closed(agreement),
    }
    return render(request, "funding/agreement_form.html", context)


def _changed(request: HttpRequest, agreement: Agreement, data: dict[str, Any]) -> bool:
    # What this kind is not asked stays as it is.
    kept = {name: getattr(agreement, name) for name in ("purpose", "theme", "fund", "funded_action")}
    asked = {name: data[name] for name in ASKED[AgreementKind(agreement.kind)]}
    actions.change_agreement(agreement, **{**kept, **asked}, by=request.user, at=timezone.now())
    return True


def closed(agreement: Agreement) -> str:
    """Why a form that would change an agreement is not shown, said before it is filled; nothing while it is open."""
    if agreement.is_open:
        return ""
    return (
        f"Elle est dans l’état «\u00a0{agreement.get_state_display()}\u00a0»\u00a0: elle ne se modifie qu’en brouillon "
        "ou en correction."
    )


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then discard a draft, or what was sent back for correction."""
    agreement = seen_by(request.member, pk)
    if request.method == "POST":
        try:
            actions.discard_draft(agreement, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect("agreement_detail", request.network.slug, pk)
        messages.success(request, f"{agreement.reference} est supprimé.")
        return redirect("agreement_list", request.network.slug)
    context = {
        "question": f"Supprimer {agreement.reference}\u00a0?",
        "consequence": "Ses parties, ses échéances, ses articles et leurs remarques disparaissent. "
        "Son numéro n’est pas repris.",
        "action_label": f"Supprimer {agreement.reference}",
        "danger": True,
        "cancel_url": agreement.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
