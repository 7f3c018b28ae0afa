"""A row of a file of places, brought to the standard: what is taken, changed or refused, cell by cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inclusion.core.french.coordinates import great_circle_km, in_mainland
from inclusion.core.french.hours import is_readable
from inclusion.core.french.names import of, search_form
from inclusion.core.french.text import printable
from inclusion.guide.rules import french_hours, hours, keywords, words
from inclusion.guide.rules.cells import (
    Reading,
    day,
    emails,
    insee_code,
    phone,
    pivot,
    position,
    postal_code,
    shown,
    url,
    websites,
)
from inclusion.guide.rules.parts import ODD, is_street, take_apart
from inclusion.guide.rules.standard import BY_NAME, FIELDS, Problem
from inclusion.guide.rules.words import Town, Towns

#: No place of the mainland is as far from its commune's point: Salin-de-Giraud, of Arles, is 30 km away.
FAR_KM = 35.0
#: How long a text may be that is kept in one line.
LONGEST = {
    "nom": 200,
    "commune": 100,
    "adresse": 255,
    "complement_adresse": 255,
    "source": 200,
    "structure_parente": 200,
}
LONGEST_ID = 200
#: Texts that keep their lines.
_LONG = frozenset({"presentation_resume", "presentation_detail"})


@dataclass(frozen=True)
class Remark:
    """What was changed in a cell, or left out of it, and why."""

    column: str
    before: str
    after: str
    reason: str


@dataclass
class Cleaned:
    """What a row says, by column of the standard; a column that it does not speak of is not there."""

    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    town: Town | None = None


@dataclass(frozen=True)
class Manner:
    """How a file writes what can be written in many ways: its separators by column, its way to write a day."""

    separators: Mapping[str, str] = field(default_factory=dict)
    day_form: str = ""
    #: The day of a row that gives none, or one that cannot be read; without it such a row is refused.
    day: date | None = None
    #: Whether a name that says only what a place is (« Bibliothèque ») is given its town.
    name_with_town: bool = False
    #: Whether an address may end with the postal code and the commune that other columns say.
    address_with_town: bool = False


def clean_row(
    record: Mapping[str, str],
    *,
    today: date,
    towns: Towns,
    manner: Manner | None = None,
    week: Mapping[str, str] | None = None,
    parity: str = "",
    department: str = "",
) -> Cleaned:
    """Return what the row says in the form of the standard.

    `record` holds the cells by column of the standard, those alone of which the file speaks; `week` its columns of
    hours by OpenStreetMap's names of the days, where it has some; `parity` the weeks that they are of. A row without
    any code is looked for by its commune's name in `department`.
    """
    row = _Row(record, today, manner or Manner())
    for one in FIELDS:
        if one.name in record:
            _cell(row, one.name)
    _fallback_day(row)
    _position(row)
    if week is not None and not _beside(row, week):
        _week(row, week)
    _hours(row, parity)
    _address(row)
    _place(row, towns, department)
    _nearby(row)
    _summary(row)
    for one in FIELDS:
        refused = {problem.column for problem in row.done.problems}
        if one.required and one.name != "pivot" and not row.done.values.get(one.name) and one.name not in refused:
            row.refuse(one.name, "Cette valeur est obligatoire.")
    if not row.done.values.get("pivot") and not row.text("pivot"):
        row.remark("pivot", "", "Sans SIRET, ce lieu n’est pas publié dans les fichiers du standard.")
    # In the standard's order, whatever the order of the cells.
    row.done.values = {one.name: row.done.values[one.name] for one in FIELDS if one.name in row.done.values}
    return row.done


def _clean(text: str) -> str:
    """The text without what no file can carry, nor the mark of a byte order."""
    return printable(text).replace("\ufeff", "")


class _Row:
    """A row while it is read."""

    def __init__(self, record: Mapping[str, str], today: date, manner: Manner) -> None:
        self.raw, self.today, self.manner = record, today, manner
        self.done = Cleaned()
        self.cells = {name: self._kept(name, text) for name, text in record.items()}

    def _kept(self, name: str, text: str) -> str:
        """The text without what cannot be kept; ends of lines become spaces where one line is meant."""
        clean = _clean(text).replace("\r\n", "\n").replace("\r", "\n")
        if clean.strip() != text.replace("\r\n", "\n").strip():
            self.remark(name, clean.strip(), "Caractères illisibles enlevés.")
        if name not in _LONG and "\n" in clean.strip():
            clean = " ".join(clean.split())
            self.remark(name, clean, "Mis sur une seule ligne.")
        return clean.strip()

    def text(self, name: str) -> str:
        return self.cells.get(name, "")

    def remark(self, name: str, after: Any, reason: str) -> None:
        self.done.remarks.append(Remark(name, self.raw.get(name, ""), shown(after), reason))

    def refuse(self, name: str, reason: str) -> None:
        self.done.problems.append(Problem(name, reason))

    def take(self, name: str, reading: Reading[Any]) -> None:
        """Keep what was read of an optional cell, and what is to be said of it."""
        for reason in reading.remarks:
            self.remark(name, reading.value, reason)
        if reading.value is not None:
            self.done.values[name] = reading.value

    def require(self, name: str, reading: Reading[Any]) -> None:
        """The same for a cell without which the row is refused."""
        if reading.value is None:
            self.refuse(name, " ".join(reading.remarks))
        else:
            self.take(name, reading)


#: Cells that are read later, together.
_TOGETHER = frozenset({"latitude", "longitude", "horaires"})
_READERS: dict[str, Callable[[str], Reading[Any]]] = {
    "pivot": pivot,
    "code_insee": insee_code,
    "courriels": emails,
    "site_web": websites,
}


def _cell(row: _Row, name: str) -> None:
    """Read one cell by itself."""
    text = row.text(name)
    if name in _TOGETHER:
        return
    if not text:
        row.done.values[name] = [] if BY_NAME[name].shape == "list" else ""
    elif name == "id":
        if len(text) > LONGEST_ID:
            row.refuse(name, f"Cet identifiant dépasse {LONGEST_ID} caractères.")
        row.done.values[name] = text
    elif name == "date_maj":
        read = day(text, today=row.today, form=row.manner.day_form)
        if row.manner.day is None or read.value is not None:
            row.require(name, read)
    elif name == "code_postal":
        row.require(name, postal_code(text))
    elif name == "telephone":
        row.take(name, phone(text, postal=row.text("code_postal")))
    elif name in _READERS:
        row.take(name, _READERS[name](text))
    elif name in words.LISTED:
        _listed(row, name, text)
    elif name in ("fiche_acces_libre", "prise_rdv"):
        _page(row, name, text)
    elif name == "autres_formations_labels":
        row.done.values[name] = list(dict.fromkeys(words.parts(text, separator="|")))
    else:
        row.done.values[name] = _cut(row, name, text)


def _listed(row: _Row, name: str, text: str) -> None:
    """A cell whose values are those of a list."""
    separator = row.manner.separators.get(name, "")
    found = words.understand(name, words.parts(text, separator=separator))
    for before, after in found.renamed:
        row.done.remarks.append(Remark(name, before, after, "Écrit comme dans le standard."))
    for one in found.repeated:
        row.done.remarks.append(Remark(name, one, one, "Dit deux fois\u00a0: gardé une fois."))
    for one in found.unknown:
        reason = "Cette valeur n’est pas dans la liste du standard\u00a0: laissée de côté."
        row.done.remarks.append(Remark(name, one, "", reason))
    if found.values or not found.unknown:
        row.done.values[name] = found.values


def _page(row: _Row, name: str, text: str) -> None:
    """The address of one page; of several, the first."""
    first, *others = re.split(r"[|\s]+", text)
    row.take(name, url(first))
    if others:
        row.remark(name, first, "Plusieurs adresses\u00a0: la première est gardée.")


def _cut(row: _Row, name: str, text: str) -> str:
    longest = LONGEST.get(name, 0)
    if not longest or len(text) <= longest:
        return text
    row.remark(name, f"{text[: longest - 1]}…", f"Coupé à {longest} caractères.")
    return f"{text[: longest - 1]}…"


def _nearby(row: _Row) -> None:
    """Leave out a position that is far from the commune: the guide would count distances from there."""
    values, town = row.done.values, row.done.town
    if town is None or town.point is None or values.get("latitude") is None:
        return
    here = (values["latitude"], values["longitude"])
    away = great_circle_km(town.point, here)
    if away > FAR_KM and in_mainland(*town.point):
        values["latitude"] = values["longitude"] = None
        before = f"{here[0]} ; {here[1]}"
        reason = f"À {away:.0f}\u00a0km {of(town.name)}\u00a0: coordonnées laissées vides."
        row.done.remarks.append(Remark("latitude", before, "", reason))


def _position(row: _Row) -> None:
    if "latitude" not in row.cells and "longitude" not in row.cells:
        return
    read = position(row.text("latitude"), row.text("longitude"))
    for reason in read.remarks:
        before = f"{row.text('latitude')} ; {row.text('longitude')}"
        after = "" if read.value is None else f"{read.value[0]} ; {read.value[1]}"
        row.done.remarks.append(Remark("latitude", before, after, reason))
    if read.value is not None:
        row.done.values["latitude"], row.done.values["longitude"] = read.value
    elif not read.remarks:  # the row says that it is not known
        row.done.values["latitude"] = row.done.values["longitude"] = None


def _week(row: _Row, week: Mapping[str, str]) -> None:
    """The hours of seven columns, instead of the cell of hours."""
    read = hours.from_columns({day: _clean(text) for day, text in week.items()})
    if read.unread and french_hours.from_sentence(read.text) is not None:
        row.cells["horaires"] = read.text
        return
    for one in read.hollow:
        row.done.remarks.append(Remark("horaires", one, "", "Ces heures n’ont pas de durée\u00a0: jour fermé."))
    if read.notation:
        row.done.remarks.append(Remark("horaires", read.text, read.notation, "Écrits dans la notation du standard."))
    row.cells["horaires"] = read.notation or read.text
    for one in read.unread if read.notation else ():
        row.done.remarks.append(Remark("horaires", one, "", "Ce jour ne se lit pas\u00a0: les autres sont gardés."))
        if not keywords.is_yes(one.partition(" ")[2]):  # « samedi x » says nothing
            _append(row, f"Horaires\u00a0: {one}")


def _beside(row: _Row, week: Mapping[str, str]) -> bool:
    """Whether a cell says the hours, and columns of few days or none the rest: « en semaine », « samedi »."""
    text, said = row.text("horaires"), {day: one.strip() for day, one in week.items() if one.strip()}
    if not text or len(week) > 3:
        return bool(text) and not said
    names = dict(zip(hours.OSM_DAYS, hours.named_days(), strict=True))
    row.cells["horaires"] = " ; ".join([text, *(f"{names[day].lower()} {_clean(one)}" for day, one in said.items())])
    return True


def _fallback_day(row: _Row) -> None:
    """The file's day, for a row that gives none or one that cannot be read."""
    if row.manner.day is None or row.done.values.get("date_maj"):
        return
    row.done.values["date_maj"] = row.manner.day
    said = "n’est pas une date lisible" if row.text("date_maj") else "manque"
    row.remark("date_maj", row.manner.day, f"La date {said}\u00a0: la fiche porte celle du fichier.")


