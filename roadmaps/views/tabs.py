"""The frame that the pages of one roadmap share: who may see it, who may write it, its tabs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from inclusion.core.access import Member
from roadmaps.models import Action, Roadmap

#: The pages of one roadmap that stand beside one another: key, label, URL name.
TABS = (
    ("plan", "Plan", "roadmap_detail"),
    ("grid", "Tableau", "roadmap_grid"),
    ("progress", "Avancement", "roadmap_progress"),
    ("indicators", "Indicateurs", "roadmap_indicators"),
    ("workshops", "Ateliers et documents", "roadmap_papers"),
    ("adoption", "Adoption", "roadmap_adoption"),
)
#: The pages of all roadmaps of a network.
NETWORK_TABS = (
    ("list", "Feuilles de route", "roadmap_list"),
    ("matrix", "Axes et territoires", "roadmap_matrix"),
    ("coverage", "Couverture", "coverage"),
    ("training", "Formation des aidants", "training"),
)


def visible_roadmap(member: Member, pk: int) -> Roadmap:
    """The roadmap with this key, if the member may see it; nothing is found otherwise."""
    found = Roadmap.objects.visible_to(member).select_related("parent")
    return get_object_or_404(found, pk=pk)


def editable_roadmap(member: Member, pk: int) -> Roadmap:
    """The same if the member may write it; refused otherwise, and where it is over."""
    roadmap = visible_roadmap(member, pk)
    if not roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return roadmap


def visible_action(member: Member, pk: int) -> Action:
    """The action with this key, if the member may see its roadmap."""
    seen = Roadmap.objects.visible_to(member)
    found = Action.objects.filter(axis__roadmap__in=seen).select_related("axis__roadmap", "objective")
    return get_object_or_404(found, pk=pk)


def editable_action(member: Member, pk: int) -> Action:
    """The same if the member may write its roadmap."""
    action = visible_action(member, pk)
    if not action.axis.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return action


def page_context(member: Member, roadmap: Roadmap, current: str, **context: Any) -> dict[str, Any]:
    """What every page of a roadmap shows: itself, its tabs, whether the member may write it."""
    return {
        "roadmap": roadmap,
        "tabs": _tabs(TABS, current, [roadmap.network.slug, roadmap.pk]),
        "may_edit": roadmap.is_editable_by(member),
        **context,
    }


def network_tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The tabs of the pages about all roadmaps."""
    return _tabs(NETWORK_TABS, current, [member.network.slug])


def _tabs(tabs: tuple[tuple[str, str, str], ...], current: str, args: list[Any]) -> list[dict[str, Any]]:
    found = []
    for key, label, name in tabs:
        try:
            url = reverse(name, args=args)
        except NoReverseMatch:
            continue
        found.append({"label": label, "url": url, "current": key == current})
    return found
