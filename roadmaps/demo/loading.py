"""Bodies and roadmaps of the demonstration networks, after their funds: some actions are paid by them."""

from funding.demo import loading as funding  # its part is registered, and loaded, first
from inclusion.demo.loading import Loaded, moment, register_part
from inclusion.demo.roadmap_shapes import Committee, Planning
from inclusion.demo.story import Story, register_joined
from inclusion.meetings.actions.bodies import add_body
from inclusion.meetings.models import Body
from inclusion.territories.models import Epci
from roadmaps.coverage.actions import set_aside, set_coverage_rule
from roadmaps.coverage.rules.standing import Relay
from roadmaps.demo.measured import load_indicators, load_training, place_seats
from roadmaps.demo.plans import RoadmapsByName, load_noted, load_plan
from roadmaps.plans.actions.roadmaps import set_minimum_axes

__all__ = ["funding", "load_roadmaps", "load_with_posts"]


@register_part
def load_roadmaps(loaded: Loaded) -> None:
    """Load the bodies of one network, its roadmaps and what happened to them, unless its posts waited for them."""
    planning = loaded.data.planning
    if planning is None or planning.noted:
        return
    story = Story(loaded)
    _note(story, planning)
    story.load()


@register_joined
def load_with_posts(story: Story) -> None:
    """Load the roadmaps of a network with its funds and posts, where these ask how far local ones have come."""
    planning = story.loaded.data.planning
    if planning is not None and planning.noted:
        _note(story, planning)


def _note(story: Story, planning: Planning) -> None:
    loaded = story.loaded
    bodies = {data.name: _body(loaded, data) for data in planning.bodies}
    _rule(loaded, planning)
    by_name = RoadmapsByName(bodies)
    for plan in planning.plans:
        load_plan(story, plan, by_name)
        load_indicators(story, plan, by_name)
    place_seats(story, planning.seats)
    for siren, reason in planning.aside:
        set_aside(Epci.objects.get(pk=siren), reason=reason, **story.by(loaded.data.founded))
    for training in planning.trainings:
        load_training(story, training)
    for noted in planning.noted:
        load_noted(story, noted, by_name)


def _body(loaded: Loaded, data: Committee) -> Body:
    return add_body(
        name=data.name,
        kind=data.kind,
        partner=loaded.partners[data.partner] if data.partner else None,
        epci_id=data.epci or None,
        deals_since=data.deals_since,
        description=data.description,
        by=loaded.coordinator,
        at=moment(loaded.data.founded),
    )


def _rule(loaded: Loaded, planning: Planning) -> None:
    if planning.minimum_axes is not None:
        set_minimum_axes(
            loaded.network, minimum=planning.minimum_axes, by=loaded.coordinator, at=moment(loaded.data.founded)
        )
    if planning.covered_by:
        set_coverage_rule(
            loaded.network,
            ways=[Relay(one) for one in planning.covered_by],
            every=False,
            by=loaded.coordinator,
            at=moment(loaded.data.founded),
        )
