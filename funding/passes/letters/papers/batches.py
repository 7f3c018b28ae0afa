"""The files of a postal batch: one print-ready PDF in the order of the post, and its manifest.

The file is set anew from what each letter says (`Letter.content`), many letters at once, so that they share their
fonts: a seventh of what the stored letters weigh together. A letter whose content is not available is printed from its
stored PDF.
"""

import hashlib
import io
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.db.models import Sum

from funding.enums import Verb
from funding.passes.booklets.models import Pass
from funding.passes.enums import LetterKind, PassState
from funding.passes.letters.actions.letters import stop_void, store_letter
from funding.passes.letters.enums import LetterState
from funding.passes.letters.models import Letter, PostalBatch
from funding.passes.letters.papers.letters import (
    TEMPLATE,
    may_be_set_again,
    prepared,
    render_letter,
    render_letters,
)
from funding.passes.letters.rules import last_line, sorting_area, sorting_code
from inclusion.core import jobs, journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import so_many
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.papers.typesetting import typeset_apart
from inclusion.core.web.exports import to_csv

if TYPE_CHECKING:
    import pikepdf

logger = logging.getLogger(__name__)

#: Letters set as one document: more would share their fonts better, and take more memory.
AT_ONCE = 100
#: Documents that are set at the same time, each in a process of its own; of a small batch, one in this process.
PROCESSES = min(2, os.cpu_count() or 1)
#: Fewer neighbours than this are set in this process: to begin another one takes longer.
FEW = 20
NOT_MADE = "Les fichiers n’ont pas pu être préparés. Les lettres du lot sont intactes."
COLUMNS = (
    "Rang",
    "Lettre",
    "Code postal",
    "Ville ou pays",
    "Pages",
    "Première page",
    "Dernière page",
    "Empreinte SHA-256",
)

#: Reads what letters say, by their numbers.
type Read = Callable[[Sequence[Letter]], dict[int, dict[str, Any]]]
#: Called after every part with how many letters are done; says whether to go on.
type Progress = Callable[[int], bool]


class ClaimLost(Exception):
    """Another worker took the batch up meanwhile: what was done here counts for nothing."""


@dataclass(frozen=True)
class Sheets:
    """One letter of a batch as it is printed."""

    letter: Letter
    pages: int

    @property
    def code(self) -> str:
        """Its postal code, or that it goes abroad."""
        return sorting_code(self.letter.address)


@dataclass(frozen=True)
class Totals:
    """How many passes the batch carries, and what they are worth in euros."""

    passes: int
    value: Any


