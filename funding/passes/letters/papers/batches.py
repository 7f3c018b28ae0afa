"""The files of a postal batch: one print-ready PDF in the order of the post, and its manifest.

The file is set anew from what each letter says (`Letter.content`), many letters at once, so that they share their
fonts: a tenth of what the stored letters weigh together. In a large batch letters share whole pages (`layers`). A
letter whose content is not available is printed from its stored PDF.
"""

import hashlib
import io
import logging
import os
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, batched, zip_longest
from pathlib import Path
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Sum

from funding.enums import Verb
from funding.passes.booklets.models import Pass
from funding.passes.enums import LetterKind, LetterState, PassState
from funding.passes.letters.actions.letters import stop_void, store_letter
from funding.passes.letters.models import Letter, PostalBatch
from funding.passes.letters.papers.layers import FormPage, Forms, Joined
from funding.passes.letters.papers.letters import TEMPLATE, may_be_set_again, prepared, render_letter, render_letters
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

logger = logging.getLogger(__name__)

#: Letters set as one document: more would share their fonts better, and take more memory.
AT_ONCE = 100
#: Own layers of letters set as one document.
LAYERS_AT_ONCE = 500
#: Letters of a large batch that are read together, and share forms from their first on.
READ_AT_ONCE = 1000
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
    """One letter of a batch as it is printed: its pages in a file, and the forms to be drawn below them."""

    letter: Letter
    pages: int
    file: Path = Path()
    first: int = 0
    forms: Sequence[FormPage] = ()

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
        # What the letters of the batch carry that is still worth something: a reminder carries nothing.
        carried = Pass.objects.filter(
            state=PassState.ISSUED,
            booklet__letters__in=batch.letters.filter(state=LetterState.BATCHED, kind=LetterKind.PASSES),
        )
        lines = manifest(
            batch,
            printed,
            totals=Totals(carried.count(), carried.aggregate(value=Sum("value"))["value"] or ZERO),
            sha256=hashlib.sha256(data).hexdigest(),
        )
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
    letters = list(batch.letters.filter(state=LetterState.BATCHED).select_related("document").defer("content"))
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
    printed: dict[int, Sheets] = {}
    waiting: deque[_Part] = deque()
    with ThreadPoolExecutor(PROCESSES) as pool:
        press = _Press(path.parent, None if len(letters) <= AT_ONCE else pool)
        for some in batched(letters, READ_AT_ONCE):
            for part in press.parts(some, read(some)):
                waiting.append(part)
                while waiting and (len(waiting) > PROCESSES or waiting[0].made.done()):
                    printed |= press.finished(waiting.popleft())
                    if not progress(len(printed)):
                        raise ClaimLost
        while waiting:
            printed |= press.finished(waiting.popleft())
            if not progress(len(printed)):
                raise ClaimLost
    ordered = [printed[letter.pk] for letter in letters]
    if len({one.file for one in ordered}) == 1 and not any(one.forms for one in ordered):
        ordered[0].file.rename(path)
    else:
        _join(ordered, path, still=lambda: progress(len(printed)))
    return ordered


@dataclass(frozen=True)
class _Part:
    """Letters that are set as one document, with the forms of each that has any."""

    letters: Sequence[Letter]
    made: "Future[bytes]"
    forms: dict[int, Sequence[FormPage]] = field(default_factory=dict)


