"""Files of the Coop: their words, their rows read into help or refusals, and the report of a trial."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme

#: What the portal reads, by its own name, and the headings of it (as `plain_form` makes them).
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("idcra", "id", "identifiant", "identifiantcra", "idactivite"),
    "day": ("date", "dateaccompagnement", "datedelaccompagnement", "jour"),
    "kind": ("type", "typeaccompagnement", "typedaccompagnement", "forme"),
    "people": ("participants", "nombredeparticipants", "nombredepersonnes", "nbparticipants", "personnes"),
    "place": ("canauxdaccompagnement", "canaldaccompagnement", "canal", "typelieu", "typedelieu"),
    "place_name": ("nomdulieu", "lieu", "lieudactivite"),
    "commune": ("commune", "ville"),
    "postal_code": ("codepostal",),
    "insee": ("codeinsee", "insee", "codecommune"),
    "minutes": ("dureemin", "duree", "dureeenminutes", "dureeminutes"),
    "themes": (
        "thematiquesdaccompagnement",
        "thematiquedaccompagnement",
        "thematiques",
        "thematique",
        "themes",
        "theme",
    ),
    "age": ("tranchedage", "trancheage", "age"),
    "structure": ("structure", "nomdelastructure", "structureemployeuse", "nomstructure"),
    "siret": ("siret", "siretdelastructure", "siretstructure"),
    "workshop": ("nomdelatelier", "titreatelier", "titredelatelier"),
    "equipment": ("materielnumeriqueutilise", "materiel"),
    "level": ("niveaudautonomieoudelatelier", "niveaudautonomie", "autonomie", "niveau"),
    "directed": ("beneficiairereoriente", "orienteversstructure"),
    "directed_to": ("structurederedirection",),
}
#: Kept beside a record as they come: they say something of the help, and nothing of anybody.
KEPT = ("workshop", "equipment", "level", "directed", "directed_to")
#: How the screens call the columns.
LABELS = {
    "id": "ID CRA",
    "day": "Date",
    "kind": "Type",
    "people": "Participants",
    "place": "Canaux d’accompagnement",
    "place_name": "Nom du lieu",
    "commune": "Commune",
    "postal_code": "Code postal",
    "insee": "Code Insee",
    "minutes": "Durée (min)",
    "themes": "Thématique(s) d’accompagnement",
    "age": "Tranche d’âge",
    "structure": "Structure",
    "siret": "SIRET",
    "workshop": "Nom de l’atelier",
    "equipment": "Matériel numérique utilisé",
    "level": "Niveau d’autonomie",
    "directed": "Bénéficiaire réorienté",
    "directed_to": "Structure de redirection",
}
#: Without these no row can be read.
NEEDED = ("day", "minutes")

_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}

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


def field_of(heading: Any) -> str:
    """What is under a heading, by the portal's own name; nothing where it does not read it."""
    return _FIELD_OF.get(plain_form(heading), "") if isinstance(heading, str) else ""


def known_headings(cells: Iterable[Any]) -> int:
    """How many headings of a row the portal reads."""
    return len({field_of(cell) for cell in cells} - {""})


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
_COUNT = re.compile(
    r"(\d{1,5})(?:[.,]0+)?(?:\s*(?:participants?|personnes?|pers\.?)(?:\(?s\)?)?)?", re.ASCII | re.I
)
_SEVERAL = re.compile(r"[\n\r;|]+")
_INSEE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)


class WrongCell(ValueError):
    """A cell that cannot be read: the column it is in, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


@dataclass(frozen=True)
class Refused:
    """A row that is not taken: its number in the file, the column, what is written there, why."""

    number: int
    column: str
    written: str
    why: str


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


@dataclass(frozen=True)
class Columns:
    """Where the headings are: the row, and the place of each column that is read."""

    number: int
    places: dict[str, int]
    #: Headings that the portal does not read, as they are written.
    ignored: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns without which nothing can be read, as the Coop calls them."""
        return tuple(LABELS[name] for name in NEEDED if name not in self.places)


