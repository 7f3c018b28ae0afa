"""Funds, what happened to them, and the passes that were sent, in the order in which it happened."""

from django.utils import timezone

from funding.actions.invariants import check_invariants
from funding.demo.funds import tell_fund
from funding.demo.passes import open_place, tell_passes
from funding.demo.story import Story
from funding.models import FundedAction
from inclusion.demo.loading import Loaded, register_part


@register_part
def load_funding(loaded: Loaded) -> None:
    """Load the training places, the funds and the passes of one network."""
    story = Story(loaded)
    for partner in loaded.data.partners:
        for place in partner.places:
            open_place(loaded, partner, place)
    actions: dict[str, FundedAction] = {}
    for fund in loaded.data.funds:
        tell_fund(story, fund, actions)
    if loaded.data.programme:
        tell_passes(story, loaded.data.programme, actions)
    story.tell()
    check_invariants(loaded.network, at=timezone.now())
