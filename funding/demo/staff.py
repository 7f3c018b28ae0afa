"""The posts of the register of a demonstration network: who holds them, who pays them, what became of them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from funding.agreements.actions.staff import add_agreement_fte
from funding.agreements.models import Agreement
from funding.staff.actions import add_holder, add_staff_post, note_outcome, publish_offer
from funding.staff.models import StaffPost
from inclusion.core.registry.links import link, link_targets
from inclusion.demo import agreement_shapes as shapes
from inclusion.demo.loading import Loaded
from inclusion.demo.story import Story
from inclusion.mediators.models import Helper
from inclusion.territories.models import Epci


def load_staff(story: Story, data: shapes.StaffPost) -> None:
    """Note what happened to a post that no fund co-finances."""
    made: list[StaffPost] = []
    story.then(data.noted_on, lambda: made.append(_noted(story, data)))
    load_holders(story, data.holders, data.offer, lambda: made[0], noted_on=data.noted_on)
    if on := data.outcome_on:
        said: dict[str, Any] = {"outcome": data.outcome, "on": on, "outcome_note": data.outcome_note}
        noted_on = max(on, data.noted_on)
        story.then(noted_on, lambda: note_outcome(made[0], **said, **story.by(noted_on)))


def _noted(story: Story, data: shapes.StaffPost) -> StaffPost:
    by = story.by(data.noted_on)
    post = add_staff_post(
        kind=data.kind,
        title=data.title,
        employer=story.loaded.partners[data.employer],
        paid_by=data.paid_by,
        territory=Epci.objects.get(pk=data.territory) if data.territory else None,
        fte=data.fte,
        yearly_cost=data.yearly_cost,
        start=data.start,
        end=data.end,
        state_until=data.state_until,
        **by,
    )
    for title, fte in data.agreements:
        agreement = Agreement.objects.main().filter(title=title, renews=None).get()
        add_agreement_fte(post, agreement=agreement, fte=fte, **by)
    return post


def load_holders(
    story: Story,
    holders: Sequence[shapes.PostHolder],
    offer: shapes.JobOffer | None,
    row: Callable[[], StaffPost],
    *,
    noted_on: date = date.min,
) -> None:
    """Note who holds a post, each on the first day, and the offer to fill it; the others: `assign_to_helpers`."""

    def hold(one: shapes.PostHolder, on: date) -> None:
        add_holder(row(), name=one.name, since=one.since, until=one.until, **story.by(on))

    for one in holders:
        on = max(one.since, noted_on)
        if one.name:
            story.then(on, partial(hold, one, on))
    if offer:
        story.then(
            offer.on,
            lambda: publish_offer(
                row(),
                title=offer.title,
                mission=offer.mission,
                place=offer.place,
                fte=row().fte,
                contact=offer.contact,
                email=offer.email,
                apply_before=offer.apply_before,
                **story.by(offer.on),
            ),
        )


def assign_to_helpers(loaded: Loaded) -> None:
    """Note who of the register of people who help holds a post, and what it serves: both are loaded later."""
    people = {str(helper): helper for helper in Helper.objects.known()}
    for data in (*loaded.data.posts, *loaded.data.staff):
        for one in data.holders:
            if one.helper:
                post = StaffPost.objects.get(title=data.title)
                add_holder(post, helper=people[one.helper], since=one.since, by=loaded.coordinator, at=timezone.now())
    for data in loaded.data.staff:
        if data.serves:
            offered = link_targets(data.noted_on)  # its roadmap may be over by now
            key = next(one.key for one in offered if one.label.startswith(data.serves))
            link(StaffPost.objects.get(title=data.title), key)
