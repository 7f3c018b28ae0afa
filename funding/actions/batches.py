"""Letters that leave together by post: the batch is closed, its files are made, it is handed over."""

from datetime import datetime

from django.db import transaction

from funding.enums import BatchState, LetterState, Verb
from funding.models import PostalBatch
from inclusion.core import jobs, journal, states
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User

JOB_KIND = "postal_batch"


def last_job(batch: PostalBatch) -> Job | None:
    """Return the latest work on the files of this batch."""
    return Job.objects.filter(kind=JOB_KIND, subject_id=batch.pk).first()


@transaction.atomic
def close_batch(batch: PostalBatch, *, by: User, at: datetime) -> Job:
    """Close the batch to further letters and have its print-ready file and manifest made."""
    batch = states.move(batch, BatchState.CLOSED, by=by, at=at, closed_at=at)
    journal.record(Verb.BATCH_CLOSED, on=batch, by=by, at=at, letters=batch.to_print().count())
    return _prepare(batch, by=by, at=at)


@transaction.atomic
def prepare_again(batch: PostalBatch, *, by: User, at: datetime) -> Job:
    """Have the files of a closed batch made anew after that failed."""
    batch = PostalBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    job = last_job(batch)
    if batch.document_id is not None or job is None or job.state != JobState.FAILED:
        raise DomainError("Les fichiers de ce lot sont prêts, ou en préparation : rien n’a été relancé.")
    return _prepare(batch, by=by, at=at)


def _prepare(batch: PostalBatch, *, by: User, at: datetime) -> Job:
    job = jobs.start(
        kind=JOB_KIND,
        title=f"{batch} : préparation des fichiers à imprimer",
        total=batch.to_print().count(),
        by=by,
        at=at,
        subject_id=batch.pk,
    )
    from funding.tasks.letters import hint_at_files  # tasks stand on a higher floor

    hint_at_files(job.pk, network_id=batch.network_id)
    return job


@transaction.atomic
def hand_over(batch: PostalBatch, *, by: User, at: datetime) -> PostalBatch:
    """Record that the printed letters of a batch were given to La Poste: each of them has left."""
    # Letters before their batch, as whoever cancels one does.
    letters = batch.letters.select_for_update(of=("self",)).order_by("pk")
    list(letters.values_list("pk", flat=True))
    batch = states.move(batch, BatchState.HANDED_OVER, by=by, at=at, handed_over_at=at)
    for letter in batch.letters.filter(state=LetterState.BATCHED):
        states.move(letter, LetterState.POSTED, by=by, at=at, sent_at=at)
    journal.record(Verb.BATCH_HANDED_OVER, on=batch, by=by, at=at, letters=batch.to_print().count())
    return batch
