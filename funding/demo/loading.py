"""Funds, agreements, posts, what happened to them, and the passes that were sent, in the order in which it happened."""

from datetime import date

from django.utils import timezone

from funding.demo.agreements import load_agreement, load_nights
from funding.demo.funds import load_fund
from funding.demo.passes import load_passes, open_place
from funding.demo.posts import load_post
from funding.demo.staff import assign_to_helpers, load_staff
from funding.funds.invariants import check_invariants
from funding.ledger.models.funds import FundedAction
from inclusion.core.french.periods import month_of, next_month
from inclusion.demo.loading import Loaded, register_late_part, register_part
from inclusion.demo.story import Story


@register_part
def load_funding(loaded: Loaded) -> None:
    """Load the training places, the funds, the agreements, the posts and the passes of one network."""
    story, data = Story(loaded), loaded.data
    for partner in data.partners:
        for place in partner.places:
            open_place(loaded, partner, place)
    actions: dict[str, FundedAction] = {}
    for fund in (*data.funds, *data.agreed_funds):
        load_fund(story, fund, actions)
    story.note_joined()
    for agreement in data.agreements:
        load_agreement(story, agreement)
    for post in data.posts:
        load_post(story, post)
    for staff in data.staff:
        load_staff(story, staff)
    if data.agreements:
        load_nights(story, _nights(loaded))
    if data.programme:
        load_passes(story, data.programme, actions)
    story.load()
    check_invariants(loaded.network, at=timezone.now())


register_late_part(assign_to_helpers)


def _nights(loaded: Loaded) -> list[date]:
    """The first days of months since the network began: agreements begin and end on them by themselves."""
    months = [month_of(loaded.data.founded)]
    while (following := next_month(months[-1])) <= timezone.localdate():
        months.append(following)
    return months
