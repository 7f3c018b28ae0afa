"""Meetings are planned, repeated, moved and cancelled; who is on their list, who is informed of it."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.recurrence import NoSuchTime, RhythmUnreadable, moment, occurrences
from inclusion.core.mail import outbox
from inclusion.meetings.enums import Answer, Attendance, MeetingMailKind, MeetingState, MeetingVerb
from inclusion.meetings.models import Body, BodySeat, Invitee, Meeting, MeetingMail, MeetingSeries

#: How long before a meeting those who did not answer are reminded.
REMINDED = timedelta(days=2)


def write_mails(
    invitees: Iterable[Invitee], kind: MeetingMailKind, *, sequence: int, at: datetime
) -> list[MeetingMail]:
    """Write one e-mail to each of these people who has an address; they leave once this is committed.

    Nobody is written to twice about the same thing and version of the meeting. Returns the rows that will leave.
    """
    written = [
        outbox.enqueue_once(MeetingMail, invitee=one, kind=kind, sequence=sequence, at=at)
        for one in invitees
        if one.email
    ]
    return [row for row in written if row]


def remind_unanswered(*, at: datetime) -> list[MeetingMail]:
    """Remind, once, those who have not answered about the meetings of the next two days.

    Who was informed within the last day is not reminded.
    """
    soon = Meeting.objects.filter(state=MeetingState.CONVENED, starts_at__gt=at, starts_at__lte=at + REMINDED).order_by(
        "pk"
    )
    return [row for meeting in soon for row in _remind(meeting, at=at)]


@transaction.atomic
def _remind(meeting: Meeting, *, at: datetime) -> list[MeetingMail]:
    just_notified = MeetingMail.objects.filter(invitee__meeting=meeting, written_at__gt=at - timedelta(days=1)).values(
        "invitee_id"
    )
    silent = meeting.invitees.filter(answer=Answer.NONE).exclude(pk__in=just_notified)
    made = write_mails(silent, MeetingMailKind.REMINDER, sequence=meeting.sequence, at=at)
    if made:
        journal.record(MeetingVerb.INVITED, on=meeting, by=None, at=at, reminded=len(made))
    return made


@transaction.atomic
def send_again(invitee: Invitee, *, email: str, by: Any, at: datetime) -> MeetingMail:
    """Correct somebody's address where it was wrong, and send what did not arrive once more.

    Raises DomainError when everything left, django's ValidationError for an address that somebody else has.
    """
    invitee = Invitee.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=invitee.pk)
    # A minute's document is sent by those who hold it: what is sent again here is about the meeting's date.
    rows = invitee.mails.exclude(kind=MeetingMailKind.MINUTES).order_by("-sequence", "-written_at", "-pk")
    invitee.email = email.strip().lower()
    invitee.full_clean()
    invitee.save(update_fields=["email"])
    row = rows.select_for_update().first()
    if row is None:
        if invitee.meeting.state != MeetingState.CONVENED or not invitee.email:
            raise DomainError("Rien n’est à envoyer à cette personne pour le moment.").at("email")
        (row,) = write_mails([invitee], MeetingMailKind.INVITATION, sequence=invitee.meeting.sequence, at=at)
    else:
        if row.mailed_at is not None and not row.problem:
            raise DomainError("Le dernier courriel est bien parti\u00a0: rien n’est envoyé une seconde fois.")
        outbox.requeue_row(row, at=at)
    journal.record(MeetingVerb.INVITED, on=invitee.meeting, by=by, at=at, again=1)
    return row


# -- Planning, rescheduling and cancellation of meetings

#: What those who were convened learn when it changes.
ANNOUNCED = frozenset({"title", "starts_at", "ends_at", "venue", "address", "video_url"})
OPEN = (MeetingState.PLANNED, MeetingState.CONVENED)


def lock_body(body: Body) -> Body:
    """Lock a body that still meets. Raises DomainError for one that does not."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.is_closed:
        raise DomainError("Cette instance ne se réunit plus\u00a0: rouvrez-la avant de prévoir une réunion.")
    return body


def lock_planned_meeting(meeting: Meeting, *, open_only: bool = True) -> Meeting:
    """Lock a meeting, read it again and count it as written. Raises DomainError for one that is past or called off
    (`open_only`).
    """
    meeting = Meeting.objects.lock(meeting.pk)
    if open_only and meeting.state not in OPEN:
        state = meeting.get_state_display().lower()
        raise DomainError(f"Cette réunion est déjà notée comme «\u00a0{state}\u00a0»\u00a0: rien n’est changé.")
    return meeting


