"""The print-ready file of a batch, its manifest and the stored letters, read back: they agree on every page."""

import csv
import io
import re
import subprocess

import pikepdf
import pytest

from funding.models import Letter, PostalBatch
from funding.passes.enums import LetterKind, PassState
from funding.passes.letters.actions.batches import close_batch
from funding.passes.letters.papers import batches
from funding.passes.letters.papers.batches import build, in_order, print_file
from inclusion.core import jobs
from inclusion.core.enums import JobState
from inclusion.core.models.jobs import Job
from tests.builders import AT
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.setup_data import setup_data

TOWNS = (
    {"first_name": "Jeanne"},
    {"postal_code": "10623", "town": "Berlin", "country": "Allemagne"},
    {"first_name": "Awa", "postal_code": "47000", "town": "Agen"},
    {"first_name": "Łukasz", "postal_code": "97410", "town": "Saint-Pierre"},
    {"first_name": "Zoé", "postal_code": "20000", "town": "Ajaccio"},
)


@setup_data
def batch(by):
    """Letters of two programmes, of ten passes and of twenty-one, and a reminder."""
    small = make_programme(by=by)
    large = make_programme(by=by, name="Grand carnet", booklet_size=21)
    letters = [
        carry_on(make_letter(by=by, programme=large if n == 2 else small, **person)) for n, person in enumerate(TOWNS)
    ]
    first = letters[0]
    carry_on(
        Letter.objects.create(
            network_id=first.network_id,
            booklet=first.booklet,
            kind=LetterKind.REMINDER,
            channel=first.channel,
            address=first.address,
            created_at=AT,
        )
    )
    keep_contents()
    return PostalBatch.objects.get()


def keep_contents():
    """What is kept with each letter when it is written."""
    from funding.passes.letters.papers.letters import content_of

    for letter in Letter.objects.filter(content={}):
        letter.content = content_of(letter)
        letter.save(update_fields=["content"])


