"""Files of the Coop: their words, their rows read into help or refusals, and the report of a trial."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Self

from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme
from inclusion.core.enums import ImportState
from inclusion.core.french.names import so_many
from inclusion.core.imports.cells import Unreadable, written
from inclusion.core.imports.columns import Column, Columns, Fault, Row
from inclusion.core.imports.reports import DROPPED, Report

_KINDS = {
    HelpKind.INDIVIDUAL: ("individuel", "Individuel", "Accompagnement individuel", "Ponctuel"),
    HelpKind.GROUP: ("collectif", "Collectif", "Atelier collectif", "Accompagnement collectif", "Atelier"),
}
_PLACES = {
    HelpPlace.PLACE: (
        "lieu_activite",
        "Dans un lieu d’accueil",
        "Lieu d’activité",
        "Lieux d’activité",
        "Dans un lieu d’activité",
        "Sur place",
        "En lieu d’activité",
        "Rattachement",
    ),
    HelpPlace.HOME: ("domicile", "Au domicile", "À domicile", "Domicile", "À domicile du bénéficiaire"),
    HelpPlace.DISTANCE: ("a_distance", "À distance", "Distance"),
    HelpPlace.OTHER: ("autre", "Ailleurs", "Autre lieu", "Autre"),
}
_AGES = {
    AgeBand.UNDER_12: ("<12", "Moins de 12"),
    AgeBand.FROM_12: ("12 à 17 ans", "12 - 18 ans"),
    AgeBand.FROM_18: ("18 à 24 ans",),
    AgeBand.FROM_25: ("25 à 39 ans",),
    AgeBand.FROM_40: ("40 à 59 ans",),
    AgeBand.FROM_60: ("60 à 69 ans",),
    AgeBand.FROM_70: ("70+", "Plus de 70 ans", "70 ans et +"),
    AgeBand.UNKNOWN: ("Non communiqué", "NC", "Inconnu"),
}


@lru_cache(maxsize=4096)
def plain_form(text: str) -> str:
    """Letters and figures alone, in lower case and without accents: « Tranche d’âge » → « tranchedage »."""
    letters = unicodedata.normalize("NFKD", text.replace("<", "moinsde").replace("+", "plus")).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def _by_form(words: dict[Any, tuple[str, ...]], labels: Iterable[tuple[str, Any]]) -> dict[str, str]:
    found = {}
    for value, label in labels:
        for word in (value, str(label), *words.get(value, ())):
            found[plain_form(word)] = str(value)
    return found


KINDS = _by_form(_KINDS, HelpKind.choices)
PLACES = _by_form(_PLACES, HelpPlace.choices)
AGES = _by_form(_AGES, AgeBand.choices)
THEMES = _by_form({}, Theme.choices)


# -- Rows of a file of the Coop
#
# A file is never refused for a word that the portal does not know: the Coop's lists grow before anybody hears of it.
# Such words are kept as they came. What names people (who was helped, who helped, notes) is not even read.

#: How far down a file its headings are looked for: the Coop writes what was filtered above them.
HEADING_ROWS = 60
#: Headings that a row must have to be the one.
FEWEST_HEADINGS = 3
FIRST_DAY = date(2000, 1, 1)
MAX_PEOPLE = 10_000
#: Characters kept of a word that the portal does not know, and of what is beside a record.
WORD, BESIDE = 60, 200

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = (FIRST_DAY - _EXCEL_EPOCH).days, (date(2100, 1, 1) - _EXCEL_EPOCH).days
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:\D.*)?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?", re.ASCII)
_HOURS = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:h|heures?)\s*(?:(\d{1,2})\s*(?:min|mn|minutes?|m)?)?", re.ASCII | re.I
)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,5}(?:[.,]\d{1,4})?)\s*(?:min|mn|minutes?|m|')?\.?", re.ASCII | re.I)
_ONE_OF = re.compile(r"(\d{1,5})\s*(?:/|sur)\s*(\d{1,5})", re.ASCII)
_COUNT = re.compile(r"(\d{1,5})(?:[.,]0+)?(?:\s*(?:participants?|personnes?|pers\.?)(?:\(?s\)?)?)?", re.ASCII | re.I)
_SEVERAL = re.compile(r"[\n\r;|]+")
_INSEE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)


# -- Cells -------------------------------------------------------------------------------------------------------------

_NO_DAY, _NO_LENGTH = "La date manque.", "La durée manque."


def _text(cell: Any) -> str:
    """What a cell says, on as many lines as it has; a whole number without its « .0 »."""
    return "" if isinstance(cell, bool) else written(cell).strip()


def read_day(cell: Any) -> date:
    """A day as a workbook, a French person or a program writes it. Raises Unreadable."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        cell = _written_day(_text(cell))
    if cell < FIRST_DAY:
        raise Unreadable("Ce jour est avant l’an 2000.")
    return cell


