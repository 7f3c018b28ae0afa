"""How far a roadmap has come, in one picture: the departmental one for who reads, the own one for who carries it."""

from datetime import date

from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Picture, register_pictures
from roadmaps.enums import RoadmapState
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapQuerySet
from roadmaps.progress.queries import board_of, departmental_for
from roadmaps.progress.rules import Total, Weighting, headline


def _roadmaps(member: Member) -> RoadmapQuerySet:
    if member.only_reads:
        return Roadmap.objects.visible_to(member).departmental()
    if member.may(Permission.ROADMAPS_MANAGE):
        return Roadmap.objects.none()
    return Roadmap.objects.editable_by(member).exclude(state=RoadmapState.CLOSED).order_by("pk")


@register_pictures(Permission.ROADMAPS_VIEW, lambda member, today: [_roadmaps(member)], order=35)
def progress_of_roadmap(member: Member, today: date) -> Picture | None:
    """What is late, and how far each axis has come."""
    roadmap = departmental_for(member) if member.only_reads else _roadmaps(member).first()
    if roadmap is None:
        return None
    board = board_of(roadmap, seen=Roadmap.objects.visible_to(member), today=today)
    total, weighting = board.roll_up.total, Weighting.NUMBER
    if not total.actions:
        return None
    bars = [(str(one.axis), one.shares.total.progress(weighting)) for one in board.axes]
    return Picture(
        heading=str(roadmap),
        sentence=headline(total, weighting),
        template="roadmaps/progress/progress_picture.html",
        context={
            "bars": [(name, reached, f"{reached}\u00a0%") for name, reached in bars if reached is not None]
        },
        foot=f"{_done(total)}, au {plain_date(today)}",
        action="Voir l’avancement",
        url=reverse("roadmap_progress", args=[member.network.slug, roadmap.pk]),
    )


def _done(total: Total) -> str:
    kept = so_many(total.kept, "action", "actions")
    return f"{kept}, dont {so_many(total.done, 'terminée', 'terminées')}" if total.done else kept
