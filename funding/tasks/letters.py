"""Letters and postal batches behind the pages: thin tasks, the rows decide."""

from celery import shared_task
from django.utils import timezone

from funding.actions import letters, postal_files
from funding.actions.batches import JOB_KIND
from funding.documents.letters import compose_message, render_letter
from funding.models import Letter
from inclusion import jobs
from inclusion.enums import JobState
from inclusion.models import Job, Network
from inclusion.scope import scoped_to

#: Letters of one network taken up again by one sweep: a long queue is not sent a second time at once.
MOST_SWEPT = 100


@shared_task(name="funding.tasks.write_letter")
def write_letter(*, network_id: int, letter_id: int) -> None:
    """Write a letter, then send it or lay it in the batch, from wherever it stopped."""
    with scoped_to(Network.objects.get(pk=network_id)):
        letters.carry_on(letter_id, render=render_letter, compose=compose_message, clock=timezone.now)


@shared_task(name="funding.tasks.build_postal_batch")
def build_postal_batch(*, network_id: int, job_id: int) -> None:
    """Make the print-ready file and the manifest of a batch.

    The settings let letters that somebody waits for go first.
    """
    with scoped_to(Network.objects.get(pk=network_id)):
        postal_files.build(job_id, clock=timezone.now)


@shared_task(name="funding.tasks.sweep_letters")
def sweep_letters() -> None:
    """Take up what waits for its next try or was left by a worker that died; one network after the other."""
    now = timezone.now()
    for network in Network.objects.order_by("pk"):
        with scoped_to(network):
            due = Letter.objects.due(at=now, lease=jobs.lease()).order_by("pk")
            for pk in due.values_list("pk", flat=True)[:MOST_SWEPT]:
                write_letter.delay_on_commit(network_id=network.pk, letter_id=pk)
            left = jobs.claimable(Job, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=now)
            for pk in left.filter(kind=JOB_KIND, created_at__lt=now - jobs.lease()).values_list(
                "pk", flat=True
            ):
                build_postal_batch.delay_on_commit(network_id=network.pk, job_id=pk)
