"""What of roadmaps everybody may read: the last version that a body adopted, with how far it has come."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from funding.posts.models import Post
from funding.posts.queries import later_years_paid
from funding.posts.rules.local_roadmaps import RegisteredRoadmap
from inclusion.core.access import Member
from inclusion.core.models.networks import Network
from inclusion.core.scope import every_network
from roadmaps.enums import ActionState, RoadmapLevel, RoadmapState
from roadmaps.indicators.queries import results_of
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapTerritory, adoption_waits
from roadmaps.plans.models.versions import RoadmapVersion, minimum_axes
from roadmaps.plans.rules.contents import content_as_rows
from roadmaps.progress.queries import board_of
from roadmaps.progress.rules import Part, Total, Weighting, plan_headline, total_of


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


def registered_roadmaps(sirens: Sequence[str] | None, member: Member | None) -> list[RegisteredRoadmap]:
    """The local roadmaps of these intercommunalités (None: of all), each on its own days; three queries at most.

    An adoption counts where the version that was confirmed says so, whatever the roadmap became since. One of what is
    not written in the portal was adopted without a look at its axes: they are known once enough of them are written.
    With a member, those that they may open have their address.
    """
    minimum = minimum_axes()
    today = timezone.localdate()
    of_it = RoadmapVersion.objects.confirmed().filter(roadmap=OuterRef("roadmap"))
    there = of_it.filter(epcis__contains=[OuterRef("epci")], is_nested=True)
    first = there.order_by("adopted_on", "number")
    opened = set(Roadmap.objects.visible_to(member).values_list("pk", flat=True)) if member else set()
    rows = (
        RoadmapTerritory.objects.filter(roadmap__level=RoadmapLevel.LOCAL, epci__isnull=False)
        .select_related("roadmap__network", "roadmap__parent")
        .annotate(
            adopted_on=Subquery(first.values("adopted_on")[:1]),
            waits=adoption_waits("roadmap"),
            adopted_with_axes=Exists(there.filter(content__axes__0__isnull=False)),
            taken_up=Count("roadmap__axes__taken_up", distinct=True),
        )
        .order_by("roadmap__sort_title", "pk")
    )
    if sirens is not None:
        rows = rows.filter(epci__in=sirens)
    return [
        RegisteredRoadmap(
            epci=row.epci_id,
            title=row.roadmap.title,
            url=row.roadmap.get_absolute_url() if row.roadmap_id in opened else "",
            drafted_on=min(filter(None, (row.roadmap.drafted_on, row.adopted_on)), default=None),
            drafted_waits=row.roadmap.drafted_waits and row.adopted_on is None,
            adopted_on=row.adopted_on,
            waits=row.waits,
            parent=str(row.roadmap.parent or ""),
            parent_is_adopted=row.roadmap.parent is not None and row.roadmap.parent.state != RoadmapState.DRAFT,
            is_over=row.roadmap.is_over_on(today),
            has_content=row.roadmap.has_content,
            axes_are_known=row.adopted_with_axes or row.taken_up >= minimum,
        )
        for row in rows
    ]


def last_version(roadmap: Roadmap) -> RoadmapVersion | None:
    """What a body adopted last, as the coordination confirmed."""
    found = RoadmapVersion.objects.confirmed().filter(roadmap=roadmap).order_by("-number")
    return found.select_related("body", "roadmap", "print__document", "minutes").first()


def progress_now(roadmap: Roadmap, *, today: date) -> dict[int, dict[str, Any]]:
    """By key, the state and the percentage of the actions of a roadmap, and whether they are late; one query."""
    return {
        one.pk: {"state": one.state, "progress": one.reached, "is_late": one.is_late_on(today)}
        for one in Action.objects.of_roadmap(roadmap)
    }


def local_share(roadmap: Roadmap, *, today: date) -> tuple[Total, list[Roadmap]]:
    """What the adopted local roadmaps do in the axes of a departmental one that they take up; the roadmaps."""
    board = board_of(roadmap, seen=Roadmap.objects.adopted(), today=today)
    return board.roll_up.local, [one for one in board.adopted if one.has_content]


def paid_since(version: RoadmapVersion) -> list[tuple[Post, Decimal]]:
    """What was paid of later years of posts of the territory while this adoption counted, post by post."""
    if version.confirmed_at is None:
        return []
    return later_years_paid(version.epcis, since=version.confirmed_at, until=version.withdrawn_at)


def adopted_below(version: RoadmapVersion) -> QuerySet[Roadmap]:
    """The adopted local roadmaps that count for posts as long as this adoption of a departmental one does."""
    counts = version.roadmap.local_roadmaps.adopted() if version.is_confirmed else Roadmap.objects.none()
    return counts.prefetch_related("territories__epci", "territories__commune").order_by("sort_title", "pk")


def public_content(roadmap: Roadmap, version: RoadmapVersion, *, today: date) -> dict[str, Any]:
    """What an adopted version says, with how far it has come today: its own actions, then with local roadmaps."""
    content = content_as_rows(version.content, today=today, results=results_of(roadmap, today=today))
    now = progress_now(roadmap, today=today)
    parts: list[Part] = []
    for axis in content["axes"]:
        own = []
        for action in axis["actions"]:
            known = {"state": action["state"], "progress": action["progress"], "is_late": False}
            action |= now.get(action["id"], known)
            action["state"] = ActionState(action["state"])
            own.append(
                Part(
                    action["progress"],
                    is_dropped=action["state"] == ActionState.DROPPED,
                    is_done=action["state"] == ActionState.DONE,
                    is_late=action["is_late"],
                )
            )
        axis["progress"] = total_of(own).progress(Weighting.NUMBER)
        axis["kept"] = sum(not part.is_dropped for part in own)
        parts += own
    total = total_of(parts)
    local, others = local_share(roadmap, today=today)
    adopted = {one["id"] for one in content["actions"]}
    added = sum(pk not in adopted and one["state"] != ActionState.DROPPED for pk, one in now.items())
    return {
        "content": content,
        "progress": total.progress(Weighting.NUMBER),
        "with_local": (total + local).progress(Weighting.NUMBER) if local.kept else None,
        "others": others,
        "stands": plan_headline(total, added=added),
    }


def adopted_locals(network: Network, start: date, end: date) -> int:
    """How many local roadmaps of intercommunalités are adopted, as confirmed, on the last day before `end`."""
    confirmed = RoadmapVersion.objects.confirmed().filter(roadmap=OuterRef("pk"), adopted_on__lt=end)
    local = Roadmap.objects.local().filter(Exists(confirmed), end__gte=end)
    return local.filter(territories__epci__isnull=False).distinct().count()
