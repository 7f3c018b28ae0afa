"""What the pages of bodies and meetings share: their tabs, which rows they show."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.columns import name_order
from inclusion.core.navigation import tabs_for
from inclusion.meetings.actions.convening import answer_blocker
from inclusion.meetings.enums import Answer, Attendance, MeetingMailKind, MeetingState
from inclusion.meetings.lists import look_of_meeting
from inclusion.meetings.mails import agenda_lines, when_words, where_words
from inclusion.meetings.models import Body, Invitee, Meeting, MeetingMail
from inclusion.meetings.queries import due_of, invitee_of
from inclusion.meetings.rules import NextMeeting, Pace, Stage, rhythm_words, timing

#: The pages of meetings: key, label, URL name, who is shown it.
TABS = (
    ("meetings", "Réunions", "meeting_list", Permission.BODIES_VIEW),
    ("bodies", "Instances", "body_list", Permission.BODIES_VIEW),
    ("tasks", "Tâches", "task_list", Permission.BODIES_VIEW),
    ("presence", "Présences", "meeting_presence", Permission.BODIES_VIEW),
)


def tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The tabs that this member is shown, the current one marked."""
    return tabs_for(member, current, TABS)


def seen_body(member: Member, pk: int) -> Body:
    """A body that this member may see, or 404."""
    return get_object_or_404(Body.objects.visible_to(member).select_related("partner", "epci"), pk=pk)


def seen_meeting(member: Member, pk: int) -> Meeting:
    """A meeting that this member may see, or 404."""
    found = Meeting.objects.visible_to(member).select_related("body", "network", "series")
    return get_object_or_404(found, pk=pk)


def due_words(due: NextMeeting, today: date) -> str:
    """What a body's page says of its next meeting, as a sentence."""
    planned = f"Prochaine réunion le {plain_date(due.planned_on)}" if due.planned_on else ""
    if due.pace == Pace.LATE:
        late = f"elle devait se réunir avant le {plain_date(due.due_on or today)}"
        return f"{planned}\u00a0: {late}." if planned else f"{late[0].upper()}{late[1:]}."
    if planned:
        return f"{planned}."
    if due.due_on is not None:
        return f"Aucune réunion n’est prévue\u00a0: la prochaine est attendue avant le {plain_date(due.due_on)}."
    return "Aucune réunion n’est prévue."


def body_page(member: Member, body: Body) -> dict[str, Any]:
    """What the page of a body shows."""
    now = timezone.now()
    today = timezone.localdate(now)
    seats = body.seats.select_related("partner").order_by(name_order(), "pk")
    meetings = body.meetings.with_counts()
    due = due_of(body, today=today)
    return {
        "body": body,
        "tabs": tabs(member, "bodies"),
        "manages": member.may(Permission.BODIES_MANAGE),
        "dealt_since": Body.objects.with_dealing().get(pk=body.pk).dealt_since,
        "rhythm": rhythm_words(body.meets_least, body.meets_most),
        "due": due,
        "due_words": "" if body.is_closed else due_words(due, today),
        "seats": [seat for seat in seats if seat.until is None or seat.until > today],
        "gone": [seat for seat in seats if seat.until is not None and seat.until <= today],
        "to_come": list(meetings.to_come(at=now)),
        "past": list(meetings.standing().filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:12]),
        "points": list(body.points.waiting().select_related("partner")),
    }


def days_words(meeting: Meeting, now: datetime) -> str:
    """« Dans 12 jours », « Demain », « Aujourd’hui », « Il y a 3 jours »."""
    days = (timezone.localdate(meeting.starts_at) - timezone.localdate(now)).days
    if days == 0:
        return "Aujourd’hui"
    if days == 1:
        return "Demain"
    if days == -1:
        return "Hier"
    return f"Dans {days}\u00a0jours" if days > 0 else f"Il y a {so_many(-days, 'jour', 'jours')}"


def answer_words(meeting: Meeting, invitees: list[Invitee], now: datetime) -> str:
    """What the title of a meeting's page says: how far it is, and its state."""
    when = days_words(meeting, now)
    if meeting.state == MeetingState.CANCELLED:
        return f"Annulée le {plain_date(timezone.localdate(meeting.cancelled_at))}"
    stage = meeting.stage(at=now)
    if meeting.took_place:
        there = sum(one.attendance in (Attendance.PRESENT, Attendance.REMOTE) for one in invitees)
        sentence = f"Tenue le {plain_date(timezone.localdate(meeting.starts_at))}"
        return f"{sentence}, {so_many(there, 'personne présente', 'personnes présentes')}" if there else sentence
    if stage == Stage.OVER:
        return f"{when}, le relevé reste à envoyer"
    if stage == Stage.GOING_ON:
        return "La réunion est en cours" if meeting.starts_at <= now else "La réunion va commencer"
    if meeting.state == MeetingState.PLANNED:
        return f"{when}, pas encore convoquée"
    invitees = [one for one in invitees if not one.came_unasked]
    answered = sum(one.answer != Answer.NONE for one in invitees)
    if not answered:
        return f"{when}, personne n’a encore répondu"
    return f"{when}, {so_many(answered, 'personne a répondu', 'personnes ont répondu')} sur {len(invitees)}"


def agenda_of(meeting: Meeting) -> dict[str, Any]:
    """The agenda with its hours, and whether it fits."""
    lines = agenda_lines(meeting)
    times = timing([line["item"].minutes for line in lines], starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    return {"agenda": lines, "timing": times, "over": -times.left if times.left < 0 else 0}


def _with_mails(meeting: Meeting, invitees: list[Invitee]) -> list[dict[str, Any]]:
    mails: dict[int, MeetingMail] = {}
    sent = MeetingMail.objects.filter(invitee__meeting=meeting).exclude(kind=MeetingMailKind.MINUTES)
    for mail in sent.order_by("sequence", "written_at", "pk"):
        mails[mail.invitee_id] = mail
    return [{"one": one, "mail": mails.get(one.pk)} for one in invitees]


def meeting_page(member: Member, meeting: Meeting) -> dict[str, Any]:
    """What the page of a meeting shows."""
    now = timezone.now()
    invitees = list(meeting.invitees.select_related("partner").order_by(name_order(), "pk"))
    mine = invitee_of(member, invitees)
    convened = [one for one in invitees if not one.came_unasked]
    counts = {answer: sum(one.answer == answer for one in convened) for answer in Answer.values}
    open_now = meeting.state in (MeetingState.PLANNED, MeetingState.CONVENED)
    return {
        "meeting": meeting,
        "tabs": tabs(member, "meetings"),
        "manages": member.may(Permission.BODIES_MANAGE),
        "says": answer_words(meeting, invitees, now),
        "look": look_of_meeting(meeting),
        "when": when_words(meeting),
        "where": where_words(meeting),
        "people": _with_mails(meeting, convened),
        "to_phone": [one for one in convened if not one.email],
        "counts": [(Answer(answer).label, count) for answer, count in counts.items() if count],
        "mine": mine,
        "may_answer": mine is not None and not answer_blocker(meeting, at=now),
        "is_open": open_now,
        "ahead": open_now and meeting.starts_at > now,
        "siblings": meeting.series.meetings.count() if meeting.series else 0,
        **agenda_of(meeting),
    }
