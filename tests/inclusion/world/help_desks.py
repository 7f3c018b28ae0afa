"""Rows that the pages of help desks need, for the access table and the walk through all pages."""

from datetime import timedelta
from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.help_desks.actions.presence import note_presence
from inclusion.help_desks.actions.rota import add_desk_helper, close_days
from inclusion.help_desks.enums import BookingState
from tests.builders import AT
from tests.inclusion.help_desk_builders import make_booking, make_desk


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    partner, by = cast["training_place"].partner, cast["training_place"].user
    desk = make_desk(known["guide_place"], held_by=partner)
    row = make_booking(desk, rank=1, name="Odile Modèle", at=AT)
    since, later = AT.date(), AT.date() + timedelta(days=21)
    return {
        "desk": desk,
        "desk_helper": add_desk_helper(desk, helper=known["helper"], since=since, by=by, at=AT),
        "desk_closing": close_days(desk, start=later, last_day=later, reason="leave", by=by, at=AT),
        "booking": note_presence(row, BookingState.MISSED, by=by, at=row.starts_at),
    }
