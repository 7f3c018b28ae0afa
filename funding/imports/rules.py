"""Files of contributions and receipts: their columns and cells, and what a file would change."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from funding.enums import ContributionState, ImportKind, ImportState
from funding.ledger.rules import GREATEST
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_siret, siret_problem
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import search_form

# -- Columns and cells of the files, the same in exports and imports
#
# A cell is what a file contains there: text, or a workbook's own numbers and dates; nothing here asks the
# portal's data.

type Cell = Any

#: How far a workbook's binary number may be from whole cents: 0.1 + 0.2 is 0.30000000000000004 there.
NOISE = Decimal("0.000001")
#: Days outside these years are slips of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2100
REFERENCE_LENGTH = 60
SHOWN_LENGTH = 80

_CENT = Decimal("0.01")
_AMOUNT = re.compile(r"(-?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_HOUR = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
_ABBREVIATED = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]+")
_AS_TEXT = "mettez la colonne au format Texte et écrivez-le en entier"


class Unreadable(ValueError):
    """A cell that says nothing usable; the message is the French sentence to show."""


# -- Cells -------------------------------------------------------------------------------------------------------


def text(cell: Cell) -> str:
    """The words of a cell; a whole number as its digits."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def shown(cell: Cell) -> str:
    """What is written in a cell, as a French spreadsheet shows it, cut where it is long."""
    if isinstance(cell, datetime):
        cell = cell.date() if cell == datetime(cell.year, cell.month, cell.day) else cell
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y %H:%M" if isinstance(cell, datetime) else "%d/%m/%Y")
    said = "" if cell is None else text(cell)
    if isinstance(cell, (float, Decimal)):
        said = said.replace(".", ",")
    return said if len(said) <= SHOWN_LENGTH else f"{said[: SHOWN_LENGTH - 1]}…"


def amount(cell: Cell) -> Decimal:
    """Euros with two places: « 1 234,56 », « 1234.56 », « 1 234,56 € », or a workbook's number."""
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        value = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        exact = value.quantize(_CENT) if value.is_finite() and abs(value) <= GREATEST else value
        wrong = value.is_finite() and abs(value - exact) >= NOISE
    else:
        written = re.sub(r"[\s\u2009\u202f\u00a0]+", " ", text(cell).replace("\u2212", "-"))
        written = re.sub(r" ?(€|EUR|euros?)$", "", written, flags=re.IGNORECASE).strip()
        found = _AMOUNT.fullmatch(re.sub(r"^- ", "-", written))
        if found is None:
            raise Unreadable("Écrivez un montant en chiffres, par exemple 1 234,56.")
        sign, whole, rest = found.groups()
        wrong = len((rest or "").rstrip("0")) > 2
        value = exact = Decimal(f"{sign}{whole.replace(' ', '')}.{(rest or '0')[:2]}")
    if not value.is_finite() or abs(value) > GREATEST:
        raise Unreadable("Ce montant est trop grand pour être un versement ou une promesse.")
    if wrong:
        raise Unreadable("Un montant s’écrit avec deux décimales au plus.")
    return exact.quantize(_CENT) + 0  # no negative zero


def promised(cell: Cell) -> Decimal:
    """An amount that is not below zero."""
    value = amount(cell)
    if value < 0:
        raise Unreadable("Une contribution n’est jamais négative ; 0 € est accepté.")
    return value


def day(cell: Cell) -> date:
    """A day: « 24/11/2026 », « 2026-11-24 », or a workbook's date; an hour beside it does not count."""
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
    else:
        written = _HOUR.sub("", text(cell))
        if iso := _ISO_DAY.fullmatch(written):
            parts = iso.groups()
        elif french := _FRENCH_DAY.fullmatch(written):
            parts = french.groups()[::-1]
        else:
            number = "" if isinstance(cell, str) else ", ou donnez à la case le format Date"
            raise Unreadable(f"Écrivez une date comme 24/11/2026{number}.")
        try:
            found = date(*map(int, parts))
        except ValueError:
            raise Unreadable("Cette date n’existe pas au calendrier.") from None
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise Unreadable("Vérifiez l’année de cette date.")
    return found


