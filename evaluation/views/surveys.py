"""Pages of surveys: all of them, one, its closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evaluation.actions import surveys as actions
from evaluation.enums import CampaignState, Moment
from evaluation.filters.surveys import SurveyFilter
from evaluation.forms.surveys import SurveyForm
from evaluation.models import Campaign, Survey
from evaluation.models.participation import answers_to
from evaluation.tables.surveys import SurveyTable
from evaluation.views.tabs import tabs
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.EVALUATION_VIEW)
def survey_list(request: HttpRequest) -> HttpResponse:
    """The surveys that this member may see."""
    surveys = Survey.objects.visible_to(request.member)
    return listing(
        request,
        queryset=surveys.with_standing().select_related("network"),
        table=SurveyTable,
        filterset=SurveyFilter,
        template="evaluation/survey_list.html",
        name="enquetes",
        tabs=tabs(request.member, "surveys"),
        begun=surveys.exists(),
        manages=request.member.may(Permission.EVALUATION_MANAGE),
    )


@requires(Permission.EVALUATION_VIEW)
def survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: its campaigns by moment, what may be read, what remains to be done."""
    found = Survey.objects.visible_to(request.member).with_standing().select_related("network")
    survey = get_object_or_404(found, pk=pk)
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    context = {
        "survey": survey,
        "tabs": tabs(request.member, "surveys"),
        "manages": manages,
        "moments": _moments(survey, request.member),
        "why_open": _why_open(survey) if manages and not survey.is_closed else "",
        "is_due": manages and Survey.objects.to_close().filter(pk=pk).exists(),
        "likely": _likely(survey) if manages else 0,
    }
    return render(request, "evaluation/survey_detail.html", context)


def _moments(survey: Survey, member: Member) -> list[dict[str, Any]]:
    """Its moments, each with the campaigns that the member may see and how much came."""
    shown = Campaign.objects.visible_to(member).filter(survey=survey).select_related("network")
    rows = list(shown.select_related("version__questionnaire").order_by("start", "pk"))
    wanted = [Moment.BEFORE, Moment.AFTER] if survey.pairs else [Moment.ONCE]
    told = [{"campaign": one, "answers": answers_to(one)} for one in rows]
    return [
        {"moment": moment, "rows": [one for one in told if one["campaign"].moment == moment]}
        for moment in Moment
        if moment in wanted or any(one.moment == moment for one in rows)
    ]


def _why_open(survey: Survey) -> str:
    """What stands before the closing of a survey; nothing where it may be closed."""
    if not survey.ended:
        return "Aucune campagne n’est encore close."
    return actions.pairing_blocker(survey)


def _likely(survey: Survey) -> int:
    """How many pairs a person may decide on: none is told before all answers are there."""
    if not survey.pairs or survey.is_closed or not survey.ended or actions.pairing_blocker(survey):
        return 0
    return len(actions.pairs_of(survey).likely)


@requires(Permission.EVALUATION_MANAGE)
def survey_add(request: HttpRequest) -> HttpResponse:
    """Open a survey."""
    form = SurveyForm(request.POST or None)
    survey = submitted(
        request, form, lambda data: actions.open_survey(**data, by=request.user, at=timezone.now())
    )
    if survey:
        messages.success(request, "L’enquête est créée. Préparez maintenant sa première campagne.")
        return redirect(survey)
    context = {"form": form, "survey": None, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/survey_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a survey."""
    form = SurveyForm(request.POST or None, instance=get_object_or_404(Survey, pk=pk))
    changed = submitted(
        request,
        form,
        lambda data: actions.change_survey(
            Survey.objects.get(pk=pk), **data, by=request.user, at=timezone.now()
        ),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = {"form": form, "survey": Survey.objects.get(pk=pk), "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/survey_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a survey for good; asks first, and says what it means."""
    survey = get_object_or_404(Survey.objects.with_standing().select_related("network"), pk=pk)
    if request.method == "POST":
        try:
            actions.close_survey(survey, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "L’enquête est close.")
        return redirect(survey)
    context = {
        "survey": survey,
        "tabs": tabs(request.member, "surveys"),
        "why_open": _why_open(survey),
        "likely": _likely(survey),
        "lone": survey.pairs and not _has_after(survey),
    }
    return render(request, "evaluation/survey_close.html", context)


def _has_after(survey: Survey) -> bool:
    return survey.campaigns.filter(moment=Moment.AFTER, state=CampaignState.CLOSED).exists()