def _written_day(text: str) -> date:
    if not text:
        raise Unreadable(_NO_DAY)
    try:
        if match := _ISO_DAY.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := _FRENCH_DAY.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise Unreadable("Ce jour n’existe pas.") from None
    if _NUMBER.fullmatch(text) and _EXCEL_DAYS[0] <= (days := int(float(text.replace(",", ".")))) < _EXCEL_DAYS[1]:
        return _EXCEL_EPOCH + timedelta(days=days)
    raise Unreadable("Écrivez une date, par exemple 24/11/2026.")


def read_minutes(cell: Any) -> int:
    """A length in minutes: « 45 », « 45 min », « 1h30 », « 1:30 », or a time of a workbook. Raises Unreadable."""
    if isinstance(cell, timedelta):
        minutes = cell.total_seconds() / 60
    elif isinstance(cell, time):
        minutes = cell.hour * 60 + cell.minute
    else:
        minutes = _written_minutes(_text(cell))
    whole = int(minutes + 0.5)
    if not 1 <= whole < 24 * 60:
        raise Unreadable("Une aide dure de 1 minute à 23 h 59.")
    return whole


def _written_minutes(text: str) -> float:
    if not text:
        raise Unreadable(_NO_LENGTH)
    if match := _MINUTES.fullmatch(text):
        return float(match[1].replace(",", "."))
    if match := _HOURS.fullmatch(text):
        return float(match[1].replace(",", ".")) * 60 + int(match[2] or 0)
    if match := _CLOCK.fullmatch(text):
        return int(match[1]) * 60 + int(match[2])
    raise Unreadable("Écrivez une durée, par exemple 45 ou 1h30.")


def read_people(cell: Any) -> tuple[int, int]:
    """Which participant of how many: « 2/8 » is (2, 8), « 8 » is (0, 8), nothing is (0, 1). Raises Unreadable."""
    text = _text(cell)
    which, count = 0, 1
    if match := _ONE_OF.fullmatch(text):
        which, count = int(match[1]), int(match[2])
    elif match := _COUNT.fullmatch(text):
        count = int(match[1])
    elif text:
        raise Unreadable("Écrivez un nombre de personnes, par exemple 8.")
    if not 1 <= count <= MAX_PEOPLE:
        raise Unreadable("Écrivez de 1 à 10\u00a0000 personnes.")
    if text and match and match.re is _ONE_OF and not 1 <= which <= count:
        raise Unreadable("Ce rang n’est pas celui d’un participant.")
    return which, count


def read_themes(cell: Any, other: dict[str, Any]) -> list[str]:
    """The themes of a cell, each once; a word that the portal does not know stays as it came."""
    found: list[str] = []
    for piece in _SEVERAL.split(_text(cell)):
        whole = piece.strip()
        parts = [part.strip() for part in whole.split(",")]
        # A comma parts themes where one of them is known; it may as well be in a word that is not.
        known = plain_form(whole) in THEMES or not any(plain_form(part) in THEMES for part in parts)
        found += [whole] if known else parts
    long = [word for word in found if len(word) > WORD and plain_form(word) not in THEMES]
    if long:
        other[COLUMNS["themes"].header] = "\n".join(long)
    return list(dict.fromkeys(THEMES.get(plain_form(word), word[:WORD]) for word in found if word))


def is_insee(text: str) -> bool:
    """Whether this has the form of a commune's code."""
    return bool(_INSEE.fullmatch(text))


# -- Columns and rows --------------------------------------------------------------------------------------------------

