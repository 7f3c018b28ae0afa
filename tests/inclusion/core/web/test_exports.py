"""Files that open in a spreadsheet hold what the list holds, and nothing that runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from inclusion.core.french.text import printable
from inclusion.core.web import exports

FORMULAS = ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_would_run_gets_an_apostrophe(text):
    assert exports.plain(text) == f"'{text}"


@pytest.mark.parametrize("value", [-2, -2.5, Decimal("-5.00"), date(2026, 1, 2), "a=1", "", "Agen"])
def test_numbers_dates_and_harmless_text_stay_as_they_are(value):
    assert exports.plain(value) == value
    assert type(exports.plain(value)) is type(value)


def test_nothing_is_an_empty_cell_and_yes_is_a_word():
    assert exports.plain(None) == ""
    assert exports.plain(True) == "True"
    assert exports.plain("a\x01b\x00c\x0b") == "abc"
    assert exports.plain("\x01=1+1") == "'=1+1"


def test_moments_are_those_of_france():
    assert exports.plain(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == datetime(2026, 7, 2, 0, 30)
    assert exports.plain(datetime(2026, 7, 1, 22, 30)) == datetime(2026, 7, 1, 22, 30)


@given(st.one_of(st.text(), st.text(alphabet="=+-@\t\r\n\x00\x01＝ '")))
def test_no_text_comes_out_that_starts_a_formula(text):
    shown = exports.plain(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert printable(text) in (shown, shown[1:])


@given(st.one_of(st.text(), st.text(alphabet="=+-@\t＝ '")))
def test_what_was_written_is_read_back_as_it_was(text):
    assert exports.as_it_was(exports.plain(text)) == printable(text)


@pytest.mark.parametrize("text", ["'", "l'été", "'Agen", "''"])
def test_an_apostrophe_of_its_own_stays(text):
    assert exports.plain(text) == exports.as_it_was(text) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), max_size=4))
def test_a_csv_is_read_back_cell_by_cell(rows):
    data = exports.to_csv(rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))
    assert read == [[exports.plain(cell) for cell in row] for row in rows]


def test_a_csv_speaks_french():
    row = ["Nérac", Decimal("1234.50"), 2.5, date(2026, 3, 1), datetime(2026, 3, 1, 9, 5), 7, "a;b", "=1"]
    assert exports.to_csv([row]) == (
        b"\xef\xbb\xbf" + 'Nérac;1234,50;2,5;01/03/2026;01/03/2026 09:05;7;"a;b";\'=1\r\n'.encode()
    )


def test_a_workbook_keeps_numbers_and_dates_and_holds_no_formula():
    data = exports.to_xlsx([["=1+1", Decimal("-12.50"), date(2026, 3, 1), None, "a\x01b"]], title="a/b:c" * 9)
    sheet = load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[1]] == ["'=1+1", -12.5, datetime(2026, 3, 1), None, "ab"]
    assert [cell.data_type for cell in sheet[1]] == ["s", "n", "d", "inlineStr", "s"]
    assert sheet.title == ("a b c" * 9)[:31]


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("lot.pdf", 'attachment; filename="lot.pdf"'),
        ('a"b.pdf', r'attachment; filename="a\"b.pdf"'),
        ("relevé d’été.pdf", "attachment; filename*=utf-8''relev%C3%A9%20d%E2%80%99%C3%A9t%C3%A9.pdf"),
    ],
)
def test_a_download_says_its_name_whatever_it_is(filename, header):
    response = exports.attachment(b"x", filename=filename, media_type="application/pdf")
    assert response.headers["Content-Disposition"] == header
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"


def test_a_document_may_open_in_the_browser():
    response = exports.attachment(b"x", filename="a.pdf", media_type="application/pdf", inline=True)
    assert response.headers["Content-Disposition"] == 'inline; filename="a.pdf"'


@pytest.mark.parametrize("fmt", exports.FORMATS)
def test_each_format_has_its_type_and_ending(fmt):
    response = exports.export([["a"]], fmt=fmt, name="liste")
    assert response.headers["Content-Type"] == exports.FORMATS[fmt]
    assert response.headers["Content-Disposition"] == f'attachment; filename="liste.{fmt}"'
