"""Batches of letters for the post: closed before their day, made ready to print, handed over."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.passes.enums import BatchState, LetterState
from funding.passes.letters.actions.letters import enqueue_files, enqueue_letter, lock_batch, requeue, stop_void
from funding.passes.letters.models import Letter, PostalBatch, posting_days
from funding.passes.letters.rules import PostingDays, closes_at, next_posting_day
from inclusion.core import jobs, journal, states
from inclusion.core.documents import erase_content
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User

JOB_KIND = "postal_batch"
MADE_ANEW = "Les fichiers du lot ont été refaits d’après la fiche d’une personne."


def last_job(batch: PostalBatch) -> Job | None:
    """Return the latest work on the files of this batch."""
    return Job.objects.filter(kind=JOB_KIND, subject_id=batch.pk).first()


@transaction.atomic
def close_due_batch(*, at: datetime) -> Job | None:
    """Close the open batch of the active network once the day of its post is near enough; None where none is due.

    One that is empty stays open and waits for no day; the day follows the network's settings. Harmless when repeated or
    done by two at once: the second waits for the first, and then finds no open batch.
    """
    batch = _lock_open_batch()
    if batch is None:
        return None
    days = posting_days()
    following = next_posting_day(days, after=at)
    wanted = batch.posting_on or following if following and batch.to_print().exists() else None
    if wanted and following and wanted != _day_near(days, wanted):
        wanted = following  # the settings have changed since
    if wanted != batch.posting_on:
        batch.set_posting_day(wanted)
    if wanted is None or closes_at(days, wanted) > at:
        return None
    return close_batch(batch, by=None, at=at)


def _lock_open_batch() -> PostalBatch | None:
    return PostalBatch.objects.select_for_update(of=("self",)).filter(state=BatchState.OPEN).first()


def _day_near(days: PostingDays, day: date) -> date | None:
    """This day where it is one of the rhythm's, else the one after it."""
    return next_posting_day(days, after=closes_at(days, day) - timedelta(seconds=1))


@transaction.atomic
def close_batch(batch: PostalBatch, *, by: User | None, at: datetime) -> Job:
    """Close the batch to further letters and have its print-ready file and manifest made."""
    batch = states.move(batch, BatchState.CLOSED, by=by, at=at, closed_at=at)
    journal.record(Verb.BATCH_CLOSED, on=batch, by=by, at=at, letters=batch.to_print().count())
    return _prepare(batch, by=by, at=at)


@transaction.atomic
def prepare_again(batch: PostalBatch, *, by: User, at: datetime) -> Job:
    """Have the files of a closed batch made anew, after that failed or where somebody has moved since.

    The letters of who has moved are written anew first; the files from before are erased.
    """
    batch = lock_batch(batch.pk)
    job = last_job(batch)
    failed = batch.document_id is None and job is not None and job.state == JobState.FAILED
    outdated = batch.document_id is not None and Letter.objects.outdated().filter(batch=batch).exists()
    if batch.state != BatchState.CLOSED or not (failed or outdated):
        raise DomainError("Les fichiers de ce lot sont prêts, ou en préparation : rien n’a été relancé.")
    if outdated and not batch.to_print().filter(booklet__cancelled_at=None).exists():
        raise DomainError(
            "Aucune lettre de ce lot ne doit plus partir\u00a0: retirez-les de la pile, puis notez le lot comme remis."
        )
    before = [one for one in (batch.document, batch.manifest) if one is not None]
    batch.document = batch.manifest = None
    batch.save(update_fields=["document", "manifest"])
    journal.record(Verb.BATCH_REMADE, on=batch, by=by, at=at)
    for document in before:
        erase_content(document, reason=MADE_ANEW, by=by, at=at)
    return _prepare(batch, by=by, at=at)


def _prepare(batch: PostalBatch, *, by: User | None, at: datetime) -> Job:
    job = jobs.start(
        kind=JOB_KIND,
        title=f"{batch} : préparation des fichiers à imprimer",
        total=batch.to_print().count(),
        by=by,
        at=at,
        subject_id=batch.pk,
    )
    enqueue_files(job.pk, network_id=batch.network_id)
    return job


@transaction.atomic
def hand_over(
    batch: PostalBatch, *, on: date | None = None, removed: bool = False, by: User, at: datetime
) -> PostalBatch:
    """Record that the printed letters of a batch were given to La Poste, today or on another day: each has left.

    `removed`: those that are outdated were taken out of the pile; they are written anew, or cancelled with their
    booklet. Raises DomainError where that is not said, for a day to come, or before the one on which the batch was
    closed.
    """
    # Letters before their batch, as whoever cancels one does.
    letters = batch.letters.select_for_update(of=("self",)).order_by("pk")
    list(letters.values_list("pk", flat=True))
    batch = lock_batch(batch.pk)
    left_at = _left_at(batch, on=on, at=at)
    outdated = list(Letter.objects.outdated().filter(batch=batch).select_related("booklet").order_by("pk"))
    if outdated and not removed:
        raise DomainError(
            "Des lettres de ce lot ne doivent pas partir\u00a0: retirez-les de la pile, ou refaites le fichier."
        ).at("removed")
    batch = states.move(batch, BatchState.HANDED_OVER, by=by, at=at, handed_over_at=left_at)
    for letter in outdated:
        _take_out(letter, by=by, at=at)
    for letter in batch.letters.filter(state=LetterState.BATCHED):
        states.move(letter, LetterState.POSTED, by=by, at=at, sent_at=left_at)
    journal.record(Verb.BATCH_HANDED_OVER, on=batch, by=by, at=at, letters=batch.to_print().count())
    return batch


def _take_out(letter: Letter, *, by: User, at: datetime) -> None:
    """A letter that this transaction has locked does not leave with its batch: to the new address, or not at all."""
    if letter.booklet.cancelled_at is not None:
        stop_void(letter, by=by, at=at)
        return
    before = letter.document_id
    letter = requeue(letter, address=letter.new_address, rewritten_at=at, by=by, at=at)
    journal.record(Verb.LETTER_REWRITTEN, on=letter, by=by, at=at, document=before)
    enqueue_letter(letter)


def _left_at(batch: PostalBatch, *, on: date | None, at: datetime) -> datetime:
    """The moment that is noted: now, or noon of an earlier day, after the batch was closed."""
    if on is None or on == timezone.localdate(at) or batch.closed_at is None:
        return at
    if on > timezone.localdate(at):
        raise DomainError("Choisissez aujourd’hui, ou le jour passé où le lot a été remis.").at("on")
    if on < timezone.localdate(batch.closed_at):
        closed = plain_date(timezone.localdate(batch.closed_at))
        raise DomainError(f"Ce lot a été fermé le {closed}\u00a0: il n’a pas pu être remis avant.").at("on")
    return max(batch.closed_at, timezone.make_aware(datetime.combine(on, time(12))))
