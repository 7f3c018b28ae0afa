"""Background tasks of letters and postal batches."""

from datetime import datetime
from itertools import islice, zip_longest

from celery import current_app, shared_task
from django.db.models import Q
from django.utils import timezone

from funding.passes.enums import LetterState
from funding.passes.letters.actions import batches as batch_actions
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.actions.batches import JOB_KIND
from funding.passes.letters.models import Letter
from funding.passes.letters.papers import batches
from funding.passes.letters.papers.letters import compose_message, render_letter
from inclusion.core import jobs
from inclusion.core.enums import Channel, JobState
from inclusion.core.jobs import in_each_network
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to

#: Letters of one network that a sweep resumes of those that somebody waits for or a worker left half-way.
MAX_SWEPT = 100
#: Tasks that may wait before a sweep adds letters of a whole batch, which most likely wait among them: so is a long
#: queue not doubled, and one that was lost with its broker soon made anew.
MAX_WAITING = 1000


@shared_task(name="funding.tasks.write_letter")
def write_letter(*, network_id: int, letter_id: int) -> None:
    """Write a letter, then send it or add it to the batch, from wherever it stopped."""
    with scoped_to(Network.objects.get(pk=network_id)):
        letter_actions.process_letter(letter_id, render=render_letter, compose=compose_message, clock=timezone.now)


@shared_task(name="funding.tasks.build_postal_batch")
def build_postal_batch(*, network_id: int, job_id: int) -> None:
    """Make the print-ready file and the manifest of a batch.

    The settings let letters that somebody waits for go first.
    """
    with scoped_to(Network.objects.get(pk=network_id)):
        batches.build(job_id, clock=timezone.now)


@shared_task(name="funding.tasks.sweep_letters")
def sweep_letters() -> None:
    """Resume what waits for its next try or was left by a worker that died.

    What somebody waits for always, whatever else there is; batches as far as the queue is short, the networks in turn.
    """
    now, capacity = timezone.now(), max(0, MAX_WAITING - _tasks_waiting())
    batches: list[list[tuple[int, int]]] = []

    def sweep(network: Network) -> None:
        due = Letter.objects.due(at=now, lease=jobs.lease()).order_by("bulk", "pk")
        due = due.exclude(channel=Channel.HAND, state=LetterState.WRITTEN)  # a person carries it on
        untouched = Q(bulk=True, state__in=[LetterState.QUEUED, LetterState.WRITTEN])
        for pk, bulk in due.exclude(untouched).values_list("pk", "bulk")[:MAX_SWEPT]:
            letter_actions.enqueue_writing(pk, network_id=network.pk, bulk=bulk)
        waiting = due.filter(untouched).values_list("network_id", "pk")
        batches.append(list(waiting[:capacity]))
        _sweep_batches(network, at=now)

    try:
        in_each_network(sweep)
    finally:
        in_turn = (one for row in zip_longest(*batches) for one in row if one is not None)
        for network_id, pk in islice(in_turn, capacity):
            letter_actions.enqueue_writing(pk, network_id=network_id, bulk=True)


@shared_task(name="funding.tasks.close_due_batches")
def close_due_batches() -> None:
    """Close the batches whose hour has come, one network after the other."""
    in_each_network(lambda network: batch_actions.close_due_batch(at=timezone.now()))


def _sweep_batches(network: Network, *, at: datetime) -> None:
    left = jobs.claimable(Job, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=at)
    left = left.filter(kind=JOB_KIND, created_at__lt=at - jobs.lease())
    for pk in left.values_list("pk", flat=True):
        letter_actions.enqueue_files(pk, network_id=network.pk)


def _tasks_waiting() -> int:
    """How many tasks are in the queue, of every priority."""
    with current_app.connection_or_acquire() as connection:
        name = current_app.conf.task_default_queue
        return connection.default_channel.queue_declare(queue=name, durable=True).message_count