def _address(row: _Row) -> None:
    """Where the street is not given, what completes it stands in its place."""
    more = row.done.values.get("complement_adresse")
    if not row.done.values.get("adresse") and more:
        row.done.values |= {"adresse": more, "complement_adresse": ""}
        row.remark("adresse", more, "L’adresse manque\u00a0: son complément est pris.")
        return
    street = row.done.values.get("adresse")
    if row.manner.address_with_town and more and is_street(str(more)) and not is_street(str(street)):
        row.done.values |= {"adresse": more, "complement_adresse": street}
        row.remark("adresse", more, "La rue était dans le complément\u00a0: les deux sont échangés.")


def _hours(row: _Row, parity: str) -> None:
    """Hours in OpenStreetMap's notation; a French sentence is read where that is sure, else kept as a presentation."""
    if "horaires" not in row.cells:
        return
    text = row.text("horaires")
    if not text or is_readable(text):
        row.done.values["horaires"] = _one_week_in_two(row, text, parity)
        return
    notation = french_hours.from_sentence(text)
    if notation is not None:
        row.done.values["horaires"] = _one_week_in_two(row, notation, parity)
        row.done.remarks.append(Remark("horaires", text, notation, "Écrits dans la notation du standard."))
        return
    said = f"Horaires\u00a0: {text}"
    row.done.remarks.append(
        Remark("horaires", text, said, "Ces horaires ne se lisent pas\u00a0: gardés dans la présentation.")
    )
    _append(row, said)


