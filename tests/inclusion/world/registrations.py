"""Rows that the pages of registrations need, for the access table and the walk through all pages."""

from datetime import UTC, datetime
from typing import Any

from inclusion.core.models.networks import Membership
from tests.inclusion.event_builders import make_event_with_places
from tests.inclusion.registration_builders import make_registration, make_waiting

PAST = datetime(2026, 1, 15, 13, 0, tzinfo=UTC)


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    event = known["event"]
    past = make_event_with_places(
        12, title="Former les agents d’accueil", kind="training", partner=event.partner, starts_at=PAST
    )
    return {
        "registration": make_registration(event, name="Dominique Exemple", people=2, needs="Boucle magnétique"),
        "event_past": past,
        "registration_present": make_registration(past, name="Alix Exemple", state="attended"),
        "registration_waiting": make_waiting(event, name="Camille Exemple"),
    }
