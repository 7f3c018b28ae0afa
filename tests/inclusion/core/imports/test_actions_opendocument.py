"""OpenDocument workbooks, as LibreOffice writes them; cells over several rows, of both kinds of workbook."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from inclusion.core.errors import DomainError
from inclusion.core.imports.opendocument import MEDIA_TYPE
from inclusion.core.imports.spreadsheets import Bounds, media_type, read_sheets, read_table

BOUNDS = Bounds(megabytes=1, rows=5, columns=6)
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def cell(text="", more="", name="table-cell"):
    inside = "".join(f"<text:p>{one}</text:p>" for one in text.split("\n")) if text else ""
    return f"<table:{name} {more}>{inside}</table:{name}>"


def row(*cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def ods(*sheets, before="", **parts):
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets)
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {SPACES}><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return out.getvalue()


TITLES = row(cell("Lieu"), cell("Jour"))
FILLER = row(cell("", 'table:number-columns-repeated="1024"'), times=1_048_000)


def read(data, **more):
    return read_table(data, bounds=BOUNDS, known_headers=lambda cells: 0, **more)


def test_cells_are_read_as_they_are_written():
    number = 'office:value-type="float" office:value="84260"'
    day = 'office:value-type="date" office:date-value="2026-05-04T00:00:00"'
    remark = "<office:annotation><text:p>note</text:p></office:annotation>"
    said = f'<table:table-cell>{remark}<text:p>2<text:s text:c="2"/>rue</text:p><text:p>B</text:p></table:table-cell>'
    sheet = row(
        cell("Un"), cell("84260", number), cell("4 mai", day), said, cell("12 %", 'office:value-type="percentage"')
    )
    data = ods(("Notice", row(cell("Lisez"))), ("Lieux", TITLES + row(times=3) + sheet + FILLER))
    assert media_type(data) == MEDIA_TYPE
    found = read(data)
    assert [number for number, _ in found] == [1, 5]
    assert found[1][1][:5] == ["Un", 84260, date(2026, 5, 4), "2  rue\nB", "12 %"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (ods(("A", TITLES + row(cell("x"), cell("y"), times=1_000_000))), "trop grand"),
        (ods(("A", TITLES + row(cell("x"), cell("y"), times=7))), "trop grand"),
        (ods(("A", TITLES), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "trop grand"),
        (ods(("A", TITLES + "<table:table-row>")), "ne se lit pas"),
    ],
)
def test_what_is_too_large_or_broken_is_refused(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        read(data)


def both_kinds():
    book = Workbook()
    book.active.append(["Lieu", "Jour"])
    for values in (["Un", "lundi"], [None, "mardi"], [None, None], ["Deux", "jeudi"]):
        book.active.append(values)
    book.active.merge_cells("A2:A4")
    book.create_sheet("Vide")
    out = io.BytesIO()
    book.save(out)
    covered = cell("", "", "covered-table-cell")
    spans = 'table:number-rows-spanned="3"'
    rows = row(cell("Un", spans), cell("lundi")) + row(covered, cell("mardi")) + row(covered, cell(""))
    return [out.getvalue(), ods(("Sheet", TITLES + rows + row(cell("Deux"), cell("jeudi"))))]


@pytest.mark.parametrize("data", both_kinds(), ids=["xlsx", "ods"])
def test_a_cell_over_several_rows_stands_in_each_that_says_something(data):
    ((_, rows),) = read_sheets(data, bounds=BOUNDS)
    said = [["Lieu", "Jour"], ["Un", "lundi"], ["Un", "mardi"], ["Deux", "jeudi"]]
    assert [cells[:2] for _, cells in rows] == said
    # Where sums may be in such cells, none is counted twice.
    assert [cells[:1] for _, cells in read(data)] == [["Lieu"], ["Un"], [None], ["Deux"]]
