"""The bodies of a demonstration network meet: seats, agendas, presences, decisions, tasks, minutes."""

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from inclusion.demo.life_loading import Desk, at_time, just_after
from inclusion.demo.life_shapes import BodyData, ItemData, MeetingData, TaskData
from inclusion.demo.loading import moment
from inclusion.meetings.actions.agendas import add_item
from inclusion.meetings.actions.attendance import mark_meeting_held, note_attendance
from inclusion.meetings.actions.bodies import add_body, add_seat, change_body, propose_point
from inclusion.meetings.actions.convening import answer_invitation, convene
from inclusion.meetings.actions.decisions import decide, finish_task, give_task, write_note
from inclusion.meetings.actions.minutes import send_minutes
from inclusion.meetings.actions.planning import plan_meeting
from inclusion.meetings.enums import Answer, Attendance
from inclusion.meetings.models import Body, Decision, Meeting
from inclusion.meetings.papers import minutes_pdf

#: Days before a meeting on which it is planned and convened.
PLANNED, CONVENED, ANSWERED = 70, 24, 21
#: How long after a meeting it is noted that was not planned here.
AFTERWARDS = timedelta(days=2)


def load(desk: Desk) -> None:
    """Found or complete each body, then let it meet."""
    for data in desk.life.bodies:
        body = _body(desk, data)
        desk.bodies[data.name] = body
        for meeting in data.meetings:
            _meeting(desk, body, meeting)
        for title, partner, on in data.points:
            desk.story.then(on, partial(_point, desk, body, title, partner, on))


def _body(desk: Desk, data: BodyData) -> Body:
    does = desk.by(data.since)
    rhythm = {"meets_least": data.rhythm[0], "meets_most": data.rhythm[1]}
    body = Body.objects.filter(name=data.name).first()
    if body is None:
        body = add_body(
            name=data.name,
            kind=data.kind,
            partner=desk.loaded.partners[data.partner],
            deals_since=data.since,
            description=data.description,
            **rhythm,
            **does,
        )
    else:
        body = change_body(body, description=data.description or body.description, **rhythm, **does)
    for seat in data.seats:
        user = desk.loaded.users[seat.account] if seat.account else None
        email = user.email if user else f"{_plain(seat.name)}@{desk.loaded.data.slug}.example"
        add_seat(
            body,
            partner=desk.loaded.partners[seat.partner],
            user=user,
            name=seat.name,
            job_title=seat.job_title,
            email=email,
            kind=seat.kind,
            since=data.since,
            **does,
        )
    return body


def _plain(name: str) -> str:
    from anyascii import anyascii

    return anyascii(name).lower().replace(" ", ".")


def _point(desk: Desk, body: Body, title: str, partner: str, on: date) -> None:
    propose_point(body, title=title, partner=desk.loaded.partners[partner], **desk.by(on))


def _meeting(desk: Desk, body: Body, data: MeetingData) -> None:
    if data.until == "live":
        data = _now(data)
    then, day = desk.story.then, data.on
    if data.until == "afterwards":
        then(day + AFTERWARDS, lambda: _plan(desk, body, data))
        then(day + AFTERWARDS, lambda: _hold(desk, data))
        return
    then(day - timedelta(days=PLANNED), lambda: _plan(desk, body, data))
    if data.until == "planned":
        return
    then(day - timedelta(days=CONVENED), lambda: _convene(desk, data))
    then(day - timedelta(days=ANSWERED), lambda: _answer(desk, data))
    if data.until == "live":
        then(day, lambda: _take(desk, data))
    if data.until in ("held", "minuted"):
        then(day, lambda: _hold(desk, data))
    if data.until == "minuted":
        then(day + timedelta(days=3), lambda: _send_minutes(desk, data))


def _now(data: MeetingData) -> MeetingData:
    """The same meeting, begun a quarter of an hour ago or a little more."""
    start = timezone.localtime() - timedelta(minutes=15)
    start = start.replace(minute=start.minute - start.minute % 15, second=0, microsecond=0)
    end = (start + timedelta(hours=2)).time() if start.hour < 22 else time(23, 59)
    return replace(data, on=start.date(), begins=start.time(), ends=end)


