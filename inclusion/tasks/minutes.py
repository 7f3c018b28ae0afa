"""Minutes of meetings leave: each once at most, and what became of it is kept on its row."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from inclusion import jobs
from inclusion.actions.minutes import LOST
from inclusion.documents.minutes_mails import compose_mail, skip_reason
from inclusion.enums.meetings import MeetingMailKind
from inclusion.mail_rows import send_row
from inclusion.models import MeetingMail, Network
from inclusion.scope import scoped_to
from inclusion.tasks.nightly import RETRIES, in_each_network


@shared_task(name="inclusion.tasks.send_minutes_mail", bind=True, **RETRIES)
def send_minutes_mail(self: Any, *, network_id: int, mail_id: int) -> None:
    """Send the minutes to one person, once, while they are the last ones."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, MeetingMail, mail_id, skip_reason=skip_reason, compose=compose_mail)


@shared_task(name="inclusion.tasks.sweep_minutes_mails")
def sweep_minutes_mails() -> None:
    """Ask again for the minutes whose tasks were lost on their way: their rows let them leave once."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    waiting = MeetingMail.objects.waiting().filter(
        kind=MeetingMailKind.MINUTES, written_at__gt=timezone.now() - LOST
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        jobs.enqueue_best_effort(send_minutes_mail, network_id=network.pk, mail_id=pk)
