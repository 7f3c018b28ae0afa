"""Tables that people bring: cells as their program showed them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from inclusion.core.errors import DomainError
from inclusion.core.imports.spreadsheets import Bounds, read_table, without_tail


def read(*cells):
    """The cells of a workbook of one row, each a value and a number format, as they are read."""
    book = Workbook()
    for column, (value, number_format) in enumerate(cells, 1):
        cell = book.active.cell(1, column, value)
        cell.number_format = number_format
    out = io.BytesIO()
    book.save(out)
    _, row = read_table(out.getvalue(), bounds=Bounds(megabytes=1, rows=10), known_headers=len)[0]
    return list(without_tail(row))


@pytest.mark.parametrize(
    ("value", "number_format", "read_as"),
    [(1, "0%", "100 %"), (0.5, "0%", "50 %"), (0.125, "0.0%", "12.5 %"), (0, "0%", "0 %"), (50, "0", 50)],
)
def test_a_percentage_is_read_as_it_is_shown(value, number_format, read_as):
    assert read((value, number_format)) == [read_as]


@pytest.mark.parametrize(
    ("part", "element"),
    [("xl/sharedStrings.xml", "<si><t>a</t></si>"), ("xl/worksheets/sheet1.xml", "<x:c/>"), ("b", "<si/>")],
)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_more_texts_or_cells_than_a_file_may_have_are_not_read(part, element, encoding):
    """A few kilobytes that would take a minute, whatever the part is called and however it is written."""
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        words = f'<?xml version="1.0" encoding="{encoding}"?><a xmlns:x="x">{element * 100_000}</a>'
        archive.writestr(part, words.encode(encoding))
    with pytest.raises(DomainError, match="trop grand une fois ouvert"):
        read_table(out.getvalue(), bounds=Bounds(megabytes=1, rows=10), known_headers=len)


def test_a_part_that_only_another_reader_understands_is_refused():
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0" encoding="x-unheard-of"?><workbook/>')
    with pytest.raises(DomainError, match="ne se lit pas"):
        read_table(out.getvalue(), bounds=Bounds(megabytes=1, rows=10), known_headers=len)


def test_a_cell_has_no_character_that_no_file_carries():
    data = "Nom;Ville\nPo\ufffeison\x85;A\ufdd0gen\n".encode()
    rows = read_table(data, bounds=Bounds(megabytes=1, rows=10), known_headers=len)
    assert rows[1] == (2, ["Poison", "Agen"])


def test_other_cells_keep_their_values():
    assert read(("Action", "@"), (True, "0%"), (1250.5, "0.00")) == ["Action", True, 1250.5]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r"])
def test_a_csv_ends_with_its_last_row_however_it_ends(end):
    rows = read_table(b'a;b\n1;"2"' + end, bounds=Bounds(megabytes=1, rows=1), known_headers=len)
    assert rows == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_accents_that_went_through_a_wrong_encoding_are_given_back():
    written = "Nom;Ville\nMédiathèque « L’Écureuil »;Évian\nÂge d’or;Agen\n"
    twice = written.encode().decode("latin-1").encode()
    right = "Nom;Ville\nChâteau;À Évian\n".encode()
    for data, second in ((twice, "Médiathèque « L’Écureuil »"), (right, "Château")):
        table = read_table(data, bounds=Bounds(megabytes=1, rows=10), known_headers=len)
        assert table[1][1][0] == second
