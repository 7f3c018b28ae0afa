"""Files of places that come in: CSV, workbook or JSON, read as rows by column of the standard."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from inclusion.core.french.text import read_json
from inclusion.core.imports.spreadsheets import Bounds, media_type, read_table, refused, without_tail
from inclusion.guide.rules.cleaning import Manner, Remark
from inclusion.guide.rules.mapping import OLD_NAMES, FileMapping, key, read_mapping
from inclusion.guide.rules.standard import FIELDS, NAMES, SEPARATOR

#: A national file and its margin.
BOUNDS = Bounds(megabytes=40, rows=40_000)
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "place_mappings"

_JSON = (b"[", b"{")
_BOM = b"\xef\xbb\xbf"
#: Columns without which a file says nothing of places.
_REQUIRED = tuple(one.name for one in FIELDS if one.required and one.name != "pivot")


@dataclass(frozen=True)
class FileRow:
    """One row of a file, with the number that a spreadsheet shows."""

    number: int
    record: dict[str, str]
    week: dict[str, str] | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass
class PlaceFile:
    """What a file holds, and how it was understood."""

    rows: list[FileRow]
    mapping: FileMapping | None = None
    #: Columns of the file that say nothing that the standard knows.
    ignored: list[str] = field(default_factory=list)
    #: Columns that the mapping reads and the file does not have.
    missing: list[str] = field(default_factory=list)

    @property
    def manner(self) -> Manner:
        """How its cells are written."""
        return self.mapping.manner if self.mapping else Manner()

    def column(self, name: str) -> str:
        """What the file calls a column of the standard."""
        sources = self.mapping.columns[name].sources if self.mapping and name in self.mapping.columns else []
        return sources[0] if len(sources) == 1 else name


@cache
def shipped_mappings() -> tuple[FileMapping, ...]:
    """The mappings of the files that everybody knows."""
    return tuple(read_mapping(path.read_bytes()) for path in sorted(SHIPPED.glob("*.json")))


def type_of(data: bytes) -> str:
    """The type of a file, which its bytes say."""
    return "application/json" if _is_json(data) else media_type(data)


def read_places(data: bytes, *, mapping: FileMapping | None = None) -> PlaceFile:
    """Return the rows of a file of places.

    Without a mapping, a file whose columns are known (the standard's, or those of a file that everybody knows) is
    understood by itself. Raises DomainError (at "file") for what is no table, is too large, or cannot be understood.
    """
    headers, rows = _objects(data) if _is_json(data) else _table(data, mapping)
    if not rows:
        raise refused("Ce fichier n’a aucun lieu\u00a0: il ne porte que ses titres.")
    mapping = mapping or next((one for one in shipped_mappings() if one.recognises(headers)), None)
    return _mapped(headers, rows, mapping) if mapping else _standard(headers, rows)


def _is_json(data: bytes) -> bool:
    return data[:1000].removeprefix(_BOM).lstrip().startswith(_JSON)


type _Rows = list[tuple[int, dict[str, str], tuple[Remark, ...]]]


def _table(data: bytes, mapping: FileMapping | None) -> tuple[list[str], _Rows]:
    """The headers and the rows of a table, by `key` of the header."""
    used = [one for shipped in shipped_mappings() for one in shipped.used]
    known = {key(one) for one in (*NAMES, *OLD_NAMES, *used, *(mapping.used if mapping else ()))}

    def known_headers(cells: Iterable[Any]) -> int:
        there = [key(_text(cell)) for cell in cells]
        # Where none is known, what parts the row into most cells.
        return 1000 * sum(one in known for one in there) + len(there)

    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    headers = [_text(cell).replace("\ufeff", "").strip() for cell in without_tail(table[0][1])]
    keys = [key(one) for one in headers]
    twice = {one for one in keys if one and keys.count(one) > 1}
    if twice:
        raise refused(
            f"Deux colonnes portent le titre «\u00a0{sorted(twice)[0]}\u00a0»\u00a0: gardez-en une."
        )
    return headers, [_row(number, cells, keys) for number, cells in table[1:]]


def _row(number: int, cells: list[Any], keys: list[str]) -> tuple[int, dict[str, str], tuple[Remark, ...]]:
    """A row that may have fewer cells than the headers; of more, those that say something are reported."""
    texts = [_text(cell) for cell in cells]
    beyond = [text for text in texts[len(keys) :] if text.strip()]
    remarks = tuple(
        Remark("", text, "", "Cette cellule est au-delà du dernier titre\u00a0: laissée de côté.")
        for text in beyond
    )
    padded = texts[: len(keys)] + [""] * (len(keys) - len(texts))
    return number, {one: text for one, text in zip(keys, padded, strict=True) if one}, remarks


def _text(cell: Any) -> str:
    """A cell as text: a day as days are written, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Oui" if cell else "Non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)):
        return SEPARATOR.join(one for item in cell if (one := _text(item)))
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else str(cell)


