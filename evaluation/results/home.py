"""What the results of surveys show on the pages of other apps."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from evaluation.enums import CampaignState, Dimension, ItemKind, PublishedPart
from evaluation.results.models import Publication
from evaluation.results.queries.published import summary_of_survey
from evaluation.results.rules.findings import ChangeFinding, GroupDirections, PairedFindings, bare
from evaluation.surveys.models import Campaign, Survey
from inclusion.core.access import Member, Permission
from inclusion.core.charts.changes import Move
from inclusion.core.navigation import Figure
from inclusion.core.registry import (
    ActionOutcome,
    FoundRows,
    register_action_outcomes,
    register_epci_figures,
    register_panel,
)


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


def _compared() -> QuerySet[Publication]:
    return Publication.objects.filter(part=PublishedPart.PAIRED)


def _compared_rows(siren: str, day: date) -> list[QuerySet]:
    return [_compared().order_by().values("pk")[:1]]


@register_action_outcomes
def published_changes(actions: list[int], start: date, end: date) -> dict[int, list[ActionOutcome]]:
    """What changed by the published results of surveys that asked on these days, of roadmap actions that these pay."""
    asked = Campaign.objects.filter(
        action__fund_lines__funded_action__in=actions, start__lt=end, end__gt=start
    ).exclude(state=CampaignState.DRAFT)
    pairs = asked.order_by().values_list("action__fund_lines__funded_action", "survey").distinct()
    surveys: dict[int, list[int]] = defaultdict(list)
    for action, survey in sorted(pairs):
        surveys[survey].append(action)
    published = Survey.objects.filter(pk__in=surveys, publications__isnull=False).distinct().order_by("pk")
    found: dict[int, list[ActionOutcome]] = defaultdict(list)
    for one in published.prefetch_related("publications"):
        if (summary := summary_of_survey(one)) is not None:
            invented = any(part.findings.is_synthetic for part in one.publications.all())
            note = f"{summary.scope} Tous opérateurs{', réponses inventées' if invented else ''}."
            *before, last = (_before_and_after(move) for move in summary.moves)
            lines = [*map(ActionOutcome, before), ActionOutcome(last, note)]
            for action in surveys[one.pk]:
                found[action] += lines
    return found


def _before_and_after(move: Move) -> str:
    """« Se sent capable, sans aide : 35 % avant, 58 % après. »: the share without how far it moved."""
    label = move.label.partition("\u00a0:")[0]
    return f"{label}\u00a0: {move.before}\u00a0% avant, {move.after}\u00a0% après."


def results_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """What the last survey of before and after says of people of an intercommunalité, from published figures."""
    publications = _compared().select_related("survey__network") if rows[0] else Publication.objects.none()
    for publication in publications.order_by("-made_at", "pk"):
        found = publication.findings
        assert isinstance(found, PairedFindings)
        here = {
            place
            for place, group in enumerate(found.groups)
            if group.dimension == Dimension.TERRITORY and group.key == siren
        }
        skills = [one for one in found.changes if one.kind == ItemKind.SKILL and not one.is_retrospective]
        for change in skills:
            for group in change.groups:
                if group.group in here and group.rose is not None:
                    return [_more_able(publication, change, group)]
    return []


def _more_able(publication: Publication, change: ChangeFinding, group: GroupDirections) -> Figure:
    return Figure(
        f"Se sentent plus capables\u00a0: {bare(change.label).lower()}",
        f"{group.rose} sur\u00a0{group.people}",
        "personnes interrogées avant"
        + (", réponses inventées pour la démonstration" if publication.findings.is_synthetic else ""),
        "Lire les résultats",
        reverse("result_detail", args=[publication.survey.network.slug, publication.survey_id]),
    )


register_epci_figures(Permission.EVALUATION_VIEW, _compared_rows, results_in, order=60)