def headings_in(cells: Sequence[Any], number: int) -> Columns | None:
    """The columns, if this row is the one of the headings."""
    if known_headings(cells) < FEWEST_HEADINGS:
        return None
    places: dict[str, int] = {}
    ignored = []
    for at, cell in enumerate(cells):
        name = field_of(cell)
        # What is further right under a heading that was met already is about the person who was helped.
        if name and name not in places:
            places[name] = at
        elif _text(cell):
            ignored.append(_text(cell)[:WORD])
    return Columns(number, places, tuple(dict.fromkeys(ignored)))


def read_rows(
    rows: Iterable[tuple[int, Sequence[Any]]], columns: Columns, *, last_day: date
) -> Iterator[Help | Refused]:
    """What each row below the headings says; `last_day` is the last one on which help can have been given."""
    for number, cells in rows:
        row = {name: cells[at] if at < len(cells) else None for name, at in columns.places.items()}
        try:
            yield _help(number, row, last_day)
        except WrongCell as wrong:
            yield Refused(number, LABELS[wrong.column], _text(row.get(wrong.column))[:BESIDE], wrong.why)


def _help(number: int, row: dict[str, Any], last_day: date) -> Help:
    given_on = read_day(row.get("day"))
    if given_on > last_day:
        raise WrongCell("day", "Ce jour n’est pas encore venu.")
    other = {LABELS[name]: kept for name in KEPT if (kept := _text(row.get(name))[:BESIDE])}
    participant, people = read_people(row.get("people"))
    kind = _known(row, "kind", KINDS, other) or (HelpKind.GROUP if people > 1 else HelpKind.INDIVIDUAL)
    place_name = _text(row.get("place_name"))[:BESIDE]
    place = _known(row, "place", PLACES, other)
    if not place:
        place = HelpPlace.PLACE if place_name and not _text(row.get("place")) else HelpPlace.OTHER
    insee = _text(row.get("insee")).upper()
    return Help(
        number=number,
        given_on=given_on,
        kind=str(kind),
        themes=read_themes(row.get("themes"), other),
        place=str(place),
        # Of a home, the name of the place is somebody's.
        place_name=place_name if place == HelpPlace.PLACE else "",
        insee=insee.zfill(5) if len(insee) == 4 else insee,
        commune=_text(row.get("commune"))[:WORD],
        postal_code=_text(row.get("postal_code"))[:5].zfill(5) if _text(row.get("postal_code")) else "",
        minutes=read_minutes(row.get("minutes")),
        people=people,
        age_band=_known(row, "age", AGES, other) or str(AgeBand.UNKNOWN),
        structure=_text(row.get("structure"))[:160],
        siret=re.sub(r"\s", "", _text(row.get("siret")))[:14],
        external_id=_text(row.get("id")),
        participant=participant,
        other=other,
    )


def _known(row: dict[str, Any], name: str, words: dict[str, str], other: dict[str, Any]) -> str:
    """The value of a closed list; a word that is not in it goes beside the record."""
    written = _text(row.get(name))
    if not written:
        return ""
    if found := words.get(plain_form(written)):
        return found
    other[LABELS[name]] = written[:BESIDE]
    return ""


# -- Cells -------------------------------------------------------------------------------------------------------------


def _text(cell: Any) -> str:
    """What a cell says, on as many lines as it has; a whole number without its « .0 »."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def read_day(cell: Any) -> date:
    """A day as a workbook, a French person or a program writes it. Raises WrongCell."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        cell = _written_day(_text(cell))
    if cell < FIRST_DAY:
        raise WrongCell("day", "Ce jour est avant l’an 2000.")
    return cell