@pytest.fixture(params=[50, 2], ids=["one document", "joined"])
def at_once(request, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", request.param)
    return request.param


def built(batch, by):
    build(close_batch(batch, by=by, at=AT).pk, clock=lambda: AT)
    batch.refresh_from_db()
    return batch


def rows_of(batch):
    text = batch.manifest.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def numbers_on(data):
    """The letter's number and the page's that are printed at the foot of each page."""
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return [
        tuple(map(int, re.findall(r"Lettre n° (\d+) +(\d+)\s*$", page.rstrip())[-1]))
        for page in out.stdout.decode().split("\f")[:-1]
    ]


def test_every_page_is_where_the_manifest_says(batch, by, at_once):
    built(batch, by)
    printed = numbers_on(batch.document.data)
    for _rank, number, _code, _town, pages, first, last, _print in rows_of(batch)[1:7]:
        start = int(first) - 1
        assert int(last) == start + int(pages)
        assert printed[start : start + int(pages)] == [(int(number), n + 1) for n in range(int(pages))]
    totals = {row[0]: row[1] for row in rows_of(batch)[8:]}
    assert int(totals["Total des pages"]) == len(printed)


def test_the_manifest_has_the_control_totals(batch, by, at_once):
    built(batch, by)
    rows = rows_of(batch)
    assert [row[2:5] for row in rows[1:7]] == [
        ["20000", "AJACCIO", "2"],
        ["47000", "AGEN", "3"],
        ["47200", "MARMANDE", "2"],
        ["47200", "MARMANDE", "1"],
        ["97410", "SAINT PIERRE", "2"],
        ["Étranger", "ALLEMAGNE", "2"],
    ]
    assert {row[0].replace("\u00a0", " "): row[1] for row in rows[8:]} == {
        "Lot": "1",
        "Impression": "A4, recto seul, une enveloppe à fenêtre par lettre",
        "Lettres de 1 page": "1",
        "Lettres de 2 pages": "4",
        "Lettres de 3 pages": "1",
        "Total des lettres": "6",
        "Total des pages": "12",
        "Total des pass": "61",
        "Valeur des pass": "610,00 €".replace(" ", "\u00a0"),
        "Lettres, codes postaux en 20": "1",
        "Lettres, codes postaux en 47": "3",
        "Lettres, codes postaux en 974": "1",
        "Lettres, Étranger": "1",
        "Empreinte du fichier à imprimer": batch.document.sha256,
    }
    stored = {str(letter.pk): letter.document.sha256 for letter in Letter.objects.select_related("document")}
    assert {row[1]: row[7] for row in rows[1:7]} == stored


def test_the_manifest_counts_passes_that_can_be_used(batch, by):
    booklet = batch.letters.order_by("pk").first().booklet
    booklet.passes.filter(rank__lte=3).update(state=PassState.REDEEMED)
    built(batch, by)
    totals = {row[0].replace("\u00a0", " "): row[1].replace("\u00a0", " ") for row in rows_of(batch)[8:]}
    assert (totals["Total des pass"], totals["Valeur des pass"]) == ("58", "580,00 €")


def test_a_small_batch_keeps_its_tags(batch, by):
    with pikepdf.open(io.BytesIO(built(batch, by).document.data)) as pdf:
        assert pdf.Root.StructTreeRoot
        assert str(pdf.Root.Lang).startswith("fr")


def test_the_same_batch_gives_the_same_bytes(batch, by, at_once, tmp_path, monkeypatch):
    for name, few in (("one.pdf", 20), ("two.pdf", 2)):
        monkeypatch.setattr(batches, "FEW", few)  # in this process, or each document in its own
        (tmp_path / name).mkdir()
        print_file(in_order(batch), tmp_path / name / name, progress=lambda done: True)
    assert (tmp_path / "one.pdf/one.pdf").read_bytes() == (tmp_path / "two.pdf/two.pdf").read_bytes()


def test_a_letter_without_its_content_is_printed_as_it_is_stored(batch, by):
    changed = in_order(batch)[1]
    Letter.objects.filter(pk=changed.pk).update(content={})
    built(batch, by)
    printed = numbers_on(batch.document.data)
    assert len(printed) == 12
    row = next(row for row in rows_of(batch) if row[1:2] == [str(changed.pk)])
    assert row[4:6] == ["3", "3"]
    assert [number for number, _ in printed[2:5]] == [changed.pk] * 3


def test_an_address_or_a_logo_that_changed_since_does_not_change_the_letter(batch, by, tmp_path):
    before = numbers_on(built(batch, by).document.data)
    letters = in_order(batch)
    Letter.objects.filter(pk=letters[0].pk).update(content=letters[0].content | {"address": ["Quelqu’un d’autre"]})
    network = letters[1].content["network"] | {"logo": "0" * 64}
    Letter.objects.filter(pk=letters[1].pk).update(content=letters[1].content | {"network": network})
    letters = in_order(batch)
    path = tmp_path / "lot.pdf"
    printed = print_file(letters, path, progress=lambda done: True)
    assert numbers_on(path.read_bytes()) == before
    stored = [one.file.read_bytes() == one.letter.document.data for one in printed]
    assert stored == [True, True, False, False, False, False]


def test_few_letters_among_stored_ones_begin_no_process_of_their_own(batch, by, monkeypatch, tmp_path):
    def refused(*args, **options):
        raise AssertionError("a process for a few letters")

    monkeypatch.setattr(batches, "AT_ONCE", 5)
    monkeypatch.setattr(batches, "typeset_apart", refused)
    letters = in_order(batch)
    Letter.objects.filter(pk__in=[letters[1].pk, letters[3].pk]).update(content={"version": 1})
    printed = print_file(letters, tmp_path / "lot.pdf", progress=lambda done: True)
    assert [one.letter.pk for one in printed] == [letter.pk for letter in letters]
    assert len(numbers_on((tmp_path / "lot.pdf").read_bytes())) == sum(one.pages for one in printed)


def test_progress_is_saved_and_the_lease_begins_anew(batch, by, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 4)
    advances = []
    advance = jobs.advance
    monkeypatch.setattr(
        jobs, "advance", lambda job, *, done, at=None: advances.append((done, at)) or advance(job, done=done, at=at)
    )
    built(batch, by)
    assert advances[:2] == [(4, AT), (6, AT)]
    assert len(advances) > 4  # while the parts are joined and saved, too
    assert set(advances[2:]) == {(6, AT)}


def test_a_worker_whose_claim_is_gone_stops(batch, by, monkeypatch):
    monkeypatch.setattr(jobs, "advance", lambda job, *, done, at=None: False)
    job = close_batch(batch, by=by, at=AT)
    build(job.pk, clock=lambda: AT)
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    assert PostalBatch.objects.get().document is None
