"""Reminders of training sessions by e-mail."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from equipment.family_aid.actions.sessions import to_mail
from equipment.family_aid.mails import compose_reminder, skip_reason
from equipment.family_aid.models import SessionAttendance
from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="equipment.tasks.remind_families")
def remind_families() -> None:
    """Send the reminders of what is on today and tomorrow, in every network; each row leaves once at most."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    for pk in to_mail(at=timezone.now()).values_list("pk", flat=True):
        jobs.enqueue_best_effort(
            "equipment.tasks.send_session_reminder", network_id=network.pk, attendance_id=pk
        )


@shared_task(name="equipment.tasks.send_session_reminder", bind=True, **RETRIES)
def send_session_reminder(self: Any, *, network_id: int, attendance_id: int) -> None:
    """Send one reminder that waits and still makes sense, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(
            self,
            SessionAttendance,
            attendance_id,
            skip_reason=skip_reason,
            compose=compose_reminder,
        )
