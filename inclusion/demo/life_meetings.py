"""The bodies of a demonstration network meet: seats, agendas, presences, decisions, tasks, minutes."""

from dataclasses import replace
from datetime import time, timedelta

from django.utils import timezone

from inclusion.demo.life_shapes import BodyTold, ItemTold, MeetingTold, TaskTold
from inclusion.demo.life_telling import Telling, at_time, just_after
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


def tell(telling: Telling) -> None:
    """Found or complete each body, then let it meet."""
    for told in telling.life.bodies:
        body = _body(telling, told)
        telling.bodies[told.name] = body
        for meeting in told.meetings:
            _meeting(telling, body, meeting)
        for title, partner, on in told.points:
            telling.story.then(on, lambda t=title, p=partner, o=on, b=body: _point(telling, b, t, p, o))


def _body(telling: Telling, told: BodyTold) -> Body:
    does = telling.by(told.since)
    rhythm = {"meets_least": told.rhythm[0], "meets_most": told.rhythm[1]}
    body = Body.objects.filter(name=told.name).first()
    if body is None:
        body = add_body(
            name=told.name,
            kind=told.kind,
            partner=telling.loaded.partners[told.partner],
            deals_since=told.since,
            description=told.description,
            **rhythm,
            **does,
        )
    else:
        body = change_body(body, description=told.description or body.description, **rhythm, **does)
    for seat in told.seats:
        user = telling.loaded.users[seat.account] if seat.account else None
        email = user.email if user else f"{_plain(seat.name)}@{telling.loaded.data.slug}.example"
        add_seat(
            body,
            partner=telling.loaded.partners[seat.partner],
            user=user,
            name=seat.name,
            job_title=seat.job_title,
            email=email,
            kind=seat.kind,
            since=told.since,
            **does,
        )
    return body


def _plain(name: str) -> str:
    from anyascii import anyascii

    return anyascii(name).lower().replace(" ", ".")


def _point(telling: Telling, body: Body, title: str, partner: str, on) -> None:
    propose_point(body, title=title, partner=telling.loaded.partners[partner], **telling.by(on))


def _meeting(telling: Telling, body: Body, told: MeetingTold) -> None:
    if told.until == "live":
        told = _now(told)
    then, day = telling.story.then, told.on
    if told.until == "afterwards":
        then(day + AFTERWARDS, lambda: (_plan(telling, body, told), _hold(telling, told)))
        return
    then(day - timedelta(days=PLANNED), lambda: _plan(telling, body, told))
    if told.until == "planned":
        return
    then(day - timedelta(days=CONVENED), lambda: _convene(telling, told))
    then(day - timedelta(days=ANSWERED), lambda: _answer(telling, told))
    if told.until == "live":
        then(day, lambda: _take(telling, told))
    if told.until in ("held", "minuted"):
        then(day, lambda: _hold(telling, told))
    if told.until == "minuted":
        then(day + timedelta(days=3), lambda: _send_minutes(telling, told))


def _now(told: MeetingTold) -> MeetingTold:
    """The same meeting, begun a quarter of an hour ago or a little more."""
    start = timezone.localtime() - timedelta(minutes=15)
    start = start.replace(minute=start.minute - start.minute % 15, second=0, microsecond=0)
    end = (start + timedelta(hours=2)).time() if start.hour < 22 else time(23, 59)
    return replace(told, on=start.date(), begins=start.time(), ends=end)


def _take(telling: Telling, told: MeetingTold) -> None:
    """What was written of it so far: half of those who answered are there, the first points are treated."""
    meeting = telling.meetings[told.title]
    does = {"by": telling.loaded.coordinator, "at": meeting.starts_at + timedelta(minutes=10)}
    coming = meeting.invitees.filter(answer=Answer.YES).order_by("pk")
    note_attendance(meeting, {one.pk: Attendance.PRESENT for one in coming}, **does)
    for row, item in zip(meeting.agenda.order_by("rank"), told.agenda, strict=True):
        if item.said:
            write_note(meeting, text=item.said, item=row, **does)
        _decide(telling, meeting, row, item, does)