def _one_week_in_two(row: _Row, notation: str, parity: str) -> str:
    """The hours of odd or even weeks alone, where the row says so; said in the presentation too."""
    if not parity or not notation:
        return notation
    rules = [one.strip() for one in notation.split(";") if one.strip()]
    weekly = "; ".join(one if one.startswith("PH") else f"{parity} {one}" for one in rules)
    said = f"Semaines {'impaires' if parity == ODD else 'paires'} seulement."
    row.remark("horaires", weekly, f"{said} Les horaires ne valent qu’une semaine sur deux.")
    _append(row, said)
    return weekly if is_readable(weekly) else ""


def _append(row: _Row, said: str) -> None:
    before = row.done.values.get("presentation_detail", "")
    row.done.values["presentation_detail"] = f"{before}\n\n{said}" if before else said


def _summary(row: _Row) -> None:
    """A presentation that is too long for one sentence is kept whole in the long one."""
    text, longest = (row.done.values.get("presentation_resume", ""), BY_NAME["presentation_resume"].max_length or 0)
    if len(text) <= longest:
        return
    cut = f"{text[: longest - 1]}…"
    detail = row.done.values.get("presentation_detail", "")
    row.done.values["presentation_resume"] = cut
    if text not in detail:
        row.done.values["presentation_detail"] = f"{text}\n\n{detail}" if detail else text
    row.remark(
        "presentation_resume", cut, f"Plus de {longest} caractères\u00a0: le texte entier est dans la présentation."
    )


