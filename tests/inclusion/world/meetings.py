"""Rows that the pages of meetings need, for the access table and the walk through all pages."""

from datetime import UTC, datetime
from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.meetings.actions.calendars import open_calendar
from inclusion.meetings.enums import MeetingState
from tests.builders import AT
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting, make_point, make_seat


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """A body with a seat and a point; a meeting that stays to come for ever, to which the prescriber is asked."""
    prescriber = cast["prescriber"]
    seat = make_seat(
        known["body"],
        name=str(prescriber.user),
        partner=prescriber.partner,
        user=prescriber.user,
        email=prescriber.user.email,
        job_title="Accueil",
    )
    far = datetime(2099, 3, 12, 13, 0, tzinfo=UTC)
    meeting = make_meeting(
        seat.body,
        state=MeetingState.CONVENED,
        starts_at=far,
        venue="Salle des mariages",
        address="1 place de la Mairie, 47000 Agen",
        video_url="https://visio.example/copil",
        introduction="Nous ferons le point sur l’année.",
    )
    return {
        "seat": seat,
        "point": make_point(seat.body, partner=prescriber.partner),
        "meeting": meeting,
        "agenda_item": make_item(meeting, minutes=20, presenter="CAF"),
        "invitee": make_invitee(
            meeting,
            str(prescriber.user),
            seat=seat,
            partner=prescriber.partner,
            user=prescriber.user,
            email=prescriber.user.email,
        ),
        "meeting_calendar": open_calendar(by=prescriber.user, at=AT),
        "planned_meeting": make_meeting(seat.body, starts_at=far.replace(month=6), title="COPIL de juin"),
    }
