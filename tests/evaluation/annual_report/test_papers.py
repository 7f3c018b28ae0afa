"""The files of an edition: what was sealed, the same bytes each time."""

import io
import subprocess
import zipfile
from uuid import uuid4

import pikepdf
import pytest
from openpyxl import load_workbook

from evaluation.annual_report.actions import change_report, make_report, start_report
from evaluation.annual_report.enums import FileFormat
from evaluation.annual_report.papers import render
from tests.builders import AT
from tests.funding.builders import worked_example
from tests.pages import plain
from tests.setup_data import setup_data


@setup_data
def edition(scope):
    worked = worked_example()
    report = start_report(scope, year=2026, by=worked.by, at=AT)
    chapters = [(str(kind), "Nos mots\n\net les suivants.") for kind in report.kinds]
    changed = change_report(
        report, introduction="Présenté au comité <pilote>.", chapters=chapters, by=worked.by, at=AT
    )
    return make_report(changed, key=uuid4(), by=worked.by, at=AT)


@pytest.mark.papers
def test_the_pdf_says_the_answer_first_and_how_it_is_checked(edition, scope):
    data = render(edition, FileFormat.PDF)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) <= 12
        assert pdf.Root.MarkInfo.Marked
    found = subprocess.run(
        ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    text = plain(" ".join(found.split()))
    first = plain(" ".join(found.split("\f")[0].split()))
    assert plain(edition.content["title"]) in first
    assert all(plain(one["sentence"]) in text for one in edition.content["chapters"])
    assert "Nos mots" in text and "Présenté au comité <pilote>." in text
    assert edition.seal in text.replace(" ", "")
    assert data == render(edition, FileFormat.PDF)


def test_the_text_to_edit_and_the_workbook_say_the_same(edition, scope):
    with zipfile.ZipFile(io.BytesIO(render(edition, FileFormat.ODT))) as odt:
        text = odt.read("content.xml").decode()
    assert all(one["title"] in text and one["sentence"] in text for one in edition.content["chapters"])
    assert "Présenté au comité &lt;pilote&gt;." in text and "et les suivants." in text
    book = load_workbook(io.BytesIO(render(edition, FileFormat.XLSX)))
    rows = list(book["Chiffres"].iter_rows(values_only=True))
    figures = [one for chapter in edition.content["chapters"] for one in chapter["figures"]]
    assert len(rows) == len(figures) + 2
    raised = next(row for row in rows if row[1] == "Réuni")
    assert raised[2] == 50000.0 or raised[2] > 0
    assert rows[-1][2] == edition.seal
    assert len(book.sheetnames) == 1 + sum(bool(one["table"]) for one in edition.content["chapters"])
