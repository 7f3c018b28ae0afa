"""Items in a file: its columns, what each line says, what is wrong with it; nothing here asks the portal's data."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from equipment.enums import Condition
from equipment.rules.codes import clean_code
from equipment.rules.inventory import LONGEST
from inclusion.core.french.names import one_line

#: What is read, the header of the file to fill in, and others that people write for it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "model": ("modèle", "modele", "matériel", "désignation", "designation"),
    "number": ("numéro d’inventaire", "numero d'inventaire", "inventaire", "n° inventaire", "numéro"),
    "serial": ("numéro de série", "numero de serie", "série", "n° de série"),
    "condition": ("état", "etat", "usure"),
    "place": ("lieu", "rangé à", "emplacement", "rangement"),
    "acquired_on": ("acquis le", "date d’achat", "achat", "date d'acquisition"),
}
HEADERS = tuple(names[0].capitalize() for names in COLUMNS.values())
EXAMPLE = ("Stylo de lecture", "EXP-0101", "SN-4471", "Neuf", "Armoire A", "15/01/2026")
_FRENCH = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class ItemRow:
    """A line that can be taken; `model` is the key of its model."""

    line: int
    model: int
    number: str
    serial: str
    condition: str
    place: str
    acquired_on: date | None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, by its number in the spreadsheet."""

    line: int
    sentence: str


@dataclass(frozen=True)
class ReadItems:
    """What a file says: the lines that can be taken, and what is wrong with the others."""

    rows: list[ItemRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def by_model(self, names: Mapping[int, str]) -> list[tuple[str, int]]:
        """How many of each model, the models by their names."""
        counted = Counter(row.model for row in self.rows)
        return sorted((names.get(key, ""), count) for key, count in counted.items())


def folded(text: str) -> str:
    """How two spellings of a name are found to be the same: no accents, small letters, one space, plain apostrophes."""
    plain = unicodedata.normalize("NFD", one_line(text.replace("’", "'"))).lower()
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")


_KNOWN = {folded(name): column for column, names in COLUMNS.items() for name in names}


def known_headers(cells: Iterable[Any]) -> int:
    """How many of these cells are headers of the file."""
    return sum(folded(str(cell)) in _KNOWN for cell in cells if cell is not None)


def match_columns(headers: Sequence[Any]) -> dict[str, int]:
    """Which column is at which position."""
    found: dict[str, int] = {}
    for position, cell in enumerate(headers):
        column = _KNOWN.get(folded(str(cell))) if cell is not None else None
        if column is not None:
            found.setdefault(column, position)
    return found


def read_items(
    table: Iterable[tuple[int, Sequence[Any]]],
    columns: Mapping[str, int],
    *,
    models: Mapping[str, list[int]],
    taken: Iterable[str],
) -> ReadItems:
    """What the lines below the headers say. `models`: the keys of the models of a folded name; `taken`: the numbers
    that items of the bank have already.
    """
    read, seen, known = ReadItems(), dict.fromkeys(taken, 0), set(taken)
    for line, cells in table:
        found = {
            name: cells[position] if position < len(cells) else None for name, position in columns.items()
        }
        wrong: list[str] = []
        number = clean_code(_text(found.get("number")))
        if not number:
            wrong.append("le numéro d’inventaire manque")
        elif len(number) > LONGEST:
            wrong.append(f"le numéro d’inventaire a plus de {LONGEST} signes")
        elif number in known:
            wrong.append(f"le numéro {number} est déjà celui d’un matériel de la banque")
        elif number in seen:
            wrong.append(f"le numéro {number} est déjà à la ligne {seen[number]}")
        seen.setdefault(number, line)
        row = ItemRow(
            line=line,
            model=_model(_text(found.get("model")), models, wrong),
            number=number,
            serial=_short(found.get("serial"), "numéro de série", wrong),
            condition=_condition(_text(found.get("condition")), wrong),
            place=_short(found.get("place"), "lieu", wrong),
            acquired_on=_day(found.get("acquired_on"), wrong),
        )
        if wrong:
            said = "\u00a0; ".join(wrong)
            read.faults.append(Fault(line, f"{said[:1].upper()}{said[1:]}."))
        else:
            read.rows.append(row)
    return read


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else one_line(str(cell))


def _short(cell: Any, what: str, wrong: list[str]) -> str:
    text = _text(cell)
    if len(text) > 80:
        wrong.append(f"le {what} a plus de 80 signes")
    return text


def _model(text: str, models: Mapping[str, list[int]], wrong: list[str]) -> int:
    found = models.get(folded(text), [])
    if not text:
        wrong.append("le modèle manque")
    elif not found:
        wrong.append(f"aucun modèle du catalogue ne s’appelle «\u00a0{text[:60]}\u00a0»")
    elif len(found) > 1:
        wrong.append(f"plusieurs modèles s’appellent «\u00a0{text[:60]}\u00a0»\u00a0: ajoutez la marque")
    return found[0] if found else 0


def _condition(text: str, wrong: list[str]) -> str:
    if not text:
        return Condition.NEW.value
    for one in Condition:
        if folded(text) == folded(one.label):
            return one.value
    known = ", ".join(f"«\u00a0{one.label}\u00a0»" for one in Condition)
    wrong.append(f"l’état «\u00a0{text[:40]}\u00a0» n’est pas un de {known}")
    return ""


def _day(cell: Any, wrong: list[str]) -> date | None:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        found: date | None = cell
    elif not (text := _text(cell)):
        return None
    else:
        found = _written(text)
    if found is None or not _FIRST <= found <= _LAST:
        wrong.append(f"la date «\u00a0{_text(cell)[:40]}\u00a0» ne se lit pas (par exemple 15/01/2026)")
        return None
    return found


def _written(text: str) -> date | None:
    try:
        if matched := _FRENCH.fullmatch(text):
            day, month, year = map(int, matched.groups())
            return date(year, month, day)
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
