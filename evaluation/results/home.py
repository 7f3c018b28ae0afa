"""What the results of surveys show on the pages of other apps."""

from typing import Any

from django.http import HttpRequest

from evaluation.enums import CampaignState
from evaluation.results.queries.published import summary_of_survey
from evaluation.surveys.models import Campaign, Survey
from inclusion.core.access import Permission
from inclusion.core.registry import register_panel


def changes_paid(request: HttpRequest, action: Any) -> tuple[str, dict[str, Any]] | None:
    """What changed for the people whom a funded action helped: the surveys of the action of the roadmap that it pays.

    Where nothing was asked, it says so: what is not measured is never left empty.
    """
    if not request.member.may(Permission.EVALUATION_VIEW):
        return None
    asked = Campaign.objects.filter(action__fund_lines__funded_action=action)
    asked = asked.exclude(state=CampaignState.DRAFT)
    surveys = Survey.objects.filter(campaigns__in=asked).distinct().select_related("network")
    found = [
        (one, summary_of_survey(one), any(part.findings.is_synthetic for part in one.publications.all()))
        for one in surveys.prefetch_related("publications")
    ]
    return "evaluation/results/changes_panel.html", {
        "found": found,
        "manages": request.member.may(Permission.EVALUATION_MANAGE),
    }


register_panel("fund_action", changes_paid)