def _take(desk: Desk, data: MeetingData) -> None:
    """What was written of it so far: half of those who answered are there, the first points are treated."""
    meeting = desk.meetings[data.title]
    does: dict[str, Any] = {"by": desk.loaded.coordinator, "at": meeting.starts_at + timedelta(minutes=10)}
    coming = meeting.invitees.filter(answer=Answer.YES).order_by("pk")
    note_attendance(meeting, {one.pk: Attendance.PRESENT for one in coming}, **does)
    for row, item in zip(meeting.agenda.order_by("rank"), data.agenda, strict=True):
        if item.said:
            write_note(meeting, text=item.said, item=row, **does)
        _decide(desk, meeting, row, item, does)


def _plan(desk: Desk, body: Body, data: MeetingData) -> None:
    afterwards = data.until == "afterwards"
    does = desk.by(data.on + AFTERWARDS if afterwards else data.on - timedelta(days=PLANNED))
    meeting = plan_meeting(
        body,
        title=data.title,
        starts_at=at_time(data.on, data.begins),
        ends_at=at_time(data.on, data.ends),
        venue=data.venue,
        afterwards=afterwards,
        video_url=data.video or ("https://visio.example/reunion" if data.remote else ""),
        **does,
    )
    for item in data.agenda:
        add_item(meeting, title=item.title, minutes=item.minutes, **does)
    desk.meetings[data.title] = meeting


def _convene(desk: Desk, data: MeetingData) -> None:
    meeting = desk.meetings[data.title]
    desk.meetings[data.title] = convene(meeting, **desk.by(data.on - timedelta(days=CONVENED)))


def _answer(desk: Desk, data: MeetingData) -> None:
    """Two in three have answered; those who will be missing say so."""
    at = moment(data.on - timedelta(days=ANSWERED))
    invitees = list(desk.meetings[data.title].invitees.order_by("pk"))
    for rank, invitee in enumerate(invitees):
        from_end = len(invitees) - rank
        if rank % 3 == 2 and from_end > data.absent:
            continue
        answer = Answer.NO if from_end <= data.absent else Answer.YES
        answer_invitation(invitee, answer=answer, by=None, at=at)


def _hold(desk: Desk, data: MeetingData) -> None:
    meeting = desk.meetings[data.title]
    noted = just_after(meeting.ends_at) + (AFTERWARDS if data.until == "afterwards" else timedelta())
    does: dict[str, Any] = {"by": desk.loaded.coordinator, "at": noted}
    meeting = mark_meeting_held(meeting, **does)
    invitees = list(meeting.invitees.order_by("pk"))
    marks = {}
    for rank, invitee in enumerate(invitees):
        from_end = len(invitees) - rank
        if from_end <= data.absent:
            marks[invitee.pk] = Attendance.EXCUSED
        elif from_end <= data.absent + data.remote:
            marks[invitee.pk] = Attendance.REMOTE
        else:
            marks[invitee.pk] = Attendance.PRESENT
    note_attendance(meeting, marks, **does)
    items = list(meeting.agenda.order_by("rank"))
    if data.summary:
        write_note(meeting, text=data.summary, **does)
    for row, item in zip(items, data.agenda, strict=True):
        if item.said:
            write_note(meeting, text=item.said, item=row, **does)
        _decide(desk, meeting, row, item, does)
    desk.meetings[data.title] = meeting


def _decide(desk: Desk, meeting: Meeting, row: Any, item: ItemData, does: Any) -> None:
    decision: Decision | None = None
    for text in item.decisions:
        decision = decide(meeting, text=text, item=row, **does)
    for task in item.tasks:
        _give(desk, meeting, decision, task, does)


def _give(desk: Desk, meeting: Meeting, decision: Decision | None, data: TaskData, does: Any) -> None:
    user = desk.loaded.users[data.account] if data.account else None
    task = give_task(
        meeting,
        title=data.title,
        partner=desk.loaded.partners[data.partner],
        user=user,
        due_on=data.due,
        decision=decision,
        linked_key=desk.action(data.action),
        **does,
    )
    if done := data.done:
        desk.story.then(done, lambda: finish_task(task, outcome=data.outcome, by=user, at=moment(done)))


def _send_minutes(desk: Desk, data: MeetingData) -> None:
    meeting = desk.meetings[data.title]
    does = desk.by(data.on + timedelta(days=3))
    desk.meetings[data.title] = send_minutes(meeting, render=minutes_pdf, **does)
