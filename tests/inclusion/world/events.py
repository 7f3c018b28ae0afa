"""Rows that the pages of events need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from tests.inclusion.event_builders import (
    make_event,
    make_event_draft,
    make_event_figure,
    make_event_series,
    make_event_with_places,
    make_exhibitor,
    make_talk,
)


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    organiser = cast["training_place"].partner
    series = make_event_series()
    event = make_event_with_places(30, title="Mes droits depuis chez moi", partner=organiser, series=series)
    return {
        "event": event,
        "event_free": make_event("Forum de l’inclusion numérique", partner=organiser),
        "event_draft": make_event_draft("Atelier à préparer", partner=organiser),
        "event_series": series,
        "talk": make_talk(event, "Ouvrir son espace"),
        "exhibitor": make_exhibitor(event),
        "event_figure": make_event_figure(event),
    }
