"""Makers of registrations for events."""

import secrets
from itertools import count
from typing import Any

from inclusion.events.enums import RegistrationState
from inclusion.events.models import Event, Registration
from tests.builders import AT
from tests.inclusion.event_builders import make_event_with_places

_number = count(1)


def make_registration(event: Event | None = None, **fields: Any) -> Registration:
    """Somebody who has a place."""
    number = next(_number)
    values = {
        "name": f"Personne {number}",
        "email": f"inscrite{number}@exemple.example",
        "token": secrets.token_urlsafe(32),
        "registered_at": AT,
        **fields,
    }
    if values.get("state") == RegistrationState.CANCELLED:
        values.setdefault("ended_at", AT)
    return Registration.objects.create(event=event or make_event_with_places(20), **values)


def make_waiting(event: Event, **fields: Any) -> Registration:
    """Somebody who waits for a place."""
    return make_registration(event, **{"state": RegistrationState.WAITING, **fields})
