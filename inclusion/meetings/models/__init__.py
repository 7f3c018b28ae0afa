"""Bodies, their meetings, and what these decide."""

from inclusion.meetings.models.follow_up import Decision, MeetingCalendar, MeetingLine, MeetingTask
from inclusion.meetings.models.meetings import (
    AgendaItem,
    Body,
    BodySeat,
    Invitee,
    Meeting,
    MeetingMail,
    MeetingSeries,
    PendingPoint,
)

__all__ = [
    "AgendaItem",
    "Body",
    "BodySeat",
    "Decision",
    "Invitee",
    "Meeting",
    "MeetingCalendar",
    "MeetingLine",
    "MeetingMail",
    "MeetingSeries",
    "MeetingTask",
    "PendingPoint",
]