def _plan(telling: Telling, body: Body, told: MeetingTold) -> None:
    afterwards = told.until == "afterwards"
    does = telling.by(told.on + AFTERWARDS if afterwards else told.on - timedelta(days=PLANNED))
    meeting = plan_meeting(
        body,
        title=told.title,
        starts_at=at_time(told.on, told.begins),
        ends_at=at_time(told.on, told.ends),
        venue=told.venue,
        afterwards=afterwards,
        video_url=told.video or ("https://visio.example/reunion" if told.remote else ""),
        **does,
    )
    for item in told.agenda:
        add_item(meeting, title=item.title, minutes=item.minutes, **does)
    telling.meetings[told.title] = meeting


def _convene(telling: Telling, told: MeetingTold) -> None:
    meeting = telling.meetings[told.title]
    telling.meetings[told.title] = convene(meeting, **telling.by(told.on - timedelta(days=CONVENED)))


def _answer(telling: Telling, told: MeetingTold) -> None:
    """Two in three have answered; those who will be missing say so."""
    at = moment(told.on - timedelta(days=ANSWERED))
    invitees = list(telling.meetings[told.title].invitees.order_by("pk"))
    for rank, invitee in enumerate(invitees):
        from_end = len(invitees) - rank
        if rank % 3 == 2 and from_end > told.absent:
            continue
        answer = Answer.NO if from_end <= told.absent else Answer.YES
        answer_invitation(invitee, answer=answer, by=None, at=at)


def _hold(telling: Telling, told: MeetingTold) -> None:
    meeting = telling.meetings[told.title]
    noted = just_after(meeting.ends_at) + (AFTERWARDS if told.until == "afterwards" else timedelta())
    does = {"by": telling.loaded.coordinator, "at": noted}
    meeting = mark_meeting_held(meeting, **does)
    invitees = list(meeting.invitees.order_by("pk"))
    marks = {}
    for rank, invitee in enumerate(invitees):
        from_end = len(invitees) - rank
        if from_end <= told.absent:
            marks[invitee.pk] = Attendance.EXCUSED
        elif from_end <= told.absent + told.remote:
            marks[invitee.pk] = Attendance.REMOTE
        else:
            marks[invitee.pk] = Attendance.PRESENT
    note_attendance(meeting, marks, **does)
    items = list(meeting.agenda.order_by("rank"))
    if told.summary:
        write_note(meeting, text=told.summary, **does)
    for row, item in zip(items, told.agenda, strict=True):
        if item.said:
            write_note(meeting, text=item.said, item=row, **does)
        _decide(telling, meeting, row, item, does)
    telling.meetings[told.title] = meeting


def _decide(telling: Telling, meeting: Meeting, row, item: ItemTold, does) -> None:
    decision: Decision | None = None
    for text in item.decisions:
        decision = decide(meeting, text=text, item=row, **does)
    for task in item.tasks:
        _give(telling, meeting, decision, task, does)


def _give(telling: Telling, meeting: Meeting, decision: Decision | None, told: TaskTold, does) -> None:
    user = telling.loaded.users[told.account] if told.account else None
    task = give_task(
        meeting,
        title=told.title,
        partner=telling.loaded.partners[told.partner],
        user=user,
        due_on=told.due,
        decision=decision,
        linked_key=telling.action(told.action),
        **does,
    )
    if told.done:
        telling.story.then(
            told.done, lambda: finish_task(task, outcome=told.outcome, by=user, at=moment(told.done))
        )


def _send_minutes(telling: Telling, told: MeetingTold) -> None:
    meeting = telling.meetings[told.title]
    does = telling.by(told.on + timedelta(days=3))
    telling.meetings[told.title] = send_minutes(meeting, render=minutes_pdf, **does)
