"""What coverage shows on home pages, intercommunalités without relay; since when a body took the subject up."""

from datetime import date

from django.db.models import Exists
from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.navigation import Rows, Todo, register_todos
from inclusion.core.registry.measures import register_first_day
from inclusion.territories.queries import register_set_aside
from roadmaps.coverage.queries import coverage_on, first_adoption, first_task, sirens_set_aside
from roadmaps.coverage.rules.standing import ANY_WAY, Standing, gaps_title
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapTerritory

register_set_aside(sirens_set_aside)
register_first_day(first_adoption)
register_first_day(first_task)


@register_todos(Permission.ROADMAPS_MANAGE, lambda member, today: [Roadmap.objects.all()], order=80)
def gaps(member: Member, today: date) -> list[Todo]:
    """One line for all intercommunalités without relay, once the network has a roadmap to link them to."""
    missing = [one for one in coverage_on(today, rule=ANY_WAY) if one.standing == Standing.GAP]
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
    own = next((one for one in coverage_on(today, rule=ANY_WAY) if one.epci.pk == member.partner.epci_id), None)
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
