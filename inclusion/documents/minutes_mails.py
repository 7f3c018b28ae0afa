"""The e-mail that brings the minutes of a meeting."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion import mail
from inclusion.actions.minutes import edition_of
from inclusion.documents.minutes import when_said
from inclusion.enums.meetings import MeetingState
from inclusion.models import MeetingMail, MeetingTask
from inclusion.rules.periods import plain_date


def skip_reason(row: MeetingMail) -> str:
    """Why these minutes, if they still wait, should not leave any more; empty when they should."""
    meeting = row.invitee.meeting
    if meeting.state != MeetingState.MINUTED:
        return "Le relevé est en cours de correction\u00a0: ce courriel n’est pas parti."
    if edition_of(meeting) - 1 != row.sequence:
        return "Un relevé corrigé a remplacé celui-ci\u00a0: ce courriel n’est pas parti."
    return ""


def compose_mail(row: MeetingMail) -> EmailMessage:
    """The message of a row, with the document that was stored, and the tasks of whoever reads it."""
    row = MeetingMail.objects.select_related(
        "network__department", "invitee__meeting__body", "invitee__meeting__minutes"
    ).get(pk=row.pk)
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
        "tasks_url": mail.absolute("task_list", row.network.slug),
        "has_account": invitee.user_id is not None,
    }
    message = mail.compose("meeting_minutes", context, to=invitee.email, reply_to=row.network.email)
    message.attach(meeting.minutes.filename, meeting.minutes.data, meeting.minutes.media_type)
    return message
