"""How the columns of a file become those of the standard: a small JSON document, written once for each kind of file."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from inclusion.core.errors import DomainError
from inclusion.core.french.text import read_json
from inclusion.guide.rules import keywords, parts, words
from inclusion.guide.rules.cleaning import Manner, Remark
from inclusion.guide.rules.hours import OSM_DAYS
from inclusion.guide.rules.parts import Part
from inclusion.guide.rules.standard import BY_NAME, SEPARATOR, Shape

MAX_BYTES = 200_000
#: What the older versions of the standard called a column.
OLD_NAMES = {
    "labels_nationaux": "dispositif_programmes_nationaux",
    "labels_autres": "autres_formations_labels",
    "conditions_acces": "frais_a_charge",
    "publics_accueillis": "publics_specifiquement_adresses",
    "accessibilite": "fiche_acces_libre",
    "courriel": "courriels",
}

#: Why a row is left out by one of its values.
LEFT_OUT = "ligne écartée, comme la correspondance le demande."

type _Day = Literal["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]


def _many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class ColumnRule(BaseModel):
    """Where one column of the standard comes from."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sources: Annotated[list[str], BeforeValidator(_many), Field(alias="from", max_length=30)] = []
    joined_by: str = " "
    value: str = ""
    otherwise: str = ""
    prefix: str = ""
    slug: bool = False
    separator: str = Field(default="", max_length=3)
    terms: dict[str, Annotated[list[str], BeforeValidator(_many)]] = {}
    #: By column of the file, what its words mean; « oui » stands for every way to say yes, « non » for no.
    by_column: dict[str, dict[str, Annotated[list[str], BeforeValidator(_many)]]] = {}
    #: Whether values are known by the words in them too; what no list knows is left aside.
    loose: bool = False
    #: Whether the first column that says something counts alone.
    first: bool = False
    #: Whether each text is headed by the title of its column.
    titled: bool = False
    #: What is taken out of each cell.
    part: Part = Part.ALL

    @property
    def reads(self) -> list[str]:
        """The columns of the file that it reads."""
        return [*self.sources, *self.by_column]

    def means(self, name: str, word: str) -> list[str]:
        """What a word of the file is in the standard's."""
        known = {words.fold(one): meant for one, meant in self.terms.items()}
        if (meant := known.get(words.fold(word))) is not None:
            return meant
        if not self.loose:
            return [word]
        return words.understand(name, [word]).values or keywords.meanings(name, word)


def _rule(value: Any) -> Any:
    return {"from": value} if isinstance(value, (str, list)) else value


class RowFilter(BaseModel):
    """Rows of a file that are no places to show: those whose cell has one of these values."""

    model_config = ConfigDict(extra="forbid")

    column: str
    refused: Annotated[list[str], BeforeValidator(_many), Field(max_length=60)] = []
    kept: Annotated[list[str], BeforeValidator(_many), Field(max_length=60)] = []

    def leaves_out(self, text: str) -> bool:
        """Whether a row with this cell is left out."""
        said = words.fold(text)
        is_kept = not self.kept or said in {words.fold(one) for one in self.kept}
        return not is_kept or said in {words.fold(one) for one in self.refused}


