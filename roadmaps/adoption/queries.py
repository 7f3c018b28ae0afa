"""What of roadmaps everybody may read: the last version that a body adopted, with how far it has come."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from funding.posts.models import Post
from funding.posts.queries import later_years_paid
from inclusion.core.registry import LocalRoadmap
from inclusion.core.scope import every_network
from roadmaps.enums import RoadmapLevel
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapTerritory
from roadmaps.plans.models.versions import RoadmapVersion


def public_roadmaps() -> QuerySet[Roadmap]:
    """The adopted roadmaps of the active network that can be read here, the departmental ones first."""
    last = RoadmapVersion.objects.confirmed().filter(roadmap=OuterRef("pk")).order_by("-number")
    return (
        Roadmap.objects.adopted()
        .filter(has_content=True)
        .annotate(adopted_on=Subquery(last.values("adopted_on")[:1]))
        .order_by("level", "sort_title", "pk")
    )


def networks_with_roadmaps(day: date) -> set[int]:
    """The networks, by key, of which a roadmap was adopted."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(public_roadmaps().order_by().values_list("network_id", flat=True).distinct())


def registered_roadmaps(sirens: Sequence[str] | None) -> list[LocalRoadmap]:
    """The local roadmaps of these intercommunalités (None: of all), each on its own days; one query."""
    of_it = RoadmapVersion.objects.filter(roadmap=OuterRef("roadmap"))
    first = of_it.confirmed().order_by("adopted_on", "number")
    rows = (
        RoadmapTerritory.objects.filter(roadmap__level=RoadmapLevel.LOCAL, epci__isnull=False)
        .select_related("roadmap__network")
        .annotate(adopted_on=Subquery(first.values("adopted_on")[:1]), waits=Exists(of_it.waiting()))
        .order_by("roadmap__sort_title", "pk")
    )
    if sirens is not None:
        rows = rows.filter(epci__in=sirens)
    return [
        LocalRoadmap(
            epci=row.epci_id,
            title=row.roadmap.title,
            url=row.roadmap.get_absolute_url(),
            drafted_on=row.roadmap.drafted_on,
            adopted_on=row.adopted_on,
            waits=row.waits,
            is_nested=row.roadmap.parent_id is not None,
            has_content=row.roadmap.has_content,
        )
        for row in rows
    ]


def last_version(roadmap: Roadmap) -> RoadmapVersion | None:
    """What a body adopted last, as the coordination confirmed."""
    found = RoadmapVersion.objects.confirmed().filter(roadmap=roadmap).order_by("-number")
    return found.select_related("body", "roadmap", "print__document", "minutes").first()


def progress_now(roadmap: Roadmap) -> dict[int, dict[str, Any]]:
    """By key, the state and the percentage that the actions of a roadmap have reached today; one query."""
    found = Action.objects.of_roadmap(roadmap).only("state", "progress")
    return {one.pk: {"state": one.state, "progress": one.reached} for one in found}


def paid_since(version: RoadmapVersion) -> list[tuple[Post, Decimal]]:
    """What was paid of later years of posts of the territory while this adoption counted, post by post."""
    if version.confirmed_at is None:
        return []
    epcis = version.roadmap.territories.exclude(epci=None).values_list("epci", flat=True)
    return later_years_paid(list(epcis), since=version.confirmed_at, until=version.withdrawn_at)
