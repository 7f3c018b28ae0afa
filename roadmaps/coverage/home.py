"""What coverage shows on home pages: intercommunalités without relay, and the map."""

from datetime import date

from django.db.models import Exists
from django.urls import reverse

from funding.posts.models import RoadmapStanding
from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Picture, Rows, Todo, register_pictures, register_todos
from inclusion.meetings.models import Body
from roadmaps.coverage.queries import coverage_on, maps_of
from roadmaps.coverage.rules.standing import Standing, gaps_title, headline, place_name
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapTerritory

#: The drawings of half a page and of a phone, both with names.
SIZES = (("wide", 520, True), ("narrow", 340, False))


@register_todos(Permission.ROADMAPS_MANAGE, lambda member, today: [Roadmap.objects.all()], order=80)
def gaps(member: Member, today: date) -> list[Todo]:
    """One line for all intercommunalités without relay, once the network has a roadmap to link them to."""
    missing = [one for one in coverage_on(today) if one.standing == Standing.GAP]
    if not missing:
        return []
    named = ", ".join(str(one.epci) for one in missing[:2])
    more = f" et {len(missing) - 2} autre{'s' if len(missing) > 3 else ''}" if len(missing) > 2 else ""
    return [
        Todo(
            title=gaps_title(len(missing)),
            detail=f"{named}{more}",
            action="Voir la couverture",
            url=f"{reverse('coverage', args=[member.network.slug])}?relais=gap",
        )
    ]


@register_todos(Permission.ROADMAPS_LOCAL, lambda member, today: _own_gap(member), order=80)
def own_gap(member: Member, today: date) -> list[Todo]:
    """The own intercommunalité, where nothing reaches it yet."""
    own = next((one for one in coverage_on(today) if one.epci.pk == member.partner.epci_id), None)
    if own is None or own.standing != Standing.GAP:
        return []
    return [
        Todo(
            title=f"{own.epci} est sans relais",
            detail="ni feuille de route, ni instance, ni convention n’y porte encore l’inclusion numérique",
            action="Commencer une feuille de route",
            url=f"{reverse('roadmap_add', args=[member.network.slug])}?epci={own.epci.pk}",
        )
    ]


def _own_gap(member: Member) -> Rows:
    """The roadmaps of a network, for a referent whose intercommunalité has none."""
    siren = member.partner.epci_id
    if siren is None or member.may(Permission.ROADMAPS_MANAGE):
        return []
    return [Roadmap.objects.filter(~Exists(RoadmapTerritory.objects.filter(epci=siren)))]


def _relays() -> Rows:
    """What reaches an intercommunalité: a network that has none of it has no map to show."""
    local = Roadmap.objects.local()
    return [local, RoadmapStanding.objects.all(), Body.objects.exclude(epci=None)]


@register_pictures(
    Permission.ROADMAPS_VIEW,
    lambda member, today: _relays() if member.only_reads else [],
    order=30,
)
def territories(member: Member, today: date) -> Picture:
    """Who is reached and who is not, on the map."""
    found = coverage_on(today)
    answer = headline((one.standing for one in found), found[0].rule) if found else headline([])
    return Picture(
        heading="Les territoires",
        sentence=answer,
        template="roadmaps/coverage/coverage_picture.html",
        context={
            **maps_of(found, SIZES, shown={one.epci.pk for one in found}),
            "answer": answer,
            "gaps": [
                (one.number, place_name(one.epci.name)) for one in found if one.standing == Standing.GAP
            ],
        },
        foot=f"Au {plain_date(today)}",
        action="Voir chaque territoire",
        url=reverse("coverage", args=[member.network.slug]),
    )
