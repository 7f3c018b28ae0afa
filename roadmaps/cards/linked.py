"""What tasks of meetings and events may serve: actions of the roadmaps in force."""

from datetime import date

from inclusion.core.registry import LinkTarget, key_of, register_linkables
from roadmaps.enums import RoadmapState
from roadmaps.models import Action
from roadmaps.models.actions import OVER

_SHOWN = 100


@register_linkables
def actions_in_force(day: date) -> list[LinkTarget]:
    """Actions that are not over, of the roadmaps that were adopted and run on this day: name and page, no money."""
    running = Action.objects.exclude(state__in=OVER).filter(
        axis__roadmap__state=RoadmapState.ADOPTED,
        axis__roadmap__start__lte=day,
        axis__roadmap__end__gt=day,
    )
    found = running.select_related("axis__roadmap", "network").order_by(
        "axis__roadmap__title", "axis__roadmap_id", "axis__rank", "rank", "pk"
    )
    return [
        LinkTarget(key_of(one), f"{one.title[:_SHOWN]} ({one.axis.roadmap})", one.get_absolute_url())
        for one in found
    ]
