"""The files of annual reports are set in the background."""

from celery import shared_task
from django.utils import timezone

from evaluation.annual_report.actions import JOB_KIND, carry_out
from evaluation.annual_report.papers import render
from inclusion.core import jobs
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="evaluation.tasks.set_report")
def set_report(*, network_id: int, job_id: int) -> None:
    """Set the files of an edition, from wherever it stopped."""
    with scoped_to(Network.objects.get(pk=network_id)):
        carry_out(job_id, render=render, clock=timezone.now)


@shared_task(name="evaluation.tasks.sweep_reports")
def sweep_reports() -> None:
    """Resume the work of which no worker has been heard for the length of a lease; one network after the other."""
    jobs.resume_left([JOB_KIND], task="evaluation.tasks.set_report")
