"""Meetings are planned, moved, called off."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion import journal, states
from inclusion.actions.meeting_mails import write_mails
from inclusion.enums.meetings import Answer, MeetingMailKind, MeetingState, MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import Body, Invitee, Meeting

#: What those who were convened are told when it changes.
TOLD = frozenset({"title", "starts_at", "ends_at", "venue", "address", "video_url"})
OPEN = (MeetingState.PLANNED, MeetingState.CONVENED)


def lock_body(body: Body) -> Body:
    """Lock a body that still meets. Raises DomainError for one that does not."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.is_closed:
        raise DomainError("Cette instance ne se réunit plus\u00a0: rouvrez-la avant de prévoir une réunion.")
    return body


def lock_planned_meeting(meeting: Meeting, *, open_only: bool = True) -> Meeting:
    """Lock a meeting and read it again. Raises DomainError for one that was held or called off (`open_only`)."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body", "network").get(pk=meeting.pk)
    )
    if open_only and meeting.state not in OPEN:
        state = meeting.get_state_display().lower()
        raise DomainError(
            f"Cette réunion est déjà notée comme «\u00a0{state}\u00a0»\u00a0: rien n’est changé."
        )
    return meeting


def check_hours(starts_at: datetime, ends_at: datetime) -> None:
    """Raise DomainError for a meeting that ends before it begins."""
    if ends_at <= starts_at:
        raise DomainError("Une réunion finit après avoir commencé.").at("ends")


@transaction.atomic
def plan_meeting(
    body: Body,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    afterwards: bool = False,
    by: Any,
    at: datetime,
    **fields: Any,
) -> Meeting:
    """Plan a meeting of a body; fields: `venue`, `address`, `video_url`, `introduction`, `series`.

    Raises DomainError for a body that meets no more, for hours the wrong way round, and for a moment that is over
    unless it is noted `afterwards`.
    """
    body = lock_body(body)
    check_hours(starts_at, ends_at)
    if starts_at <= at and not afterwards:
        raise DomainError(
            "Cette date est passée. Si la réunion a déjà eu lieu, cochez la case prévue pour le dire."
        ).at("day")
    meeting = Meeting(
        network_id=body.network_id, body=body, title=title, starts_at=starts_at, ends_at=ends_at, **fields
    )
    meeting.full_clean()
    meeting.save()
    journal.record(
        MeetingVerb.PLANNED, on=meeting, by=by, at=at, day=timezone.localdate(starts_at).isoformat()
    )
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: Any, at: datetime, **fields: Any) -> Meeting:
    """Change a meeting that was neither held nor called off; those who were convened are told what they must know.

    Who had answered about another moment is asked again, and who meant to join from afar when there is no way left
    to. Raises DomainError for hours the wrong way round, and for a convened meeting moved into the past.
    """
    meeting = lock_planned_meeting(meeting)
    changed = sorted(name for name, value in fields.items() if getattr(meeting, name) != value)
    if not changed:
        return meeting
    moved = "starts_at" in changed
    for name in changed:
        setattr(meeting, name, fields[name])
    check_hours(meeting.starts_at, meeting.ends_at)
    if moved and meeting.state == MeetingState.CONVENED and meeting.starts_at <= at:
        raise DomainError("Cette date est passée\u00a0: les personnes conviées ne peuvent plus venir.").at(
            "day"
        )
    told = meeting.state == MeetingState.CONVENED and bool(TOLD & set(changed))
    if told:
        meeting.sequence += 1
    meeting.full_clean()
    meeting.save()
    _ask_anew(meeting, moved=moved)
    journal.record(MeetingVerb.CHANGED, on=meeting, by=by, at=at, fields=changed, told=told)
    if told:
        write_mails(meeting.invitees.all(), MeetingMailKind.CHANGE, sequence=meeting.sequence, at=at)
    return meeting


def _ask_anew(meeting: Meeting, *, moved: bool) -> None:
    answered = Invitee.objects.filter(meeting=meeting).exclude(answer=Answer.NONE)
    if not moved:
        answered = answered.filter(answer=Answer.REMOTE) if not meeting.video_url else answered.none()
    answered.update(answer=Answer.NONE, answered_at=None)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Any, at: datetime) -> Meeting:
    """Call a meeting off and say why; those who were convened are told. Raises DomainError for one that was held."""
    meeting = lock_planned_meeting(meeting)
    was_convened = meeting.state == MeetingState.CONVENED
    meeting = states.move_locked(
        meeting,
        MeetingState.CANCELLED,
        by=by,
        at=at,
        cancelled_at=at,
        cancel_reason=reason.strip(),
        sequence=meeting.sequence + was_convened,
    )
    journal.record(MeetingVerb.CANCELLED, on=meeting, by=by, at=at, told=was_convened)
    if was_convened:
        write_mails(meeting.invitees.all(), MeetingMailKind.CANCELLATION, sequence=meeting.sequence, at=at)
    return meeting


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Take it back that a meeting was called off: it is planned again, and whoever comes is convened anew.

    Raises DomainError for a meeting that was not called off, or whose body meets no more.
    """
    meeting = lock_planned_meeting(meeting, open_only=False)
    lock_body(meeting.body)
    meeting = states.move_locked(
        meeting,
        MeetingState.PLANNED,
        by=by,
        at=at,
        cancelled_at=None,
        cancel_reason="",
        convened_at=None,
        sequence=meeting.sequence + 1,
    )
    _ask_anew(meeting, moved=True)
    journal.record(MeetingVerb.CHANGED, on=meeting, by=by, at=at, fields=["cancelled_at"])
    return meeting
