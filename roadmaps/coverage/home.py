"""The to-do card of the coordination: intercommunalités without relay."""

from datetime import date

from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.navigation import Todo, register_todos
from roadmaps.coverage.queries import coverage_on
from roadmaps.coverage.rules.standing import Standing, gaps_title
from roadmaps.plans.models.roadmaps import Roadmap


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
