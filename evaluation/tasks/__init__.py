"""Background work of evaluation, by noun; the names of the tasks are those of the schedule in the settings."""

from evaluation.tasks.campaigns import (
    close_ended_campaigns,
    remind_structures,
    send_campaign_reminder,
    sweep_campaign_reminders,
)
from evaluation.tasks.publishing import publish_survey, sweep_publications

__all__ = [
    "close_ended_campaigns",
    "publish_survey",
    "remind_structures",
    "send_campaign_reminder",
    "sweep_campaign_reminders",
    "sweep_publications",
]
