"""Makers of what comes of meetings: tasks, a meeting whose minutes were sent."""

from datetime import date, datetime, timedelta
from typing import Any

from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.actions.minutes import send_minutes
from inclusion.meetings.enums import Attendance, MeetingState
from inclusion.meetings.models import Meeting, MeetingTask
from inclusion.partners.models import Partner
from tests.builders import make_partner
from tests.inclusion.meeting_builders import make_invitee, make_meeting

#: Beside the moment of the tests: a day to come.
DUE = date(2026, 12, 6)


def make_task(meeting: Meeting | None = None, *, partner: Partner | None = None, **fields: Any) -> MeetingTask:
    """Something to do, for twelve days after the moment of the tests."""
    return MeetingTask.objects.create(
        meeting=meeting or make_meeting(state=MeetingState.HELD),
        partner=partner or make_partner(),
        **{"title": "Trouver une salle", "due_on": DUE, **fields},
    )


def make_past_meeting(*, at: datetime, **fields: Any) -> Meeting:
    """A meeting that took place two hours before, with nobody noted."""
    return make_meeting(**{"state": MeetingState.HELD, "starts_at": at - timedelta(hours=2), **fields})


def make_minuted(*, by: Any, at: datetime, **fields: Any) -> Meeting:
    """A meeting whose minutes were sent; one person was there."""
    meeting = make_past_meeting(at=at, **fields)
    note_attendance(meeting, {make_invitee(meeting).pk: Attendance.PRESENT}, by=by, at=at)
    return send_minutes(meeting, render=lambda one, edition: b"%PDF-1.7 releve", by=by, at=at)