class FileMapping(BaseModel):
    """The whole document."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=120)
    source: str = Field(default="", max_length=120)
    licence: str = Field(default="", max_length=120)
    recognised_by: list[str] = []
    date_format: str = Field(default="", max_length=40)
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(_rule)]]
    #: The columns of each day: one with its hours, two of its halves, or those in which it opens and closes.
    weekly_hours: dict[_Day, Annotated[list[str], BeforeValidator(_many), Field(max_length=8)]] = {}
    #: The column that says which weeks the hours are of.
    weeks: str = ""
    rows: list[RowFilter] = Field(default=[], max_length=10)
    #: The day of a row that gives none; without it the latest day of the file, else the day on which it is brought.
    day: date | None = None
    #: Whether a place is taken too whose name, hours or a remark say that it is closed.
    closed_too: bool = False
    #: Whether a name that says only what a place is (« Bibliothèque ») is given its town.
    name_with_town: bool = True

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, ColumnRule]) -> dict[str, ColumnRule]:
        unknown = [name for name in columns if name not in BY_NAME]
        if unknown:
            raise ValueError(f"« {unknown[0]} » n’est pas une colonne du standard")
        empty = [name for name, rule in columns.items() if not rule.reads and not rule.value and not rule.otherwise]
        if empty:
            raise ValueError(f"la colonne « {empty[0]} » demande « from » ou « value »")
        return columns

    @property
    def used(self) -> list[str]:
        """The columns of the file that it reads."""
        ruled = [one for rule in self.columns.values() for one in rule.reads]
        days = [one for columns in self.weekly_hours.values() for one in columns]
        return [*ruled, *days, *([self.weeks] if self.weeks else []), *(one.column for one in self.rows)]

    @property
    def manner(self) -> Manner:
        """How the file writes what can be written in many ways."""
        listed = {name for name, rule in self.columns.items() if _has_parts(name, rule)}
        separators = dict.fromkeys(listed, SEPARATOR)
        return Manner(separators, self.date_format, self.day, self.name_with_town, address_with_town=True)

    def recognises(self, headers: Iterable[str]) -> bool:
        """Whether a file with these headers is of this kind."""
        there = {key(one) for one in headers}
        return bool(self.recognised_by) and all(key(one) in there for one in self.recognised_by)

    def record(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row by column of the standard; `cells` are the file's, by `key` of their header."""
        return {name: _said(name, rule, cells) for name, rule in self.columns.items()}

    def week(self, cells: Mapping[str, str]) -> dict[str, str] | None:
        """The cells of hours by day, where the file has such columns."""
        # In the order of the days: a document that was stored may come back in another.
        columns = [(day, self.weekly_hours[day]) for day in OSM_DAYS if day in self.weekly_hours]
        return {day: _hours([cells.get(key(one), "") for one in names]) for day, names in columns} or None

    def parity(self, cells: Mapping[str, str]) -> str:
        """Which weeks the hours of a row are of."""
        return parts.weeks(cells.get(key(self.weeks), "")) if self.weeks else ""

    def refusal(self, cells: Mapping[str, str]) -> tuple[str, str] | None:
        """The column and the reason for which a row is left out, if it is."""
        for one in self.rows:
            if one.leaves_out(text := cells.get(key(one.column), "")):
                said = f"«\u00a0{text.strip()}\u00a0»" if text.strip() else "Case vide"
                return one.column, f"{said}\u00a0: {LEFT_OUT}"
        return None

    def left_aside(self, cells: Mapping[str, str]) -> tuple[Remark, ...]:
        """The words of lists that no list of the standard has, said once, whatever lists a column is read for."""
        readers: dict[str, list[tuple[str, ColumnRule]]] = {}
        for name, rule in self.columns.items():
            for column in rule.sources if rule.loose else ():
                readers.setdefault(column, []).append((name, rule))
        reason = "Cette valeur n’est dans aucune liste du standard\u00a0: laissée de côté."
        return tuple(
            Remark(rules[0][0], word, "", reason)
            for column, rules in readers.items()
            for word in _words(cells.get(key(column), ""), rules[0][1].separator)
            if not keywords.says_nothing(word) and not any(rule.means(name, word) for name, rule in rules)
        )


#: The hour alone that a cell of « ouvre à » or « ferme à » holds.
_MOMENT = re.compile(r"\d{1,2}\s*(?:h|:)\s*(?:\d{2})?(?::00)?")


def _hours(texts: Sequence[str]) -> str:
    """The hours of a day as one cell writes them, of columns that hold half of it each or moments alone."""
    said = [one.strip() for one in texts if one.strip()]
    if len(said) > 1 and len(said) % 2 == 0 and all(_MOMENT.fullmatch(one) for one in said):
        return ", ".join(f"{start[:5]}-{end[:5]}" for start, end in zip(said[::2], said[1::2], strict=True))
    if len(said) > 1:
        said = [one for one in said if words.fold(one) not in _CLOSED] or said[:1]
    return ", ".join(said)


_CLOSED = {"ferme", "fermee", "neant", "closed"}


@lru_cache(maxsize=2_000)
def key(header: str) -> str:
    """A header as headers are compared."""
    return " ".join(header.replace("\ufeff", "").split()).casefold()


def _has_parts(name: str, rule: ColumnRule) -> bool:
    return name in words.LISTED or bool(rule.separator) or (BY_NAME[name].shape == Shape.LIST and len(rule.sources) > 1)


