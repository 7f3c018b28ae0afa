"""PDFs made in the background: thin tasks, the rows decide."""

from celery import shared_task
from django.utils import timezone

from inclusion.core import jobs
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from roadmaps.adoption import actions as adoption_actions
from roadmaps.adoption.papers import draft_pdf, version_pdf
from roadmaps.plans.models.roadmaps import Roadmap


@shared_task(name="roadmaps.tasks.print_version")
def print_version(*, network_id: int, job_id: int) -> None:
    """Make the PDF of an adopted version, or of a large project, and keep it."""
    with scoped_to(Network.objects.get(pk=network_id)):
        adoption_actions.carry_out(job_id, render_version=version_pdf, render_draft=_draft, clock=timezone.now)


def _draft(roadmap: Roadmap) -> bytes:
    return draft_pdf(roadmap, on=timezone.localdate())


@shared_task(name="roadmaps.tasks.sweep_prints")
def sweep_prints() -> None:
    """Take up prints that no worker has been heard of for the length of a lease; one network after the other."""
    jobs.resume_left(adoption_actions.KINDS, task="roadmaps.tasks.print_version")
