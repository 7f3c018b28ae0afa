"""Help desks and questions to places, for tests."""

from datetime import date
from typing import Any

from inclusion.guide.enums import SessionKind
from inclusion.guide.models import Place, PlaceCheck, Session
from tests.builders import AT

_count = 0


def make_help_desk(place: Place, **fields: Any) -> Session:
    """A help desk on Tuesday afternoons, unless the fields say otherwise."""
    values = {
        "kind": SessionKind.HELP_DESK,
        "title": "Permanence du conseiller numérique",
        "opening_hours": "Tu 14:00-17:00",
        **fields,
    }
    return Session.objects.create(place=place, **values)


def make_check(place: Place, **fields: Any) -> PlaceCheck:
    """The question of November to a place, which has left and has no answer."""
    global _count
    _count += 1
    values = {
        "month": date(2026, 11, 1),
        "email": "lieu@exemple.example",
        "token": f"jeton-{_count:037d}",
        "written_at": AT,
        "mailed_at": AT,
        **fields,
    }
    return PlaceCheck.objects.create(place=place, **values)
