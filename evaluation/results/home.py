"""What the results of surveys show on the pages of other apps."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from evaluation.enums import CampaignState, Dimension, ItemKind, PublishedPart
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.results.models import Publication
from evaluation.results.queries.published import results_in_brief
from evaluation.results.rules.findings import ChangeFinding, GroupDirections, PairedFindings, bare
from evaluation.surveys.models import Campaign, Survey
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.figures import Figure
from inclusion.core.registry.panels import FoundRows, register_epci_figures, register_panel
from inclusion.core.registry.people import register_person_rows
from inclusion.core.registry.public import register_public_page
from inclusion.core.scope import every_network
from inclusion.events.enums import EventState
from inclusion.events.models import Event
from roadmaps.plans.models.actions import Action


def changes_paid(request: HttpRequest, action: Any) -> tuple[str, dict[str, Any]] | None:
    """What changed for the people whom a funded action helped: the surveys of the action that it pays."""
    served = Action.objects.filter(fund_lines__funded_action=action).order_by("pk").first()
    return evaluated(request, Q(action__fund_lines__funded_action=action), served)


def of_action(request: HttpRequest, action: Action) -> tuple[str, dict[str, Any]] | None:
    """What the evaluation of an action of the roadmap shows."""
    return evaluated(request, Q(action=action), action)


def of_event(request: HttpRequest, event: Event) -> tuple[str, dict[str, Any]] | None:
    """What the evaluation of an event shows; nothing while nobody may know of it."""
    if event.state == EventState.DRAFT or event.is_cancelled:
        return None
    return evaluated(request, Q(event=event), event)


def evaluated(request: MemberRequest, asked_of: Q, subject: Event | Action | None) -> tuple[str, dict[str, Any]] | None:
    """What was asked about something and what it shows, and the way to ask.

    Where nothing was asked, it says so: what is not measured is never left empty.
    """
    if not request.member.may(Permission.EVALUATION_VIEW):
        return None
    asked = Campaign.objects.filter(asked_of).exclude(state=CampaignState.DRAFT)
    surveys = Survey.objects.filter(campaigns__in=asked).distinct().select_related("network")
    kind = "event" if isinstance(subject, Event) else "action"
    return "evaluation/results/changes_panel.html", {
        "found": [results_in_brief(one) for one in surveys.prefetch_related("publications")],
        "manages": request.member.may(Permission.EVALUATION_MANAGE),
        "evaluate_url": reverse("survey_evaluate", args=[request.network.slug, kind, subject.pk]) if subject else "",
    }


register_panel("fund_action", changes_paid)
register_panel("roadmap_action_results", of_action)
register_panel("event_detail", of_event)


def _compared() -> QuerySet[Publication]:
    return Publication.objects.current().filter(part=PublishedPart.PAIRED)


def _compared_rows(siren: str, day: date) -> list[QuerySet]:
    return [_compared().order_by().values("pk")[:1]]


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


def networks_with_results(day: date) -> set[int]:
    """The networks, by key, that show results to everybody."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(Survey.objects.public().order_by().values_list("network_id", flat=True).distinct())


register_public_page(
    "Ce que montrent nos enquêtes", "result_public_list", networks_with_results, short="Enquêtes", order=58
)

register_person_rows(
    Publication, QuestionnaireVersion, kept="Ce qui a été publié d’une enquête reste tel qu’il l’a été."
)
