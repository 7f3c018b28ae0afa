"""How far a roadmap has come, in one picture: with the map for who reads, the own one for who carries it."""

from datetime import date

from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.figures import amounts_in, marked
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Picture, Rows, Subject, register_pictures
from inclusion.meetings.models import Body
from roadmaps.coverage.queries import Coverage, answer_of, coverage_on, maps_of
from roadmaps.coverage.rules.standing import Standing, marks_key, place_name
from roadmaps.enums import RoadmapState
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapQuerySet
from roadmaps.progress.queries import board_of, departmental_for, standings_of
from roadmaps.progress.rules import Weighting, counted_words, headline

#: The drawings of the map, of half a page and of a phone, both with names.
SIZES = (("wide", 520, True), ("narrow", 340, False))
#: A map is drawn where so many intercommunalités are reached: one alone is the territory of the network itself.
MIN_REACHED = 2


def _own(member: Member) -> RoadmapQuerySet:
    """The roadmap that a member carries, for who writes some and not all."""
    if member.only_reads or member.may(Permission.ROADMAPS_MANAGE):
        return Roadmap.objects.none()
    return Roadmap.objects.editable_by(member).exclude(state=RoadmapState.CLOSED).order_by("pk")


@register_pictures(Permission.ROADMAPS_VIEW, lambda member, today: [_own(member)], order=35)
def progress_of_roadmap(member: Member, today: date) -> Picture | None:
    """What is late in the own roadmap, and where its actions stand."""
    roadmap = _own(member).first()
    return _progress(roadmap, member, today) if roadmap else None


def _progress(roadmap: Roadmap, member: Member, today: date) -> Picture | None:
    board = board_of(roadmap, seen=Roadmap.objects.visible_to(member), today=today)
    own = board.roll_up.own
    if not own.kept:
        return None
    return Picture(
        heading=str(roadmap),
        sentence=board.marked(headline(own, Weighting.NUMBER)),
        template="roadmaps/progress/plan_picture.html",
        context={"standings": standings_of(board), "title": str(roadmap)},
        foot=board.marked(f"{counted_words(own, board.roll_up.local)}, au {plain_date(today)}"),
        action="Voir l’avancement",
        url=reverse("roadmap_progress", args=[member.network.slug, roadmap.pk]),
    )


# -- Territories and the roadmap, for who reads


def _relays(member: Member) -> Rows:
    """What reaches an intercommunalité, or is a roadmap."""
    if not member.only_reads:
        return []
    return [Roadmap.objects.visible_to(member), Body.objects.exclude(epci=None)]


@register_pictures(Permission.ROADMAPS_VIEW, lambda member, today: _relays(member), order=30, subject=Subject.PLANS)
def territories_and_roadmap(member: Member, today: date) -> Picture | None:
    """Which intercommunalités are reached, on the map, and where the actions of the roadmap stand, below it."""
    roadmap = departmental_for(member) or Roadmap.objects.visible_to(member).filter(state=RoadmapState.ADOPTED).first()
    plan = _progress(roadmap, member, today) if roadmap else None
    found = coverage_on(today)
    if sum(one.standing != Standing.GAP for one in found) < MIN_REACHED:
        return plan
    return _with_map(found, plan, member, today)


def _with_map(found: list[Coverage], plan: Picture | None, member: Member, today: date) -> Picture:
    answer = answer_of(found, on=today)
    gaps = [f"{one.number}. {place_name(one.epci.name)}" for one in found if one.standing == Standing.GAP]
    drawn = maps_of(found, SIZES, shown={one.epci.pk for one in found})
    said = answer
    if plan:
        both = f"{answer}\u00a0; dans la feuille de route, {_lower(plan.sentence)}"
        said = marked(both, *amounts_in(answer, plan.sentence))
    return Picture(
        heading="Les territoires et la feuille de route" if plan else "Les territoires",
        sentence=said,
        template="roadmaps/progress/territories_picture.html",
        context={**drawn, "answer": answer, **(plan.context if plan else {})},
        foot=plan.foot if plan else f"Au {plain_date(today)}",
        action="Voir chaque territoire",
        url=reverse("coverage", args=[member.network.slug]),
        notes=(marks_key(), *([f"Sans relais\u00a0: {', '.join(gaps)}."] if gaps else []), *drawn["credits"]),
        beside=(plan.action, plan.url) if plan else None,
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
