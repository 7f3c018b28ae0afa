"""Makers of events, of their programmes and of what was counted at them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from inclusion.events.enums import Entrance, EventKind, EventState, FigureKind, TalkKind
from inclusion.events.models import Event, EventFigure, EventSeries, Exhibitor, Talk
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner

_number = count(1)
#: Far ahead of every clock of the tests: 14:00 in Paris, in winter.
FAR = datetime(2099, 1, 15, 13, 0, tzinfo=UTC)


def make_event(title: str = "", *, partner: Partner | None = None, **fields: Any) -> Event:
    """A published event of two hours that is far ahead, free for all, in the hall of a town."""
    starts = fields.pop("starts_at", FAR)
    values: dict[str, Any] = {
        "kind": EventKind.WORKSHOP,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "venue": "Salle des fêtes",
        "entrance": Entrance.FREE,
        "state": EventState.PUBLISHED,
        "changed_at": AT,
        **fields,
    }
    if values["state"] in (EventState.PUBLISHED, EventState.HELD):
        values.setdefault("published_at", AT)
    if values["state"] == EventState.CANCELLED:
        values.setdefault("cancelled_at", AT)
    return Event.objects.create(title=title or f"Atelier {next(_number)}", partner=partner or make_partner(), **values)


def make_event_with_places(capacity: int = 2, **fields: Any) -> Event:
    """A published event for which one registers, with so many places."""
    return make_event(**{"entrance": Entrance.REGISTRATION, "capacity": capacity, **fields})


def make_event_draft(title: str = "", **fields: Any) -> Event:
    """An event that nobody outside was shown."""
    return make_event(title, **{"state": EventState.DRAFT, **fields})


def make_event_series(title: str = "Les Jeudis de l’inclusion numérique", **fields: Any) -> EventSeries:
    """A rendez-vous that comes back."""
    return EventSeries.objects.create(title=title, **fields)


def make_talk(event: Event, title: str = "Conférence", **fields: Any) -> Talk:
    """A talk in the first hour of an event."""
    starts = fields.pop("starts_at", event.starts_at)
    values = {
        "kind": TalkKind.TALK,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1) if starts else None,
        **fields,
    }
    return Talk.objects.create(event=event, title=title, **values)


def make_exhibitor(event: Event, name: str = "Association Exemple", **fields: Any) -> Exhibitor:
    """Somebody who shows something at an event."""
    return Exhibitor.objects.create(event=event, name=name, **fields)


def make_event_figure(event: Event, value: int = 120, **fields: Any) -> EventFigure:
    """Visitors who were counted at an event."""
    return EventFigure.objects.create(event=event, value=value, **{"kind": FigureKind.VISITORS, **fields})