def build(job_id: int, *, clock: Callable[[], datetime]) -> None:
    """Make the files of the batch that the job is about. Harmless when repeated."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None:
        return
    assert job.subject_id is not None  # a job of this kind names its batch
    batch = PostalBatch.objects.get(pk=job.subject_id)
    try:
        _write_outdated(batch, clock=clock)
        with tempfile.TemporaryDirectory(prefix="liant-batch-") as folder:
            printed = print_file(
                in_order(batch),
                Path(folder) / "lot.pdf",
                progress=lambda done: jobs.advance(job, done=done, at=clock()),
            )
            data = (Path(folder) / "lot.pdf").read_bytes()
        lines = manifest(batch, printed, totals=_totals(batch), sha256=hashlib.sha256(data).hexdigest())
    except OperationalError:  # the database went away: the sweep will find the job
        raise
    except ClaimLost:
        logger.info("batch %s: another worker has it", batch.pk)
        return
    except Exception:
        logger.exception("batch %s could not be prepared", batch.pk)
        jobs.fail(job, at=clock(), failure=NOT_MADE)
        return
    _keep(job, batch, data=data, lines=to_csv(lines), at=clock())


def _write_outdated(batch: PostalBatch, *, clock: Callable[[], datetime]) -> None:
    """Write anew, to where they live now, the letters of people who have moved since the batch was closed; leave out
    those of booklets that were cancelled since.
    """
    for letter in batch.letters.outdated().select_related("booklet").order_by("pk"):
        if letter.booklet.cancelled_at is not None:
            _leave_out(letter, at=clock())
            continue
        letter.address = letter.new_address
        _keep_rewritten(letter, render_letter(letter), at=clock())


@transaction.atomic
def _leave_out(letter: Letter, *, at: datetime) -> None:
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.state == LetterState.BATCHED:
        stop_void(row, by=None, at=at)


@transaction.atomic
def _keep_rewritten(letter: Letter, data: bytes, *, at: datetime) -> None:
    """Put the new document in the place of the one before, unless the address has changed once more."""
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.state != LetterState.BATCHED or row.new_address != letter.address:
        return
    before, row.document = row.document_id, store_letter(row, data, at=at)
    row.address, row.new_address, row.content, row.rewritten_at = letter.address, [], letter.content, at
    row.save(update_fields=["document", "address", "new_address", "content", "rewritten_at"])
    journal.record(Verb.LETTER_REWRITTEN, on=row, by=None, at=at, document=before)


def in_order(batch: PostalBatch) -> list[Letter]:
    """Return the letters of a batch in the order of the post: by postal code, those that go abroad last."""
    letters = list(
        batch.letters.filter(state=LetterState.BATCHED).select_related("document").defer("content")
    )
    return sorted(letters, key=lambda letter: (sorting_code(letter.address), letter.pk))


# -- The print-ready file --------------------------------------------------------------------------------------------


def kept_contents(letters: Sequence[Letter]) -> dict[int, dict[str, Any]]:
    """Return what each of these letters says, as it was kept with it."""
    kept = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    return dict(kept.values_list("pk", "content"))


def print_file(
    letters: Sequence[Letter], path: Path, *, progress: Progress, read: Read = kept_contents
) -> list[Sheets]:
    """Write one PDF with all letters in this order to `path`, and return how many pages each has.

    A small batch is one document and keeps its tags; a large one is joined from several, for the printer alone.
    Memory does not grow with the number of letters but for what joining holds of each page, 50 kB a letter.
    """
    printed: list[Sheets] = []
    parts: list[Path] = []
    alone = len(letters) <= AT_ONCE
    with ThreadPoolExecutor(PROCESSES) as pool:
        for some in batched(batched(letters, AT_ONCE), PROCESSES):
            begun = [part for few in some for part in _begun(few, read(few), pool=None if alone else pool)]
            for together, made in begun:
                data = made.result()
                parts.append(path.with_name(f"{len(parts)}.pdf"))
                parts[-1].write_bytes(data)
                printed += _sheets(together, data)
                if not progress(len(printed)):
                    raise ClaimLost
    if len(parts) == 1:
        parts[0].rename(path)
        return printed
    _join(parts, path, still=lambda: progress(len(printed)))
    return printed


def _join(parts: Sequence[Path], path: Path, *, still: Callable[[], bool]) -> None:
    """Write the pages of all parts to one file, without what only a reader would need: tags, bookmarks.

    This takes minutes where the parts are hundreds: `still` says repeatedly that the work goes on.
    """
    import pikepdf

    def tell(_percent: int) -> None:
        still()

    with pikepdf.new() as joined:
        for part in parts:
            with pikepdf.open(part) as pdf:
                joined.pages.extend(pdf.pages)
            if not still():
                raise ClaimLost
        joined.save(
            path,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            progress=tell,
        )


def _begun(
    letters: Sequence[Letter], contents: dict[int, dict[str, Any]], *, pool: Executor | None
) -> list[tuple[list[Letter], "Future[bytes]"]]:
    """Neighbours with the PDF that is made of them: those set anew together, the others each as it is stored.

    Without a `pool` they are set at once, and tagged.
    """

    def is_at_hand(letter: Letter) -> bool:
        content = contents[letter.pk]
        return content.get("address") == letter.address and may_be_set_again(content)

    begun: list[tuple[list[Letter], Future[bytes]]] = []
    for at_hand, neighbours in groupby(letters, key=is_at_hand):
        together = list(neighbours)
        if at_hand and pool is not None and len(together) >= FEW:
            documents, files = prepared([contents[letter.pk] for letter in together])
            begun.append(
                (together, pool.submit(typeset_apart, TEMPLATE, documents, files=files, tagged=False))
            )
        elif at_hand:
            few = [contents[letter.pk] for letter in together]
            begun.append((together, _done(render_letters(few, tagged=pool is None))))
        else:
            begun += [([letter], _done(letter.document.data)) for letter in together]
    return begun


def _done(data: bytes) -> "Future[bytes]":
    made: Future[bytes] = Future()
    made.set_result(data)
    return made


def _sheets(letters: Sequence[Letter], data: bytes) -> list[Sheets]:
    """How many pages each letter of a document has: each begins with its one great heading, which is bookmarked."""
    with _opened(data) as pdf:
        if len(letters) == 1:
            return [Sheets(letters[0], len(pdf.pages))]
        places = {page.objgen: index for index, page in enumerate(pdf.pages)}
        with pdf.open_outline() as outline:
            starts = [places[item.destination[0].objgen] for item in outline.root]  # type: ignore[index]
        ends = [*starts[1:], len(places)]
    if len(starts) != len(letters):
        raise ValueError(f"{len(starts)} letters begin in a document of {len(letters)}")
    return [Sheets(letter, end - start) for letter, start, end in zip(letters, starts, ends, strict=True)]


def _opened(data: bytes) -> "pikepdf.Pdf":
    import pikepdf

    return pikepdf.open(io.BytesIO(data))


# -- The manifest ----------------------------------------------------------------------------------------------------


def _totals(batch: PostalBatch) -> Totals:
    """What the letters of the batch carry that is still worth something: a reminder carries nothing."""
    carried = Pass.objects.filter(
        state=PassState.ISSUED,
        booklet__letters__in=batch.letters.filter(state=LetterState.BATCHED, kind=LetterKind.PASSES),
    )
    return Totals(carried.count(), carried.aggregate(value=Sum("value"))["value"] or ZERO)


def manifest(
    batch: PostalBatch, printed: Sequence[Sheets], *, totals: Totals, sha256: str
) -> list[tuple[Any, ...]]:
    """Return the rows of the manifest: one per letter without the person's name, then the control totals."""
    rows: list[tuple[Any, ...]] = [COLUMNS]
    first_page = 1
    for rank, one in enumerate(printed, 1):
        document = one.letter.document
        assert document is not None
        town = last_line(one.letter.address)
        last_page = first_page + one.pages - 1
        rows.append((rank, one.letter.pk, one.code, town, one.pages, first_page, last_page, document.sha256))
        first_page += one.pages
    rows.append(())
    rows.append(("Lot", batch.number))
    if batch.posting_on:
        rows.append(("À remettre à La Poste le", batch.posting_on))
    rows.append(("Impression", "A4, recto seul, une enveloppe à fenêtre par lettre"))
    rows.append(("Total des lettres", len(printed)))
    rows.append(("Total des pages", first_page - 1))
    rows.append(("Total des pass", totals.passes))
    rows.append(("Valeur des pass", euros(totals.value)))
    for pages, count in sorted(Counter(one.pages for one in printed).items()):
        rows.append((f"Lettres de {so_many(pages, 'page', 'pages')}", count))
    for area, count in Counter(sorting_area(one.code) for one in printed).items():
        rows.append((f"Lettres, codes postaux en {area}" if area.isdigit() else f"Lettres, {area}", count))
    rows.append(("Empreinte du fichier à imprimer", sha256))
    return rows


@transaction.atomic
def _keep(job: Job, batch: PostalBatch, *, data: bytes, lines: bytes, at: datetime) -> None:
    """Store both files if the claim is still valid, and close the job."""
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
