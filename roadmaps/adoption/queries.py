"""What of roadmaps everybody may read: the last version that a body adopted, with how far it has come."""

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.lookups import GreaterThan

from inclusion.core.scope import every_network
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import RoadmapVersion


def public_roadmaps() -> QuerySet[Roadmap]:
    """The roadmaps of the active network that were adopted, the departmental ones first."""
    last = RoadmapVersion.objects.filter(roadmap=OuterRef("pk")).order_by("-number")
    return (
        Roadmap.objects.adopted()
        .filter(versions__isnull=False)
        .distinct()
        .annotate(
            adopted_on=Subquery(last.values("adopted_on")[:1]),
            unconfirmed=GreaterThan(Subquery(last.values("number")[:1]), F("confirmed_version")),
        )
        .order_by("level", "sort_title", "pk")
    )


def networks_with_roadmaps(day: date) -> set[int]:
    """The networks, by key, of which a roadmap was adopted."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(RoadmapVersion.objects.order_by().values_list("network_id", flat=True).distinct())


def last_version(roadmap: Roadmap) -> RoadmapVersion | None:
    """What a body adopted last."""
    found = RoadmapVersion.objects.filter(roadmap=roadmap).order_by("-number")
    return found.select_related("body", "roadmap", "print__document", "minutes").first()


def progress_now(roadmap: Roadmap) -> dict[int, dict[str, Any]]:
    """By key, the state and the percentage that the actions of a roadmap have reached today; one query."""
    found = Action.objects.of_roadmap(roadmap).only("state", "progress")
    return {one.pk: {"state": one.state, "progress": one.reached} for one in found}
