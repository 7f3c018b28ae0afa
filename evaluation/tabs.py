"""The tabs of the pages of evaluation, and the campaigns that a member may see."""

from typing import Any

from django.shortcuts import get_object_or_404

from evaluation.surveys.models import Campaign
from inclusion.core.access import Member, Permission
from inclusion.core.navigation import tabs_for

#: The pages of evaluation: key, label, URL name, who is shown it.
TABS = (
    ("surveys", "Enquêtes", "survey_list", Permission.EVALUATION_VIEW),
    ("questionnaires", "Questionnaires", "questionnaire_list", Permission.EVALUATION_VIEW),
    ("help", "Aides apportées", "help_list", Permission.EVALUATION_VIEW),
)


def tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The tabs that this member is shown, the current one marked."""
    return tabs_for(member, current, TABS)


def visible_campaign(member: Member, pk: int) -> Campaign:
    """The campaign with this key, if the member may see it; nothing is found otherwise."""
    found = Campaign.objects.visible_to(member)
    return get_object_or_404(
        found.select_related("survey", "version__questionnaire", "epci", "action", "place", "network"), pk=pk
    )
