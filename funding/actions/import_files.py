"""Files of contributions and receipts as bytes: what the portal writes, and what it reads back (CSV or XLSX)."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import load_workbook

from funding.enums import ImportKind
from funding.models import Contribution, Fund, Receipt
from funding.rules.import_rows import Cell, Row, headers, known_headers, match_headers, read_row
from inclusion import exports
from inclusion.errors import DomainError

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5000
MAX_COLUMNS = 50
#: The last row that a workbook can have.
LAST_ROW = 1_048_576
#: What a workbook may unpack to: a small archive can hold gigabytes.
MAX_UNPACKED = 24 * 1024 * 1024
MAX_PARTS = 500
SEPARATORS = ";,\t"
#: What no text of a spreadsheet holds, and pictures and archives do.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_ZIP, _OLD_EXCEL, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")


# -- Out ---------------------------------------------------------------------------------------------------------


def rows_of(fund: Fund, kind: ImportKind) -> list[list[Any]]:
    """Return the fund's contributions or receipts as a file of this kind holds them, the headers first."""
    return [headers(kind), *(_contributions(fund) if kind == ImportKind.CONTRIBUTIONS else _receipts(fund))]


def _contributions(fund: Fund) -> Iterable[list[Any]]:
    for one in Contribution.objects.filter(fund=fund).with_received().select_related("partner"):
        yield [
            one.partner.siret,
            one.partner.name,
            one.year,
            one.pledged,
            one.pledged_on,
            one.get_state_display(),
            one.received,
        ]


def _receipts(fund: Fund) -> Iterable[list[Any]]:
    receipts = Receipt.objects.standing().filter(contribution__fund=fund).order_by("received_on", "pk")
    for one in receipts.select_related("contribution__partner"):
        partner = one.contribution.partner
        yield [
            partner.siret,
            partner.name,
            one.contribution.year,
            one.received_on,
            one.amount,
            one.bank_reference,
        ]


# -- In ----------------------------------------------------------------------------------------------------------


def media_type(data: bytes) -> str:
    """The type of a file that `read_rows` reads."""
    return exports.FORMATS["xlsx" if data.startswith(_ZIP) else "csv"]


def read_rows(kind: ImportKind, data: bytes) -> list[Row]:
    """Return the rows of a file, each read under its columns; blank ones are passed over.

    What it is, its bytes say, never its name. Raises DomainError (at "file") for what is no table, is too large, or
    has other columns.
    """
    if len(data) > MAX_BYTES:
        raise _refused("Ce fichier dépasse 2 Mo : partagez-le en plusieurs fichiers.")
    if data.startswith(_OLD_EXCEL):
        raise _refused(
            "Ce fichier est d’un ancien format Excel (.xls) ou protégé par un mot de passe : "
            "enregistrez-le comme classeur .xlsx sans mot de passe, ou en CSV."
        )
    table = _workbook(data) if data.startswith(_ZIP) else _csv(data)
    if not table:
        raise _refused("Ce fichier est vide : téléchargez un modèle, complétez-le et apportez-le ici.")
    matched = match_headers(kind, _without_tail(table[0][1]))
    rows = [row for number, cells in table[1:] if (row := read_row(number, matched, cells))]
    if not rows:
        raise _refused("Ce fichier n’a que ses titres : ajoutez au moins une ligne.")
    return rows


def _refused(sentence: str) -> DomainError:
    return DomainError(sentence).at("file")


def _says(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _without_tail(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells up to the last one that says something."""
    last = max((position for position, cell in enumerate(cells) if _says(cell)), default=-1)
    return cells[: last + 1]


def _filled(rows: Iterable[Sequence[Cell]]) -> list[tuple[int, list[Cell]]]:
    """The rows that say something, with their number; not one row more is kept than a file may have."""
    filled = []
    for number, cells in enumerate(rows, 1):
        if any(map(_says, cells)):
            filled.append((number, [_unguarded(cell) for cell in cells]))
            if len(filled) > MAX_ROWS + 1:
                raise _refused("Ce fichier a plus de 5 000 lignes : partagez-le en plusieurs fichiers.")
    return filled


def _workbook(data: bytes) -> list[tuple[int, list[Cell]]]:
    """The cells of a workbook's first sheet; of a formula, its last result."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            # A part never unpacks to more than it declares: zipfile stops there.
            unpacked = sum(part.file_size for part in parts)
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _refused(
            "Ce classeur est abîmé : ouvrez-le dans votre tableur et enregistrez-le à nouveau."
        ) from None
    if "xl/workbook.xml" not in names:
        raise _refused("Ce fichier n’est pas un tableau : apportez un classeur .xlsx ou un fichier CSV.")
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise _refused("Ce classeur est trop grand une fois ouvert : gardez-y la seule feuille à apporter.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on what openpyxl leaves out: styles, lists of choices
            return _cells(data)
    except DomainError:
        raise
    except Exception:  # openpyxl raises whatever a broken part makes it stumble on
        raise _refused(
            "Ce classeur ne se lit pas : ouvrez-le dans votre tableur et enregistrez-le à nouveau en .xlsx."
        ) from None


def _cells(data: bytes) -> list[tuple[int, list[Cell]]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        # Bounds, as a broken file may call a row the billionth and openpyxl then counts up to it.
        rows = book.worksheets[0].iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS, values_only=True)
        return _filled(rows)
    finally:
        book.close()


def _csv(data: bytes) -> list[tuple[int, list[Cell]]]:
    """The rows of a CSV: UTF-8, Windows’ own characters or UTF-16, parted by semicolons, commas or tabs."""
    text = _decoded(data)
    if _CONTROL.search(text):
        raise _refused("Ce fichier n’est pas un tableau : apportez un classeur .xlsx ou un fichier CSV.")
    separator = max(SEPARATORS, key=lambda one: known_headers(next(_records(text, one), [])))
    try:
        return _filled(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise _refused(
            "Ce fichier CSV ne se lit pas : ouvrez-le dans votre tableur et enregistrez-le à nouveau."
        ) from None


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The records that say something, as this separator would part them."""
    try:
        yield from (one for one in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(one))
    except csv.Error:
        return


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused("Ce fichier n’est pas un tableau : apportez un classeur .xlsx ou un fichier CSV.")


def _unguarded(cell: Cell) -> Cell:
    """The cell as it was before the portal's export made it safe."""
    return exports.as_it_was(cell) if isinstance(cell, str) else cell
