"""Files of places that come in: CSV, workbook (.xlsx, .ods) or JSON, read as rows by column of the standard."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from inclusion.core.french.text import read_json
from inclusion.core.imports.cells import is_blank
from inclusion.core.imports.spreadsheets import (
    Bounds,
    is_workbook,
    media_type,
    read_sheets,
    refused,
    stream_table,
    without_tail,
)
from inclusion.guide.rules.cells import readable_day
from inclusion.guide.rules.cleaning import Manner, Remark
from inclusion.guide.rules.keywords import plain
from inclusion.guide.rules.mapping import OLD_NAMES, FileMapping, key, read_mapping
from inclusion.guide.rules.standard import BY_NAME, FIELDS, NAMES, SEPARATOR
from inclusion.guide.rules.titles import GROUP, GROUPS, is_shut, names_closed

#: A national file and its margin.
BOUNDS = Bounds(megabytes=40, rows=50_000, columns=250)
#: Among so many first rows the titles are looked for: titles of a page and blank lines may stand above them.
HEADER_ROWS = 12
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "place_mappings"

#: Why a row is left out that says so of its place.
CALLED_CLOSED = "ce n’est pas un lieu à présenter."
#: Columns whose text may say that a place is closed.
_REMARKS = ("horaires", "presentation_resume", "presentation_detail", "complement_adresse")
_JSON = (b"[", b"{")
_BOM = b"\xef\xbb\xbf"
#: Columns without which a file says nothing of places.
_REQUIRED = tuple(one.name for one in FIELDS if one.required and one.name != "pivot")
#: Those that a mapping names and whose columns a file cannot do without.
_NEEDED = tuple(name for name in _REQUIRED if name != "date_maj")


@dataclass(frozen=True)
class FileRow:
    """One row of a file, with the number that a spreadsheet shows."""

    number: int
    record: dict[str, str]
    week: dict[str, str] | None = None
    remarks: tuple[Remark, ...] = ()
    #: The weeks that its hours are of, where it says so.
    parity: str = ""
    #: The column and the reason for which it is left out.
    refusal: tuple[str, str] | None = None


@dataclass
class PlaceFile:
    """What a file holds, and how it was understood."""

    rows: list[FileRow]
    mapping: FileMapping | None = None
    #: Columns of the file that say nothing that the standard knows.
    ignored: list[str] = field(default_factory=list)
    #: Columns that the mapping reads and the file does not have.
    missing: list[str] = field(default_factory=list)
    #: What a page shows of its columns, of a file that does not follow the standard.
    columns: list[dict[str, Any]] = field(default_factory=list)

    @property
    def manner(self) -> Manner:
        """How its cells are written."""
        return self.mapping.manner if self.mapping else Manner()

    def column(self, name: str) -> str:
        """What a page calls a column of the standard: by its title in the file, else in plain French."""
        if self.mapping is None or name not in BY_NAME:
            return name
        sources = self.mapping.columns[name].sources if name in self.mapping.columns else []
        return sources[0] if len(sources) == 1 else BY_NAME[name].label


@cache
def shipped_mappings() -> tuple[FileMapping, ...]:
    """The mappings of the files that everybody knows."""
    return tuple(read_mapping(path.read_bytes()) for path in sorted(SHIPPED.glob("*.json")))


def type_of(data: bytes) -> str:
    """The type of a file, which its bytes say."""
    return "application/json" if _is_json(data) else media_type(data)


@dataclass
class RawFile:
    """The cells of a file as texts, by `key` of the title of their column."""

    headers: list[str]
    rows: "_Rows"

    @property
    def cells(self) -> list[dict[str, str]]:
        """The cells of each row that may be a place."""
        return [cells for _, cells, _ in self.rows if not _total(cells)]


def read_raw(data: bytes, *, mapping: FileMapping | None = None) -> RawFile:
    """Return the titles and the rows of a file, whatever they mean. Raises DomainError (at "file") as below."""
    headers, rows = _objects(data) if _is_json(data) else _table(data, mapping)
    if not rows:
        raise refused("Ce fichier n’a aucun lieu\u00a0: il ne porte que ses titres.")
    return RawFile(headers, rows)


def read_places(data: bytes, *, mapping: FileMapping | None = None) -> PlaceFile:
    """Return the rows of a file of places.

    Without a mapping, a file whose columns are known (the standard's, or those of a file that everybody knows) is
    understood by itself. Raises DomainError (at "file") for what is no table, is too large, or cannot be understood.
    """
    raw = read_raw(data, mapping=mapping)
    return understood(raw, mapping or known_mapping(raw.headers))


def known_mapping(headers: Iterable[str]) -> FileMapping | None:
    """The mapping of a file that everybody knows by these titles."""
    return next((one for one in shipped_mappings() if one.recognises(headers)), None)


def follows_standard(headers: Iterable[str]) -> bool:
    """Whether these are the titles of the national standard, today's or older ones."""
    return set(_REQUIRED) <= set(standard_columns(headers).values())


def standard_columns(headers: Iterable[str]) -> dict[str, str]:
    """The columns that have a name of the standard, today's or an older one, by `key` of their title."""
    there = {key(one) for one in headers}
    names = {name: name for name in NAMES if name in there}
    return names | {old: new for old, new in OLD_NAMES.items() if old in there and new not in names}


def understood(raw: RawFile, mapping: FileMapping | None) -> PlaceFile:
    """The rows by column of the standard; without a mapping the file has to follow it."""
    return _mapped(raw.headers, raw.rows, mapping) if mapping else _standard(raw.headers, raw.rows)


def _is_json(data: bytes) -> bool:
    return data[:1000].removeprefix(_BOM).lstrip().startswith(_JSON)


type _Rows = list[tuple[int, dict[str, str], tuple[Remark, ...]]]


type _Cells = list[tuple[int, list[Any]]]


def _table(data: bytes, mapping: FileMapping | None) -> tuple[list[str], _Rows]:
    """The headers and the rows of a table, by `key` of the header."""
    used = [one for shipped in shipped_mappings() for one in shipped.used]
    known = {key(one) for one in (*NAMES, *OLD_NAMES, *used, *(mapping.used if mapping else ()))}

    def known_headers(cells: Iterable[Any]) -> int:
        there = [key(_text(cell)) for cell in cells]
        # Where none is known, what parts the row into most cells.
        return 1000 * sum(one in known for one in there) + len(there)

    if is_workbook(data):
        sheets = read_sheets(data, bounds=BOUNDS, header_rows=HEADER_ROWS)
    else:
        stream = stream_table(data, bounds=BOUNDS, known_headers=known_headers, header_rows=HEADER_ROWS)
        sheets = [("", list(stream))]
    sheets = [one for one in sheets if one[1]]
    if not sheets:
        raise refused("Ce fichier est vide.")
    title, headers, rows = _sheet(*sheets[0], known)
    # A sheet for each town, or each year: those of the same titles are one table, which says where each row stood.
    alike = [one for one in (_sheet(*sheet, known) for sheet in sheets[1:]) if _same_titles(headers, one[1])]
    if not alike:
        return headers, rows
    of_sheets = ((name, row) for name, _, some in ((title, headers, rows), *alike) for row in some)
    return [*headers, SHEET], [
        (number, cells | {key(SHEET): name}, remarks) for name, (number, cells, remarks) in of_sheets
    ]


#: Said of the first row where no row above it names the columns.
NO_TITLES = "Ce fichier n’a pas de titres\u00a0: ses colonnes sont numérotées, et sa première ligne est un lieu."
#: What the column is called that says from which sheet a row is.
SHEET = "Feuille"


def _sheet(title: str, table: _Cells, known: set[str]) -> tuple[str, list[str], _Rows]:
    """The title, the headers and the rows of a sheet."""
    first = _header_row([cells for _, cells in table[:HEADER_ROWS]], known)
    if first is None:
        table, first = ([(0, [f"Colonne {n}" for n in range(1, max(len(row) for _, row in table) + 1)]), *table], 0)
    else:
        table, first = _one_header(table, first)
    headers = _titles(table, first)
    keys = [key(one) for one in headers]
    rows = [_row(number, cells, keys) for number, cells in table[first + 1 :]]
    if not table[first][0]:
        number, cells, remarks = rows[0]
        rows[0] = number, cells, (*remarks, Remark("", " ; ".join(cells.values()), "", NO_TITLES))
    return title.strip(), headers, rows


def _same_titles(headers: list[str], others: list[str]) -> bool:
    """Whether two sheets are one table: two titles at least, and those of the second all in the first."""
    there = {key(one) for one in others if one}
    return len(there) > 1 and there <= {key(one) for one in headers}


def _header_row(rows: list[list[Any]], known: set[str]) -> int | None:
    """Which of the first rows holds the titles: that with most known ones, else the first as wide as the table.

    None where the first that is so wide is a place: it has a telephone, a mailbox or a postal code.
    """
    counts = [sum(key(_text(cell)) in known for cell in cells) for cells in rows]
    if max(counts) > 1:
        return counts.index(max(counts))
    widths = [sum(not is_blank(cell) for cell in cells) for cells in rows]
    wide = [n for n, width in enumerate(widths) if width >= max(2, 0.6 * max(widths))]
    if wide and any(_is_of_a_place(_text(cell).strip()) for cell in rows[wide[0]]):
        return None
    return next((n for n in wide if _are_titles(rows[n])), 0)


def _is_of_a_place(text: str) -> bool:
    """Whether a cell can be no title: it is a telephone, a mailbox or a postal code."""
    return bool(re.fullmatch(r"\d{5}|[^@\s]+@[^@\s]+\.[a-z]{2,}|0[1-9](?:[ .-]?\d{2}){4}", text))


def _are_titles(cells: list[Any]) -> bool:
    """Whether the cells of a row are words: no numbers, days or addresses."""
    said = [text for cell in cells if (text := _text(cell).strip())]
    return all(re.search(r"[^\W\d_]|°", one) and "@" not in one and not readable_day(one) for one in said)


def _one_header(table: _Cells, first: int) -> tuple[_Cells, int]:
    """The table with its titles in one row, where groups of columns stand in a row above them, or below it."""
    row = [_text(cell).strip() for cell in table[first][1]]
    below = [_text(cell).strip() for cell in table[first + 1][1]] if first + 1 < len(table) else []
    # What stands in both is one cell over two rows.
    below = ["" if place < len(row) and text == row[place] else text for place, text in enumerate(below)]
    above = [_text(cell).strip() for cell in table[first - 1][1]] if first else []
    if _completes(row, below):
        merged = _grouped(row, below)
        return [*table[:first], (table[first + 1][0], merged), *table[first + 2 :]], first
    if sum(map(bool, above)) > 1 or any(above[1:]):
        merged = _grouped(above, row)
        return [*table[:first], (table[first][0], merged), *table[first + 1 :]], first
    return table, first


def _completes(row: list[str], below: list[str]) -> bool:
    """Whether titles of single columns stand below those of groups: where a group goes on, and not below others."""
    wide = max(len(row), len(below))
    row, below = row + [""] * (wide - len(row)), below + [""] * (wide - len(below))
    goes_on = [place for place in range(1, wide) if below[place] and not row[place]]
    alone = [
        place
        for place in range(wide)
        if row[place] and below[place] and not (place + 1 < wide and below[place + 1] and not row[place + 1])
    ]
    under = sum(map(bool, below))
    return bool(goes_on) and not alone and under < wide and under > 1 and _are_titles(list(below))


def _grouped(groups: list[str], titles: list[str]) -> list[Any]:
    """The title of each column; that of its group before it, where the column’s own says too little."""
    wide = max(len(groups), len(titles))
    groups, titles = groups + [""] * (wide - len(groups)), titles + [""] * (wide - len(titles))
    found: list[Any] = []
    group = ""
    for place, title in enumerate(titles):
        group = groups[place] or (group if title else "")
        says_more = titles.count(title) > 1 or re.search(GROUPS, plain(group)) is not None
        found.append(f"{group}{GROUP}{title}" if group and title and says_more else title or group)
    return found


def _titles(table: list[tuple[int, list[Any]]], first: int) -> list[str]:
    """The titles; a column without one that says something is called by its number, of two alike the second too."""
    cells = list(without_tail(table[first][1]))
    titles = [_text(cell).replace("\ufeff", "").strip() for cell in cells]
    seen: set[str] = set()
    for place, title in enumerate(titles):
        if not title and any(place < len(row) and not is_blank(row[place]) for _, row in table[first + 1 :]):
            title = f"Colonne {place + 1}"
        if key(title) in seen and title:
            title = f"{title} (colonne {place + 1})"
        seen.add(key(title))
        titles[place] = title
    return titles


def _row(number: int, cells: list[Any], keys: list[str]) -> tuple[int, dict[str, str], tuple[Remark, ...]]:
    """A row that may have fewer cells than the headers; of more, those that say something are reported."""
    texts = [_text(cell) for cell in cells]
    beyond = [text for text in texts[len(keys) :] if text.strip()]
    remarks = tuple(
        Remark("", text, "", "Cette cellule est au-delà du dernier titre\u00a0: laissée de côté.") for text in beyond
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
        raise refused(f"Ce fichier dépasse {BOUNDS.megabytes}\u00a0Mo\u00a0: partagez-le en plusieurs fichiers.")
    try:
        content = read_json(data)
    except ValueError:
        raise refused("Ce fichier JSON ne se lit pas\u00a0: il est incomplet ou abîmé.") from None
    if isinstance(content, dict):
        lists = [one for one in content.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        content = max(lists, key=len) if lists else content
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise refused("Ce fichier JSON n’est pas une liste de lieux.")
    content = [_flat(one) for one in content]
    if len(content) > BOUNDS.rows:
        raise refused(f"Ce fichier a plus de {BOUNDS.rows} lieux\u00a0: partagez-le en plusieurs fichiers.")
    headers = list(dict.fromkeys(name for one in content for name in one))
    names = [(name, key(name)) for name in headers]
    rows: _Rows = []
    for number, one in enumerate(content, 1):
        rows.append(_object(number, one, names))
    return headers, rows


#: Geometries of GeoJSON that say of no point where a place is, as a remark calls them.
_SHAPES = {
    "Polygon": "Surface",
    "MultiPolygon": "Surfaces",
    "LineString": "Ligne",
    "MultiLineString": "Lignes",
    "MultiPoint": "Plusieurs points",
    "GeometryCollection": "Plusieurs géométries",
}
NO_POINT = "Cette géométrie n’est pas un point\u00a0: le lieu n’en reçoit pas de position."
#: What open data portals put the fields of a row in.
_ENVELOPES = ("fields", "attributes")


def _flat(one: dict[str, Any], above: str = "") -> dict[str, Any]:
    """An object without others in it, « address.city »; of GeoJSON its properties and its point."""
    if isinstance(one.get("properties"), dict) and "geometry" in one:
        return {
            **_flat({k: v for k, v in one.items() if k == "id"}),
            **_flat(one["properties"]),
            "geometry": one["geometry"],
        }
    flat: dict[str, Any] = {}
    for name, value in one.items():
        is_point = isinstance(value, dict) and ("coordinates" in value or value.keys() == {"lat", "lon"})
        if isinstance(value, dict) and not is_point:
            flat |= _flat(value, above if name in _ENVELOPES else f"{above}{name}.")
        else:
            flat[f"{above}{name}"] = value
    return flat


def _object(
    number: int, one: dict[str, Any], names: list[tuple[str, str]]
) -> tuple[int, dict[str, str], tuple[Remark, ...]]:
    """A row of an object: of two names that are one (« nom », « Nom »), the first that says something counts."""
    cells: dict[str, str] = {}
    remarks = []
    for name, known in names:
        value = one.get(name)
        if isinstance(value, dict) and value.get("type") in _SHAPES:
            remarks.append(Remark("", _SHAPES[value["type"]], "", NO_POINT))
            value = None
        text = _text(value)
        if text and cells.get(known, text) not in ("", text):
            reason = f"«\u00a0{name}\u00a0» figure deux fois\u00a0: la première valeur est gardée."
            remarks.append(Remark("", text, cells[known], reason))
        cells[known] = cells.get(known) or text
    return number, cells, tuple(remarks)


def _standard(headers: list[str], rows: _Rows) -> PlaceFile:
    """A file that follows the standard, by today's names of its columns or older ones."""
    names = {new: old for old, new in standard_columns(headers).items()}
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        named = ", ".join(f"«\u00a0{name}\u00a0»" for name in missing)
        raise refused(
            f"Ce fichier ne suit pas le standard des lieux\u00a0: il y manque {named}. Ajoutez une "
            "source qui dit à quoi correspond chaque colonne."
        )
    if twice := [one for one in headers if re.search(r" \(colonne \d+\)$", one)]:
        title = re.sub(r" \(colonne \d+\)$", "", twice[0])
        if key(title) in names.values():
            raise refused(f"Deux colonnes portent le titre «\u00a0{title}\u00a0»\u00a0: gardez-en une.")
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
    needed = {one for name in _NEEDED if name in mapping.columns for one in mapping.columns[name].sources}
    if lacking := [one for one in missing if one in needed]:
        raise refused(f"Ce fichier n’a pas la colonne «\u00a0{lacking[0]}\u00a0», que la correspondance demande.")
    return PlaceFile(
        [
            FileRow(
                number,
                mapping.record(cells),
                mapping.week(cells),
                (*remarks, *mapping.left_aside(cells)),
                mapping.parity(cells),
                mapping.refusal(cells) or _total(cells) or _shut(mapping, cells),
            )
            for number, cells, remarks in rows
        ],
        mapping,
        ignored=[one for one in headers if one and key(one) not in used],
        missing=missing,
    )


def _shut(mapping: FileMapping, cells: dict[str, str]) -> tuple[str, str] | None:
    """Why the row of a place that its name, its hours or a remark calls closed is left out."""
    if mapping.closed_too:
        return None
    for says_so, names in ((names_closed, ("nom",)), (is_shut, _REMARKS)):
        for column in (one for name in names if (rule := mapping.columns.get(name)) for one in rule.sources):
            if says_so(text := cells.get(key(column), "").strip()):
                return column, f"«\u00a0{text[:120]}\u00a0»\u00a0: {CALLED_CLOSED}"
    return None


def _total(cells: dict[str, str]) -> tuple[str, str] | None:
    """Why a row that adds up the others is left out."""
    said = [text.strip() for text in cells.values() if text.strip()]
    titles = sum(key(text) == column for column, text in cells.items() if text.strip())
    if titles > 1 and titles >= 0.5 * len(said):
        return "", "Cette ligne répète les titres des colonnes."
    is_total = bool(said) and len(said) <= 3 and re.match(r"(?i)(sous-)?total\b|nombre (total )?de ", said[0])
    return ("", "Cette ligne est un total, pas un lieu.") if is_total else None
