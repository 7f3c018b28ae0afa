"""Makers of seats, meetings, people who are asked to come, and points that wait."""

import secrets
from datetime import timedelta
from itertools import count
from typing import Any

from inclusion.meetings.enums import Answer, MeetingState
from inclusion.meetings.models import AgendaItem, Body, BodySeat, Invitee, Meeting, PendingPoint
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner
from tests.inclusion.builders import make_body

_number = count(1)


def make_seat(body: Body | None = None, name: str = "", *, partner: Partner | None = None, **fields: Any) -> BodySeat:
    """Somebody who sits in a body, with an address of their own unless `email` says otherwise."""
    number = next(_number)
    values = {"email": f"siege{number}@exemple.example", **fields}
    return BodySeat.objects.create(
        body=body or make_body(f"COPIL {number}"),
        partner=partner or make_partner(),
        name=name or f"Membre {number}",
        **values,
    )


def make_meeting(body: Body | None = None, **fields: Any) -> Meeting:
    """A meeting of two hours, planned ten days after the moment of the tests; its state brings its dates along."""
    values: dict[str, Any] = {"title": "Comité de pilotage", "starts_at": AT + timedelta(days=10), **fields}
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=2))
    state = values.get("state")
    if state == MeetingState.CONVENED:
        values.setdefault("convened_at", AT)
    elif state in (MeetingState.HELD, MeetingState.MINUTED):
        values.setdefault("convened_at", AT)
        values.setdefault("held_at", values["ends_at"])
    elif state == MeetingState.CANCELLED:
        values.setdefault("cancelled_at", AT)
    return Meeting.objects.create(body=body or make_body(f"COPIL {next(_number)}"), **values)


def make_invitee(meeting: Meeting | None = None, name: str = "", **fields: Any) -> Invitee:
    """Somebody who is asked to a meeting (a convened one when none is given); who answered did so when tests happen."""
    number = next(_number)
    values: dict[str, Any] = {"email": f"convie{number}@exemple.example", "token": secrets.token_urlsafe(32), **fields}
    if values.get("answer", Answer.NONE) != Answer.NONE:
        values.setdefault("answered_at", AT)
    return Invitee.objects.create(
        meeting=meeting or make_meeting(state=MeetingState.CONVENED), name=name or f"Convié {number}", **values
    )


def make_point(body: Body | None = None, title: str = "Le pass numérique", **fields: Any) -> PendingPoint:
    """Something that waits to be spoken of."""
    return PendingPoint.objects.create(
        body=body or make_body(f"COPIL {next(_number)}"), title=title, **{"added_at": AT, **fields}
    )


def make_item(meeting: Meeting, title: str = "Bilan de l’année", **fields: Any) -> AgendaItem:
    """A point at the end of the agenda of a meeting."""
    rank = fields.pop("rank", meeting.agenda.count() + 1)
    return AgendaItem.objects.create(meeting=meeting, title=title, rank=rank, **fields)
