"""Makers of help desks whose slots are booked, and of bookings, by the actions."""

from itertools import count
from typing import Any

from django.utils import timezone

from inclusion.guide.models import Place, Session
from inclusion.help_desks.actions.bookings import book
from inclusion.help_desks.actions.rota import set_bookings
from inclusion.help_desks.enums import BookingOrigin
from inclusion.help_desks.models import Booking
from inclusion.help_desks.queries import free_slots_of, settings_of
from inclusion.partners.models import Partner
from tests.builders import AT
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_help_desk

_number = count(1)
NEED = "Aide aux démarches administratives"


def make_desk(
    place: Place | None = None, *, held_by: Partner | None = None, hours: str = "Tu 14:00-17:00", **fields: Any
) -> Session:
    """A help desk on Tuesday afternoons with slots of half an hour for one person each, unless the fields say other."""
    desk = make_help_desk(place or make_place(), held_by=held_by, opening_hours=hours)
    values = {
        "minutes": 30,
        "capacity": 1,
        "days_ahead": 28,
        "notice_hours": 2,
        "is_online": True,
        "records_help": True,
    }
    set_bookings(desk, **values | fields, by=None, at=AT)
    return desk


def slot_of(desk: Session, rank: int = 0, *, at: Any = None) -> Any:
    """The beginning of one of its free slots."""
    return free_slots_of(settings_of(desk), at=at or timezone.now())[rank].slot.start


def make_booking(desk: Session, *, rank: int = 0, slot: Any = None, at: Any = None, **fields: Any) -> Booking:
    """Somebody who has the free slot of this rank."""
    number = next(_number)
    at = at or timezone.now()
    values = {
        "name": f"Personne {number}",
        "phone": "+33241000000",
        "email": f"personne{number}@exemple.example",
        "need": NEED,
        "origin": BookingOrigin.PAGE,
        "by": None,
        **fields,
    }
    return book(desk, slot=slot or slot_of(desk, rank, at=at), at=at, **values)


def make_waiting(desk: Session, *, at: Any = None, **fields: Any) -> Booking:
    """Somebody who waits at a desk that is full."""
    values = {
        "name": f"En attente {next(_number)}",
        "email": "attente@exemple.example",
        "need": NEED,
        "origin": BookingOrigin.PAGE,
        "by": None,
        **fields,
    }
    return book(desk, slot=None, at=at or timezone.now(), **values)
