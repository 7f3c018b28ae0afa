"""In which order requests for co-financed posts are looked at, and why each stands where it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from inclusion.core.french.periods import plain_date


class RoadmapStage(IntEnum):
    """How far the local roadmap of a post has come; the further, the earlier the request."""

    NONE = 0
    DRAFTED = 1
    ADOPTED = 2


_ROADMAP = {
    RoadmapStage.ADOPTED: "feuille de route locale adoptée",
    RoadmapStage.DRAFTED: "feuille de route locale rédigée, pas encore adoptée",
    RoadmapStage.NONE: "feuille de route locale pas encore rédigée",
}


@dataclass(frozen=True)
class PostRequest:
    """What a request is ranked by; `key` tells it apart, and parts those of one day."""

    key: int
    creation: bool
    roadmap: RoadmapStage
    submitted_on: date


@dataclass(frozen=True)
class Ranked:
    """A request at its place, 1 being the first, and the reason in words."""

    place: int
    key: int
    reason: str


def stage_of(*, drafted: bool, adopted: bool) -> RoadmapStage:
    """The stage of a local roadmap of which these steps are noted."""
    if adopted:
        return RoadmapStage.ADOPTED
    return RoadmapStage.DRAFTED if drafted else RoadmapStage.NONE


def rank(requests: Iterable[PostRequest]) -> list[Ranked]:
    """The requests in their order.

    A post that creates what was not there comes first; then the local roadmap, adopted before drafted before none; then
    the request that was submitted first.
    """
    ordered = sorted(requests, key=lambda one: (not one.creation, -one.roadmap, one.submitted_on, one.key))
    return [Ranked(place, one.key, reason_of(one)) for place, one in enumerate(ordered, start=1)]


def reason_of(request: PostRequest) -> str:
    """« Crée un poste là où il n’y en a pas, feuille de route locale adoptée, demande du 3 novembre 2026. »"""
    creation = (
        "Crée un poste là où il n’y en a pas" if request.creation else "Continue un poste qui existe déjà"
    )
    return f"{creation}, {_ROADMAP[request.roadmap]}, demande du {plain_date(request.submitted_on)}."
