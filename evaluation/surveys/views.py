"""Pages of surveys, campaigns, their structures and likely pairs of answers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluation.enums import CampaignState, Moment, Purpose
from evaluation.questionnaires.library import LIBRARY
from evaluation.surveys import actions
from evaluation.surveys.actions import (
    LATE_DAYS,
    accept_pairs,
    answer_blocker,
    pairing_blocker,
    pairs_of,
    remind_structures,
)
from evaluation.surveys.forms import (
    CampaignForm,
    EvaluationForm,
    ReminderForm,
    StructureForm,
    StructuresForm,
    SurveyForm,
)
from evaluation.surveys.lists import SurveyFilter, SurveyTable
from evaluation.surveys.models import Campaign, CampaignStructure, Survey
from evaluation.surveys.queries import Part, answers_to, parts_of, visible_campaign
from evaluation.surveys.rules import rate_in_words, reached, shown_words
from evaluation.tabs import tabs
from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.health import health_word
from inclusion.core.french.names import so_many
from inclusion.core.suppression import THRESHOLD
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.events.enums import EventState
from inclusion.events.models import Event
from roadmaps.plans.models.actions import Action
from roadmaps.plans.queries import visible_action


@requires(Permission.EVALUATION_VIEW)
def survey_list(request: MemberRequest) -> HttpResponse:
    """The surveys that this member may see."""
    surveys = Survey.objects.visible_to(request.member)
    return listing(
        request,
        queryset=surveys.with_standing().select_related("network"),
        table=SurveyTable,
        filterset=SurveyFilter,
        template="evaluation/surveys/survey_list.html",
        name="enquetes",
        tabs=tabs(request.member, "surveys"),
        begun=surveys.exists(),
        manages=request.member.may(Permission.EVALUATION_MANAGE),
    )


@requires(Permission.EVALUATION_VIEW)
def survey_detail(request: MemberRequest, pk: int) -> HttpResponse:
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
    return render(request, "evaluation/surveys/survey_detail.html", context)


def _moments(survey: Survey, member: Member) -> list[dict[str, Any]]:
    """Its moments, each with the campaigns that the member may see and how much came."""
    shown = Campaign.objects.visible_to(member).filter(survey=survey).select_related("network")
    rows = list(shown.select_related("version__questionnaire").order_by("start", "pk"))
    wanted = [Moment.BEFORE, Moment.AFTER] if survey.pairs else [Moment.ONCE]
    campaigns = [{"campaign": one, "answers": answers_to(one)} for one in rows]
    return [
        {"moment": moment, "rows": [one for one in campaigns if one["campaign"].moment == moment]}
        for moment in Moment
        if moment in wanted or any(one.moment == moment for one in rows)
    ]


def _why_open(survey: Survey) -> str:
    """What prevents the closing of a survey; nothing where it may be closed."""
    if not survey.ended:
        return "Aucune campagne n’est encore close."
    return actions.pairing_blocker(survey)


def _likely(survey: Survey) -> int:
    """How many pairs a person may decide on: none is shown before all answers are there."""
    if not survey.pairs or survey.is_closed or not survey.ended or actions.pairing_blocker(survey):
        return 0
    return len(actions.pairs_of(survey).likely)


@requires(Permission.EVALUATION_MANAGE)
def survey_add(request: MemberRequest) -> HttpResponse:
    form = SurveyForm(request.POST or None)
    survey = submitted(request, form, lambda data: actions.open_survey(**data, **stamp(request)))
    if survey:
        messages.success(request, "L’enquête est créée. Préparez maintenant sa première campagne.")
        return redirect(survey)
    context = {"form": form, "survey": None, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/survey_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def survey_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of a survey."""
    form = SurveyForm(request.POST or None, instance=get_object_or_404(Survey, pk=pk))
    changed = submitted(
        request, form, lambda data: actions.change_survey(Survey.objects.get(pk=pk), **data, **stamp(request))
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = {"form": form, "survey": Survey.objects.get(pk=pk), "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/survey_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def survey_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a survey for good; asks first, and says what it means."""
    survey = get_object_or_404(Survey.objects.with_standing().select_related("network"), pk=pk)
    if request.method == "POST":
        return perform(
            request, lambda: actions.close_survey(survey, **stamp(request)), done="L’enquête est close.", back=survey
        )
    context = {
        "survey": survey,
        "tabs": tabs(request.member, "surveys"),
        "why_open": _why_open(survey),
        "likely": _likely(survey),
        "lone": survey.pairs and not survey.campaigns.filter(moment=Moment.AFTER, state=CampaignState.CLOSED).exists(),
    }
    return render(request, "evaluation/surveys/survey_close.html", context)


# -- Manual pairing of answers whose codes nearly match


@requires(Permission.EVALUATION_MANAGE)
def survey_pairs(request: MemberRequest, pk: int) -> HttpResponse:
    """The pairs whose codes differ in one answer of four; some or all are accepted."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk, pairs=True)
    why = "Les codes sont détruits." if survey.is_closed else pairing_blocker(survey)
    found = None if why else pairs_of(survey)
    likely = _named(found.likely) if found else {}
    if request.method == "POST":
        asked = request.POST.getlist("paire")
        chosen = [likely[name] for name in asked if name in likely] or (
            list(likely.values()) if "toutes" in request.POST else []
        )
        back = reverse("survey_pairs", args=[survey.network.slug, survey.pk])
        if not chosen:
            messages.error(request, "Rien n’est rapproché\u00a0: cette proposition n’existe plus.")
            return redirect(back)
        words = so_many(len(chosen), "rapprochement est accepté", "rapprochements sont acceptés")
        return perform(request, lambda: accept_pairs(survey, chosen, **stamp(request)), done=f"{words}.", back=back)
    context = {
        "survey": survey,
        "tabs": tabs(request.member, "surveys"),
        "why": why,
        "likely": sorted(likely),
        "found": found,
        # In steps: results show no smaller number of pairs either.
        "exact": reached(len(found.found) if found else 0),
        "doubles": reached(found.doubles if found else 0),
    }
    return render(request, "evaluation/surveys/survey_pairs.html", context)


def _named(pairs: tuple[tuple[int, int], ...]) -> dict[str, tuple[int, int]]:
    """Each pair under a name that says neither which answers it is of nor when they came."""
    return {
        salted_hmac("evaluation.pairs", f"{one}-{two}", algorithm="sha256").hexdigest()[:20]: (one, two)
        for one, two in pairs
    }


# -- Pages of campaigns


@requires(Permission.EVALUATION_VIEW)
def campaign_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One campaign: how people answer, how much came, who proposes it."""
    campaign = visible_campaign(request.member, pk)
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    answers = answers_to(campaign)
    # The structures of a campaign that the member may see: all, or the own one.
    member = request.member
    found = CampaignStructure.objects.filter(campaign=campaign).select_related("partner", "network")
    parts = parts_of(
        campaign, (found if member.may(Permission.EVALUATION_MANAGE) else found.filter(partner=member.partner))
    )
    context = {
        "campaign": campaign,
        "survey": campaign.survey,
        "tabs": tabs(request.member, "surveys"),
        "manages": manages,
        "own": next((one for one in parts if one.structure.partner_id == request.member.partner.pk), None),
        "parts": parts if manages else [],
        "few": [one for one in parts if one.answers.is_few] if manages else [],
        "answers": answers,
        "rate": rate_in_words(answers, campaign.expected) if campaign.state == CampaignState.CLOSED else "",
        "checks": _checks(campaign) if manages and campaign.state == CampaignState.DRAFT else [],
        "why_shut": answer_blocker(campaign, at=timezone.now()),
        "is_over": timezone.localdate() >= campaign.end,
        "late_days": LATE_DAYS,
        "public_url": settings.PUBLIC_URL,
        "has_links": campaign.links.exists(),
    }
    return render(request, "evaluation/surveys/campaign_detail.html", context)


def _checks(campaign: Campaign) -> list[tuple[str, bool]]:
    """What is there and what is missing before answers can come."""
    missing = states.blockers(campaign, CampaignState.OPEN)
    there = [
        (f"Le questionnaire\u00a0: {campaign.version}.", True),
        (f"Les jours\u00a0: {campaign.period}.", True),
        (shown_words(campaign.expected), campaign.expected is None or campaign.expected >= THRESHOLD),
    ]
    return [*there, *((sentence, False) for sentence in missing)]


@requires(Permission.EVALUATION_MANAGE)
def campaign_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Prepare a campaign of a survey."""
    survey = get_object_or_404(Survey.objects.select_related("network__department"), pk=pk)
    moment = Moment.BEFORE if survey.pairs and not survey.campaigns.exists() else Moment.AFTER
    initial = {"title": survey.title, "moment": moment}
    begun = Campaign(network_id=survey.network_id, survey=survey)
    form = CampaignForm(request.POST or None, survey=survey, instance=begun, initial=initial)
    campaign = submitted(request, form, lambda data: actions.make_campaign(survey, **data, **stamp(request)))
    if campaign:
        messages.success(request, "La campagne est préparée. Elle ne prend pas encore de réponses.")
        return redirect(campaign)
    context = {"form": form, "survey": survey, "campaign": None, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/campaign_form.html", context)


#: What of the library fits best, the first in front; what is asked before and after is prepared step by step.
FITTING = {"event": ("event",), "action": ("person_after", "actors", "population")}
#: Days on which one answers about something that is over or has no day.
DAYS_TO_ANSWER = 14


@requires(Permission.EVALUATION_MANAGE)
def survey_evaluate(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Ask about an event or an action at once: questionnaire, days, open."""
    if kind not in FITTING:
        raise Http404(kind)
    subject, best = _evaluated(request.member, kind, pk), FITTING[kind]
    models = sorted(
        (one for one in LIBRARY.values() if one.purpose != Purpose.PERSON_BEFORE),
        key=lambda one: best.index(one.key) if one.key in best else len(best),
    )
    first_day = timezone.localdate(subject.starts_at) if isinstance(subject, Event) else None
    # A title, and the days: from the event on for two weeks, or from today on.
    begin = last = timezone.localdate()
    if isinstance(subject, Event):
        begin = max(begin, timezone.localdate(subject.starts_at))
        last = max(begin, timezone.localdate(subject.ends_at))
    title = "Votre avis" if health_word(str(subject)) else f"Votre avis\u00a0: {subject}"[:190]
    taken = Survey.objects.filter(title__startswith=title).count()
    form = EvaluationForm(
        request.POST or None,
        models=models,
        initial={
            "title": f"{title} ({taken + 1})" if taken else title,
            "start": begin,
            "end": last + timedelta(days=DAYS_TO_ANSWER),
        },
        first_day=first_day,
    )
    campaign = submitted(
        request, form, lambda data: actions.open_evaluation(**data, **{kind: subject}, **stamp(request))
    )
    if campaign:
        messages.success(request, "L’enquête est ouverte. Donnez son adresse, ou imprimez l’affiche.")
        return redirect(campaign)
    context = {
        "form": form,
        "subject": subject,
        "will_show": shown_words(_expected(subject)),
        "tabs": tabs(request.member, "surveys"),
    }
    return render(request, "evaluation/surveys/survey_evaluate.html", context)


def _expected(subject: Event | Action) -> int | None:
    """How many may answer: who is registered to an event; None of an action, and where few are."""
    if not isinstance(subject, Event):
        return None
    people: int = subject.registrations.taking().aggregate(people=Sum("people", default=0))["people"]
    return people if people >= THRESHOLD else None


def _evaluated(member: Member, kind: str, pk: int) -> Event | Action:
    """An event that was shown, or an action of a roadmap, that the member may see."""
    if kind == "action":
        return visible_action(member, pk)
    hidden = (EventState.DRAFT, EventState.CANCELLED)
    return get_object_or_404(Event.objects.visible_to(member).exclude(state__in=hidden), pk=pk)


@requires(Permission.EVALUATION_MANAGE)
def campaign_edit(request: MemberRequest, pk: int) -> HttpResponse:
    campaign = visible_campaign(request.member, pk)
    survey = Survey.objects.select_related("network__department").get(pk=campaign.survey_id)
    form = CampaignForm(request.POST or None, instance=visible_campaign(request.member, pk), survey=survey)
    changed = submitted(request, form, lambda data: actions.change_campaign(campaign, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = {"form": form, "survey": survey, "campaign": campaign, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/campaign_form.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Open a campaign to answers; asks first."""
    campaign = visible_campaign(request.member, pk)
    return confirmed(
        request,
        lambda: actions.open_campaign(campaign, **stamp(request)),
        done="La campagne est ouverte.",
        back=campaign,
        question=f"Ouvrir la campagne «\u00a0{campaign}\u00a0»\u00a0?",
        consequence=(
            f"Les personnes pourront répondre {campaign.period}, et les structures choisies verront la campagne. Son "
            "questionnaire, son moment et son premier jour ne changeront plus."
        ),
        action_label="Ouvrir la campagne",
    )


@requires(Permission.EVALUATION_MANAGE)
def campaign_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a campaign for good; asks first."""
    campaign = visible_campaign(request.member, pk)
    return confirmed(
        request,
        lambda: actions.close_campaign(campaign, **stamp(request)),
        done="La campagne est close.",
        back=campaign,
        question=f"Clore la campagne «\u00a0{campaign}\u00a0»\u00a0?",
        consequence=(
            "Plus aucune réponse n’entrera, ni par un lien ni sur papier\u00a0: saisissez d’abord les questionnaires "
            "qui vous restent. Une campagne close ne se rouvre pas. Les résultats sont publiés quand toutes les "
            "campagnes de ce moment de l’enquête sont closes."
        ),
        action_label="Clore la campagne",
        danger=True,
    )


# -- Structures of a campaign


@requires(Permission.EVALUATION_MANAGE)
def campaign_structure_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose structures that will propose a campaign."""
    campaign = visible_campaign(request.member, pk)
    form = StructuresForm(request.POST or None, campaign=campaign)
    added = submitted(request, form, lambda data: actions.add_structures(campaign, **data, **stamp(request)))
    if added:
        words = so_many(len(added), "structure ajoutée", "structures ajoutées")
        messages.success(request, f"{words} à la campagne.")
        return redirect(campaign)
    context = {"form": form, "campaign": campaign, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/campaign_structures.html", context)


def _structure(pk: int) -> CampaignStructure:
    found = CampaignStructure.objects.select_related("partner", "campaign__survey", "campaign__network")
    return get_object_or_404(found, pk=pk)


@requires(Permission.EVALUATION_MANAGE)
def campaign_structure_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change where a structure is reminded, and how many people it expects."""
    structure = _structure(pk)
    form = StructureForm(request.POST or None, instance=_structure(pk))
    changed = submitted(request, form, lambda data: actions.change_structure(structure, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(structure.campaign)
    context = {"form": form, "structure": structure, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/campaign_structure.html", context)


@requires(Permission.EVALUATION_MANAGE)
def campaign_structure_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a structure out of a campaign; asks first."""
    structure = _structure(pk)
    campaign = structure.campaign
    return confirmed(
        request,
        lambda: actions.remove_structure(structure, **stamp(request)),
        done=f"{structure.partner} ne participe plus à la campagne.",
        back=campaign,
        question=f"Retirer {structure.partner} de la campagne\u00a0?",
        consequence="Elle ne verra plus la campagne, et son lien ne lui sera plus proposé.",
        action_label="Retirer cette structure",
        danger=True,
    )


@requires(Permission.EVALUATION_MANAGE)
def campaign_remind(request: MemberRequest, pk: int) -> HttpResponse:
    """Remind the structures with few answers: those are ticked, others may be."""
    campaign = visible_campaign(request.member, pk)
    parts = parts_of(campaign, campaign.structures.select_related("partner"))
    form = ReminderForm(request.POST or None, parts=parts)
    sent = submitted(request, form, lambda data: remind_structures(campaign, **data, **stamp(request)))
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
    return render(request, "evaluation/surveys/campaign_remind.html", context)


def _say_sent(request: MemberRequest, sent: int, passed_over: int) -> None:
    if sent:
        messages.success(request, f"{so_many(sent, 'rappel part', 'rappels partent')} par courriel.")
    if passed_over:
        words = so_many(passed_over, "structure a déjà été rappelée", "structures ont déjà été rappelées")
        messages.info(request, f"{words} aujourd’hui\u00a0: rien n’est envoyé une seconde fois.")


def _without_address(parts: list[Part]) -> list[CampaignStructure]:
    """The structures that no reminder can reach."""
    return [part.structure for part in parts if not part.structure.address]
