"""E-mails about meetings and their minutes are sent, each once at most; the outcome is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.minutes import MINUTES_LOST
from inclusion.meetings.actions.planning import LOST, remind_unanswered
from inclusion.meetings.enums import MeetingMailKind
from inclusion.meetings.mails import compose_mail, compose_minutes_mail, minutes_skip_reason, skip_reason
from inclusion.meetings.models import MeetingMail


@shared_task(name="inclusion.tasks.send_meeting_mail", bind=True, **RETRIES)
def send_meeting_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send an e-mail that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, MeetingMail, mail_id, skip_reason=skip_reason, compose=compose_mail)


@shared_task(name="inclusion.tasks.sweep_meeting_mails")
def sweep_meeting_mails() -> None:
    """Ask again for the e-mails whose tasks were lost on their way; minutes have a sweep of their own."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = MeetingMail.objects.waiting().filter(written_at__gt=timezone.now() - LOST)
    waiting = waiting.exclude(kind=MeetingMailKind.MINUTES)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort("inclusion.tasks.send_meeting_mail", network_id=network.pk, mail_id=pk)


@shared_task(name="inclusion.tasks.remind_invitees")
def remind_invitees() -> None:
    """Remind, once, those who have not answered about the meetings of the next two days, in every network."""
    in_each_network(_remind)


def _remind(network: Network) -> None:
    remind_unanswered(at=timezone.now())


# -- Sending of minutes, each at most once


@shared_task(name="inclusion.tasks.send_minutes_mail", bind=True, **RETRIES)
def send_minutes_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send the minutes to one person, once, while they are the last ones."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, MeetingMail, mail_id, skip_reason=minutes_skip_reason, compose=compose_minutes_mail)


@shared_task(name="inclusion.tasks.sweep_minutes_mails")
def sweep_minutes_mails() -> None:
    """Ask again for the minutes whose tasks were lost on their way: their rows let them leave once."""
    in_each_network(_ask_again_for_minutes)


def _ask_again_for_minutes(network: Network) -> None:
    waiting = MeetingMail.objects.waiting().filter(
        kind=MeetingMailKind.MINUTES, written_at__gt=timezone.now() - MINUTES_LOST
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort("inclusion.tasks.send_minutes_mail", network_id=network.pk, mail_id=pk)
