"""The tasks of evaluation, where Celery looks for them; their names are those of the schedule in the settings."""

from evaluation.annual_report.tasks import set_report, sweep_reports
from evaluation.results.tasks import publish_survey, sweep_publications
from evaluation.surveys.tasks import close_ended_campaigns, remind_structures

__all__ = [
    "close_ended_campaigns",
    "publish_survey",
    "remind_structures",
    "set_report",
    "sweep_publications",
    "sweep_reports",
]