def _objects(data: bytes) -> tuple[list[str], _Rows]:
    """The names and the rows of a JSON document: a list of objects, or an object that holds one; the first is row 1."""
    if len(data) > BOUNDS.max_bytes:
        raise refused(
            f"Ce fichier dépasse {BOUNDS.megabytes}\u00a0Mo\u00a0: partagez-le en plusieurs fichiers."
        )
    try:
        held = read_json(data)
    except ValueError:
        raise refused("Ce fichier JSON ne se lit pas\u00a0: il est incomplet ou abîmé.") from None
    if isinstance(held, dict):
        lists = [one for one in held.values() if isinstance(one, list)]
        held = lists[0] if len(lists) == 1 else held
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise refused("Ce fichier JSON n’est pas une liste de lieux.")
    if len(held) > BOUNDS.rows:
        raise refused(f"Ce fichier a plus de {BOUNDS.rows} lieux\u00a0: partagez-le en plusieurs fichiers.")
    headers = list(dict.fromkeys(name for one in held for name in one))
    names = [(name, key(name)) for name in headers]
    rows: _Rows = []
    for number, one in enumerate(held, 1):
        rows.append(_object(number, one, names))
    return headers, rows


def _object(
    number: int, one: dict[str, Any], names: list[tuple[str, str]]
) -> tuple[int, dict[str, str], tuple[Remark, ...]]:
    """A row of an object: of two names that are one (« nom », « Nom »), the first that says something counts."""
    cells: dict[str, str] = {}
    remarks = []
    for name, known in names:
        text = _text(one.get(name))
        if text and cells.get(known, text) not in ("", text):
            reason = f"«\u00a0{name}\u00a0» figure deux fois\u00a0: la première valeur est gardée."
            remarks.append(Remark("", text, cells[known], reason))
        cells[known] = cells.get(known) or text
    return number, cells, tuple(remarks)


def _standard(headers: list[str], rows: _Rows) -> PlaceFile:
    """A file that follows the standard, by today's names of its columns or older ones."""
    there = {key(one) for one in headers}
    names = {name: name for name in NAMES if name in there}
    names |= {new: old for old, new in OLD_NAMES.items() if old in there and new not in names}
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        named = ", ".join(f"«\u00a0{name}\u00a0»" for name in missing)
        raise refused(
            f"Ce fichier ne suit pas le standard des lieux\u00a0: il y manque {named}. Ajoutez une "
            "source qui dit à quoi correspond chaque colonne."
        )
    ignored = [one for one in headers if one and key(one) not in names.values()]
    return PlaceFile(
        [
            FileRow(number, {new: cells[old] for new, old in names.items()}, None, remarks)
            for number, cells, remarks in rows
        ],
        ignored=ignored,
    )


def _mapped(headers: list[str], rows: _Rows, mapping: FileMapping) -> PlaceFile:
    """A file whose columns a mapping names."""
    there, used = {key(one) for one in headers}, {key(one) for one in mapping.used}
    missing = [one for one in mapping.used if key(one) not in there]
    needed = {one for name in _REQUIRED if name in mapping.columns for one in mapping.columns[name].sources}
    if lacking := [one for one in missing if one in needed]:
        raise refused(
            f"Ce fichier n’a pas la colonne «\u00a0{lacking[0]}\u00a0», que la correspondance demande."
        )
    return PlaceFile(
        [
            FileRow(number, mapping.record(cells), mapping.week(cells), remarks)
            for number, cells, remarks in rows
        ],
        mapping,
        ignored=[one for one in headers if one and key(one) not in used],
        missing=missing,
    )
