"""The words of e-mails about meetings, and the entry that a calendar takes from them."""

from email.message import MIMEPart
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.enums import Reminder
from inclusion.core.french.periods import long_date, plain_date
from inclusion.core.french.recurrence import hour_words
from inclusion.core.mail import emails, outbox
from inclusion.core.papers.calendars import Entry, Person, calendar_file
from inclusion.meetings.actions.minutes import edition_of
from inclusion.meetings.enums import Answer, MeetingMailKind, MeetingState
from inclusion.meetings.models import Invitee, Meeting, MeetingMail, MeetingTask
from inclusion.meetings.rules import timing


def _hour(moment: Any) -> str:
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment:%M}" if moment.minute else "")


def when_said(meeting: Meeting) -> str:
    """« mardi 24 novembre 2026, de 14 h à 16 h 30 », with both days where it ends on another one."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    if start.date() == end.date():
        return f"{long_date(start.date())}, de {_hour(start)} à {_hour(end)}"
    return f"du {long_date(start.date())} à {_hour(start)} au {long_date(end.date())} à {_hour(end)}"


# -- Texts of e-mails about meetings, and their calendar entry

MOVED_ON = "La réunion a changé depuis\u00a0: ce courriel n’est pas parti, le suivant dit ce qui est vrai."


def skip_reason(row: MeetingMail) -> str:
    """Why an e-mail that still waits says nothing true any more, as a French sentence; empty when it does."""
    if row.kind == MeetingMailKind.MINUTES:
        return _minutes_skip_reason(row)
    meeting = row.invitee.meeting
    if row.kind == MeetingMailKind.CANCELLATION:
        return "" if meeting.state == MeetingState.CANCELLED else MOVED_ON
    if meeting.state == MeetingState.CANCELLED:
        return "La réunion a été annulée entre-temps\u00a0: ce courriel n’est pas parti."
    if meeting.state != MeetingState.CONVENED or meeting.starts_at <= timezone.now():
        return "La réunion a commencé entre-temps\u00a0: ce courriel n’est pas parti."
    if row.sequence < meeting.sequence:
        return MOVED_ON
    if row.kind == MeetingMailKind.REMINDER and row.invitee.answer != Answer.NONE:
        return "La réponse est arrivée entre-temps\u00a0: le rappel n’est pas parti."
    return ""


def when_words(meeting: Meeting) -> str:
    """« jeudi 10 décembre 2026, de 14 h à 16 h 30 », on the clock of Paris."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    if start.date() == end.date():
        return f"{long_date(start.date())}, de {hour_words(start)} à {hour_words(end)}"
    return f"du {long_date(start.date())} à {hour_words(start)} au {long_date(end.date())} à {hour_words(end)}"


def where_words(meeting: Meeting) -> str:
    """The place and its address on one line; empty for a meeting that takes place from afar alone."""
    return ", ".join(filter(None, (meeting.venue, meeting.address)))


def agenda_lines(meeting: Meeting) -> list[dict[str, Any]]:
    """The points of the agenda in their order, each with the hour at which it begins, where that is known."""
    items = sorted(meeting.agenda.all(), key=lambda item: (item.rank, item.pk))
    times = timing(
        [item.minutes for item in items],
        starts_at=timezone.localtime(meeting.starts_at),
        ends_at=timezone.localtime(meeting.ends_at),
    )
    return [
        {"item": item, "hour": hour_words(start) if start else ""}
        for item, start in zip(items, times.starts, strict=True)
    ]


def entry_of(
    meeting: Meeting, *, stamp: Any, url: str = "", convened: Person | None = None, asked: Person | None = None
) -> Entry:
    """The meeting as an entry of a calendar; `convened`: who convenes, `asked`: who is asked, where they are named."""
    lines = [f"{line['hour']} {line['item'].title}".strip() for line in agenda_lines(meeting)]
    said = [meeting.introduction, meeting.video_url, "\n".join(lines), url]
    return Entry(
        uid=f"{meeting.uid}@liant",
        sequence=meeting.sequence,
        stamp=stamp,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        description="\n\n".join(filter(None, said)),
        location=where_words(meeting) or meeting.video_url,
        url=url,
        cancelled=meeting.state == MeetingState.CANCELLED,
        organizer=convened,
        attendee=asked,
    )


