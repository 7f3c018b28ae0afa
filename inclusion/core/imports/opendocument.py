"""The sheets of an OpenDocument workbook (.ods), read from its XML within the bounds of a file."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.parsers import expat

from inclusion.core.imports.cells import Cell, is_blank

#: What the first part of such a file says it is.
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_CONTENT = "content.xml"
_BLOCK = 65_536
#: Elements in whose texts no cell is said: remarks at its edge, and shapes over it.
_BESIDE = ("annotation", "shapes", "tracked-changes", "content-validations")
_NUMBERS = ("float", "currency")


class TooLarge(ValueError):
    """The workbook has more cells or rows than it may have."""


@dataclass
class Sheet:
    """A sheet: its rows that say something, each with its number from 1."""

    title: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is such a workbook."""
    return (
        _CONTENT in archive.namelist()
        and "mimetype" in archive.namelist()
        and archive.read("mimetype")[:100].decode("ascii", "replace").strip() == MEDIA_TYPE
    )


def read_sheets(data: bytes, *, rows: int, columns: int, spread: bool = False) -> list[Sheet]:
    """Return the sheets of a workbook of at most so many rows and columns each.

    With `spread`, what a cell over several rows says stands in each of them.

    Raises TooLarge, and whatever expat and zipfile raise for a broken part.
    """
    reader = _Reader(rows, columns, spread)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse_entity
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_CONTENT) as stream:
        for block in _blocks(stream):
            parser.Parse(block)
        parser.Parse(b"", True)
    return reader.sheets


def _blocks(stream: Any) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _refuse_entity(*_: Any) -> None:
    """No workbook declares an entity: one that unfolds to gigabytes does."""
    raise TooLarge


class _Reader:
    """What the parser has come to: a sheet, a row, a cell and its paragraphs."""

    def __init__(self, rows: int, columns: int, spread: bool) -> None:
        self.max_rows, self.max_columns, self.spread = rows, columns, spread
        self.left = rows * columns
        self.sheets: list[Sheet] = []
        self.number = self.beside = 0
        self.row: list[Cell] = []
        self.says = False
        self.row_times = 1
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[str] = []
        #: Column → how many rows more a cell goes on, and what it says.
        self.spans: dict[int, tuple[int, Cell]] = {}

    def start(self, name: str, said: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in _BESIDE:
            self.beside += 1
        elif self.beside:
            return
        elif name == "table":
            self.sheets.append(Sheet(said.get("table:name", "")))
            self.number, self.spans = 0, {}
        elif name == "table-row":
            self.row, self.says = [], False
            self.row_times = _count(said, "table:number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self.cell, self.paragraphs = {**said, "name": name}, []
        elif self.cell is not None:
            self._paragraph(name, said)

    def _paragraph(self, name: str, said: dict[str, str]) -> None:
        if name in ("p", "h"):
            self.paragraphs.append("")
        elif name == "s":
            self.text(" " * min(_count(said, "text:c"), 100))
        elif name in ("tab", "line-break"):
            self.text("\n" if name == "line-break" else " ")

    def text(self, text: str) -> None:
        if self.cell is not None and self.paragraphs and not self.beside:
            self.paragraphs[-1] += text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in _BESIDE:
            self.beside -= 1
        elif self.beside:
            return
        elif name in ("table-cell", "covered-table-cell") and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif name == "table-row":
            self._end_row()

    def _end_cell(self, said: dict[str, str]) -> None:
        at = len(self.row)
        room = self.max_columns - at
        times = min(_count(said, "table:number-columns-repeated"), max(0, room))
        value = _value(said, "\n".join(self.paragraphs))
        if said["name"] == "covered-table-cell":
            for place in range(at, at + times):
                left, above = self.spans.get(place, (0, None))
                self.row.append(above if self.spread and left > 0 else None)
                self.spans[place] = (left - 1, above)
            return
        self.row += [value] * times
        if (more := _count(said, "table:number-rows-spanned") - 1) and times:
            self.spans[at] = (more, value)
        if not is_blank(value):
            self.says = True
            self.left -= times
            if self.left < 0:
                raise TooLarge

    def _end_row(self) -> None:
        if not self.says:
            self.number += self.row_times
            return
        for _ in range(self.row_times):
            self.number += 1
            self.sheets[-1].rows.append((self.number, list(self.row)))
            if len(self.sheets[-1].rows) > self.max_rows:
                raise TooLarge


def _count(said: dict[str, str], name: str) -> int:
    text = said.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _value(said: dict[str, str], text: str) -> Cell:
    """What a cell says: its number, its day, « vrai » as a workbook has it, else its text as it is shown."""
    kind = said.get("office:value-type", "")
    with suppress(ValueError):
        if kind in _NUMBERS and "office:value" in said:
            number = float(said["office:value"])
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "date" and "office:date-value" in said:
            return date.fromisoformat(said["office:date-value"][:10])
    if kind == "boolean":
        return said.get("office:boolean-value") == "true"
    return text or None
