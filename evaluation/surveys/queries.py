"""How many answers a campaign and its structures have, in steps, never by person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from evaluation.enums import CampaignState
from evaluation.surveys.models import AnswerLink, Campaign, CampaignReminder, CampaignStructure, Response
from evaluation.surveys.rules import Reached, rate_in_words, reached
from inclusion.core.access import Member


@dataclass(frozen=True)
class Part:
    """What one structure has gathered."""

    structure: CampaignStructure
    answers: Reached
    #: Its links that take one answer, and how many of them were used: as many as there are answers by them.
    links: int
    used: Reached
    reminder: CampaignReminder | None

    @property
    def rate(self) -> str:
        """What part of the people that it expected has answered."""
        return rate_in_words(self.answers, self.structure.expected)


def answers_to(campaign: Campaign) -> Reached:
    """How many whole answers a campaign has: in steps, until results say the number, when its moment ended."""
    others = Campaign.objects.filter(survey=campaign.survey_id, moment=campaign.moment).exclude(pk=campaign.pk)
    said = campaign.state == CampaignState.CLOSED and not others.exists()
    return reached(Response.objects.finished().filter(campaign=campaign).count(), exact=said)


def parts_of(campaign: Campaign, structures: Iterable[CampaignStructure]) -> list[Part]:
    """What these structures of a campaign have gathered."""
    structures = list(structures)
    keys = [one.pk for one in structures]
    answers = dict(
        Response.objects.finished()
        .filter(campaign=campaign, structure__in=keys)
        .order_by()
        .values_list("structure")
        .annotate(count=Count("pk"))
    )
    links = {
        key: (made, used)
        for key, made, used in AnswerLink.objects.filter(campaign=campaign, structure__in=keys)
        .order_by()
        .values_list("structure")
        .annotate(made=Count("pk"), used=Count("pk", filter=Q(used_on__isnull=False)))
    }
    reminders = CampaignReminder.objects.filter(structure__in=keys).order_by("written_at", "pk")
    last = {one.structure_id: one for one in reminders}
    parts = []
    for one in structures:
        made, used = links.get(one.pk, (0, 0))
        parts.append(Part(one, reached(answers.get(one.pk, 0)), made, reached(used), last.get(one.pk)))
    return parts


def with_few_answers(structures: Iterable[CampaignStructure]) -> list[CampaignStructure]:
    """Those of these structures, each of its own campaign, that have gathered less than one step."""
    structures = list(structures)
    rows = Response.objects.finished().filter(structure__in=structures).order_by().values_list("structure")
    answers = dict(rows.annotate(count=Count("pk")))
    return [one for one in structures if reached(answers.get(one.pk, 0)).is_few]


def visible_campaign(member: Member, pk: int) -> Campaign:
    """The campaign with this key, if the member may see it; nothing is found otherwise."""
    found = Campaign.objects.visible_to(member)
    return get_object_or_404(
        found.select_related("survey", "version__questionnaire", "epci", "action", "place", "event", "network"), pk=pk
    )