def year(cell: Cell) -> int:
    """A year of four digits."""
    written = text(cell)
    if not re.fullmatch(r"[0-9]{4}", written):
        raise Unreadable("Écrivez une année en quatre chiffres, par exemple 2026.")
    return int(written)


def siret(cell: Cell) -> str:
    """A SIRET without spaces; the zero that spreadsheets take off a number's front is put back."""
    written = text(cell)
    if _ABBREVIATED.fullmatch(written):
        raise Unreadable(f"Le tableur a abrégé ce SIRET : {_AS_TEXT}, ou videz la case, car le nom suffit.")
    number = clean_siret(written.lstrip("'"))
    if re.fullmatch(r"[0-9]{9,13}", number) and siret_problem(number.zfill(14)) is None:
        number = number.zfill(14)
    if problem := siret_problem(number):
        raise Unreadable(problem)
    return number


def reference(cell: Cell) -> str:
    """A bank reference, spaces made one."""
    if isinstance(cell, date) or (isinstance(cell, float) and not cell.is_integer()):
        raise Unreadable(f"Le tableur a transformé cette référence : {_AS_TEXT.replace('-le', '-la')}.")
    written = text(cell)
    if _ABBREVIATED.fullmatch(written):
        raise Unreadable(f"Le tableur a abrégé cette référence : {_AS_TEXT.replace('-le', '-la')}.")
    if len(written) > REFERENCE_LENGTH:
        raise Unreadable(f"Une référence bancaire a {REFERENCE_LENGTH} caractères au plus.")
    return written


def state(cell: Cell) -> ContributionState:
    """A state of a contribution, by its word on the screens."""
    wanted = search_form(text(cell))
    for known in ContributionState:
        if search_form(known.label) == wanted:
            return known
    labels = ", ".join(f"« {known.label} »" for known in ContributionState)
    raise Unreadable(f"Cet état n’existe pas. Les états sont {labels} ; la case peut aussi rester vide.")


# -- Columns and rows --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column: its header, the name of what it contains, how it is read."""

    header: str
    name: str
    #: None for what an export shows and an import ignores.
    read: Callable[[Cell], Any] | None
    #: What is said where the cell is empty; "" where it may be.
    must: str = ""
    #: Whether a file may come without it.
    may_be_left_out: bool = False


