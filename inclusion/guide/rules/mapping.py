"""How the columns of a file become those of the standard: a small JSON document, written once for each kind of file."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from inclusion.core.errors import DomainError
from inclusion.core.french.text import read_json
from inclusion.guide.rules import words
from inclusion.guide.rules.cleaning import Manner
from inclusion.guide.rules.hours import OSM_DAYS
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
    separator: str = Field("", max_length=3)
    terms: dict[str, Annotated[list[str], BeforeValidator(_many)]] = {}

    def means(self, word: str) -> list[str]:
        """What a word of the file is in the standard's."""
        if not self.terms:
            return [word]
        known = {words.fold(one): meant for one, meant in self.terms.items()}
        return known.get(words.fold(word), [word])


def _rule(value: Any) -> Any:
    return {"from": value} if isinstance(value, (str, list)) else value


class FileMapping(BaseModel):
    """The whole document."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=120)
    source: str = Field("", max_length=120)
    licence: str = Field("", max_length=120)
    recognised_by: list[str] = []
    date_format: str = Field("", max_length=40)
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(_rule)]]
    weekly_hours: dict[_Day, str] = {}

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, ColumnRule]) -> dict[str, ColumnRule]:
        unknown = [name for name in columns if name not in BY_NAME]
        if unknown:
            raise ValueError(f"« {unknown[0]} » n’est pas une colonne du standard")
        empty = [name for name, rule in columns.items() if not rule.sources and not rule.value]
        if empty:
            raise ValueError(f"la colonne « {empty[0]} » demande « from » ou « value »")
        return columns

    @property
    def used(self) -> list[str]:
        """The columns of the file that it reads."""
        return [*(one for rule in self.columns.values() for one in rule.sources), *self.weekly_hours.values()]

    @property
    def manner(self) -> Manner:
        """How the file writes what can be written in many ways."""
        listed = {name for name, rule in self.columns.items() if _has_parts(name, rule)}
        return Manner(dict.fromkeys(listed, SEPARATOR), self.date_format)

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
        return {day: cells.get(key(one), "") for day, one in columns} or None


def key(header: str) -> str:
    """A header as headers are compared."""
    return " ".join(header.replace("\ufeff", "").split()).casefold()


def _has_parts(name: str, rule: ColumnRule) -> bool:
    return (
        name in words.LISTED
        or bool(rule.separator)
        or (BY_NAME[name].shape == Shape.LIST and len(rule.sources) > 1)
    )


def _said(name: str, rule: ColumnRule, cells: Mapping[str, str]) -> str:
    """What the file says in this column of the standard."""
    texts = [text for one in rule.sources if (text := cells.get(key(one), "").strip())]
    if _has_parts(name, rule):
        separator = rule.separator
        parts = [part for text in texts for part in words.parts(text, separator=separator)]
        said = SEPARATOR.join(dict.fromkeys(m for part in parts for m in rule.means(part) if m))
    else:
        said = SEPARATOR.join(rule.means(rule.joined_by.join(texts))) if texts else ""
    if rule.slug:
        said = _slug(said)
    return f"{rule.prefix}{said}" if said else rule.value or rule.otherwise


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:150]


def read_mapping(data: bytes | str) -> FileMapping:
    """Return the mapping that a JSON document holds. Raises DomainError (at "mapping") with what is wrong in it."""
    if len(data) > MAX_BYTES:
        raise DomainError("Cette correspondance est trop longue.").at("mapping")
    try:
        held = read_json(data)
    except ValueError:
        raise DomainError("Cette correspondance n’est pas un document JSON.").at("mapping") from None
    return checked_mapping(held)


def checked_mapping(held: Any) -> FileMapping:
    """The same for a document that is read already."""
    try:
        return FileMapping.model_validate(held)
    except ValidationError as wrong:
        error = wrong.errors()[0]
        where = ".".join(str(part) for part in error["loc"]) or "le document"
        raise DomainError(f"Correspondance\u00a0: «\u00a0{where}\u00a0», {_french(error)}.").at(
            "mapping"
        ) from None


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