def _words(text: str, separator: str) -> list[str]:
    """The words of a list; of several separators (« ,/ »), each parts them, but within brackets."""
    if len(separator) < 2:
        return words.parts(text, separator=separator)
    cut = [one.strip() for one in re.split(rf"[|;{re.escape(separator)}\n](?![^(]*\))", text) if one.strip()]
    found: list[str] = []
    # « Initiation à l’ordinateur, à la tablette, Accès libre »: what goes on in small letters is of the one before.
    of_choices = "," in separator and sum(one[0].isupper() for one in cut) > 1
    for one in cut:
        goes_on = re.match(r"(?:et|ou|à|au|aux|de|du|des|sur|avec|par|pour|en) |d[’']", one)
        if found and (goes_on or (of_choices and one[0].islower() and "," in text)):
            found[-1] += f", {one}"
        else:
            found.append(one)
    return found


def _said(name: str, rule: ColumnRule, cells: Mapping[str, str]) -> str:
    """What the file says in this column of the standard."""
    read = [(one, parts.taken(rule.part, cells.get(key(one), "").strip())) for one in rule.sources]
    if name not in words.LISTED:
        read = [(one, "" if keywords.is_void(text) else text) for one, text in read]
    texts = [f"{one}\u00a0: {text}" if rule.titled else text for one, text in read if text]
    if rule.first:
        texts = texts[:1]
    if name == "nom":  # « CCAS – CCAS d’Agen » says the same twice
        texts = [
            one
            for n, one in enumerate(texts)
            if not any(_within(one, other, n < m) for m, other in enumerate(texts) if m != n)
        ]
    if _has_parts(name, rule):
        separated = [part for text in texts for part in _words(text, rule.separator)]
        meant = [m for part in separated for m in rule.means(name, part) if m]
        # In the order of the file: a mapping that was stored comes back in another.
        flags = {key(column): known for column, known in rule.by_column.items()}
        meant += [m for one, text in cells.items() if one in flags for m in _flagged(flags[one], text)]
        said = SEPARATOR.join(dict.fromkeys(meant))
    else:
        said = SEPARATOR.join(rule.means(name, rule.joined_by.join(texts))) if texts else ""
    if rule.slug:
        said = slugged(said)
    return f"{rule.prefix}{said}" if said else rule.value or rule.otherwise


def _within(text: str, other: str, is_before: bool) -> bool:
    """Whether a text says no more than another one; of two that say the same, the first stays."""
    one, more = words.fold(text), words.fold(other)
    return one in more and (one != more or not is_before)


def _flagged(known: Mapping[str, list[str]], text: str) -> list[str]:
    """What a cell of a column means whose words are listed."""
    said = {words.fold(one): meant for one, meant in known.items()}
    if (meant := said.get(words.fold(text))) is not None:
        return meant
    # « Nombre de postes : 4 ».
    if keywords.is_yes(text) or (text.strip().isdigit() and int(text) > 0):
        return said.get("oui", [])
    return said.get("non", []) if text.strip() and keywords.is_no(text) else []


def slugged(text: str) -> str:
    """Return a text as the words of an address: small letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:150]


def read_mapping(data: bytes | str) -> FileMapping:
    """Return the mapping that a JSON document holds. Raises DomainError (at "mapping") with what is wrong in it."""
    if len(data) > MAX_BYTES:
        raise DomainError("Cette correspondance est trop longue.").at("mapping")
    try:
        content = read_json(data)
    except ValueError:
        raise DomainError("Cette correspondance n’est pas un document JSON.").at("mapping") from None
    return checked_mapping(content)


def checked_mapping(content: Any) -> FileMapping:
    """The same for a document that is read already."""
    try:
        return FileMapping.model_validate(content)
    except ValidationError as wrong:
        error = wrong.errors()[0]
        where = ".".join(str(part) for part in error["loc"]) or "le document"
        raise DomainError(f"Correspondance\u00a0: «\u00a0{where}\u00a0», {_french(error)}.").at("mapping") from None


def _french(error: Any) -> str:
    """What pydantic found, in French."""
    kind = error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "missing":
        return "cette clé manque"
    if kind == "extra_forbidden":
        return "cette clé n’est pas connue"
    if kind == "literal_error":
        return "les jours s’écrivent Mo, Tu, We, Th, Fr, Sa, Su"
    return "cette valeur n’a pas la forme attendue"
