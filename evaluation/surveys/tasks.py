"""Daily work on campaigns: structures are reminded before the end, campaigns are closed after it."""

from celery import shared_task
from django.utils import timezone

from evaluation.surveys import actions as survey_actions
from inclusion.core.jobs import in_each_network


@shared_task(name="evaluation.tasks.close_ended_campaigns")
def close_ended_campaigns() -> None:
    """Close, in every network, the campaigns whose late answers were awaited for long enough."""
    in_each_network(lambda network: survey_actions.close_ended_campaigns(at=timezone.now()))


@shared_task(name="evaluation.tasks.remind_structures")
def remind_structures() -> None:
    """Remind, in every network, the structures with few answers of what ends within a week."""
    in_each_network(lambda network: survey_actions.remind_before_end(at=timezone.now()))
