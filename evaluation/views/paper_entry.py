"""Papers are typed in one after the other, by keyboard alone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from evaluation.actions.campaigns import refusal_reason
from evaluation.actions.paper import enter_paper
from evaluation.enums import CampaignState
from evaluation.forms.paper import MAX_COUNTED, PaperForm
from evaluation.models import Campaign
from evaluation.views.tabs import tabs, visible_campaign
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters


@requires(Permission.ANSWERS_ENTER)
@never_cache
def paper_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One empty paper to type in; saved, the next one at once. `?saisies=` counts those of this sitting."""
    campaign = visible_campaign(request.member, pk)
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        campaign=campaign,
        **_places(request.member, campaign),
    )
    if request.method == "POST" and form.is_valid():
        try:
            enter_paper(campaign, form.sent(), by=request.user, at=timezone.now())
            return redirect(_next(form))
        except DomainError as refused:
            form.refuse(refused)
    done = parameters.whole(request.GET.get("saisies"), high=MAX_COUNTED) or 0
    form.initial |= {"entered": done, "structure": parameters.key(request.GET.get("lieu"))}
    context = {
        "campaign": campaign,
        "form": form,
        "why_not": _why_not(campaign),
        "done": done,
        "own": form.own,
        "tabs": tabs(request.member, "surveys"),
    }
    return render(request, "evaluation/paper_entry.html", context)


def _places(member: Member, campaign: Campaign) -> dict[str, Any]:
    """Where papers may come from: any structure for whoever runs evaluations, else the member's own."""
    structures = campaign.structures.select_related("partner", "campaign")
    if member.may(Permission.EVALUATION_MANAGE):
        return {"structures": structures if structures.exists() else None}
    return {"own": structures.get(partner=member.partner)}


def _why_not(campaign: Campaign) -> str:
    """Why no paper is taken; nothing where they are: after the last day as well, until the campaign is closed."""
    if not campaign.by_paper:
        return "Cette campagne ne prend pas de réponses sur papier."
    if campaign.state == CampaignState.DRAFT:
        return "Cette campagne n’est pas encore ouverte."
    if campaign.state == CampaignState.CLOSED:
        return "Cette campagne est close\u00a0: plus aucune réponse n’y entre."
    return refusal_reason(campaign, at=timezone.now())


def _next(form: PaperForm) -> str:
    """The address of the next paper: where the last one came from, the next one mostly does."""
    campaign, structure = form.campaign, form.cleaned_data.get("structure")
    said = {"saisies": form.cleaned_data["entered"] + 1, **({"lieu": structure.pk} if structure else {})}
    return f"{reverse('paper_entry', args=[campaign.network.slug, campaign.pk])}?{urlencode(said)}"