def _written_day(text: str) -> date:
    if not text:
        raise WrongCell("day", "La date manque.")
    try:
        if match := _ISO_DAY.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := _FRENCH_DAY.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise WrongCell("day", "Ce jour n’existe pas.") from None
    if (
        _NUMBER.fullmatch(text)
        and _EXCEL_DAYS[0] <= (days := int(float(text.replace(",", ".")))) < _EXCEL_DAYS[1]
    ):
        return _EXCEL_EPOCH + timedelta(days=days)
    raise WrongCell("day", "Écrivez une date, par exemple 24/11/2026.")


def read_minutes(cell: Any) -> int:
    """A length in minutes: « 45 », « 45 min », « 1h30 », « 1:30 », or a time of a workbook. Raises WrongCell."""
    if isinstance(cell, timedelta):
        minutes = cell.total_seconds() / 60
    elif isinstance(cell, time):
        minutes = cell.hour * 60 + cell.minute
    else:
        minutes = _written_minutes(_text(cell))
    whole = int(minutes + 0.5)
    if not 1 <= whole < 24 * 60:
        raise WrongCell("minutes", "Une aide dure de 1 minute à 23 h 59.")
    return whole


def _written_minutes(text: str) -> float:
    if not text:
        raise WrongCell("minutes", "La durée manque.")
    if match := _MINUTES.fullmatch(text):
        return float(match[1].replace(",", "."))
    if match := _HOURS.fullmatch(text):
        return float(match[1].replace(",", ".")) * 60 + int(match[2] or 0)
    if match := _CLOCK.fullmatch(text):
        return int(match[1]) * 60 + int(match[2])
    raise WrongCell("minutes", "Écrivez une durée, par exemple 45 ou 1h30.")


def read_people(cell: Any) -> tuple[int, int]:
    """Which participant of how many: « 2/8 » is (2, 8), « 8 » is (0, 8), nothing is (0, 1). Raises WrongCell."""
    text = _text(cell)
    which, count = 0, 1
    if match := _ONE_OF.fullmatch(text):
        which, count = int(match[1]), int(match[2])
    elif match := _COUNT.fullmatch(text):
        count = int(match[1])
    elif text:
        raise WrongCell("people", "Écrivez un nombre de personnes, par exemple 8.")
    if not 1 <= count <= MAX_PEOPLE:
        raise WrongCell("people", "Écrivez de 1 à 10\u00a0000 personnes.")
    if text and match and match.re is _ONE_OF and not 1 <= which <= count:
        raise WrongCell("people", "Ce rang n’est pas celui d’un participant.")
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
        other[LABELS["themes"]] = "\n".join(long)
    return list(dict.fromkeys(THEMES.get(plain_form(word), word[:WORD]) for word in found if word))


def is_insee(text: str) -> bool:
    """Whether this has the form of a commune's code."""
    return bool(_INSEE.fullmatch(text))


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
REFUSED_TOLD = 200
WORDS_TOLD = 40


@dataclass
class Report:
    """The rows of a file, each counted once: what comes, what joins a workshop, what is known, what is refused."""

    rows: int = 0
    #: Acts of help that would come, and the rows that describe one more participant of one of them.
    created: int = 0
    joined: int = 0
    #: Rows of acts that the portal has, or that the file says twice.
    known: int = 0
    refused_count: int = 0
    refused: list[Refused] = field(default_factory=list)
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

    def refuse(self, row: Refused) -> None:
        """Count a row that is not taken."""
        self.refused_count += 1
        if len(self.refused) < REFUSED_TOLD:
            self.refused.append(row)

    @property
    def is_whole(self) -> bool:
        """Whether every row has its place: nothing is lost."""
        return self.rows == self.created + self.joined + self.known + self.refused_count

    @property
    def refused_untold(self) -> int:
        """Refused rows that are not listed one by one."""
        return self.refused_count - len(self.refused)

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Report":
        """The report as it was kept."""
        values = dict(kept)
        values["refused"] = [Refused(**row) for row in values.get("refused", ())]
        for name in ("unknown", "structures"):
            values[name] = [tuple(one) for one in values.get(name, ())]
        return cls(**values)
