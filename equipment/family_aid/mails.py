"""The words of the e-mail that reminds a family of a session, and when it is no longer worth sending."""

from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from equipment.family_aid.actions.sessions import FOLLOWS
from equipment.family_aid.models import SessionAttendance
from equipment.family_aid.rules import shown_minutes
from inclusion.core.mail import emails, outbox

TOO_LATE = "La séance a commencé avant que le rappel ne puisse partir."


def skip_reason(row: SessionAttendance) -> str:
    """Why a reminder that still waits has nothing to say any more, as a French sentence; empty when it has."""
    if row.session.starts_at <= timezone.now():
        return TOO_LATE
    if row.aid.state not in FOLLOWS or not row.aid.person.email:
        return "Ce rappel n’a plus de destinataire."
    return ""


def compose_reminder(row: SessionAttendance) -> EmailMessage:
    """Return the message, to the person alone."""
    start = timezone.localtime(row.session.starts_at)
    context: dict[str, Any] = {
        "network": row.network,
        "person": row.aid.person,
        "session": row.session,
        "day": start.date(),
        "hour": f"{start:%H:%M}",
        "lasts": shown_minutes(row.session.minutes),
        "tomorrow": (start.date() - timezone.localdate()).days == 1,
        "contact": row.aid.proposed_for,
    }
    return emails.compose("aid_reminder", context, to=row.aid.person.email)


outbox.register(SessionAttendance, compose=compose_reminder, skip_reason=skip_reason)