def _place(row: _Row, towns: Towns, department: str) -> None:
    """Which commune the row is of, and what that adds where the row says less."""
    values = row.done.values
    code, postal, name = (values.get(one) or "" for one in ("code_insee", "code_postal", "commune"))
    town = towns.of_code(code) if code else None
    if code and town is None:
        row.remark("code_insee", code, "Ce code n’est pas celui d’une commune d’aujourd’hui\u00a0: gardé, à vérifier.")
    how = "d’après la commune et le code postal"
    town = town or (towns.named(name, postal) if name and postal else None)
    if town is None and name and not postal and not row.text("code_postal") and department:
        town, how = towns.named(name, department), "d’après la commune, dans le département"
    if town is None and postal:
        sharing = towns.sharing(postal)
        if len(sharing) == 1:
            town, how = sharing[0], "d’après le code postal"
        else:
            texts = (name,) if name else (values.get("adresse") or "", values.get("nom") or "")
            town = towns.named_in(texts, postal)
            how = "d’après le code postal et l’adresse"
    town = town or (towns.like(name, postal) if name and postal else None)
    if town is None and not name and not postal and department:
        town, how = _at_the_end(row, towns, department), "d’après la fin de l’adresse"
    row.done.town = town
    if town is None:
        if not name and postal and len(towns.sharing(postal)) > 1:
            named = ", ".join(one.name for one in towns.sharing(postal)[:6])
            row.refuse("commune", f"La commune manque, et {postal} est le code de plusieurs\u00a0: {named}.")
        return
    _complete(row, town, how)
    _write_town(row, town, towns)
    if row.manner.address_with_town:
        _street_alone(row, town)


def _complete(row: _Row, town: Town, how: str) -> None:
    """What the commune adds to a row: its name, its code, its only postal code."""
    values = row.done.values
    found = {"commune": town.name, "code_insee": town.code}
    if len(town.postal_codes) == 1:
        found["code_postal"] = town.postal_codes[0]
    refused = {problem.column for problem in row.done.problems}
    for name, value in found.items():
        if not values.get(name) and name not in refused:
            by = "d’après le code de la commune" if name == "code_postal" and row.text("code_insee") else how
            values[name] = value
            row.remark(name, value, f"Trouvé {by}.")
    if not values.get("code_postal") and "code_postal" not in refused and town.postal_codes:
        codes = ", ".join(town.postal_codes[:6])
        row.refuse("code_postal", f"Le code postal manque, et {town.name} en a plusieurs\u00a0: {codes}.")


def _at_the_end(row: _Row, towns: Towns, department: str) -> Town | None:
    """« 8 rue des Lilas, Agen »: the commune that an address without a code ends with, taken off it."""
    address = str(row.done.values.get("adresse") or "")
    street, _, last = re.sub(r"\s[-–—]\s", ", ", address).rpartition(",")
    town = towns.named(last.strip(), department) if street.strip() else None
    if town is not None:
        row.done.values["adresse"] = street.strip()
    return town


