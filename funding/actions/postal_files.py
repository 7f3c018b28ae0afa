"""A worker's part of a postal batch: one print-ready file in the order of the post, and its manifest."""

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
from django.db import OperationalError, transaction

from funding.enums import LetterState, Verb
from funding.models import Letter, PostalBatch
from funding.rules.postal import last_line, sorting_code
from inclusion import jobs, journal
from inclusion.actions.documents import store
from inclusion.enums import DocumentKind, JobState
from inclusion.exports import to_csv
from inclusion.models import Document, DocumentContent, Job
from inclusion.pdf import join_pdfs

logger = logging.getLogger(__name__)

#: Letters between two signs of progress.
STRIDE = 10
NOT_MADE = "Les fichiers n’ont pas pu être préparés. Les lettres du lot sont intactes."
COLUMNS = ("Rang", "Lettre", "Code postal", "Ville ou pays", "Pages", "Première page", "Empreinte SHA-256")


@dataclass(frozen=True)
class Sheets:
    """One letter of a batch as it is printed."""

    letter: Letter
    data: bytes
    sha256: str
    pages: int


def build(job_id: int, *, clock: Callable[[], datetime]) -> None:
    """Make the files of the batch that the job is about. Harmless when repeated."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None:
        return
    assert job.subject_id is not None  # a job of this kind names its batch
    batch = PostalBatch.objects.get(pk=job.subject_id)
    try:
        printed = _gather(batch, job)
        data = join_pdfs([one.data for one in printed])
        lines = manifest(batch, printed, sha256=hashlib.sha256(data).hexdigest())
    except OperationalError:  # the database went away: the sweep will find the job
        raise
    except Exception:
        logger.exception("batch %s could not be prepared", batch.pk)
        jobs.fail(job, at=clock(), failure=NOT_MADE)
        return
    _keep(job, batch, data=data, lines=to_csv(lines), at=clock())


def _gather(batch: PostalBatch, job: Job) -> list[Sheets]:
    """Read the letters in the order of the post: by postal code, those that go abroad last."""
    letters = list(batch.letters.filter(state=LetterState.BATCHED).select_related("document"))
    letters.sort(key=lambda letter: (sorting_code(letter.address), letter.pk))
    printed = []
    for rank, letter in enumerate(letters, 1):
        document = letter.document
        assert document is not None  # a letter in a batch is written: the database holds it
        data = bytes(DocumentContent.objects.get(document=document).data)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            printed.append(Sheets(letter, data, document.sha256, len(pdf.pages)))
        if rank % STRIDE == 0:
            jobs.advance(job, done=rank)
    return printed


def manifest(batch: PostalBatch, printed: list[Sheets], *, sha256: str) -> list[tuple[Any, ...]]:
    """Return the rows of the manifest: one per letter without the person's name, then the control totals."""
    rows: list[tuple[Any, ...]] = [COLUMNS]
    first_page = 1
    for rank, one in enumerate(printed, 1):
        code = sorting_code(one.letter.address)
        town = last_line(one.letter.address)
        rows.append((rank, one.letter.pk, code, town, one.pages, first_page, one.sha256))
        first_page += one.pages
    rows.append(())
    rows.append(("Lot", batch.number))
    rows.append(("Total des lettres", len(printed)))
    rows.append(("Total des pages", first_page - 1))
    rows.append(("Empreinte du fichier à imprimer", sha256))
    return rows


@transaction.atomic
def _keep(job: Job, batch: PostalBatch, *, data: bytes, lines: bytes, at: datetime) -> None:
    """Store both files if the claim still holds, and close the job."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state != JobState.RUNNING or row.attempts != job.attempts:
        return
    batch = PostalBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    batch.document = _stored(data, kind=DocumentKind.POSTAL_BATCH, batch=batch, ending="pdf", at=at)
    batch.manifest = _stored(lines, kind=DocumentKind.POSTAL_MANIFEST, batch=batch, ending="csv", at=at)
    batch.save(update_fields=["document", "manifest"])
    journal.record(Verb.BATCH_PREPARED, on=batch, by=None, at=at, sha256=batch.document.sha256)
    jobs.finish(row, at=at, document=batch.document)


def _stored(data: bytes, *, kind: DocumentKind, batch: PostalBatch, ending: str, at: datetime) -> Document:
    name = "lot" if ending == "pdf" else "bordereau"
    return store(
        data,
        kind=kind,
        filename=f"{name}-{batch.number}.{ending}",
        media_type="application/pdf" if ending == "pdf" else "text/csv; charset=utf-8",
        by=None,
        at=at,
    )
