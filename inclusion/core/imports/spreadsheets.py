"""Tables that people bring as files: CSV, XLSX or ODS, read as rows of cells, within bounds, whatever wrote them."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.parsers import expat

from inclusion.core.errors import DomainError
from inclusion.core.french.money import NO_BREAK_SPACE
from inclusion.core.french.text import printable
from inclusion.core.imports import opendocument
from inclusion.core.imports.cells import Cell, is_blank, text
from inclusion.core.imports.columns import Column, Columns, Row
from inclusion.core.web import exports

MAX_COLUMNS = 50
#: The last row that a workbook can have.
LAST_ROW = 1_048_576
#: What a workbook may unpack to, for each byte that it may have: a small archive can hold gigabytes.
UNPACKED = 12
MAX_PARTS = 500
#: Rows over which a cell may go on; and the first rows of a sheet, by which a table is known.
MAX_SPREAD, LOOKED_AT_ROWS = 300, 20
#: Texts that a workbook may hold for each row that it may have: openpyxl reads all of them before the first row.
TEXTS_PER_ROW = 12
_AREA = re.compile(r"([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)")
SEPARATORS = ";,\t|"

#: What no text has, and every other kind of file.
_BINARY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: A last row of the reader's own behind a CSV: a quote that was never closed swallows it.
_END = "\ue000"

UNREADABLE = "Ce classeur ne se lit pas : ouvrez-le dans votre tableur et enregistrez-le à nouveau en .xlsx."
TOO_LARGE = "Ce classeur est trop grand une fois ouvert\u00a0: gardez-y la seule feuille à importer."

#: Readers look for the mark of a PDF at its beginning.
_PDF, _LOOKED_AT = b"%PDF-", 1024
_ZIP, _OLD_EXCEL, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Bounds:
    """How large a file may be: its bytes in whole megabytes, its rows below the headers."""

    megabytes: int
    rows: int
    columns: int = MAX_COLUMNS

    @property
    def max_bytes(self) -> int:
        """The same in bytes."""
        return self.megabytes * 1024 * 1024


def media_type(data: bytes) -> str:
    """The type of a file that `read_table` reads."""
    if data.startswith(_ZIP) and opendocument.MEDIA_TYPE.encode() in data[:200]:
        return opendocument.MEDIA_TYPE
    return exports.FORMATS["xlsx" if data.startswith(_ZIP) else "csv"]


def read_table(
    data: bytes, *, bounds: Bounds, known_headers: Callable[[Iterable[Cell]], int]
) -> list[tuple[int, list[Cell]]]:
    """Return the rows of a file that say something, each with its number in a spreadsheet, the headers first.

    Its kind is known by its bytes, never by its name; `known_headers` counts the headers that a first row
    knows, which shows a CSV's separator. Raises DomainError (at "file") for what is no table or is too large.
    """
    table = list(stream_table(data, bounds=bounds, known_headers=known_headers))
    if not table:
        raise refused("Ce fichier est vide : téléchargez un modèle, complétez-le et importez-le ici.")
    return table


@dataclass(frozen=True)
class Titles[C: Column]:
    """The titles of a file and the column that each heads."""

    titles: Sequence[Cell]
    matched: Sequence[C | None]

    @property
    def ignored(self) -> list[str]:
        """The titles under which nothing is read."""
        pairs = zip(self.titles, self.matched, strict=True)
        return [text(title) for title, column in pairs if column is None and not is_blank(title)]


@dataclass(frozen=True)
class ReadFile[C: Column](Titles[C]):
    """A file that was read."""

    rows: list[Row]


def read_file[C: Column](
    data: bytes,
    columns: Columns[C],
    *,
    bounds: Bounds,
    match: Callable[[Sequence[Cell]], list[C | None]],
    read: Callable[[int, Sequence[C | None], Sequence[Cell]], Row] | None = None,
    wanted: str = "une ligne",
) -> ReadFile[C]:
    """Return a file whose rows are read under its columns; blank ones are passed over.

    `match` finds the columns of the first row, or refuses it; `wanted` is what a file with its titles alone lacks.
    Raises DomainError (at "file") for what is no table, is too large, or has other columns.
    """
    (_, first), *lines = read_table(data, bounds=bounds, known_headers=columns.count_known)
    titles = without_tail(first)
    matched, read = match(titles), read or columns.read_row
    rows = [read(number, matched, cells) for number, cells in lines if not all(map(is_blank, cells))]
    if not rows:
        raise refused(f"Ce fichier n’a que ses titres\u00a0: ajoutez au moins {wanted}.")
    return ReadFile(titles, matched, rows)


def stream_table(
    data: bytes, *, bounds: Bounds, known_headers: Callable[[Iterable[Cell]], int], header_rows: int = 1
) -> Iterator[tuple[int, list[Cell]]]:
    """The same, one row after the other, for files too long for the memory; faults are raised at their row.

    The headers are one of the first `header_rows` rows: what is above them are not rows of the file.
    """
    _refuse_large(data, bounds)
    if data.startswith(_OLD_EXCEL):
        raise refused(
            "Ce fichier est d’un ancien format Excel (.xls) ou protégé par un mot de passe : "
            "enregistrez-le comme classeur .xlsx sans mot de passe, ou en CSV."
        )
    if _PDF in data[:_LOOKED_AT]:
        raise refused(
            "Ce fichier est un PDF, pas un classeur, quel que soit son nom\u00a0: importez le classeur .xlsx ou le CSV."
        )
    most = bounds.rows + header_rows
    if data.startswith(_ZIP):
        for _, rows in _sheets(data, bounds, most):
            yield from rows
            return
    else:
        yield from _csv(data, bounds, most, known_headers, header_rows)


type Rows = list[tuple[int, list[Cell]]]


def is_workbook(data: bytes) -> bool:
    """Whether a file is an archive, as workbooks are."""
    return data.startswith(_ZIP)


def read_sheets(data: bytes, *, bounds: Bounds, header_rows: int = 1) -> list[tuple[str, Rows]]:
    """Return the title and the rows of each sheet of a workbook that is a table.

    What a cell over several rows says stands in each of them. Raises DomainError (at "file") as `stream_table` does.
    """
    _refuse_large(data, bounds)
    most = bounds.rows + header_rows
    found = [(title, list(rows)) for title, rows in _sheets(data, bounds, most, spread=True)]
    if sum(len(rows) for _, rows in found) > most + header_rows * len(found):
        raise _too_many(bounds)
    return found


def _refuse_large(data: bytes, bounds: Bounds) -> None:
    if len(data) > bounds.max_bytes:
        size = f"{bounds.megabytes}{NO_BREAK_SPACE}Mo"
        raise refused(f"Ce fichier dépasse {size}\u00a0: partagez-le en plusieurs fichiers.")


def refused(sentence: str) -> DomainError:
    """What is wrong with a file as a whole."""
    return DomainError(sentence).at("file")


def without_tail(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells up to the last one that says something."""
    last = max((position for position, cell in enumerate(cells) if not is_blank(cell)), default=-1)
    return cells[: last + 1]


