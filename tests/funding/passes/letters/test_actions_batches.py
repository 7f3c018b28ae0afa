"""Letters that leave together: closed, made into files, given to La Poste."""

import csv
import io
from datetime import timedelta

import pikepdf
import pytest

from funding.models import Letter, PostalBatch
from funding.passes.enums import BatchState, LetterState
from funding.passes.letters.actions.batches import close_batch, hand_over, last_job, prepare_again
from funding.passes.letters.papers.batches import NOT_MADE, build
from funding.passes.sending.actions.booklets import cancel_booklet
from inclusion.core import jobs
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document, DocumentContent
from inclusion.core.models.jobs import Job
from inclusion.core.states import TransitionRefused
from tests.builders import AT
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.setup_data import setup_data

LATER = AT + timedelta(hours=1)


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def batch(by, programme):
    """Three letters: to Marmande, abroad, and to Agen, in the order in which they were asked for."""
    people = (
        {"first_name": "Jeanne"},
        {
            "first_name": "Jean",
            "address": "Hauptstr. 1",
            "postal_code": "10623",
            "town": "Berlin",
            "country": "Allemagne",
        },
        {"first_name": "Awa", "postal_code": "47000", "town": "Agen"},
    )
    for person in people:
        carry_on(make_letter(by=by, programme=programme, **person))
    return PostalBatch.objects.get()


def content(document):
    return bytes(document.content.data)


def test_a_closed_batch_gets_one_file_in_the_order_of_the_post_and_its_manifest(batch, by):
    job = close_batch(batch, by=by, at=AT)
    assert (job.state, job.total) == (JobState.QUEUED, 3)
    build(job.pk, clock=lambda: AT)
    batch.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, job.done, job.document) == (JobState.DONE, 3, batch.document)
    rows = list(csv.reader(io.StringIO(content(batch.manifest).decode("utf-8-sig")), delimiter=";"))
    assert [row[2:6] for row in rows[1:4]] == [
        ["47000", "AGEN", "2", "1"],
        ["47200", "MARMANDE", "2", "3"],
        ["Étranger", "ALLEMAGNE", "2", "5"],
    ]
    totals = {row[0].replace("\u00a0", " "): row[1] for row in rows[5:]}
    assert totals == {
        "Lot": "1",
        "Impression": "A4, recto seul, une enveloppe à fenêtre par lettre",
        "Lettres de 2 pages": "3",
        "Total des lettres": "3",
        "Total des pages": "6",
        "Total des pass": "30",
        "Valeur des pass": "300,00\u00a0€",
        "Lettres, codes postaux en 47": "2",
        "Lettres, Étranger": "1",
        "Empreinte du fichier à imprimer": batch.document.sha256,
    }
    with pikepdf.open(io.BytesIO(content(batch.document))) as pdf:
        assert len(pdf.pages) == 6


def test_the_manifest_names_nobody_and_its_prints_are_those_of_the_letters(batch, by):
    build(close_batch(batch, by=by, at=AT).pk, clock=lambda: AT)
    batch.refresh_from_db()
    text = content(batch.manifest).decode("utf-8-sig")
    assert "Jeanne" not in text
    for letter in Letter.objects.select_related("document"):
        assert letter.document.sha256 in text


def test_the_files_are_made_once(batch, by):
    job = close_batch(batch, by=by, at=AT)
    build(job.pk, clock=lambda: AT)
    before = Document.objects.count()
    build(job.pk, clock=lambda: LATER)
    assert Document.objects.count() == before


def test_a_worker_that_comes_back_late_keeps_nothing(batch, by):
    job = close_batch(batch, by=by, at=AT)
    jobs.claim(Job, job.pk, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=AT)
    build(job.pk, clock=lambda: AT)  # another one has it
    assert PostalBatch.objects.get().document is None
    build(job.pk, clock=lambda: LATER)
    assert PostalBatch.objects.get().document is not None


def test_an_empty_batch_is_not_closed(scope, by):
    empty = PostalBatch.objects.create(number=1, opened_at=AT)
    with pytest.raises(TransitionRefused, match="ne contient encore aucune lettre"):
        close_batch(empty, by=by, at=AT)


def test_letters_that_were_cancelled_are_not_counted_nor_printed(batch, by):
    letters = list(batch.letters.order_by("pk"))
    cancel_booklet(letters[0].booklet, by=by, at=AT)
    assert PostalBatch.objects.with_counts().get(pk=batch.pk).letter_count == len(letters) - 1
    for letter in letters[1:]:
        cancel_booklet(letter.booklet, by=by, at=AT)
    with pytest.raises(TransitionRefused, match="aucune lettre"):
        close_batch(batch, by=by, at=AT)


def test_a_batch_is_closed_once(batch, by):
    close_batch(batch, by=by, at=AT)
    with pytest.raises(TransitionRefused):
        close_batch(batch, by=by, at=AT)
    assert Job.objects.count() == 1


def test_files_that_could_not_be_made_can_be_asked_again(batch, by):
    job = close_batch(batch, by=by, at=AT)
    with pytest.raises(DomainError, match="en préparation"):
        prepare_again(batch, by=by, at=AT)
    letter = Letter.objects.first()
    kept = letter.document
    letter.document = Document.objects.create(
        kind="pass_letter", filename="vide.pdf", media_type="application/pdf", size=3, sha256="0", stored_at=AT
    )
    DocumentContent.objects.create(document=letter.document, data=b"???")
    content, letter.content = letter.content, {}  # so that it is printed as it is stored
    letter.save()
    build(job.pk, clock=lambda: AT)
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.FAILED, NOT_MADE)
    letter.document, letter.content = kept, content
    letter.save()
    again = prepare_again(batch, by=by, at=LATER)
    assert last_job(batch) == again
    build(again.pk, clock=lambda: LATER)
    assert PostalBatch.objects.get().document is not None


def test_handing_over_posts_every_letter(batch, by):
    job = close_batch(batch, by=by, at=AT)
    with pytest.raises(TransitionRefused, match="pas encore prêt"):
        hand_over(batch, by=by, at=LATER)
    build(job.pk, clock=lambda: AT)
    hand_over(batch, by=by, at=LATER)
    batch.refresh_from_db()
    assert (batch.state, batch.handed_over_at) == (BatchState.HANDED_OVER, LATER)
    assert set(Letter.objects.values_list("state", "sent_at")) == {(LetterState.POSTED, LATER)}


def test_which_batches_wait_to_be_handed_over(batch, by):
    assert not PostalBatch.objects.to_hand_over().exists()
    build(close_batch(batch, by=by, at=AT).pk, clock=lambda: AT)
    assert PostalBatch.objects.to_hand_over().get() == batch
    hand_over(batch, by=by, at=LATER)
    assert not PostalBatch.objects.to_hand_over().exists()
