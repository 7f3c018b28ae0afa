"""Files of contributions and receipts: their columns and cells, and what a file would change."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from funding.contributions.enums import ContributionState
from funding.imports.enums import ImportKind
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_siret, siret_problem
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import search_form
from inclusion.core.imports import reports
from inclusion.core.imports.cells import Cell, Unreadable, amount, day, find_by_label, labels, text
from inclusion.core.imports.columns import Column, Columns, Fault, Row

# -- Cells -------------------------------------------------------------------------------------------------------

REFERENCE_LENGTH = 60

_ABBREVIATED = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]+")
_AS_TEXT = "mettez la colonne au format Texte et écrivez-le en entier"


def promised(cell: Cell) -> Decimal:
    """An amount that is not below zero."""
    value = amount(cell)
    if value < 0:
        raise Unreadable("Une contribution n’est jamais négative ; 0 € est accepté.")
    return value


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
    if (found := find_by_label(ContributionState, cell)) is None:
        known = labels(ContributionState)
        raise Unreadable(f"Cet état n’existe pas. Les états sont {known}\u00a0; la case peut aussi rester vide.")
    return found


# -- Columns and rows --------------------------------------------------------------------------------------------

_BEYOND = (
    "Cette case n’est sous aucun titre\u00a0: la ligne a une case de trop, "
    "comme lorsqu’une virgule sépare à la fois les colonnes et les centimes."
)
_WHO = (
    Column("SIRET", "siret", siret, is_required=True),
    Column("Contributeur", "who", is_required=True),
    Column("Année", "year", year, is_required=True, must="Indiquez l’année de la contribution."),
)
#: The columns of the files, the same in exports and imports.
COLUMNS: dict[ImportKind, Columns[Column]] = {
    ImportKind.CONTRIBUTIONS: Columns(
        *_WHO,
        Column(
            "Promis (€)", "pledged", promised, is_required=True, must="Indiquez le montant promis\u00a0; 0 est accepté."
        ),
        Column("Promis le", "pledged_on", day, is_required=True),
        Column("État", "state", state),
        Column("Reçu (€)", "received", None),
        beyond=_BEYOND,
    ),
    ImportKind.RECEIPTS: Columns(
        *_WHO,
        Column("Date", "on", day, is_required=True, must="Indiquez la date du versement."),
        Column("Montant (€)", "amount", amount, is_required=True, must="Indiquez le montant versé."),
        Column(
            "Référence bancaire",
            "reference",
            reference,
            is_required=True,
            must="Donnez la référence bancaire\u00a0: c’est à elle que le portail reconnaît un versement.",
        ),
        beyond=_BEYOND,
    ),
}


def match_headers(kind: ImportKind, cells: Sequence[Cell]) -> list[Column | None]:
    """Return the column that each cell of the first row heads, in any order; None for an empty cell.

    Raises DomainError (at "file") that names what is unknown, missing or there twice.
    """
    columns = COLUMNS[kind]
    if said := columns.fault_of_titles(cells):
        raise DomainError(
            f"{said} La première ligne de ce fichier doit porter ces titres, dans l’ordre que vous voulez\u00a0: "
            f"{', '.join(columns.headers)}. {_other_kind(kind, cells)}".strip()
        ).at("file")
    return columns.match(cells)


def _other_kind(kind: ImportKind, cells: Sequence[Cell]) -> str:
    forms = {search_form(text(one)) for one in cells if text(one)}
    for other, columns in COLUMNS.items():
        if other != kind and {search_form(header) for header in columns.headers} == forms:
            return f"Ce sont les titres du fichier des {other.label.lower()}\u00a0: choisissez ce contenu plus haut."
    return ""


def read_row(kind: ImportKind, number: int, matched: Sequence[Column | None], cells: Sequence[Cell]) -> Row:
    """Read one row under the columns of its file, which names somebody."""
    row = COLUMNS[kind].read_row(number, matched, cells)
    if not row.cells.keys() & {"siret", "who"}:
        row.refuse("who", "Indiquez le SIRET ou le nom du contributeur.")
    return row


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
class Report(reports.LineReport):
    """All lines of a file, in its order, and what they do to the fund's sums."""

    lines: list[Line]
    totals: list[Total]

    NOTHING_HEADLINE = "Ce fichier ne change rien\u00a0: tout ce qu’il contient est déjà enregistré"
    NOTHING_REFUSAL = f"{NOTHING_HEADLINE}."

    @property
    def asking(self) -> list[Line]:
        """The lines that wait for a word."""
        return self.having(Effect.ASKS)

    @property
    def changing(self) -> list[Line]:
        """The lines that would write something."""
        return self.having(Effect.CREATED, Effect.CHANGED, Effect.ASKS)

    @property
    def writes(self) -> bool:
        return bool(self.changing)

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

    def summary(self, *, is_done: bool) -> str:
        """« 38 lignes seront ajoutées, 2 modifiées, 4 inchangées »."""
        words = {"created": "ajoutée", "changed": "modifiée", "unchanged": "inchangée"}
        parts = [(count, words[name]) for name, count in self.counts().items() if count]
        (first, word), *others = parts
        one, many = ("est", "sont") if is_done else ("sera", "seront")
        said = [f"1 ligne {one} {word}" if first == 1 else f"{first} lignes {many} {word}s"]
        said += [f"{count} {word}{'s' if count > 1 else ''}" for count, word in others]
        return ", ".join(said)
