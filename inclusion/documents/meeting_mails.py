"""The words of e-mails about meetings, and the entry that a calendar takes from them."""

from email.message import MIMEPart
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion import mail
from inclusion.documents.calendars import Entry, Person, calendar_file
from inclusion.enums.meetings import Answer, MeetingMailKind, MeetingState
from inclusion.models import Invitee, Meeting, MeetingMail, Network
from inclusion.rules.agendas import timing
from inclusion.rules.local_time import hour_words
from inclusion.rules.periods import long_date

MOVED_ON = "La réunion a changé depuis\u00a0: ce courriel n’est pas parti, le suivant dit ce qui est vrai."


def skip_reason(row: MeetingMail) -> str:
    """Why an e-mail that still waits says nothing true any more, as a French sentence; empty when it does."""
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
    return (
        f"du {long_date(start.date())} à {hour_words(start)} au {long_date(end.date())} à {hour_words(end)}"
    )


def where_words(meeting: Meeting) -> str:
    """The place and its address on one line; empty for a meeting that is held from afar alone."""
    return ", ".join(filter(None, (meeting.venue, meeting.address)))


def agenda_lines(meeting: Meeting) -> list[dict[str, Any]]:
    """The points of the agenda in their order, each with the hour at which it begins, where that is known."""
    items = list(meeting.agenda.order_by("rank", "pk"))
    times = timing(
        [item.minutes for item in items],
        starts_at=timezone.localtime(meeting.starts_at),
        ends_at=timezone.localtime(meeting.ends_at),
    )
    return [
        {"item": item, "hour": hour_words(start) if start else ""}
        for item, start in zip(items, times.starts, strict=True)
    ]


def calendar_of(
    meeting: Meeting, *, invitee: Invitee | None, stamp: Any, method: str, url: str = ""
) -> bytes:
    """The meeting as a file for calendars: REQUEST and CANCEL name who is asked, PUBLISH names nobody."""
    network = meeting.network
    named = method != "PUBLISH" and invitee is not None and bool(invitee.email)
    lines = [f"{line['hour']} {line['item'].title}".strip() for line in agenda_lines(meeting)]
    said = [meeting.introduction, meeting.video_url, "\n".join(lines), url]
    entry = Entry(
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
        organizer=organizer(network) if method != "PUBLISH" else None,
        attendee=Person(invitee.name, invitee.email) if named and invitee else None,
    )
    return calendar_file(str(meeting.body), [entry], method=method)


def organizer(network: Network) -> Person:
    """Who convenes: the network at its address, or at that of the portal where it gave none."""
    return Person(network.name, network.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


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
        "answer_url": mail.absolute("meeting_answer", meeting.network.slug, token),
    }


def compose_mail(row: MeetingMail) -> EmailMessage:
    """The message of a row, to its one address, with the entry for their calendar; answers go to the network."""
    row = MeetingMail.objects.select_related(
        "invitee__meeting__body", "invitee__meeting__network__department", "invitee__partner"
    ).get(pk=row.pk)
    invitee = row.invitee
    meeting = invitee.meeting
    context = {**letter_context(meeting, invitee), "answered": invitee.answer != Answer.NONE}
    message = mail.compose(f"meeting_{row.kind}", context, to=invitee.email, reply_to=meeting.network.email)
    if row.kind != MeetingMailKind.REMINDER:
        method = "CANCEL" if row.kind == MeetingMailKind.CANCELLATION else "REQUEST"
        content = calendar_of(
            meeting, invitee=invitee, stamp=row.written_at, method=method, url=context["answer_url"]
        )
        message.attach(_calendar_part(content, method))
    return message


def _calendar_part(content: bytes, method: str) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        content.decode(),
        subtype="calendar",
        params={"method": method},
        disposition="attachment",
        filename="reunion.ics",
    )
    return part
