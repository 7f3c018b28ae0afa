"""Schools read from a file; pseudonyms of pupils.

The headers are those of the open data of the ministry of education, as they are usually published: `uai`, `nom`,
`commune`, `effectif_2024`, `ulis`…
"""

import re
import secrets
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
    """The place of each column, and the headers that nothing is read from; of several years the latest counts."""
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

    A line whose UAI is wrong is to correct, one of another département is set aside; each is reported.
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
    """The code of the département of a school: that of its commune where it is known, else that of its UAI."""
    if commune_code:
        return commune_code[:3] if commune_code.startswith(("97", "98")) else commune_code[:2]
    first = uai[:3]
    if first in _CORSICA:
        return _CORSICA[first]
    return first if first.startswith(("97", "98")) else first[1:]


def _cell(cells: Sequence[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet gives « 85000 » as 85000.0
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


# -- Pseudonyms of pupils: proposals, and what reads like a name


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


#: Words that name nobody and that everybody can spell; with a number each makes ninety pseudonyms.
_PSEUDONYM_WORDS = _listed(
    "ALBATROS BOULEAU CERISE COMETE DAUPHIN ECUREUIL FOUGERE GALET HERON IRIS JASMIN KOALA LUCIOLE "
    "MARMOTTE NUAGE OLIVIER PANDA QUARTZ ROSEAU SAPHIR TORTUE VANILLE ZEBRE MIMOSA NEPTUNE ORIGAN PRAIRIE "
    "RUISSEAU SAULE TULIPE"
)
#: Frequent first names of pupils and of their parents' time, without accents; a part of a pseudonym that is one warns.
_FIRST_NAMES = frozenset(
    _listed(
        "adam adele adrien agathe alexandre alexis alice alicia alix amandine ambre amelie anais andrea anna "
        "antoine arthur aurelie axel baptiste bastien benjamin camille capucine celia charles charlotte chloe "
        "clara clarisse clement clemence constance corentin diane dylan eden elena elias elisa elise emilie "
        "emma enzo ethan eva evan fatima florian gabin gabriel gabrielle guillaume gustave hugo ibrahim ilyes "
        "ines isaac jade jean jeanne jules julia julie julien juliette kevin kylian laura lea leandre lena "
        "leo leon leonie lilou lina lola lou louane louis louise lucas lucie lucien maelle maelys malo manon "
        "marceau margaux margot marie marius martin mathilde mathis mathieu matteo maxence maxime mehdi mia "
        "mila milo mohamed moussa naomi nathan nicolas nina noa noah noe noemie nolan oceane oscar pauline "
        "paul pierre quentin rafael raphael remi robin romain romane romeo rose sacha salome samuel sarah "
        "simon sofia solene sophie tao theo thibault thomas timeo tom tiago valentin valentine victoire "
        "victor yanis yann youssef zoe"
    )
)
#: Shorter words in capitals are letters of a class or a unit, such as « ULIS A ».
_WHOLE_WORD = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def propose(taken: frozenset[str] = frozenset()) -> str:
    """A pseudonym that nobody bears yet, such as « HERON-42 »."""
    while True:
        one = f"{secrets.choice(_PSEUDONYM_WORDS)}-{secrets.randbelow(90) + 10}"
        if one not in taken:
            return one


def name_warning(typed: str) -> str | None:
    """Why a pseudonym reads like a name, as a French sentence; None when it does not.

    A frequent first name warns; so do two words that both begin with a capital, and two whole words in capitals
    without a number, as on a class list.
    """
    words = _WORD.findall(typed)
    plain = [_plain_word(word) for word in words]
    if any(part in _FIRST_NAMES for word in plain for part in word.split("-")):
        return _sentence(typed)
    if len(words) < 2 or not all(word[:1].isupper() for word in words):
        return None
    if typed.isupper() and (any(sign.isdigit() for sign in typed) or min(map(len, words)) < _WHOLE_WORD):
        return None
    return _sentence(typed)


def is_first_name(word: str) -> bool:
    """Whether a word is one of the frequent first names, accents and case aside."""
    return _plain_word(word) in _FIRST_NAMES


def _plain_word(word: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return bare.lower().replace("’", "-").replace("'", "-")


def _sentence(typed: str) -> str:
    return (
        f"«\u00a0{typed}\u00a0» ressemble au nom d’une personne. Le portail ne garde jamais le nom d’un élève\u00a0: "
        "choisissez un pseudonyme que seul votre établissement sait relier à l’élève."
    )