def calendar_of(meeting: Meeting, *, invitee: Invitee | None, stamp: Any, method: str, url: str = "") -> bytes:
    """The meeting as a file for calendars: REQUEST and CANCEL name who is asked, PUBLISH names nobody."""
    convened = organizer(meeting) if method != "PUBLISH" else None
    asked = Person(invitee.name, invitee.email) if convened and invitee and invitee.email else None
    entry = entry_of(meeting, stamp=stamp, url=url, convened=convened, asked=asked)
    return calendar_file(str(meeting.body), [entry], method=method)


def answer_address(meeting: Meeting) -> str:
    """Where answers are read: at the network, else by whoever convened the meeting."""
    by = meeting.convened_by
    convened = by.email if by and by.is_active else ""
    return meeting.network.email or convened


def organizer(meeting: Meeting) -> Person:
    """Who convenes, under the name of the network; a calendar answers there, or at the portal where there is nobody."""
    return Person(meeting.network.name, answer_address(meeting) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def letter_context(meeting: Meeting, invitee: Invitee | None) -> dict[str, Any]:
    """What an e-mail about a meeting says; without an invitee, as its preview shows it."""
    token = invitee.token if invitee else "lien-personnel"
    return {
        "network": meeting.network,
        "body": meeting.body,
        "meeting": meeting,
        "invitee": invitee,
        "when": when_words(meeting),
        "where": where_words(meeting),
        "agenda": agenda_lines(meeting),
        "answer_url": emails.absolute("meeting_answer", meeting.network.slug, token),
    }


def compose_mail(row: MeetingMail) -> EmailMessage:
    """The message of a row, to its one address, with the entry for their calendar; answers go to the network."""
    if row.kind == MeetingMailKind.MINUTES:
        return _compose_minutes(row)
    invitee = row.invitee
    meeting = invitee.meeting
    context = {**letter_context(meeting, invitee), "answered": invitee.answer != Answer.NONE}
    message = emails.compose(f"meeting_{row.kind}", context, to=invitee.email, reply_to=answer_address(meeting))
    if row.kind != MeetingMailKind.REMINDER:
        method = "CANCEL" if row.kind == MeetingMailKind.CANCELLATION else "REQUEST"
        content = calendar_of(meeting, invitee=invitee, stamp=row.written_at, method=method, url=context["answer_url"])
        part = MIMEPart()
        part.set_content(
            content.decode(),
            subtype="calendar",
            params={"method": method},
            disposition="attachment",
            filename="reunion.ics",
        )
        message.attach(part)
    return message


# -- E-mail with the minutes of a meeting


def _minutes_skip_reason(row: MeetingMail) -> str:
    meeting = row.invitee.meeting
    if meeting.state != MeetingState.MINUTED:
        return "Le relevé est en cours de correction\u00a0: ce courriel n’est pas parti."
    if edition_of(meeting) - 1 != row.sequence:
        return "Un relevé corrigé a remplacé celui-ci\u00a0: ce courriel n’est pas parti."
    return ""


def _compose_minutes(row: MeetingMail) -> EmailMessage:
    """The message, with the document that was stored, and the tasks of whoever reads it."""
    invitee, meeting = row.invitee, row.invitee.meeting
    tasks = MeetingTask.objects.filter(meeting=meeting).open().order_by("due_on", "pk")
    own = [
        f"{one.title}, pour le {plain_date(one.due_on)}"
        for one in tasks
        if (invitee.user_id and one.user_id == invitee.user_id)
        or (one.user_id is None and one.partner_id == invitee.partner_id)
    ]
    context = {
        "network": row.network,
        "meeting": meeting,
        "on": timezone.localdate(meeting.starts_at),
        "when": when_said(meeting),
        "corrected": bool(row.sequence),
        "tasks": own,
        "decisions": meeting.decisions.count(),
        "tasks_url": emails.absolute("task_list", row.network.slug),
        "has_account": invitee.user_id is not None,
    }
    message = emails.compose("meeting_minutes", context, to=invitee.email, reply_to=answer_address(meeting))
    assert meeting.minutes is not None  # they leave once they are set
    message.attach(meeting.minutes.filename, meeting.minutes.data, meeting.minutes.media_type)
    return message


outbox.register(
    MeetingMail,
    compose=compose_mail,
    skip_reason=skip_reason,
    reminder=lambda row: Reminder.MEETINGS if row.kind == MeetingMailKind.REMINDER else "",
)