def _filled(rows: Iterable[Sequence[Cell]], bounds: Bounds, most: int) -> Iterator[tuple[int, list[Cell]]]:
    """The rows that say something, with their number; not one row more is read than a file may have."""
    count = 0
    for number, cells in enumerate(rows, 1):
        if not all(map(is_blank, cells)):
            count += 1
            if count > most:
                raise _too_many(bounds)
            yield number, [_unguarded(cell) for cell in cells]


def _too_many(bounds: Bounds) -> DomainError:
    allowed = f"{bounds.rows:,}".replace(",", NO_BREAK_SPACE)
    return refused(f"Ce fichier a plus de {allowed} lignes\u00a0: partagez-le en plusieurs fichiers.")


def _sheets(
    data: bytes, bounds: Bounds, most: int, *, spread: bool = False
) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    """The title and the cells of a workbook's sheets that are tables, the first where none is; of a formula, its last
    result.
    """
    is_open_document = _look_at(data, bounds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on what openpyxl leaves out: styles, lists of choices
            yield from (_open_document if is_open_document else _cells)(data, bounds, most, spread)
    except (DomainError, GeneratorExit):
        raise
    except opendocument.TooLarge:
        raise refused(TOO_LARGE) from None
    except Exception:  # openpyxl raises whatever a broken part makes it stumble on
        raise refused(UNREADABLE) from None


def _open_document(
    data: bytes, bounds: Bounds, most: int, spread: bool
) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    """The sheets of an OpenDocument workbook."""
    sheets = opendocument.read_sheets(data, rows=most, columns=bounds.columns, spread=spread)
    tables = [one for one in sheets if _has_cells([cells for _, cells in one.rows[:LOOKED_AT_ROWS]])]
    for one in tables or sheets[:1]:
        yield one.title, ((number, [_unguarded(cell) for cell in cells]) for number, cells in one.rows)


def read_workbook(data: bytes, *, bounds: Bounds, names: Sequence[str]) -> dict[str, list[tuple[int, list[Cell]]]]:
    """Return the rows of the sheets of these names (in small letters) that a workbook has, each as `read_table` does.

    Raises DomainError (at "file") for what is no workbook or is too large.
    """
    if len(data) > bounds.max_bytes:
        size = f"{bounds.megabytes}{NO_BREAK_SPACE}Mo"
        raise refused(f"Ce fichier dépasse {size}\u00a0: enlevez-en ce qui ne sert pas.")
    if not data.startswith(_ZIP):
        raise refused("Ce fichier n’est pas un classeur Excel (.xlsx)\u00a0: enregistrez-le sous ce format.")
    _look_at(data, bounds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _named(data, bounds, names)
    except DomainError:
        raise
    except Exception:  # as above
        raise refused(UNREADABLE) from None


def _look_at(data: bytes, bounds: Bounds) -> bool:
    """Whether an archive is an OpenDocument one. Raise DomainError for no workbook, or one that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            # A part never unpacks to more than it declares: zipfile stops there.
            unpacked = sum(part.file_size for part in parts)
            is_open_document = opendocument.is_open_document(archive)
    except (zipfile.BadZipFile, ValueError, OSError):
        raise refused("Ce classeur est abîmé : ouvrez-le dans votre tableur et enregistrez-le à nouveau.") from None
    if "xl/workbook.xml" not in names and not is_open_document:
        raise refused("Ce fichier n’est pas un tableau\u00a0: importez un classeur .xlsx, .ods ou un fichier CSV.")
    if unpacked > UNPACKED * bounds.max_bytes or len(parts) > MAX_PARTS:
        raise refused(TOO_LARGE)
    return is_open_document


type _Merges = dict[int, list[tuple[int, int]]]  # the first row → its columns, each with the last row


def _count(data: bytes, bounds: Bounds) -> dict[str, _Merges]:
    """Raise DomainError for a workbook of more cells or texts than it may have; each part is read up to there.

    Returns the cells over several rows of each part.
    """
    rows = max(bounds.rows, 500)
    left = {"si": rows * TEXTS_PER_ROW, "c": rows * bounds.columns, "mergeCell": rows}
    merges: dict[str, _Merges] = {}
    path = ""

    def one(name: str, said: dict[str, str]) -> None:
        if (name := name.rpartition(":")[2]) in left:
            left[name] -= 1
            if left[name] < 0:
                raise refused(TOO_LARGE)
        if name == "mergeCell" and (found := _AREA.fullmatch(said.get("ref", ""))):
            first, last = int(found[2]), int(found[3])
            if first < last <= first + MAX_SPREAD:
                merges.setdefault(path, {}).setdefault(first, []).append((_column(found[1]), last))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            path = part.filename
            parser = expat.ParserCreate()
            parser.StartElementHandler = one
            with archive.open(part) as stream:
                try:
                    parser.ParseFile(stream)
                except expat.ExpatError as error:
                    # Anything else is no XML: a picture, or what openpyxl stumbles on at the same place.
                    if "encoding" in str(error):
                        raise
    return merges


def _column(letters: str) -> int:
    """The number from 0 of a column: « B » is 1."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1


def _cells(
    data: bytes, bounds: Bounds, most: int, spread: bool
) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    from openpyxl import load_workbook

    merges = _count(data, bounds)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        tables = [one for one in book.worksheets if _is_table(one)]
        for sheet in tables or book.worksheets[:1]:
            path = str(getattr(sheet, "_worksheet_path", ""))
            yield sheet.title, _rows(sheet, bounds, most, merges.get(path, {}) if spread else {})
    finally:
        book.close()


def _named(data: bytes, bounds: Bounds, names: Sequence[str]) -> dict[str, list[tuple[int, list[Cell]]]]:
    from openpyxl import load_workbook

    _count(data, bounds)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        found = ((sheet.title.strip().lower(), sheet) for sheet in book.worksheets)
        return {name: list(_rows(sheet, bounds, bounds.rows + 1)) for name, sheet in found if name in names}
    finally:
        book.close()


def _is_table(sheet: Any) -> bool:
    """Whether a sheet begins with rows of several cells: a notice has one cell a row."""
    return _has_cells(sheet.iter_rows(max_row=LOOKED_AT_ROWS, max_col=MAX_COLUMNS, values_only=True))


def _has_cells(rows: Iterable[Sequence[Cell]]) -> bool:
    return sum(sum(not is_blank(cell) for cell in row) > 1 for row in rows) > 1


def _spread(rows: Iterable[list[Cell]], merges: _Merges) -> Iterator[list[Cell]]:
    """The rows, what a cell over several of them says in each that says something."""
    merged: dict[int, tuple[int, Cell]] = {}
    for number, cells in enumerate(rows, 1):
        merged = {column: one for column, one in merged.items() if one[0] >= number}
        if merged and cells:
            cells = cells + [None] * (max(merged) + 1 - len(cells))
            for column, (_, value) in merged.items():
                cells[column] = value if is_blank(cells[column]) else cells[column]
        for column, last in merges.get(number, ()):
            if column < len(cells):
                merged[column] = last, cells[column]
        yield cells


def _rows(sheet: Any, bounds: Bounds, most: int, merges: _Merges | None = None) -> Iterator[tuple[int, list[Cell]]]:
    # Bounds, as a broken file may call a row the billionth and openpyxl then counts up to it.
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=bounds.columns)
    read = _read(rows)
    return _filled(_spread(read, merges) if merges else read, bounds, most)


def _read(rows: Iterable[Sequence[Any]]) -> Iterator[list[Cell]]:
    """The values of each row. openpyxl gives one and the same row for all that a file leaves out, up to a million."""
    before: Sequence[Any] | None = None
    values: list[Cell] = []
    for row in rows:
        if row is not before:
            before, values = row, [_shown(cell) for cell in row]
            if all(map(is_blank, values)):
                values = []
        yield values


def _shown(cell: Any) -> Cell:
    """The value of a cell; a percentage as it is read, since a workbook keeps « 100 % » as 1."""
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{round(value * 100, 6):g} %"
    return value


def _csv(
    data: bytes, bounds: Bounds, most: int, known_headers: Callable[[Iterable[Cell]], int], header_rows: int
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a CSV: UTF-8, Windows’ own characters or UTF-16, parted by semicolons, commas or tabs."""
    text = _decoded(data)
    if _BINARY.search(text):
        raise refused("Ce fichier n’est pas un tableau : importez un classeur .xlsx, .ods ou un fichier CSV.")

    def known(separator: str) -> int:
        rows = list(islice(_records(text, separator), header_rows))
        # A text with many commas is no row of many cells: those count that are as wide as most.
        widths = Counter(len(one) for one in rows if len(one) > 1)
        usual = widths.most_common(1)[0][0] if widths else 1
        return max((known_headers(one) for one in rows if len(one) == usual), default=0)

    separator = max(SEPARATORS, key=known)
    try:
        lines = io.StringIO(f"{text}\n{_END}\n", newline="")
        yield from _filled(_before_end(csv.reader(lines, delimiter=separator)), bounds, most)
    except csv.Error:
        raise refused(
            "Ce fichier CSV ne se lit pas : ouvrez-le dans votre tableur et enregistrez-le à nouveau."
        ) from None


def _before_end(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows of a CSV; refused where a quote that is never closed would make one cell of all that follows."""
    for number, row in enumerate(rows, 1):
        if row == [_END]:
            return
        if row and _END in row[-1]:
            raise refused(
                f"Ligne {number}\u00a0: un guillemet s’ouvre et ne se ferme pas, tout ce qui suit serait une seule "
                "cellule. Fermez-le ou enlevez-le."
            )
        yield row


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The records that say something, as this separator would part them."""
    try:
        yield from (one for one in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(one))
    except csv.Error:
        return


#: Letters of UTF-8 that some program has read as Windows letters and written again: « MÃ©diathÃ¨que ».
_TWICE = re.compile(r"(?:[ÂÃ][\x80-\xbf€‚-›Š-ž]|â[€‚][\x80-\xbf™œ\u201c-\u2026])")


def _mended(text: str) -> str:
    """The text with its accents, where it went through the wrong encoding; line by line, as some may be right."""
    return "".join(_once(line) for line in text.splitlines(keepends=True)) if _TWICE.search(text) else text


def _once(line: str) -> str:
    try:
        data = b"".join(one.encode("latin-1" if ord(one) < 256 else "cp1252") for one in line)
        return data.decode()
    except UnicodeError:
        return line


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252"):
        try:
            return _mended(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise refused("Ce fichier n’est pas un tableau : importez un classeur .xlsx, .ods ou un fichier CSV.")


def _unguarded(cell: Cell) -> Cell:
    """The cell as it was before the portal's export made it safe, without what no file can carry."""
    return exports.as_it_was(printable(cell)) if isinstance(cell, str) else cell