_WHO = (
    Column("SIRET", "siret", siret),
    Column("Contributeur", "who", text),
    Column("Année", "year", year, must="Indiquez l’année de la contribution."),
)
COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.CONTRIBUTIONS: (
        *_WHO,
        Column("Promis (€)", "pledged", promised, must="Indiquez le montant promis ; 0 est accepté."),
        Column("Promis le", "pledged_on", day),
        Column("État", "state", state, may_be_left_out=True),
        Column("Reçu (€)", "received", None, may_be_left_out=True),
    ),
    ImportKind.RECEIPTS: (
        *_WHO,
        Column("Date", "on", day, must="Indiquez la date du versement."),
        Column("Montant (€)", "amount", amount, must="Indiquez le montant versé."),
        Column(
            "Référence bancaire",
            "reference",
            reference,
            must="Donnez la référence bancaire : c’est à elle que le portail reconnaît un versement.",
        ),
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row: in which column ("" for the row as a whole), what is written there, what to do."""

    column: str
    written: str
    sentence: str


@dataclass
class Row:
    """One row of a file, read: what its cells say by the name of their column, and what is wrong."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def headers(kind: ImportKind) -> list[str]:
    """The first row of a file of this kind."""
    return [column.header for column in COLUMNS[kind]]


def known_headers(cells: Iterable[Cell]) -> int:
    """How many of these are headers of one of the formats: this reveals a file's separator."""
    known = {search_form(header) for kind in COLUMNS for header in headers(kind)}
    return len(known & {search_form(text(cell)) for cell in cells if cell not in (None, "")})


def match_headers(kind: ImportKind, cells: Sequence[Cell]) -> list[Column | None]:
    """Return the column that each cell of the first row heads, in any order; None for an empty cell.

    Case, accents and the sign € do not count. Raises DomainError (at "file") that names what is unknown, missing or
    there twice.
    """
    by_form = {search_form(column.header): column for column in COLUMNS[kind]}
    written = ["" if cell is None else text(cell) for cell in cells]
    matched = [by_form.get(search_form(one)) if one else None for one in written]
    there = [column.header for column in matched if column]
    unknown = [one for one, column in zip(written, matched, strict=True) if one and column is None]
    twice = [one for one in headers(kind) if there.count(one) > 1]
    missing = [
        column.header for column in COLUMNS[kind] if column.header not in there and not column.may_be_left_out
    ]
    problems = [
        _named("Il manque la colonne", "Il manque les colonnes", missing),
        _named("Cette colonne est inconnue :", "Ces colonnes sont inconnues :", unknown),
        _named("Cette colonne est deux fois :", "Ces colonnes sont deux fois :", twice),
    ]
    if said := " ".join(filter(None, problems)):
        expected = ", ".join(headers(kind))
        raise DomainError(
            f"{said} La première ligne de ce fichier doit porter ces titres, dans l’ordre que vous voulez : "
            f"{expected}. {_other_kind(kind, written)}".strip()
        ).at("file")
    return matched


def _named(one: str, several: str, names: Sequence[str]) -> str:
    quoted = ", ".join(f"« {name if len(name) <= 40 else name[:39] + '…'} »" for name in names[:10])
    return f"{several if len(names) > 1 else one} {quoted}." if names else ""


def _other_kind(kind: ImportKind, written: Sequence[str]) -> str:
    forms = {search_form(one) for one in written if one}
    for other in COLUMNS:
        if other != kind and {search_form(header) for header in headers(other)} == forms:
            return (
                f"Ce sont les titres du fichier des {other.label.lower()} : choisissez ce contenu plus haut."
            )
    return ""


def read_row(number: int, matched: Sequence[Column | None], cells: Sequence[Cell]) -> Row | None:
    """Read one row under the columns of its file; None for a row without a word.

    `number` is the row's number in a spreadsheet, the headers being row 1.
    """
    filled = [
        None if cell is None or (isinstance(cell, str) and not cell.strip()) else cell for cell in cells
    ]
    if not any(cell is not None for cell in filled):
        return None
    row = Row(number)
    for position, cell in enumerate(filled):
        column = matched[position] if position < len(matched) else None
        if column is not None:
            _read_cell(row, column, cell)
        elif cell is not None:
            sentence = (
                "Cette case n’est sous aucun titre : la ligne a une case de trop, "
                "comme lorsqu’une virgule sépare à la fois les colonnes et les centimes."
            )
            row.faults.append(Fault("", shown(cell), sentence))
    for column in matched[len(filled) :]:
        if column is not None:
            _read_cell(row, column, None)
    if "siret" not in row.written and "who" not in row.written:
        row.faults.append(Fault("Contributeur", "", "Indiquez le SIRET ou le nom du contributeur."))
    return row


def _read_cell(row: Row, column: Column, cell: Cell) -> None:
    if cell is None:
        if column.must:
            row.faults.append(Fault(column.header, "", column.must))
        return
    row.written[column.name] = shown(cell)
    if column.read is None:
        return
    try:
        row.values[column.name] = column.read(cell)
    except Unreadable as problem:
        row.faults.append(Fault(column.header, shown(cell), str(problem)))


def same_again(keys: Iterable[tuple[int, Hashable]]) -> Mapping[int, int]:
    """Return, for each row whose key another row has as well, that other row's number (the first of the others)."""
    rows: dict[Hashable, list[int]] = {}
    for number, key in keys:
        rows.setdefault(key, []).append(number)
    return {
        number: numbers[1] if number == numbers[0] else numbers[0]
        for numbers in rows.values()
        if len(numbers) > 1
        for number in numbers
    }


# -- Changes by line


class Effect(StrEnum):
    """What becomes of one line."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: It would be added, once somebody says that it is right.
    ASKS = "asks"
    WRONG = "wrong"


@dataclass
class Line:
    """One line of a file and what becomes of it."""

    number: int
    who: str
    year: str = ""
    effect: Effect = Effect.WRONG
    #: The day it speaks of, as 24/11/2026, and its bank reference.
    on: str = ""
    reference: str = ""
    #: The amount as the portal has it, and as it will; None where there is none.
    before: Decimal | None = None
    after: Decimal | None = None
    #: What it asks before it is added.
    asks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Total:
    """A sum of the fund, as it is and as the file would leave it."""

    label: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What the file adds to it."""
        return self.after - self.before


@dataclass
class Report:
    """All lines of a file, in its order, and what they do to the fund's sums."""

    lines: list[Line]
    totals: list[Total]

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values; amounts are text."""
        return {
            "lines": [_plain(asdict(line)) for line in self.lines],
            "totals": [_plain(asdict(total)) for total in self.totals],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Report":
        """The report that `as_json` wrote."""
        return cls(
            lines=[_line(one) for one in stored["lines"]],
            totals=[
                Total(one["label"], Decimal(one["before"]), Decimal(one["after"])) for one in stored["totals"]
            ],
        )

    def having(self, *effects: Effect) -> list[Line]:
        """The lines of which this becomes."""
        return [line for line in self.lines if line.effect in effects]

    @property
    def wrong(self) -> list[Line]:
        """The lines to put right; one is enough for nothing to be saved."""
        return self.having(Effect.WRONG)

    @property
    def asking(self) -> list[Line]:
        """The lines that wait for a word."""
        return self.having(Effect.ASKS)

    @property
    def changing(self) -> list[Line]:
        """The lines that would write something."""
        return self.having(Effect.CREATED, Effect.CHANGED, Effect.ASKS)

    @property
    def before(self) -> Decimal:
        """What the portal has of the lines that change something."""
        return sum((line.before or ZERO for line in self.changing), ZERO)

    @property
    def after(self) -> Decimal:
        """What it will have of them."""
        return sum((line.after or ZERO for line in self.changing), ZERO)

    def counts(self) -> dict[str, int]:
        """How many lines are added, changed and left as they are."""
        return {
            "created": len(self.having(Effect.CREATED, Effect.ASKS)),
            "changed": len(self.having(Effect.CHANGED)),
            "unchanged": len(self.having(Effect.UNCHANGED)),
        }

    def headline(self, state: ImportState = ImportState.TRIED) -> str:
        """The answer: « 38 lignes seront ajoutées, 2 modifiées, 4 inchangées »."""
        if state == ImportState.DROPPED:
            return "Ce fichier est abandonné : rien n’en a été enregistré"
        if wrong := len(self.wrong):
            are = "ligne est" if wrong == 1 else "lignes sont"
            return f"{wrong} {are} à corriger : rien ne sera enregistré"
        if not self.changing:
            return "Ce fichier ne change rien : tout ce qu’il contient est déjà enregistré"
        return _counted(self.counts(), "sera" if state == ImportState.TRIED else "est")


def _counted(counts: dict[str, int], verb: str) -> str:
    words = {"created": "ajoutée", "changed": "modifiée", "unchanged": "inchangée"}
    parts = [(count, word) for name, word in words.items() if (count := counts[name])]
    (first, word), *others = parts
    many = {"sera": "seront", "est": "sont"}[verb]
    said = [f"1 ligne {verb} {word}" if first == 1 else f"{first} lignes {many} {word}s"]
    said += [f"{count} {word}{'s' if count > 1 else ''}" for count, word in others]
    return ", ".join(said)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _line(stored: dict[str, Any]) -> Line:
    amounts = {name: stored[name] and Decimal(stored[name]) for name in ("before", "after")}
    faults = [Fault(**fault) for fault in stored["faults"]]
    return Line(**{**stored, **amounts, "faults": faults, "effect": Effect(stored["effect"])})


def faults_of(lines: Iterable[Line]) -> list[tuple[Line, Fault]]:
    """Every fault with its line, for a table of one row each."""
    return [(line, fault) for line in lines for fault in line.faults]
