"""The structures of a campaign: added, described, taken out, reminded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evaluation.actions import campaigns as actions
from evaluation.actions.reminders import remind_structures
from evaluation.forms.campaigns import ReminderForm, StructureForm, StructuresForm
from evaluation.models import CampaignStructure
from evaluation.models.participation import Part, parts_of
from evaluation.views.tabs import tabs, visible_campaign
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_MANAGE)
def campaign_structure_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose structures that will propose a campaign."""
    campaign = visible_campaign(request.member, pk)
    form = StructuresForm(request.POST or None, campaign=campaign)
    added = submitted(
        request,
        form,
        lambda data: actions.add_structures(campaign, **data, by=request.user, at=timezone.now()),
    )
    if added:
        words = so_many(len(added), "structure ajoutée", "structures ajoutées")
        messages.success(request, f"{words} à la campagne.")
        return redirect(campaign)
    context = {"form": form, "campaign": campaign, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/campaign_structures.html", context)


def _structure(pk: int) -> CampaignStructure:
    found = CampaignStructure.objects.select_related("partner", "campaign__survey", "campaign__network")
    return get_object_or_404(found, pk=pk)


@requires(Permission.EVALUATION_MANAGE)
def campaign_structure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where a structure is reminded, and how many people it expects."""
    structure = _structure(pk)
    form = StructureForm(request.POST or None, instance=_structure(pk))
    changed = submitted(
        request,
        form,
        lambda data: actions.change_structure(structure, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(structure.campaign)
    context = {"form": form, "structure": structure, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/campaign_structure.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_structure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a structure out of a campaign; asks first."""
    structure = _structure(pk)
    campaign = structure.campaign
    if request.method == "POST":
        try:
            actions.remove_structure(structure, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{structure.partner} ne participe plus à la campagne.")
        return redirect(campaign)
    context = {
        "question": f"Retirer {structure.partner} de la campagne\u00a0?",
        "consequence": "Elle ne verra plus la campagne, et son lien ne lui sera plus proposé.",
        "action_label": "Retirer cette structure",
        "danger": True,
        "cancel_url": campaign.get_absolute_url(),
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the structures with few answers: those are ticked, others may be."""
    campaign = visible_campaign(request.member, pk)
    parts = parts_of(campaign, campaign.structures.select_related("partner"))
    form = ReminderForm(request.POST or None, parts=parts)
    sent = submitted(
        request,
        form,
        lambda data: remind_structures(campaign, **data, by=request.user, at=timezone.now()),
    )
    if sent is not None:
        _say_sent(request, len(sent), len(form.cleaned_data["structures"]) - len(sent))
        return redirect(campaign)
    context = {
        "form": form,
        "campaign": campaign,
        "tabs": tabs(request.member, "surveys"),
        "why_shut": actions.answer_blocker(campaign, at=timezone.now()),
        "silent": _without_address(parts),
        "anybody": any(part.structure.address for part in parts),
    }
    return render(request, "evaluation/campaign_remind.html", context)


def _say_sent(request: HttpRequest, sent: int, passed_over: int) -> None:
    if sent:
        messages.success(request, f"{so_many(sent, 'rappel part', 'rappels partent')} par courriel.")
    if passed_over:
        words = so_many(passed_over, "structure a déjà été rappelée", "structures ont déjà été rappelées")
        messages.info(request, f"{words} aujourd’hui\u00a0: rien n’est envoyé une seconde fois.")


def _without_address(parts: list[Part]) -> list[CampaignStructure]:
    """The structures that no reminder can reach."""
    return [part.structure for part in parts if not part.structure.address]