class _Press:
    """Has the parts of one file set; without a `pool` at once, and tagged."""

    def __init__(self, folder: Path, pool: Executor | None) -> None:
        self.folder, self.pool = folder, pool
        self.forms = Forms(folder)
        self.files = 0

    def parts(self, letters: Sequence[Letter], contents: dict[int, dict[str, Any]]) -> Iterator[_Part]:
        """These letters: each as it is stored where what it says is not at hand, else in layers, else whole."""
        ready = {
            letter.pk: contents[letter.pk]
            for letter in letters
            if contents[letter.pk].get("address") == letter.address and may_be_set_again(contents[letter.pk])
        }
        layered = self.forms.layered(ready, many=self._all_set) if self.pool else {}
        own = [letter for letter in letters if letter.pk in layered]
        whole = [letter for letter in letters if letter.pk in ready and letter.pk not in layered]
        for some in batched(own, LAYERS_AT_ONCE):
            set_ = self._set([layered[letter.pk][0] for letter in some])
            yield _Part(some, set_, {letter.pk: layered[letter.pk][1] for letter in some})
        for some in batched(whole, AT_ONCE):
            yield _Part(some, self._set([contents[letter.pk] for letter in some]))
        for letter in letters:
            if letter.pk not in ready:
                yield _Part([letter], _done(letter.document.data))

    def _all_set(self, documents: list[list[dict[str, Any]]]) -> list[bytes]:
        return [made.result() for made in [self._set(one) for one in documents]]

    def _set(self, contents: Sequence[dict[str, Any]]) -> "Future[bytes]":
        if self.pool is None or len(contents) < FEW:
            return _done(render_letters(contents, tagged=self.pool is None))
        documents, files = prepared(contents)
        return self.pool.submit(typeset_apart, TEMPLATE, documents, files=files, tagged=False)

    def finished(self, part: _Part) -> dict[int, Sheets]:
        """Where each letter of a part is, once it is set."""
        data = part.made.result()
        file = self.folder / f"{self.files}.pdf"
        self.files += 1
        file.write_bytes(data)
        if part.forms:
            counts = [len(part.forms[letter.pk]) for letter in part.letters]
        else:
            counts = _page_counts(data, letters=len(part.letters))
        starts = accumulate(counts, initial=0)
        return {
            letter.pk: Sheets(letter, count, file, first, part.forms.get(letter.pk, ()))
            for letter, count, first in zip(part.letters, counts, starts, strict=False)
        }


def _join(printed: Sequence[Sheets], path: Path, *, still: Callable[[], bool]) -> None:
    """Write the pages of all letters to one file, without what only a reader would need: tags, bookmarks.

    This takes minutes where the letters are thousands: `still` says repeatedly that the work goes on.
    """
    import pikepdf

    def keep_claim(_percent: int) -> None:
        still()

    with pikepdf.new() as pdf, ExitStack() as files:
        joined, opened, left = Joined(pdf, files), {}, Counter(one.file for one in printed)
        for some in batched(printed, AT_ONCE):
            for one in some:
                if one.file not in opened:
                    source = pikepdf.open(one.file)
                    opened[one.file] = source, list(source.pages)
                source, pages = opened[one.file]
                for page, form in zip_longest(pages[one.first : one.first + one.pages], one.forms):
                    joined.add(page, form)
                left[one.file] -= 1
                if not left[one.file]:
                    del opened[one.file]
                    source.close()
            if not still():
                raise ClaimLost
        joined.close()
        pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, progress=keep_claim)


def _done(data: bytes) -> "Future[bytes]":
    made: Future[bytes] = Future()
    made.set_result(data)
    return made


def _page_counts(data: bytes, *, letters: int) -> list[int]:
    """How many pages each letter of a document has: each begins with its one great heading, which is bookmarked."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        if letters == 1:
            return [len(pdf.pages)]
        places = {page.objgen: index for index, page in enumerate(pdf.pages)}
        with pdf.open_outline() as outline:
            starts = [places[item.destination[0].objgen] for item in outline.root]  # type: ignore[index]
        ends = [*starts[1:], len(places)]
    if len(starts) != letters:
        raise ValueError(f"{len(starts)} letters begin in a document of {letters}")
    return [end - start for start, end in zip(starts, ends, strict=True)]


# -- The manifest ----------------------------------------------------------------------------------------------------


def manifest(batch: PostalBatch, printed: Sequence[Sheets], *, totals: Totals, sha256: str) -> list[tuple[Any, ...]]:
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
