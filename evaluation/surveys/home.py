"""To-do cards of surveys and campaigns, and what becomes of a structure's part when partners merge."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from evaluation.enums import CampaignState, Moment, PublishedPart
from evaluation.questionnaires.models import Questionnaire
from evaluation.surveys import actions as survey_actions
from evaluation.surveys.actions import LATE_DAYS
from evaluation.surveys.models import Answer, Campaign, CampaignStructure, Response, Survey
from evaluation.surveys.queries import with_few_answers
from evaluation.surveys.rules import reached
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.periods import distance, plain_date, shown_end
from inclusion.core.navigation import (
    Coming,
    Entry,
    MainAction,
    Todo,
    register_coming,
    register_entry,
    register_figures,
    register_main_action,
    register_todos,
)
from inclusion.core.registry.panels import register_panel
from inclusion.core.registry.people import register_person_rows
from inclusion.partners.actions import follow_merges, refuse_merges
from inclusion.partners.models import Partner


def running_surveys(day: date) -> list[Running]:
    """Campaigns that take answers."""
    return [Running(Campaign.objects.open(), "campagne est ouverte", "campagnes sont ouvertes", "survey_list")]


register_activity(
    Activity(
        "evaluation",
        "Évaluation",
        "Des enquêtes sur ce que les personnes savent faire et se sentent capables de faire, et les aides apportées.",
        Group.MEASURE,
        (
            "evaluation.activity",
            "evaluation.exchange",
            "evaluation.questionnaires",
            "evaluation.results",
            "evaluation.surveys",
        ),
        running_surveys,
    )
)

#: How many of a kind are named.
SHOWN = 3


def _ended(today: date) -> QuerySet[Campaign]:
    return Campaign.objects.open().filter(end__lte=today).order_by("end", "pk")


def _drafts(today: date) -> QuerySet[Campaign]:
    return Campaign.objects.filter(state=CampaignState.DRAFT, start__lte=today, end__gt=today).order_by("end", "pk")


@register_todos(Permission.EVALUATION_MANAGE, lambda member, today: [(_ended(today), "end"), (_drafts(today), "start")])
def campaigns_to_lead(member: Member, today: date) -> list[Todo]:
    """Campaigns that are over, and campaigns whose first day came while nobody opened them."""
    return [
        *(_to_end(one) for one in _ended(today).select_related("network", "survey")[:SHOWN]),
        *(_not_open(one, today) for one in _drafts(today).select_related("network", "survey")[:SHOWN]),
    ]


def _to_end(campaign: Campaign) -> Todo:
    closes = campaign.end + timedelta(days=LATE_DAYS)
    return Todo(
        title=f"La campagne «\u00a0{campaign}\u00a0» est terminée",
        detail=f"saisissez les papiers qui restent\u00a0; elle se clôt d’elle-même le {plain_date(closes)}",
        action="Voir la campagne",
        url=campaign.get_absolute_url(),
        due=closes,
    )


@register_todos(Permission.EVALUATION_MANAGE, lambda member, today: [Survey.objects.to_close()])
def surveys_to_close(member: Member, today: date) -> list[Todo]:
    """Surveys of which all campaigns are over."""
    due = Survey.objects.to_close().select_related("network").order_by("opened_at", "pk")
    return [
        Todo(
            title=f"L’enquête «\u00a0{survey}\u00a0» peut être close",
            detail="toutes ses campagnes le sont",
            action="Voir l’enquête",
            url=survey.get_absolute_url(),
        )
        for survey in due[:SHOWN]
    ]


def _not_open(campaign: Campaign, today: date) -> Todo:
    return Todo(
        title=f"La campagne «\u00a0{campaign}\u00a0» devait commencer",
        detail=distance(campaign.start, today) if campaign.start == today else f"le {plain_date(campaign.start)}",
        action="Ouvrir la campagne",
        url=campaign.get_absolute_url(),
        due=campaign.start,
    )


def _proposed(member: Member, today: date) -> QuerySet[CampaignStructure]:
    """The parts of the own structure in campaigns that take answers."""
    return CampaignStructure.objects.filter(
        partner=member.partner, campaign__state=CampaignState.OPEN, campaign__start__lte=today, campaign__end__gt=today
    ).order_by("campaign__end", "pk")


@register_todos(Permission.NETWORK_VIEW, lambda member, today: [(_proposed(member, today), "campaign__end")], order=60)
def campaigns_to_propose(member: Member, today: date) -> list[Todo]:
    """The campaigns that the own structure proposes and to which few people have answered."""
    few = with_few_answers(_proposed(member, today).select_related("campaign__network", "partner"))
    return [_to_propose(one.campaign, today) for one in few[:SHOWN]]


def _to_propose(campaign: Campaign, today: date) -> Todo:
    last = shown_end(campaign.end)
    return Todo(
        title=f"Proposez «\u00a0{campaign}\u00a0» aux personnes que vous recevez",
        detail=f"moins de 5 réponses de votre structure, dernier jour {distance(last, today)}",
        action="Voir le lien et l’affiche",
        url=campaign.get_absolute_url(),
        due=last,
    )


def _running(today: date) -> QuerySet[Campaign]:
    return Campaign.objects.open().filter(start__lte=today, end__gt=today).order_by("end", "pk")


@register_main_action(Permission.EVALUATION_MICRODATA, lambda member, today: [_running(today)], order=55)
def follow_campaign(member: Member, today: date) -> MainAction:
    """The campaign that ends first of those that run."""
    campaign = _running(today).select_related("network", "survey")[0]
    return MainAction("Suivre la campagne en cours", campaign.get_absolute_url())


@register_figures(Permission.EVALUATION_MICRODATA, lambda member, today: [_running(today)], order=40)
def answers_of_campaigns(member: Member, today: date) -> list[Figure]:
    """How many answered the campaigns that run, the first to end in front."""
    answered = Count("responses", filter=Q(responses__in=Response.objects.finished()))
    running = _running(today).annotate(answered=answered).select_related("network", "survey")
    return [_answers(one, today) for one in running[:SHOWN]]


def _answers(campaign: Campaign, today: date) -> Figure:
    answers = reached(campaign.answered)
    called = f"Réponses à «\u00a0{campaign}\u00a0»"
    return Figure(
        called if answers.is_few else f"{called}, au moins",
        answers.words if answers.is_few else str(answers.at_least),
        "",
        f"dernier jour {distance(shown_end(campaign.end), today)}",
        campaign.get_absolute_url(),
    )


@register_main_action(Permission.EVALUATION_MICRODATA, lambda member, today: [Survey.objects.all()], order=85)
def read_surveys(member: Member, today: date) -> MainAction:
    """The surveys, while none runs."""
    return MainAction("Lire les enquêtes", reverse("survey_list", args=[member.network.slug]))


@register_coming(Permission.EVALUATION_VIEW, lambda member, today: [_running(today)] if member.only_reads else [])
def campaigns_that_end(member: Member, today: date) -> list[Coming]:
    """The last days of campaigns that run."""
    url = reverse("survey_list", args=[member.network.slug])
    return [
        Coming(shown_end(one.end), f"Fin de la campagne «\u00a0{one}\u00a0»", url)
        for one in _running(today).select_related("survey")[:SHOWN]
    ]


def merge_blocker(gone: Partner) -> str | None:
    """Whether a survey has published its groups of before and will compare them: they must be the same then.

    Were two structures one by then, what is shown of both would differ by the people of the one that went.
    """
    found = Survey.objects.filter(
        publications__part=PublishedPart.BEFORE, campaigns__moment=Moment.BEFORE, campaigns__structures__partner=gone
    )
    for survey in found.exclude(publications__part=PublishedPart.PAIRED).distinct().order_by("pk"):
        if not survey.is_closed or survey.campaigns.filter(moment=Moment.AFTER).exists():
            return (
                f"Cette structure a répondu avant, dans l’enquête «\u00a0{survey}\u00a0», et ses résultats sont publiés"
                "\u00a0: fusionnez quand l’après l’est aussi."
            )
    return None


def merge_structures(gone: CampaignStructure, kept: CampaignStructure) -> None:
    """Let the answers, links and expectations of a structure go on under the one that it was merged into."""
    gone.responses.update(structure=kept)
    gone.links.update(structure=kept)
    if gone.expected:
        kept.expected = (kept.expected or 0) + gone.expected
    kept.email = kept.email or gone.email
    kept.save(update_fields=["expected", "email"])


def campaigns_of(request: MemberRequest, questionnaire: Questionnaire) -> tuple[str, dict[str, Any]]:
    """The campaigns that ask a questionnaire, on its page."""
    campaigns = Campaign.objects.visible_to(request.member).filter(version__questionnaire=questionnaire)
    return "evaluation/surveys/campaigns_panel.html", {
        "campaigns": campaigns.select_related("version", "network"),
        "manages": request.member.may(Permission.EVALUATION_MANAGE),
    }


register_panel("questionnaire_detail", campaigns_of)

register_entry(
    Entry(
        29,
        "Évaluation",
        "survey_list",
        Permission.EVALUATION_VIEW,
        ("survey_", "campaign_", "questionnaire_", "version_", "help_", "paper_", "result_"),
        group=Group.MEASURE,
    )
)

refuse_merges(merge_blocker)
follow_merges(Campaign, "place")
follow_merges(CampaignStructure, "partner", once_per="campaign", unite=merge_structures)

survey_actions.register_invariants()

register_person_rows(
    Answer,
    unseen="Une réponse anonyme à une enquête contient son nom, son adresse ou son téléphone\u00a0: ils en sont "
    "retirés, sans que personne ne la lise.",
)