def _street_alone(row: _Row, town: Town) -> None:
    """An address without the postal code and the commune that end it, where the row says them apart too."""
    address = str(row.done.values.get("adresse") or "")
    found = take_apart(address)
    same = found.postal_code and found.postal_code == row.done.values.get("code_postal")
    if same and found.street and search_form(re.sub(r"\(.*", "", found.town)) in ("", town.words):
        row.done.values["adresse"] = found.street
        row.remark("adresse", found.street, "Code postal et commune enlevés de l’adresse.")
        return
    street, _, last = address.rpartition(",")
    first, _, rest = address.partition(",")
    before, _, after = address.rpartition(" à ")
    for kept, name in ((street, last), (rest, first), (before, after)):
        if kept.strip() and search_form(name) == town.words:
            row.done.values["adresse"] = kept.strip()
            row.remark("adresse", kept.strip(), "Commune enlevée de l’adresse.")
            return


def _write_town(row: _Row, town: Town, towns: Towns) -> None:
    """The commune's name as it is spelt, and the place's own name with it where that says only what the place is."""
    values = row.done.values
    written = str(values.get("commune") or "")
    bare = re.sub(r"(?i)^\s*\d{5}\s+|\s*\bcedex\b.*|\s*\(.*", "", written)
    shortened = towns.named(bare, town.code) is None and towns.like(bare, _code(row)) is town
    if written != town.name and (search_form(bare) in (town.words, *town.former) or shortened):
        values["commune"] = town.name
        row.remark("commune", town.name, "Écrite comme l’Insee.")
    elif (
        row.manner.address_with_town
        and written not in ("", town.name)
        and row.text("code_insee") == town.code
        and not _is_town(bare, row, towns)
    ):
        values["commune"] = town.name
        row.remark("commune", town.name, "Écrite comme l’Insee, d’après le code de la commune.")
        if not values.get("complement_adresse"):  # « Montfavet », a part of Avignon
            values["complement_adresse"] = bare
    name = str(values.get("nom") or "")
    if row.manner.name_with_town and name and is_generic(name):
        values["nom"] = f"{name} {of_town(town.name)}"
        row.remark("nom", values["nom"], "Ce nom est celui de beaucoup de lieux\u00a0: la commune est ajoutée.")


def _is_town(name: str, row: _Row, towns: Towns) -> bool:
    """Whether a name is that of a commune near the row: then its code may be the one that is wrong."""
    return any(towns.named(name, code) is not None for code in {_code(row), _code(row)[:2]} if code)


def _code(row: _Row) -> str:
    return str(row.done.values.get("code_postal") or "")


#: Names that say what a place is and not which one.
_GENERIC = re.compile(
    r"(?:la |le |l )?(?:(?:bibliotheque|mediatheque|ludotheque)(?: (?:municipale|intercommunale|communale))?"
    r"|mairie(?: annexe)?|hotel de ville|(?:maison |espace |bus )?france services?|ccas|cias|msap"
    r"|(?:centre|service) (?:communal|com) d? ?action sociale|centre social(?: et culturel)?|centre socio ?culturel"
    r"|mission locale|(?:la )?poste|bureau de poste|agence postale(?: communale)?|point numerique"
    r"|cyber ?(?:base|espace)"
    r"|espace (?:public )?(?:numerique|multimedia)|epn|maison de (?:services? (?:au|aux) publics?|quartier)|mjc"
    r"|maison des jeunes et de la culture|pole emploi|france travail|caf|cpam|msa|point information jeunesse|pij)"
)


def is_generic(name: str) -> bool:
    """Whether many places bear this name: « Bibliothèque », « France Services »."""
    return bool(_GENERIC.fullmatch(keywords.plain(name)))


def at_town(name: str) -> str:
    """« à Apt », « au Pontet », « aux Mées »: a commune's name after « à »."""
    for article, joined in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return f"{joined}{name.removeprefix(article)}"
    return f"à {name}"


def of_town(name: str) -> str:
    """« d’Apt », « du Pontet », « des Mées »: a commune's name after « de »."""
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return f"{joined}{name.removeprefix(article)}"
    return of(name)
