"""What must always be true of the roadmaps of a network, proven each night with the ledger."""

from typing import Any

from django.db.models import F, Q, Sum

from funding.models import Fund
from inclusion.core.french.money import ZERO
from inclusion.core.models.networks import Network
from inclusion.core.registry import register_invariant
from roadmaps.actions.adoption import seal_of
from roadmaps.enums import RoadmapState
from roadmaps.models import Action, Axis, FundLine, Roadmap, RoadmapVersion


def unsealed(network: Network) -> list[dict[str, Any]]:
    """Adopted versions whose content no longer gives the print that was kept."""
    return [
        {"roadmap": version.roadmap_id, "version": version.number}
        for version in RoadmapVersion.objects.order_by("pk").iterator()
        if seal_of(version.content) != version.sha256
    ]


def unversioned(network: Network) -> list[dict[str, Any]]:
    """Roadmaps that stand as adopted without a version that says what was, and drafts with one."""
    wrong = (~Q(state=RoadmapState.DRAFT) & Q(versions=None)) | (
        Q(state=RoadmapState.DRAFT) & ~Q(versions=None)
    )
    return [{"roadmap": key} for key in Roadmap.objects.filter(wrong).values_list("pk", flat=True).distinct()]


def misplaced(network: Network) -> list[dict[str, Any]]:
    """Axes that take up one of another roadmap than the one above, actions in an objective of another axis."""
    axes = Axis.objects.exclude(taken_up=None).exclude(taken_up__roadmap=F("roadmap__parent"))
    actions = Action.objects.exclude(objective=None).exclude(objective__axis=F("axis"))
    return [
        *({"axis": key} for key in axes.values_list("pk", flat=True)),
        *({"action": key} for key in actions.values_list("pk", flat=True)),
    ]


def exceeding(network: Network) -> list[dict[str, Any]]:
    """Funds of which actions plan more than they have: a refund or a returned grant may have come after the plan."""
    planned = dict(FundLine.objects.order_by().values_list("fund").annotate(sum=Sum("planned", default=ZERO)))
    return [
        {"fund": fund.pk, "planned": planned[fund.pk], "available": max(fund.envelope, fund.brought)}
        for fund in Fund.objects.with_pot().filter(pk__in=list(planned)).order_by("pk")
        if planned[fund.pk] > max(fund.envelope, fund.brought)
    ]


def of_another_fund(network: Network) -> list[dict[str, Any]]:
    """Lines whose funded action is another fund's."""
    wrong = FundLine.objects.exclude(funded_action=None).exclude(funded_action__fund=F("fund"))
    return [{"line": key} for key in wrong.values_list("pk", flat=True)]


def register() -> None:
    """Have the roadmaps proven beside the ledger."""
    register_invariant(
        "roadmap_seals",
        "les empreintes des feuilles de route adoptées correspondent à leur contenu",
        unsealed,
    )
    register_invariant(
        "roadmap_versions", "chaque feuille de route adoptée a sa version, et elle seule", unversioned
    )
    register_invariant("roadmap_places", "chaque axe et chaque action est à sa place", misplaced)
    register_invariant(
        "roadmap_lines", "chaque ligne prévue sur un fonds est d’une action de ce fonds", of_another_fund
    )
    register_invariant(
        "roadmap_plans",
        "les feuilles de route ne prévoient pas plus qu’un fonds ne compte",
        exceeding,
        warning="les feuilles de route prévoient plus qu’un fonds ne compte encore\u00a0: un versement a été annulé "
        "ou rendu depuis",
    )
