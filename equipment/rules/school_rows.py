"""Schools in a file: which columns it has, what each line says, what is wrong with it.

The headers are those of the open data of the ministry of education, as they are usually handed on: `uai`, `nom`,
`commune`, `effectif_2024`, `ulis`…
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from inclusion.core.french.identifiers import clean_uai, uai_problem
from inclusion.core.french.names import one_line

#: What is read, the headers that people write for it, and the longest that it may be (0: a number).
COLUMNS: dict[str, tuple[tuple[str, ...], int]] = {
    "uai": (("uai", "numero uai", "code uai", "rne"), 8),
    "name": (("nom", "etablissement", "nom de l'etablissement", "denomination"), 160),
    "kind": (("type", "nature"), 40),
    "sector": (("secteur",), 20),
    "address": (("adresse",), 160),
    "postal_code": (("code postal", "cp"), 5),
    "town": (("commune", "ville"), 80),
    "commune_code": (("code insee", "code commune"), 5),
    "latitude": (("latitude",), 0),
    "longitude": (("longitude",), 0),
    "pupils_count": (("effectif", "effectifs", "nombre d'eleves"), 0),
    "ulis_count": (("ulis", "effectif ulis"), 0),
}
#: As a file to fill in names them.
HEADERS = (
    "uai",
    "nom",
    "type",
    "secteur",
    "adresse",
    "code_postal",
    "commune",
    "code_insee",
    "latitude",
    "longitude",
    "effectif_2024",
    "ulis",
)
_WORDS = {"latitude": "latitude", "longitude": "longitude", "pupils_count": "effectif", "ulis_count": "ulis"}
_LABELS = {"name": "nom", "kind": "type", "sector": "secteur", "address": "adresse", "town": "commune"}
_OF_A_YEAR = re.compile(r"effectifs? (20[0-9]{2})")
#: UAIs of Corsica begin with numbers of their own.
_CORSICA = {"620": "2A", "720": "2B"}


@dataclass(frozen=True)
class SchoolRow:
    """A line that can be taken."""

    number: int
    uai: str
    name: str
    kind: str = ""
    sector: str = ""
    address: str = ""
    postal_code: str = ""
    town: str = ""
    commune_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    pupils_count: int | None = None
    ulis_count: int | None = None


@dataclass(frozen=True)
class AsideRow:
    """A line that is not taken, and why."""

    number: int
    written: str
    why: str


@dataclass(frozen=True)
class ReadSchools:
    """What a file says: the lines to take, those to correct, those of other départements, the columns left unread."""

    rows: tuple[SchoolRow, ...]
    refused: tuple[AsideRow, ...] = ()
    elsewhere: tuple[AsideRow, ...] = ()
    ignored: tuple[str, ...] = ()
    #: The fields that the file has a column for: the others of a known school stay.
    columns: tuple[str, ...] = ()


def known_headers(cells: Iterable[Any]) -> int:
    """How many headers of a first line are known."""
    return len([cell for cell in cells if _column(cell)])


def match_columns(cells: Sequence[Any]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and the headers that nothing is read from; of several years the latest counts."""
    found: dict[str, int] = {}
    years: dict[int, int] = {}
    for place, cell in enumerate(cells):
        if of_year := _OF_A_YEAR.fullmatch(_plain(cell)):
            years[int(of_year[1])] = place
        elif (name := _column(cell)) and name not in found:
            found[name] = place
    if years:
        found["pupils_count"] = years[max(years)]
    read = set(found.values())
    ignored = [str(cell) for place, cell in enumerate(cells) if cell not in (None, "") and place not in read]
    return found, ignored


def _column(cell: Any) -> str | None:
    said = _plain(cell)
    if _OF_A_YEAR.fullmatch(said):
        return "pupils_count"
    return next((name for name, (words, _) in COLUMNS.items() if said in words), None)