COLUMNS = Columns(
    Column("ID CRA", "id", _text, ("id", "identifiant", "identifiantcra", "idactivite")),
    Column(
        "Date", "day", read_day, ("dateaccompagnement", "datedelaccompagnement", "jour"), is_required=True, must=_NO_DAY
    ),
    Column("Type", "kind", _text, ("typeaccompagnement", "typedaccompagnement", "forme")),
    Column(
        "Participants",
        "people",
        read_people,
        ("nombredeparticipants", "nombredepersonnes", "nbparticipants", "personnes"),
        blank=(0, 1),
    ),
    Column("Canaux d’accompagnement", "place", _text, ("canaldaccompagnement", "canal", "typelieu", "typedelieu")),
    Column("Nom du lieu", "place_name", _text, ("lieu", "lieudactivite")),
    Column("Commune", "commune", _text, ("ville",)),
    Column("Code postal", "postal_code", _text),
    Column("Code Insee", "insee", _text, ("insee", "codecommune")),
    Column(
        "Durée (min)",
        "minutes",
        read_minutes,
        ("duree", "dureeenminutes", "dureeminutes"),
        is_required=True,
        must=_NO_LENGTH,
    ),
    Column(
        "Thématique(s) d’accompagnement",
        "themes",
        _text,
        ("thematiquedaccompagnement", "thematiques", "thematique", "themes", "theme"),
    ),
    Column("Tranche d’âge", "age", _text, ("trancheage", "age")),
    Column("Structure", "structure", _text, ("nomdelastructure", "structureemployeuse", "nomstructure")),
    Column("SIRET", "siret", _text, ("siretdelastructure", "siretstructure")),
    Column("Nom de l’atelier", "workshop", _text, ("titreatelier", "titredelatelier")),
    Column("Matériel numérique utilisé", "equipment", _text, ("materiel",)),
    Column("Niveau d’autonomie", "level", _text, ("niveaudautonomieoudelatelier", "autonomie", "niveau")),
    Column("Bénéficiaire réorienté", "directed", _text, ("orienteversstructure",)),
    Column("Structure de redirection", "directed_to", _text),
    form=plain_form,
)
#: Kept beside a record as they come: they say something of the help, and nothing of anybody.
KEPT = ("workshop", "equipment", "level", "directed", "directed_to")


@dataclass(slots=True)
class Help:
    """Help as a row describes it."""

    number: int
    given_on: date
    kind: str
    themes: list[str]
    place: str
    place_name: str
    #: INSEE code, or the name of a commune with its postal code: looked up by whoever writes.
    insee: str
    commune: str
    postal_code: str
    minutes: int
    people: int
    age_band: str
    structure: str
    siret: str
    external_id: str
    #: Of a row of a workshop, which gives each participant one: the participant's number in it.
    participant: int = 0
    other: dict[str, Any] = field(default_factory=dict)


def read_row(row: Row, *, last_day: date) -> Help | Fault:
    """What a row below the headings says; `last_day` is the last one on which help can have been given."""
    if row.values.get("day", last_day) > last_day:
        row.refuse("day", "Ce jour n’est pas encore venu.")
    if row.faults:
        return min(row.faults, key=lambda one: COLUMNS.headers.index(one.column))
    said = {column.name: row.values.get(column.name, "") for column in COLUMNS}
    other = {COLUMNS[name].header: kept for name in KEPT if (kept := said[name][:BESIDE])}
    participant, people = row.values.get("people", (0, 1))
    kind = _known(said, "kind", KINDS, other) or (HelpKind.GROUP if people > 1 else HelpKind.INDIVIDUAL)
    place_name = said["place_name"][:BESIDE]
    place = _known(said, "place", PLACES, other)
    if not place:
        place = HelpPlace.PLACE if place_name and not said["place"] else HelpPlace.OTHER
    insee, postal_code = said["insee"].upper(), said["postal_code"][:5]
    return Help(
        number=row.number,
        given_on=said["day"],
        kind=str(kind),
        themes=read_themes(said["themes"], other),
        place=str(place),
        # Of a home, the name of the place is somebody's.
        place_name=place_name if place == HelpPlace.PLACE else "",
        insee=insee.zfill(5) if len(insee) == 4 else insee,
        commune=said["commune"][:WORD],
        postal_code=postal_code.zfill(5) if postal_code else "",
        minutes=said["minutes"],
        people=people,
        age_band=_known(said, "age", AGES, other) or str(AgeBand.UNKNOWN),
        structure=said["structure"][:160],
        siret=re.sub(r"\s", "", said["siret"])[:14],
        external_id=said["id"],
        participant=participant,
        other=other,
    )


def _known(said: dict[str, Any], name: str, words: dict[str, str], other: dict[str, Any]) -> str:
    """The value of a closed list; a word that is not in it goes beside the record."""
    if not (word := said[name]):
        return ""
    if found := words.get(plain_form(word)):
        return found
    other[COLUMNS[name].header] = word[:BESIDE]
    return ""


# -- Identity of an act of help


