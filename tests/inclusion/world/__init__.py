"""One row of everything of the life of the network that has a page."""

from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.meetings.models import Body
from tests.inclusion.world import (
    directory,
    events,
    guide,
    help_desks,
    helpers,
    hub_days,
    meetings,
    minutes,
    newsletters,
    place_imports,
    places,
    referrals,
    registrations,
    site,
)


def life_rows(cast: dict[str, Membership], *, body: Body) -> dict[str, Any]:
    """The rows of each module, those of the modules before at hand."""
    known: dict[str, Any] = {"body": body}
    for module in (
        meetings,
        minutes,
        hub_days,
        place_imports,
        places,
        guide,
        events,
        registrations,
        newsletters,
        site,
        directory,
        referrals,
        helpers,
        help_desks,
    ):
        known |= module.rows(cast, known)
    del known["body"]
    return known
