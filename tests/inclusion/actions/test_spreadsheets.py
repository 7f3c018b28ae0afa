"""Tables that people bring: cells as their program showed them."""

import io

import pytest
from openpyxl import Workbook

from inclusion.actions.spreadsheets import Bounds, read_table, without_tail


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


def test_other_cells_keep_their_values():
    assert read(("Action", "@"), (True, "0%"), (1250.5, "0.00")) == ["Action", True, 1250.5]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r"])
def test_a_csv_ends_with_its_last_row_however_it_ends(end):
    rows = read_table(b'a;b\n1;"2"' + end, bounds=Bounds(megabytes=1, rows=1), known_headers=len)
    assert rows == [(1, ["a", "b"]), (2, ["1", "2"])]
