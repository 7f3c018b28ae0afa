"""Rows as CSV or XLSX, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from inclusion.core.figures import FigureAmount, read_instead
from inclusion.core.french.text import on_one_line, printable

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What spreadsheets take for the start of a formula; they read the full-width signs as the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Formatted(NamedTuple):
    """A number of a workbook, and the format in which it is read."""

    value: int | float | Decimal
    number_format: str


def plain(value: Any) -> Any:
    """Return the value as a spreadsheet may hold it: text that would run as a formula gets an apostrophe before it.

    Control characters, which no workbook can hold, are left out.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (int, float, Decimal, date)) and not isinstance(value, bool):
        return value
    text = printable(str(value))
    return f"'{text}" if _would_run(text) else text


def _would_run(text: str) -> bool:
    """Whether the text starts as a formula; behind apostrophes as well, so that taking one off is always right."""
    return text.lstrip("'").startswith(_FORMULA_STARTS)


def as_it_was(text: str) -> str:
    """Return the text that `plain` wrote: without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and _would_run(text) else text


def _french(value: Any) -> Any:
    """Return the value as French spreadsheets read it in a CSV: decimal comma, day first."""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (Decimal, float)):
        return str(value).replace(".", ",")
    return value


def to_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the rows as UTF-8 CSV with a byte-order mark and semicolons, as French spreadsheets open it."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(
        [_french(plain(value)) for value in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Iterable[Sequence[Any]], *, title: str) -> bytes:
    """Return the rows as a workbook of one sheet; numbers stay numbers and dates stay dates."""
    return to_book([(title, rows)])


def to_book(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> bytes:
    """Return a workbook of several sheets, each with its title; numbers stay numbers and dates stay dates."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets:
        name = on_one_line(title)[:31].translate(str.maketrans("[]:*?/\\", "       "))
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, Formatted):
        cell = WriteOnlyCell(sheet, value=value.value)
        cell.number_format = value.number_format
        return cell
    cell = WriteOnlyCell(sheet, value=plain(value))
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell


def attachment(data: bytes, *, filename: str, media_type: str, inline: bool = False) -> HttpResponse:
    """Return a download (or a page of the browser's own viewer when `inline`)."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, on_one_line(filename)) or "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def export(rows: Iterable[Sequence[Any]], *, fmt: str, name: str) -> HttpResponse:
    """Return the rows as a file of the format asked; `name` is its title, without extension."""
    if (read := read_instead.get()) is not None:
        amounts = (cell for row in rows for cell in row if isinstance(cell, FigureAmount))
        read.append("".join(one.words.__html__() for one in amounts))
        return HttpResponse()
    data = to_csv(rows) if fmt == "csv" else to_xlsx(rows, title=name)
    return attachment(data, filename=f"{name}.{fmt}", media_type=FORMATS[fmt])