def check_hours(starts_at: datetime, ends_at: datetime) -> None:
    """Raise DomainError for a meeting that ends before it begins."""
    if ends_at <= starts_at:
        raise DomainError("Une réunion finit après avoir commencé.").at("ends")


# -- Members of the body are on the list of its meetings from the start


def to_invite(meeting: Meeting) -> list[BodySeat]:
    """The seats that are taken on the day of the meeting and whose holders are not on the list yet."""
    known = meeting.invitees.all()
    addresses = {one.email for one in known if one.email}
    seats = {one.seat_id for one in known}
    sitting = BodySeat.objects.sitting(on=timezone.localdate(meeting.starts_at))
    sitting = sitting.filter(body=meeting.body_id).select_related("partner")
    found = []
    for seat in sitting:
        if seat.pk in seats or (seat.email and seat.email in addresses):
            continue
        addresses.add(seat.email)
        found.append(seat)
    return found


@transaction.atomic
def list_members(meeting: Meeting, *, only_new: bool = False, by: Any, at: datetime) -> list[Invitee]:
    """Have everybody who sits in the body on the day of a meeting on its list; returns those who are new on it.

    As long as nobody was informed (not `only_new`), who sits there no more by then leaves the list, and an address that
    was corrected is corrected on it too.
    """
    if not only_new:
        _refresh_members(meeting)
    # Put the holders of these seats on the list.
    seats = to_invite(meeting)
    made = [
        Invitee.objects.create(
            meeting=meeting,
            seat=seat,
            partner=seat.partner,
            user_id=seat.user_id,
            name=seat.name,
            email=seat.email,
            token=secrets.token_urlsafe(32),
        )
        for seat in seats
    ]
    if made:
        journal.record(MeetingVerb.LISTED, on=meeting, by=by, at=at, people=len(made))
    return made


def _refresh_members(meeting: Meeting) -> None:
    day = timezone.localdate(meeting.starts_at)
    listed = meeting.invitees.exclude(seat=None).filter(attendance=Attendance.UNKNOWN)
    sitting = {one.pk: one for one in BodySeat.objects.sitting(on=day).filter(body=meeting.body_id)}
    listed.exclude(seat__in=sitting).delete()
    taken = set(meeting.invitees.filter(seat=None).exclude(email="").values_list("email", flat=True))
    for row in listed:
        seat = sitting[row.seat_id]
        row.name, row.partner_id, row.user_id = seat.name, seat.partner_id, seat.user_id
        row.email = "" if seat.email in taken else seat.email
    Invitee.objects.bulk_update(listed, ["name", "partner", "user", "email"])


