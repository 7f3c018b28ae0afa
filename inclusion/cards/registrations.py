"""What registrations show elsewhere: how many there are, on the page of an event."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from inclusion.actions.event_attendance import attendance_blocker
from inclusion.hooks import register_panel
from inclusion.models.events import Event
from inclusion.models.registration_queries import counts_of


def registrations_panel(request: HttpRequest, event: Event) -> tuple[str, dict[str, Any]] | None:
    """How many registered, for whoever runs the event; nothing where one simply comes and nobody did register."""
    if not Event.objects.editable_by(request.member).filter(pk=event.pk).exists():
        return None
    counts = counts_of(event)
    if not event.takes_registrations and not counts.any:
        return None
    context = {
        "event": event,
        "counts": counts,
        "starts_soon": not attendance_blocker(event, at=timezone.now()),
    }
    return "inclusion/registration_panel.html", context


register_panel("event_detail", registrations_panel)