class Acts:
    """The help that the rows of a file describe, each act once: a workshop has a row for each participant.

    An act is known by its number at the Coop. A row without one is known by what it says, and by how many rows before
    it say the same: a file that comes again, whole or longer, finds what it brought.
    """

    def __init__(self) -> None:
        self.acts: dict[str, Help] = {}
        self._participants: dict[str, set[int]] = {}
        self._ages: dict[str, Counter[str]] = {}
        self._equal: Counter[str] = Counter()

    def take(self, row: Help, owner: int) -> str:
        """Count a row of a structure; return "new", "joined" (one more of an act) or "twice"."""
        key = _numbered(row.external_id) if row.external_id else self._by_content(row, owner)
        row.external_id = key
        seen = self._participants.setdefault(key, set())
        if key in self.acts and (not row.participant or row.participant in seen):
            return "twice"
        seen.add(row.participant)
        self._ages.setdefault(key, Counter())[row.age_band] += 1 if row.participant else row.people
        if key in self.acts:
            self.acts[key].people = max(self.acts[key].people, row.people)
            return "joined"
        self.acts[key] = row
        return "new"

    def _by_content(self, row: Help, owner: int) -> str:
        if row.participant:  # nothing says which rows are of the same workshop: each is one person's
            row.people = 1
        said = [
            owner,
            row.given_on.isoformat(),
            row.kind,
            sorted(row.themes),
            row.place,
            row.place_name,
            row.insee or [row.commune, row.postal_code],
            row.minutes,
            row.people,
            row.participant,
            row.age_band,
            sorted(row.other.items()),
        ]
        digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:40]
        row.participant = 0
        self._equal[digest] += 1
        return f"contenu:{digest}:{self._equal[digest]}"

    def settled(self) -> Iterator[Help]:
        """The acts, in the order of the file; of a workshop whose people are of several ages, how many of each."""
        for key, act in self.acts.items():
            ages = self._ages[key]
            if rest := act.people - ages.total():
                ages[str(AgeBand.UNKNOWN)] += max(rest, 0)
            if len(ages := +ages) > 1:
                act.age_band = str(AgeBand.UNKNOWN)
                act.other["ages"] = dict(sorted(ages.items()))
            yield act


def _numbered(number: str) -> str:
    """The number of an act at the Coop; one too long to be kept by its digest."""
    if len(number) <= WORD and not number.startswith("contenu:"):
        return number
    return f"numero:{hashlib.sha256(number.encode('utf-8', 'replace')).hexdigest()[:40]}"


# -- Report of a trial of a file of the Coop

#: Rows and words that are listed one by one; the others are counted.
MAX_REFUSED_LISTED = 200
MAX_WORDS_LISTED = 40


@dataclass
class CoopReport(Report):
    """The rows of a file, each counted once: what comes, what joins a workshop, what is known, what is refused."""

    rows: int = 0
    #: Acts of help that would come, and the rows that describe one more participant of one of them.
    created: int = 0
    joined: int = 0
    #: Rows of acts that the portal has, or that the file says twice.
    known: int = 0
    refused_count: int = 0
    refused: list[Fault] = field(default_factory=list)
    people: int = 0
    minutes: int = 0
    #: Of the help that would come, as ISO dates; both included.
    first: str = ""
    last: str = ""
    #: Words of closed lists that the portal does not know: (column, word, rows).
    unknown: list[tuple[str, str, int]] = field(default_factory=list)
    #: Rows whose commune is not known.
    unplaced: int = 0
    ignored: list[str] = field(default_factory=list)
    #: Acts that would come, by structure.
    structures: list[tuple[str, int]] = field(default_factory=list)

    def refuse(self, row: Fault) -> None:
        """Count a row that is not taken."""
        self.refused_count += 1
        if len(self.refused) < MAX_REFUSED_LISTED:
            self.refused.append(row)

    @property
    def faults(self) -> list[Fault]:
        return self.refused

    @property
    def writes(self) -> bool:
        return self.created > 0

    def counts(self) -> dict[str, int]:
        return {"rows": self.rows, "new": self.created, "wrong": self.refused_count}

    def headline(self, state: str = ImportState.TRIED) -> str:
        if state == ImportState.DROPPED:
            return DROPPED
        if state == ImportState.APPLIED:
            return f"{so_many(self.created, 'aide reprise', 'aides reprises')} de la Coop"
        found = "Rien de nouveau dans ce fichier"
        if self.created:
            found = so_many(self.created, "aide à reprendre", "aides à reprendre")
        if self.refused_count:
            found += f", {so_many(self.refused_count, 'ligne à corriger', 'lignes à corriger')}"
        return found

    def forgotten(self) -> Self:
        """The counts: the words of the rows go with the file."""
        return replace(self, refused=[], unknown=[], ignored=[])

    @property
    def is_whole(self) -> bool:
        """Whether every row has its place: nothing is lost."""
        return self.rows == self.created + self.joined + self.known + self.refused_count

    @property
    def refused_unlisted(self) -> int:
        """Refused rows that are not listed one by one."""
        return self.refused_count - len(self.refused)