def list_members_of(body: Body, *, by: Any, at: datetime) -> None:
    """The same for each meeting of a body that is planned, to come, and of which nobody was informed."""
    planned = body.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=at).order_by("pk")
    for meeting in planned.select_for_update(of=("self",)):
        list_members(meeting, by=by, at=at)


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
    if starts_at <= at < ends_at and not afterwards:
        raise DomainError(
            "Cette heure est passée\u00a0: la réunion a déjà commencé. Pour la noter, cochez la case prévue."
        ).at("begins")
    if starts_at <= at and not afterwards:
        raise DomainError(
            "Cette date est passée. Si la réunion a déjà eu lieu, cochez la case prévue pour le dire."
        ).at("day")
    meeting = Meeting(
        network_id=body.network_id, body=body, title=title, starts_at=starts_at, ends_at=ends_at, **fields
    )
    meeting.full_clean()
    meeting.save()
    list_members(meeting, by=by, at=at)
    journal.record(MeetingVerb.PLANNED, on=meeting, by=by, at=at, day=timezone.localdate(starts_at).isoformat())
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: Any, at: datetime, **fields: Any) -> Meeting:
    """Change a meeting that neither took place nor was called off; those who were convened learn what they must know.

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
        raise DomainError("Cette date est passée\u00a0: les personnes conviées ne peuvent plus venir.").at("day")
    is_announced = meeting.state == MeetingState.CONVENED and bool(ANNOUNCED & set(changed))
    if is_announced:
        meeting.sequence += 1
    meeting.full_clean()
    meeting.save()
    _ask_anew(meeting, moved=moved)
    if moved and meeting.state == MeetingState.PLANNED:
        list_members(meeting, by=by, at=at)
    journal.record(MeetingVerb.CHANGED, on=meeting, by=by, at=at, fields=changed, told=is_announced)
    if is_announced:
        write_mails(meeting.invitees.all(), MeetingMailKind.CHANGE, sequence=meeting.sequence, at=at)
    return meeting


def _ask_anew(meeting: Meeting, *, moved: bool) -> None:
    answered = Invitee.objects.filter(meeting=meeting).exclude(answer=Answer.NONE)
    if not moved:
        answered = answered.filter(answer=Answer.REMOTE) if not meeting.video_url else answered.none()
    answered.update(answer=Answer.NONE, answered_at=None)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Any, at: datetime) -> Meeting:
    """Call a meeting off and say why; whoever was convened is informed. Raises DomainError for one that took place."""
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


# -- Recurring meetings: each is a row, moved alone or with those after it

#: A body that met more often in one go would not be planned, but mistyped.
MAX_MEETINGS = 60


@transaction.atomic
def plan_series(
    body: Body, *, title: str, rule: str, starts_at: datetime, ends_at: datetime, by: Any, at: datetime, **fields: Any
) -> MeetingSeries:
    """Plan the meetings of a rhythm (an RRULE with an end) from the first, which is `starts_at`.

    Each begins when the same clock shows the same time, whatever the season. Raises DomainError for a rhythm that
    cannot be read or gives more than 60 meetings, for hours the wrong way round, and for a first meeting in the past.
    """
    body = lock_body(body)
    check_hours(starts_at, ends_at)
    moments = _moments(rule, starts_at)
    if len(moments) > MAX_MEETINGS:
        raise DomainError(
            f"Ce rythme donne {len(moments)} réunions\u00a0: prévoyez-en {MAX_MEETINGS} au plus à la fois."
        ).at("count")
    series = MeetingSeries(network_id=body.network_id, body=body, title=title, rule=rule, begun_at=at)
    series.full_clean()
    series.save()
    lasting = ends_at - starts_at
    for start in moments:
        plan_meeting(body, title=title, starts_at=start, ends_at=start + lasting, series=series, by=by, at=at, **fields)
    journal.record(MeetingVerb.SERIES_PLANNED, on=series, by=by, at=at, meetings=len(moments))
    return series


def _moments(rule: str, starts_at: datetime) -> list[datetime]:
    try:
        shown = occurrences(rule, timezone.localtime(starts_at).replace(tzinfo=None))
        return [moment(one, _zone()) for one in shown]
    except (RhythmUnreadable, NoSuchTime) as wrong:
        raise DomainError(str(wrong)) from None


def _zone() -> tzinfo:
    return timezone.get_default_timezone()


@transaction.atomic
def change_following(meeting: Meeting, *, by: Any, at: datetime, **fields: Any) -> list[Meeting]:
    """Change a meeting and those after it in its series that neither took place nor were called off.

    They move by the same number of days on the calendar and to the same hours of the clock; `starts_at` and `ends_at`
    are those of the first. Raises DomainError for a meeting of no series, and as `change_meeting` does.
    """
    meeting = lock_planned_meeting(meeting)
    if meeting.series_id is None:
        raise DomainError("Cette réunion ne fait pas partie d’une série.")
    following = list(
        Meeting.objects.filter(series=meeting.series_id, state__in=OPEN, starts_at__gt=meeting.starts_at).order_by(
            "starts_at", "pk"
        )
    )
    old = timezone.localtime(meeting.starts_at)
    new_start = timezone.localtime(fields.pop("starts_at", meeting.starts_at))
    new_end = timezone.localtime(fields.pop("ends_at", meeting.ends_at))
    by_days = new_start.date() - old.date()
    changed = [change_meeting(meeting, starts_at=new_start, ends_at=new_end, by=by, at=at, **fields)]
    for one in following:
        start = _moved(one.starts_at, by_days, new_start)
        changed.append(
            change_meeting(one, starts_at=start, ends_at=start + (new_end - new_start), by=by, at=at, **fields)
        )
    return changed


def _moved(was: datetime, by_days: timedelta, like: datetime) -> datetime:
    shown = timezone.localtime(was).replace(tzinfo=None) + by_days
    try:
        return moment(shown.replace(hour=like.hour, minute=like.minute), _zone())
    except NoSuchTime as wrong:
        raise DomainError(str(wrong)).at("begins") from None
