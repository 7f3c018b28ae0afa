"""Daily work on campaigns: structures are reminded before the end, campaigns are closed after it."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from evaluation.surveys import actions as survey_actions
from evaluation.surveys.mails import compose_reminder, skip_reason
from evaluation.surveys.models import CampaignReminder
from inclusion.core.jobs import RETRIES, in_each_network
from inclusion.core.mail.rows import send_row
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to

#: A reminder that waits for longer than this was lost on its way to the worker, which gives up after a day.
LOST = timedelta(days=2)


@shared_task(name="evaluation.tasks.close_ended_campaigns")
def close_ended_campaigns() -> None:
    """Close, in every network, the campaigns whose late answers were awaited for long enough."""
    in_each_network(lambda network: survey_actions.close_ended_campaigns(at=timezone.now()))


@shared_task(name="evaluation.tasks.remind_structures")
def remind_structures() -> None:
    """Remind, in every network, the structures with few answers of what ends within a week."""
    in_each_network(lambda network: survey_actions.remind_before_end(at=timezone.now()))


@shared_task(name="evaluation.tasks.send_campaign_reminder", bind=True, **RETRIES)
def send_campaign_reminder(self: Any, *, network_id: int, reminder_id: int) -> None:
    """Send a reminder that waits and still says what is so, once."""
    with scoped_to(Network.objects.get(pk=network_id)):
        send_row(self, CampaignReminder, reminder_id, skip_reason=skip_reason, compose=compose_reminder)


@shared_task(name="evaluation.tasks.sweep_campaign_reminders")
def sweep_campaign_reminders() -> None:
    """Ask again for the reminders whose tasks were lost on their way: their rows let them leave once."""
    in_each_network(_ask_again)


def _ask_again(network: Network) -> None:
    for row in CampaignReminder.objects.waiting().filter(asked_at__gt=timezone.now() - LOST).order_by("pk"):
        survey_actions.enqueue_mail(row)
