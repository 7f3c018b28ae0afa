"""Pages of campaigns: for whoever runs them, and for the structures that propose them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evaluation.actions import campaigns as actions
from evaluation.actions.campaigns import LATE_DAYS, answer_blocker
from evaluation.enums import CampaignState, Moment
from evaluation.forms.campaigns import CampaignForm
from evaluation.models import Campaign, CampaignStructure, Survey
from evaluation.models.participation import answers_to, parts_of
from evaluation.rules.participation import rate_in_words
from evaluation.views.tabs import tabs, visible_campaign
from inclusion.core import states
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_VIEW)
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: how people answer, how much came, who proposes it."""
    campaign = visible_campaign(request.member, pk)
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    told = answers_to(campaign)
    parts = parts_of(campaign, _structures(campaign, request.member))
    context = {
        "campaign": campaign,
        "survey": campaign.survey,
        "tabs": tabs(request.member, "surveys"),
        "manages": manages,
        "own": next((one for one in parts if one.structure.partner_id == request.member.partner.pk), None),
        "parts": parts if manages else [],
        "few": [one for one in parts if one.answers.is_few] if manages else [],
        "answers": told,
        "rate": rate_in_words(told, campaign.expected) if campaign.state == CampaignState.CLOSED else "",
        "checks": _checks(campaign) if manages and campaign.state == CampaignState.DRAFT else [],
        "why_shut": answer_blocker(campaign, at=timezone.now()),
        "is_over": timezone.localdate() >= campaign.end,
        "late_days": LATE_DAYS,
        "public_url": settings.PUBLIC_URL,
        "has_links": campaign.links.exists(),
    }
    return render(request, "evaluation/campaign_detail.html", context)


def _structures(campaign: Campaign, member: Member) -> Any:
    """The structures of a campaign that the member is told of: all, or the own one."""
    found = CampaignStructure.objects.filter(campaign=campaign).select_related("partner", "network")
    return found if member.may(Permission.EVALUATION_MANAGE) else found.filter(partner=member.partner)


def _checks(campaign: Campaign) -> list[tuple[str, bool]]:
    """What is there and what is missing before answers can come."""
    missing = states.blockers(campaign, CampaignState.OPEN)
    there = [
        (f"Le questionnaire\u00a0: {campaign.version}.", True),
        (f"Les jours\u00a0: {campaign.period}.", True),
    ]
    return [*there, *((sentence, False) for sentence in missing)]


@requires(Permission.EVALUATION_MANAGE)
def campaign_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a campaign of a survey."""
    survey = get_object_or_404(Survey.objects.select_related("network__department"), pk=pk)
    moment = Moment.BEFORE if survey.pairs and not survey.campaigns.exists() else Moment.AFTER
    initial = {"title": survey.title, "moment": moment}
    begun = Campaign(network_id=survey.network_id, survey=survey)
    form = CampaignForm(request.POST or None, survey=survey, instance=begun, initial=initial)
    campaign = submitted(
        request,
        form,
        lambda data: actions.make_campaign(survey, **data, by=request.user, at=timezone.now()),
    )
    if campaign:
        messages.success(request, "La campagne est préparée. Elle ne prend pas encore de réponses.")
        return redirect(campaign)
    context = {"form": form, "survey": survey, "campaign": None, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/campaign_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a campaign."""
    campaign = visible_campaign(request.member, pk)
    survey = Survey.objects.select_related("network__department").get(pk=campaign.survey_id)
    form = CampaignForm(request.POST or None, instance=visible_campaign(request.member, pk), survey=survey)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_campaign(campaign, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = {"form": form, "survey": survey, "campaign": campaign, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/campaign_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a campaign to answers; asks first."""
    campaign = visible_campaign(request.member, pk)
    if request.method == "POST":
        return _step(request, campaign, actions.open_campaign, "La campagne est ouverte.")
    context = {
        "question": f"Ouvrir la campagne «\u00a0{campaign}\u00a0»\u00a0?",
        "consequence": (
            f"Les personnes pourront répondre {campaign.period}, et les structures choisies verront la campagne. Son "
            "questionnaire, son moment et son premier jour ne changeront plus."
        ),
        "action_label": "Ouvrir la campagne",
        "danger": False,
        "cancel_url": campaign.get_absolute_url(),
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a campaign for good; asks first."""
    campaign = visible_campaign(request.member, pk)
    if request.method == "POST":
        return _step(request, campaign, actions.close_campaign, "La campagne est close.")
    context = {
        "question": f"Clore la campagne «\u00a0{campaign}\u00a0»\u00a0?",
        "consequence": (
            "Plus aucune réponse n’entrera, ni par un lien ni sur papier\u00a0: saisissez d’abord les questionnaires "
            "qui vous restent. Une campagne close ne se rouvre pas. Les résultats sont publiés quand toutes les "
            "campagnes de ce moment de l’enquête sont closes."
        ),
        "action_label": "Clore la campagne",
        "danger": True,
        "cancel_url": campaign.get_absolute_url(),
    }
    return render(request, "layout/confirm.html", context)


def _step(request: HttpRequest, campaign: Campaign, action: Any, said: str) -> HttpResponse:
    """Take a step and say so, or say why it is refused; the views that call it are guarded."""
    try:
        action(campaign, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(campaign)
