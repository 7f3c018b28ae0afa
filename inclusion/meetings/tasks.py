"""Reminders of meetings."""

from celery import shared_task
from django.utils import timezone

from inclusion.core.jobs import in_each_network
from inclusion.meetings.actions.planning import remind_unanswered


@shared_task(name="inclusion.tasks.remind_invitees")
def remind_invitees() -> None:
    """Remind, once, those who have not answered about the meetings of the next two days, in every network."""
    in_each_network(lambda network: remind_unanswered(at=timezone.now()))
