"""A workshop of a demonstration network: its tables, the ideas that were written, the voices that they had."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from inclusion.demo.roadmap_shapes import Idea, PlanWorkshop
from inclusion.demo.story import Story
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.workshops.actions import (
    TableTerms,
    add_idea,
    ballot_of,
    merge_ideas,
    open_workshop,
    take_idea,
    vote,
    withdraw_idea,
)
from roadmaps.workshops.models import Proposal, Workshop

#: How long before its day a workshop is prepared.
_PREPARED = timedelta(days=7)


def load_workshop(
    story: Story, data: PlanWorkshop, roadmap: Callable[[], Roadmap], axis: Callable[[int], Axis]
) -> None:
    """Note a workshop of a roadmap: opened before its day, filled on it, and what became of its ideas after."""
    made: list[Workshop] = []
    prepared = data.held_on - _PREPARED

    def opened() -> None:
        made.append(
            open_workshop(
                roadmap(),
                title=data.title,
                introduction=data.introduction,
                held_on=data.held_on,
                open_until=data.open_until,
                votes_each=data.votes_each,
                tables=[TableTerms(topic, axis(rank) if rank else None) for topic, rank in data.tables],
                **story.by(prepared),
            )
        )

    story.then(prepared, opened)
    story.then(data.held_on, lambda: _fill(story, data, made[0]))
    for idea in data.ideas:
        if idea.became_on:
            story.then(idea.became_on, lambda idea=idea: _take(story, idea, made[0], axis))


def _fill(story: Story, data: PlanWorkshop, workshop: Workshop) -> None:
    """Ideas are written, then voices given: people come one after the other, each with a few voices."""
    by = story.by(data.held_on)
    tables = list(workshop.tables.order_by("rank"))
    rows = {
        idea.text: add_idea(
            workshop, table=tables[idea.table - 1], text=idea.text, detail=idea.detail, by=None, at=by["at"]
        )
        for idea in data.ideas
    }
    for idea in data.ideas:
        for number in _people(idea.votes, workshop, rows[idea.text]):
            vote(rows[idea.text], voter=_voter(number), at=by["at"])
    for idea in data.ideas:
        if idea.like:
            merge_ideas(rows[idea.like], doubles=[rows[idea.text]], **by)
        if idea.withdrawn:
            withdraw_idea(rows[idea.text], **by)


def _voter(number: int) -> str:
    return f"demonstration-{number}"


def _people(votes: int, workshop: Workshop, proposal: Proposal) -> list[int]:
    """The first people who have a voice left, spread by the idea's key."""
    found: list[int] = []
    for number in count(proposal.pk % 7):
        if len(found) == votes:
            return found
        if ballot_of(workshop, _voter(number)).left:
            found.append(number)
    return found


def _take(story: Story, idea: Idea, workshop: Workshop, axis: Callable[[int], Axis]) -> None:
    proposal = Proposal.objects.get(workshop=workshop, text=idea.text)
    take_idea(proposal, axis=axis(idea.becomes_action_of), **story.by(idea.became_on))