def _plain(cell: Any) -> str:
    text = str("" if cell is None else cell).strip().lower().replace("_", " ").replace("’", "'")
    lowered = unicodedata.normalize("NFKD", text)
    return one_line("".join(c for c in lowered if not unicodedata.combining(c)))


def read_schools(
    lines: Iterable[tuple[int, Sequence[Any]]],
    columns: dict[str, int],
    *,
    department: str,
    ignored: Sequence[str] = (),
) -> ReadSchools:
    """Read the lines below the headers for the département of this code.

    A line whose UAI does not hold is to correct, one of another département is set aside; each is told.
    """
    rows: list[SchoolRow] = []
    refused: list[AsideRow] = []
    elsewhere: list[AsideRow] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        said = {name: _cell(cells, place) for name, place in columns.items()}
        uai = clean_uai(said["uai"])
        written = " ".join(filter(None, [said["uai"], said["name"]]))
        if problem := uai_problem(uai):
            refused.append(AsideRow(number, written, problem))
        elif (there := department_of(uai, said.get("commune_code", ""))) != department:
            elsewhere.append(AsideRow(number, written, f"Cet établissement est du département {there}."))
        elif uai in seen:
            refused.append(AsideRow(number, written, f"La ligne {seen[uai]} porte déjà cet UAI."))
        elif faults := _faults(said):
            refused.append(AsideRow(number, written, " ".join(faults)))
        else:
            seen[uai] = number
            rows.append(_row(number, uai, said))
    return ReadSchools(tuple(rows), tuple(refused), tuple(elsewhere), tuple(ignored), tuple(columns))


def department_of(uai: str, commune_code: str = "") -> str:
    """The code of the département of a school: that of its commune where it is told, else that of its UAI."""
    if commune_code:
        return commune_code[:3] if commune_code.startswith(("97", "98")) else commune_code[:2]
    first = uai[:3]
    if first in _CORSICA:
        return _CORSICA[first]
    return first if first.startswith(("97", "98")) else first[1:]


def _cell(cells: Sequence[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet tells « 85000 » as 85000.0
    return "" if value is None else one_line(str(value))


def _faults(said: dict[str, str]) -> list[str]:
    found = []
    if not said["name"]:
        found.append("Indiquez le nom de l’établissement.")
    for name, (_, longest) in COLUMNS.items():
        value = said.get(name, "")
        if longest and name in _LABELS and len(value) > longest:
            found.append(f"La colonne «\u00a0{_LABELS[name]}\u00a0» tient en {longest} caractères.")
        elif not longest and value and not _is_number(name, value):
            found.append(
                f"«\u00a0{value[:40]}\u00a0» n’est pas un nombre (colonne «\u00a0{_WORDS[name]}\u00a0»)."
            )
    postal_code = said.get("postal_code", "").zfill(5) if said.get("postal_code") else ""
    if postal_code and not re.fullmatch(r"[0-9]{5}", postal_code):
        found.append("Un code postal compte 5 chiffres.")
    return found


def _is_number(name: str, value: str) -> bool:
    if name in ("latitude", "longitude"):
        bound = 90 if name == "latitude" else 180
        number = _decimal(value)
        return number is not None and -bound <= number <= bound
    return value.isascii() and value.isdecimal() and int(value) < 100_000


def _decimal(value: str) -> float | None:
    plain = value.replace(",", ".")
    return float(plain) if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", plain) else None


def _row(number: int, uai: str, said: dict[str, str]) -> SchoolRow:
    values: dict[str, Any] = {"number": number, "uai": uai}
    for name in (one.name for one in fields(SchoolRow)):
        value = said.get(name, "")
        if name in ("number", "uai"):
            continue
        if name in ("latitude", "longitude"):
            values[name] = _decimal(value) if value else None
        elif name in ("pupils_count", "ulis_count"):
            values[name] = int(value) if value else None
        elif name in ("postal_code", "commune_code"):
            values[name] = value.zfill(5) if value else ""
        else:
            values[name] = value
    return SchoolRow(**values)
