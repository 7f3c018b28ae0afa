"""Schools read from a file; pseudonyms of pupils.

The headers are those of the open data of the ministry of education, as they are usually published: `uai`, `nom`,
`commune`, `effectif_2024`, `ulis`…
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_uai, uai_problem
from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import Cell, Unreadable, at_most, single_line
from inclusion.core.imports.columns import Column, Columns, Fault, Row

#: How long a pseudonym is kept without a new request: the time of a collège.
KEPT = timedelta(days=4 * 365)

_OF_A_YEAR = re.compile(r"effectifs? (20[0-9]{2})")
#: UAIs of Corsica begin with numbers of their own.
_CORSICA = {"620": "2A", "720": "2B"}


def _words(label: str, most: int) -> Callable[[Cell], str]:
    return at_most(most, single_line, refusal=f"La colonne «\u00a0{label}\u00a0» tient en {most} caractères.")


def _uai(cell: Cell) -> str:
    uai = clean_uai(single_line(cell))
    if problem := uai_problem(uai):
        raise Unreadable(problem)
    return uai


def _postal_code(cell: Cell) -> str:
    code = single_line(cell).zfill(5)
    if not re.fullmatch(r"[0-9]{5}", code):
        raise Unreadable("Un code postal compte 5 chiffres.")
    return code


def _no_number(cell: Cell, label: str) -> Unreadable:
    said = f"«\u00a0{single_line(cell)[:40]}\u00a0»"
    return Unreadable(f"{said} n’est pas un nombre (colonne «\u00a0{label}\u00a0»).")


def _count(label: str) -> Callable[[Cell], int]:
    def read(cell: Cell) -> int:
        said = single_line(cell)
        if not (said.isascii() and said.isdecimal() and int(said) < 100_000):
            raise _no_number(cell, label)
        return int(said)

    return read


def _degrees(label: str, most: int) -> Callable[[Cell], float]:
    def read(cell: Cell) -> float:
        plain = single_line(cell).replace(",", ".")
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", plain) or abs(float(plain)) > most:
            raise _no_number(cell, label)
        return float(plain)

    return read


def _form(title: str) -> str:
    """What a title is recognised by: the number of pupils of any year is one column."""
    return _OF_A_YEAR.sub("effectif", search_form(title))


COLUMNS = Columns(
    Column("uai", "uai", _uai, ("numero uai", "code uai", "rne"), is_required=True, must=uai_problem("") or ""),
    Column(
        "nom",
        "name",
        _words("nom", 160),
        ("etablissement", "nom de l'etablissement", "denomination"),
        is_required=True,
        must="Indiquez le nom de l’établissement.",
    ),
    Column("type", "kind", _words("type", 40), ("nature",), blank=""),
    Column("secteur", "sector", _words("secteur", 20), blank=""),
    Column("adresse", "address", _words("adresse", 160), blank=""),
    Column("code_postal", "postal_code", _postal_code, ("cp",), blank=""),
    Column("commune", "town", _words("commune", 80), ("ville",), blank=""),
    Column("code_insee", "commune_code", lambda cell: single_line(cell).zfill(5), ("code commune",), blank=""),
    Column("latitude", "latitude", _degrees("latitude", 90), blank=None),
    Column("longitude", "longitude", _degrees("longitude", 180), blank=None),
    Column("effectif_2024", "pupils_count", _count("effectif"), ("effectifs", "nombre d'eleves"), blank=None),
    Column("ulis", "ulis_count", _count("ulis"), ("effectif ulis",), blank=None),
    form=_form,
)


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
class ReadSchools:
    """What a file says: the lines to take, those to correct, those of other départements, the columns left unread."""

    rows: tuple[SchoolRow, ...]
    refused: tuple[Fault, ...] = ()
    elsewhere: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    #: The fields that the file has a column for: the others of a known school stay.
    columns: tuple[str, ...] = ()


def match_columns(titles: Sequence[Cell]) -> list[Column | None]:
    """Return the column of each title, once; of the pupils of several years the latest counts.

    Raises DomainError (at "file") without a column of UAIs or of names.
    """
    pupils, matched = COLUMNS["pupils_count"], COLUMNS.match_once(titles)
    found = ((place, _OF_A_YEAR.fullmatch(search_form(single_line(one)))) for place, one in enumerate(titles))
    if years := {int(year[1]): place for place, year in found if year}:
        matched = [None if column is pupils else column for column in matched]
        matched[years[max(years)]] = pupils
    if missing := COLUMNS.missing(matched):
        named = " et ".join(f"«\u00a0{word}\u00a0»" for word in missing)
        raise DomainError(
            f"Ce fichier n’a pas de colonne {named}\u00a0: sa première ligne porte les titres des colonnes, "
            "comme dans l’annuaire de l’Éducation nationale."
        ).at("file")
    return matched


def read_schools(
    rows: Iterable[Row], *, department: str, ignored: Sequence[str] = (), columns: Sequence[str] = ()
) -> ReadSchools:
    """Part the rows of a file for the département of this code.

    A line whose UAI is wrong is to correct, one of another département is set aside; each is reported.
    """
    taken: dict[str, SchoolRow] = {}
    refused: list[Fault] = []
    elsewhere: list[Fault] = []
    for row in rows:
        faults = {fault.column: fault.reason for fault in row.faults}
        uai = row.values.get("uai", "")
        there = department_of(uai, single_line(row.cells.get("commune_code")))
        if not uai:
            aside, reason = refused, faults["uai"]
        elif there != department:
            aside, reason = elsewhere, f"Cet établissement est du département {there}."
        elif uai in taken:
            aside, reason = refused, f"La ligne {taken[uai].number} porte déjà cet UAI."
        elif faults:
            aside, reason = refused, " ".join(faults[one] for one in COLUMNS.headers if one in faults)
        else:
            taken[uai] = SchoolRow(row.number, **row.values)
            continue
        said = " ".join(filter(None, (single_line(row.cells.get(name)) for name in ("uai", "name"))))
        aside.append(Fault(row.number, "", said, reason))
    return ReadSchools(tuple(taken.values()), tuple(refused), tuple(elsewhere), tuple(ignored), tuple(columns))


def department_of(uai: str, commune_code: str = "") -> str:
    """The code of the département of a school: that of its commune where it is known, else that of its UAI."""
    if commune_code:
        return commune_code[:3] if commune_code.startswith(("97", "98")) else commune_code[:2]
    first = uai[:3]
    if first in _CORSICA:
        return _CORSICA[first]
    return first if first.startswith(("97", "98")) else first[1:]


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
