"""The files of an edition: what was sealed, the same bytes each time."""

import io
import re
import subprocess
import zipfile
from uuid import uuid4
from xml.etree import ElementTree

import pikepdf
import pytest
from openpyxl import load_workbook

from evaluation.annual_report.actions import change_report, make_report, start_report
from evaluation.annual_report.enums import FileFormat
from evaluation.annual_report.papers import render
from evaluation.models import ReportEdition
from tests.builders import AT
from tests.funding.builders import worked_example
from tests.pages import plain
from tests.setup_data import setup_data

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(root: ElementTree.Element) -> list[str]:
    """The words of paragraphs and headings, in their order, without the empty ones."""
    found = (one for one in root.iter() if one.tag.rpartition("}")[2] in ("p", "h"))
    return [words for one in found if (words := re.sub(r"[ \n]+", " ", "".join(one.itertext())).strip(" \n"))]


@setup_data
def edition(scope):
    worked = worked_example()
    report = start_report(scope, year=2026, by=worked.by, at=AT)
    chapters = [(str(kind), "Nos mots\n\net les suivants.") for kind in report.kinds]
    changed = change_report(report, introduction="Présenté au comité <pilote>.", chapters=chapters, by=worked.by, at=AT)
    return make_report(changed, key=uuid4(), by=worked.by, at=AT)


@pytest.mark.papers
def test_a_word_without_an_end_stays_on_its_page(edition, scope):
    word = "longmot" * 43
    content = {**edition.content, "introduction": word}
    data = render(
        ReportEdition(
            report=edition.report, network=edition.network, number=2, made_at=AT, content=content, seal=edition.seal
        ),
        FileFormat.PDF,
    )
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    parts = [one for one in found.splitlines() if "longmot" in one]
    assert len(parts) > 1
    assert all(float(one.split('xMax="')[1].split('"')[0]) < 596 for one in parts), "an A4 page is 595 points wide"


@pytest.mark.papers
def test_the_pdf_says_the_answer_first_and_how_it_is_checked(edition, scope):
    data = render(edition, FileFormat.PDF)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) <= 12
        assert pdf.Root.MarkInfo.Marked
    found = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    text = plain(" ".join(found.split()))
    first = plain(" ".join(found.split("\f")[0].split()))
    assert plain(edition.content["title"]) in first
    assert all(plain(one["sentence"]) in text for one in edition.content["chapters"])
    assert "Nos mots" in text and "Présenté au comité <pilote>." in text
    assert edition.seal in text.replace(" ", "")
    assert data == render(edition, FileFormat.PDF)


def test_the_text_to_edit_and_the_workbook_say_the_same(edition, scope):
    with zipfile.ZipFile(io.BytesIO(render(edition, FileFormat.ODT))) as odt:
        assert odt.testzip() is None
        text = odt.read("content.xml").decode()
    assert ElementTree.fromstring(text).tag.endswith("document-content")
    assert all(one["title"] in text and one["sentence"] in text for one in edition.content["chapters"])
    assert "Présenté au comité &lt;pilote&gt;." in text and "et les suivants." in text
    with zipfile.ZipFile(io.BytesIO(render(edition, FileFormat.DOCX))) as docx:
        document, styles = (ElementTree.fromstring(docx.read(f"word/{name}.xml")) for name in ("document", "styles"))
    assert paragraphs(document) == paragraphs(ElementTree.fromstring(text)), "the same words in the same order"
    used = {one.get(f"{W}val") for one in document.iter(f"{W}pStyle")}
    assert {"Heading1", "Heading2", "Lead", "Number"} <= used <= {one.get(f"{W}styleId") for one in styles}
    book = load_workbook(io.BytesIO(render(edition, FileFormat.XLSX)))
    rows = list(book["Chiffres"].iter_rows(values_only=True))
    figures = [one for chapter in edition.content["chapters"] for one in chapter["figures"]]
    assert len(rows) == len(figures) + 2
    raised = next(row for row in rows if row[1] == "Réuni")
    assert raised[2] == 50000.0 or raised[2] > 0
    assert rows[-1][2] == edition.seal
    spent = next(one for one in book if one.title.startswith("1. "))
    assert {type(cell.value) for row in spent.iter_rows(min_row=2, min_col=2) for cell in row} <= {int, float}
    assert spent.cell(2, 2).number_format == '#,##0.00 "€"'
    assert len(book.sheetnames) == 1 + sum(bool(one["table"]) for one in edition.content["chapters"])


def test_shares_before_and_after_and_cells_that_are_numbers_have_their_sheet_and_format(edition, scope):
    chapter = {
        "title": "Ce qui a changé",
        "figures": [],
        "moves": [["Se sent capable", 43, 66]],
        "table": {"title": "T", "heads": ["Nom", "N"], "rows": [["12", "1\u202f234,50\u00a0€"], ["–", "–"]]},
    }
    edition = ReportEdition(report=edition.report, number=9, seal="0", content={"chapters": [chapter]})
    book = load_workbook(io.BytesIO(render(edition, FileFormat.XLSX)))
    assert [one.value for one in book["Avant et après"][2]] == ["Ce qui a changé", "Se sent capable", 0.43, 0.66]
    assert book["Avant et après"]["D2"].number_format == "0 %"
    assert [[cell.value for cell in row] for row in book["1. Ce qui a changé"]["A2:B3"]] == [["12", 1234.5], ["–", "–"]]
