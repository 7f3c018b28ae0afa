"""To-do cards of surveys and campaigns, and what becomes of a structure's part when partners merge."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest

from evaluation.enums import CampaignState, Moment, PublishedPart
from evaluation.questionnaires.models import Questionnaire
from evaluation.surveys.actions import LATE_DAYS
from evaluation.surveys.models import Campaign, CampaignStructure, Survey
from evaluation.surveys.queries import with_few_answers
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.periods import distance, plain_date, shown_end
from inclusion.core.navigation import Todo, register_todos
from inclusion.core.registry import register_panel
from inclusion.partners.models import Partner


def running_surveys(day: date) -> list[Running]:
    """Campaigns that take answers."""
    return [
        Running(Campaign.objects.open(), "campagne est ouverte", "campagnes sont ouvertes", "survey_list")
    ]


register_activity(
    Activity(
        "evaluation",
        "Évaluation",
        "Des enquêtes sur ce que les personnes savent faire et se sentent capables de faire, et les aides apportées.",
        Group.MEASURE,
        ("evaluation",),
        running_surveys,
    )
)

#: What ended and what is ready to be closed come before what did not begin; what is proposed to people comes last.
ENDED, TO_CLOSE, NOT_OPEN, PROPOSED = 28, 33, 36, 46
#: How many of a kind are named.
SHOWN = 3


@register_todos
def campaigns_to_lead(member: Member, today: date) -> list[Todo]:
    """Campaigns that are over, surveys that may be closed, campaigns whose first day came while nobody opened them."""
    if not member.may(Permission.EVALUATION_MANAGE):
        return []
    campaigns = Campaign.objects.select_related("network", "survey").order_by("end", "pk")
    ended = campaigns.open().filter(end__lte=today)
    drafts = campaigns.filter(state=CampaignState.DRAFT, start__lte=today, end__gt=today)
    due = Survey.objects.to_close().select_related("network").order_by("opened_at", "pk")
    return [
        *map(_ended, ended[:SHOWN]),
        *map(_to_close, due[:SHOWN]),
        *(_not_open(one, today) for one in drafts[:SHOWN]),
    ]


def _ended(campaign: Campaign) -> Todo:
    return Todo(
        tone="warn",
        chip="À clore",
        title=f"La campagne «\u00a0{campaign}\u00a0» est terminée",
        detail=(
            f"saisissez les papiers qui restent\u00a0; elle se clôt d’elle-même le "
            f"{plain_date(campaign.end + timedelta(days=LATE_DAYS))}"
        ),
        action="Voir la campagne",
        url=campaign.get_absolute_url(),
        order=ENDED,
    )


def _to_close(survey: Survey) -> Todo:
    return Todo(
        tone="info",
        chip="À clore",
        title=f"L’enquête «\u00a0{survey}\u00a0» peut être close",
        detail="toutes ses campagnes le sont",
        action="Voir l’enquête",
        url=survey.get_absolute_url(),
        order=TO_CLOSE,
    )


def _not_open(campaign: Campaign, today: date) -> Todo:
    return Todo(
        tone="warn",
        chip="Pas ouverte",
        title=f"La campagne «\u00a0{campaign}\u00a0» devait commencer",
        detail=distance(campaign.start, today)
        if campaign.start == today
        else f"le {plain_date(campaign.start)}",
        action="Ouvrir la campagne",
        url=campaign.get_absolute_url(),
        order=NOT_OPEN,
    )


@register_todos
def campaigns_to_propose(member: Member, today: date) -> list[Todo]:
    """The campaigns that the own structure proposes and to which few people have answered."""
    own = CampaignStructure.objects.filter(
        partner=member.partner,
        campaign__state=CampaignState.OPEN,
        campaign__start__lte=today,
        campaign__end__gt=today,
    ).select_related("campaign__network", "partner")
    few = with_few_answers(own.order_by("campaign__end", "pk"))
    return [_to_propose(one.campaign, today) for one in few[:SHOWN]]


def _to_propose(campaign: Campaign, today: date) -> Todo:
    return Todo(
        tone="info",
        chip="Enquête",
        title=f"Proposez «\u00a0{campaign}\u00a0» aux personnes que vous recevez",
        detail=f"moins de 5 réponses de votre structure, dernier jour {distance(shown_end(campaign.end), today)}",
        action="Voir le lien et l’affiche",
        url=campaign.get_absolute_url(),
        order=PROPOSED,
    )


def merge_blocker(gone: Partner) -> str | None:
    """Whether a survey has published its groups of before and will compare them: they must be the same then.

    Were two structures one by then, what is shown of both would differ by the people of the one that went.
    """
    found = Survey.objects.filter(
        publications__part=PublishedPart.BEFORE,
        campaigns__moment=Moment.BEFORE,
        campaigns__structures__partner=gone,
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


def campaigns_of(request: HttpRequest, questionnaire: Questionnaire) -> tuple[str, dict[str, Any]]:
    """The campaigns that ask a questionnaire, on its page."""
    campaigns = Campaign.objects.visible_to(request.member).filter(version__questionnaire=questionnaire)
    return "evaluation/surveys/campaigns_panel.html", {
        "campaigns": campaigns.select_related("version", "network"),
        "manages": request.member.may(Permission.EVALUATION_MANAGE),
    }


register_panel("questionnaire_detail", campaigns_of)
