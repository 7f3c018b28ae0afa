"""A list of devices as people paste or bring it: its columns, and what each cell may say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from equipment.enums import DeviceKind
from equipment.rules.refurbishing import WITHOUT_STORAGE
from inclusion.core.french.names import search_form

#: Field, title, how else the title is written, longest text.
COLUMNS: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("kind", "Nature", ("type", "appareil", "categorie"), 0),
    ("brand", "Marque", ("fabricant", "constructeur"), 80),
    ("model_name", "Modèle", ("reference",), 80),
    ("serial", "Numéro de série", ("n de serie", "no de serie", "serie", "sn", "s n", "serial"), 80),
    ("weight_kg", "Poids en kg", ("poids", "poids kg"), 0),
    ("specification", "Caractéristiques", ("caracteristique", "configuration", "details"), 200),
    ("place", "Rangé à", ("emplacement", "rangement", "lieu"), 80),
    ("has_storage", "Garde des données", ("donnees", "support de donnees", "disque"), 0),
)
HEADERS = tuple(title for _, title, _, _ in COLUMNS)
_KNOWN = {search_form(one): name for name, title, others, _ in COLUMNS for one in (title, *others)}
_LONGEST = {name: most for name, _, _, most in COLUMNS if most}
_TITLES = {name: title for name, title, _, _ in COLUMNS}
_KINDS: dict[str, DeviceKind] = {
    **{search_form(one.label): one for one in DeviceKind},
    **{search_form(one.value): one for one in DeviceKind},
    **dict.fromkeys(
        ("portable", "pc portable", "ordinateur portable", "notebook", "ultraportable"), DeviceKind.LAPTOP
    ),
    **dict.fromkeys(
        ("fixe", "ordinateur", "pc", "pc fixe", "tour", "unite centrale", "uc", "pc bureau"),
        DeviceKind.DESKTOP,
    ),
    **dict.fromkeys(("ipad", "tablette tactile"), DeviceKind.TABLET),
    **dict.fromkeys(("mobile", "telephone portable", "telephone mobile"), DeviceKind.SMARTPHONE),
    **dict.fromkeys(("ecran", "moniteur"), DeviceKind.SCREEN),
    **dict.fromkeys(("autre",), DeviceKind.OTHER),
}
_YES, _NO = {"oui", "o", "vrai", "1", "x", "yes", "true"}, {"non", "n", "faux", "0", "no", "false", "aucun"}
_MAX_KG = Decimal(1000)


@dataclass(frozen=True)
class Fault:
    """What is wrong on one line: its number in the list, the column, what is written, what to do."""

    line: int
    column: str
    written: str
    sentence: str


@dataclass
class Reading:
    """A list as it was understood: what would be added, what is wrong, what is worth a look."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    #: The number in the list of the line of each row.
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    #: Titles of columns that nobody knows.
    unknown: list[str] = field(default_factory=list)


def known_headers(cells: Iterable[Any]) -> int:
    """How many of these cells are titles of columns."""
    return sum(search_form(str(one or "")) in _KNOWN for one in cells)


def read_rows(table: Sequence[tuple[int, Sequence[Any]]], *, titled: bool = True) -> Reading:
    """Understand a table whose first row are titles; the cells are texts, numbers or nothing.

    Where the list had no titles of its own (`titled`), its lines are counted without those it was given.
    """
    reading = Reading()
    titles = [str(one or "").strip() for one in table[0][1]] if table else []
    names = [_KNOWN.get(search_form(one)) for one in titles]
    reading.unknown = [title for title, name in zip(titles, names, strict=True) if title and name is None]
    if "kind" not in names:
        reading.faults.append(
            Fault(
                1,
                _TITLES["kind"],
                "",
                "Ajoutez la colonne «\u00a0Nature\u00a0», par exemple «\u00a0tablette\u00a0».",
            )
        )
        return reading
    seen: dict[str, int] = {}
    for counted, cells in table[1:]:
        number = counted if titled else counted - 1
        said = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        row, faults = _row(number, said)
        reading.faults += faults
        reading.rows.append(row)
        reading.lines.append(number)
        serial = row["serial"].upper()
        if serial and serial in seen:
            reading.warnings.append(
                Fault(
                    number, _TITLES["serial"], row["serial"], f"Ce numéro est déjà à la ligne {seen[serial]}."
                )
            )
        seen.setdefault(serial, number)
    return reading


def _row(number: int, said: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []
    row: dict[str, Any] = {name: _text(said.get(name)) for name in _LONGEST}
    for name, most in _LONGEST.items():
        if len(row[name]) > most:
            faults.append(
                Fault(number, _TITLES[name], row[name][:60] + "…", f"Écrivez {most} caractères au plus.")
            )
    written = _text(said.get("kind"))
    row["kind"] = _KINDS.get(search_form(written), "")
    if not row["kind"]:
        kinds = ", ".join(one.label.lower() for one in DeviceKind)
        faults.append(Fault(number, _TITLES["kind"], written, f"Écrivez une de ces natures\u00a0: {kinds}."))
    row["weight_kg"], sentence = _weight(said.get("weight_kg"))
    if sentence:
        faults.append(Fault(number, _TITLES["weight_kg"], _text(said.get("weight_kg")), sentence))
    holds = search_form(_text(said.get("has_storage")))
    if holds and holds not in _YES | _NO:
        faults.append(
            Fault(number, _TITLES["has_storage"], holds, "Écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0».")
        )
    row["has_storage"] = holds in _YES if holds else row["kind"] not in WITHOUT_STORAGE
    return row, faults


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _weight(cell: Any) -> tuple[Decimal | None, str]:
    """Kilograms with two places: « 2,4 », « 2.4 kg »; nothing where none is written."""
    written = re.sub(r"\s*kg$", "", _text(cell), flags=re.IGNORECASE).replace(",", ".")
    if not written:
        return None, ""
    try:
        value = Decimal(written).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None, "Écrivez un poids en kilogrammes, par exemple 2,4."
    if not 0 < value < _MAX_KG:
        return None, "Écrivez un poids entre 0 et 1\u00a0000\u00a0kg."
    return value, ""


def with_titles(pasted: str) -> tuple[str, bool]:
    """The list with a first line of titles, and whether it had one: else the usual ones, in their order."""
    lines = pasted.strip("\ufeff\r\n ").splitlines()
    if not lines:
        return "", True
    separator = max("\t;,", key=lambda one: lines[0].count(one))
    if known_headers(lines[0].split(separator)):
        return "\n".join(lines), True
    return "\n".join([separator.join(HEADERS), *lines]), False
