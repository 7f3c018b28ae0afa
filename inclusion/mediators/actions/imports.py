"""The register as a file: read and tried without a trace, then written by the same actions as by hand."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED, clean_siret, has_social_security_number
from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import Cell, Unreadable, at_most, day, find_by_label, labels, single_line
from inclusion.core.imports.columns import Column, Columns, Fault, Row
from inclusion.core.imports.spreadsheets import Bounds, read_file
from inclusion.core.scope import active_network
from inclusion.guide.rules.standard import SERVICES
from inclusion.mediators.actions.entries import add_helper, change_helper
from inclusion.mediators.actions.trainings import add_training
from inclusion.mediators.enums import HelperStatus, HelperVerb
from inclusion.mediators.models import Helper
from inclusion.mediators.rules import MAX_HOURS
from inclusion.partners.models import Partner
from inclusion.partners.queries import PartnerFinder
from inclusion.territories.models import Epci

BOUNDS = Bounds(megabytes=1, rows=500)
#: What parts several words of one cell.
_PARTS = re.compile(r"[|;]")


def _words(most: int) -> Callable[[Cell], str]:
    read = at_most(most, single_line, refusal=f"Ce texte tient en {most} caractères.")

    def checked(cell: Cell) -> str:
        if has_social_security_number(said := read(cell)):
            raise Unreadable(NIR_REFUSED)
        return said

    return checked


def _status(cell: Cell) -> str:
    if (found := find_by_label(HelperStatus, cell)) is None:
        raise Unreadable(f"Ce statut n’existe pas. Les statuts sont {labels(HelperStatus)}.")
    return str(found.value)


def _email(cell: Cell) -> str:
    said = single_line(cell)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", said):
        raise Unreadable("Écrivez une adresse électronique, par exemple prenom.nom@exemple.fr.")
    return said


def _services(cell: Cell) -> list[str]:
    known = {search_form(one): one for one in SERVICES}
    said = [part for part in map(str.strip, _PARTS.split(single_line(cell))) if part]
    if strange := [part for part in said if search_form(part) not in known]:
        raise Unreadable(f"«\u00a0{strange[0]}\u00a0» n’est pas dans la liste nationale des services.")
    return [known[search_form(part)] for part in said]


def _hours(cell: Cell) -> str:
    said = single_line(cell).lower().removesuffix("h").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,4}(\.[05])?", said) or not 0 < Decimal(said) <= MAX_HOURS:
        raise Unreadable("Écrivez une durée en heures, par exemple 7 ou 3,5.")
    return said


def _siret(cell: Cell) -> str:
    return clean_siret(single_line(cell))


COLUMNS = Columns(
    Column("Nom", "last_name", _words(80), ("nom de famille",), is_required=True, must="Indiquez le nom."),
    Column("Prénom", "first_name", _words(80), is_required=True, must="Indiquez le prénom."),
    Column(
        "Employeur",
        "who",
        single_line,
        ("structure", "organisme"),
        is_required=True,
        must="Indiquez l’employeur.",
    ),
    Column("SIRET", "siret", _siret, ("siret de l'employeur",)),
    Column("Statut", "status", _status, is_required=True, must="Indiquez le statut."),
    Column("Fonction", "job_title", _words(120)),
    Column("Courriel", "email", _email, ("e-mail", "mail", "adresse electronique")),
    Column("Téléphone", "phone", _words(20), ("tel",)),
    Column("Compétences", "services", _services, ("services",)),
    Column("Intercommunalités", "epcis", _words(400), ("epci", "intercommunalite", "territoire")),
    Column("Arrivée", "arrived_on", day, ("date d'arrivee", "en poste depuis")),
    Column("Formation", "training", _words(160), ("formation suivie",)),
    Column("Heures", "hours", _hours, ("duree", "heures de formation")),
    Column("Date de la formation", "trained_on", day, ("formation terminee le",)),
)
#: The columns that a file and an entry share by name.
_SHARED = ("job_title", "email", "phone", "services", "arrived_on")


@dataclass(frozen=True)
class HelperRow:
    """A line that can be taken; days are written as ISO text, so that it goes to the browser and comes back."""

    number: int
    partner: int
    first_name: str
    last_name: str
    status: str
    values: dict[str, Any] = field(default_factory=dict)
    epcis: tuple[str, ...] | None = None
    training: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class ReadHelpers:
    """What a file says: the lines to take, and what is to correct."""

    rows: tuple[HelperRow, ...]
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a line does: a new entry, or one that is there already and is brought up to date."""

    row: HelperRow
    partner: Partner
    known: Helper | None

    @property
    def name(self) -> str:
        """Who it is."""
        return f"{self.row.first_name} {self.row.last_name}"


def match_columns(titles: Sequence[Cell]) -> list[Column | None]:
    """The column of each title, once. Raises DomainError (at "file") where one is missing."""
    matched = COLUMNS.match_once(titles)
    if missing := COLUMNS.missing(matched):
        named = ", ".join(f"«\u00a0{word}\u00a0»" for word in missing)
        raise DomainError(
            f"Il manque à ce fichier\u00a0: {named}. La première ligne porte les titres des colonnes, dans l’ordre "
            "que vous voulez."
        ).at("file")
    return matched


def try_helpers(data: bytes) -> ReadHelpers:
    """Read a file; nothing is written. Raises DomainError (at "file") for what is no such file."""
    read = read_file(data, COLUMNS, bounds=BOUNDS, match=match_columns, wanted="une personne")
    ignored = [
        single_line(title) for title, column in zip(read.titles, read.matched, strict=False) if column is None
    ]
    partners, here = PartnerFinder(), _epcis()
    taken: dict[tuple[int, str], int] = {}
    rows, faults = [], []
    for row in read.rows:
        line = _line(row, partners, here, taken)
        if line is None:
            faults += row.faults
        else:
            rows.append(line)
    return ReadHelpers(tuple(rows), tuple(faults), tuple(filter(None, ignored)))


def _epcis() -> dict[str, str]:
    here = Epci.objects.touching(active_network().department_id)
    return {search_form(name): one.pk for one in here for name in (one.name, one.full_name)}


def _line(
    row: Row, partners: PartnerFinder, here: dict[str, str], taken: dict[tuple[int, str], int]
) -> HelperRow | None:
    """The line of a row; None where something in it is to correct, which the row then says."""
    partner = _partner(row, partners)
    epcis = _territories(row, here)
    training = _training(row)
    if row.faults or partner is None:
        return None
    name = search_form(f"{row.values['last_name']} {row.values['first_name']}")
    if other := taken.get((partner.pk, name)):
        row.refuse("last_name", f"La ligne {other} porte déjà cette personne.")
        return None
    taken[partner.pk, name] = row.number
    values = {one: row.values[one] for one in _SHARED if one in row.values}
    if "arrived_on" in values:
        values["arrived_on"] = values["arrived_on"].isoformat()
    who = (row.values["first_name"], row.values["last_name"])
    return HelperRow(row.number, partner.pk, *who, row.values["status"], values, epcis, training)


def _partner(row: Row, partners: PartnerFinder) -> Partner | None:
    if row.wrong & {"who", "siret"}:
        return None
    try:
        return partners.find(siret=row.values.get("siret", ""), who=row.values["who"])
    except DomainError as refused:
        row.refuse(refused.field or "who", str(refused))
        return None


def _territories(row: Row, here: dict[str, str]) -> tuple[str, ...] | None:
    if "epcis" not in row.values:
        return None
    said = [part.strip() for part in _PARTS.split(row.values["epcis"]) if part.strip()]
    for part in said:
        if search_form(part) not in here:
            row.refuse("epcis", f"«\u00a0{part}\u00a0» n’est pas une intercommunalité du département.")
            return None
    return tuple(dict.fromkeys(here[search_form(part)] for part in said))


def _training(row: Row) -> tuple[str, str, str] | None:
    said = {name: row.values.get(name) for name in ("training", "hours", "trained_on")}
    if not any(said.values()) or row.wrong & set(said):
        return None
    for name, reason in (
        ("training", "Donnez l’intitulé de la formation."),
        ("hours", "Donnez la durée de la formation."),
        ("trained_on", "Donnez la date de la formation."),
    ):
        if not said[name]:
            row.refuse(name, reason)
    if not all(said.values()):
        return None
    return str(said["training"]), str(said["hours"]), said["trained_on"].isoformat()  # type: ignore[union-attr]


def effects_of(rows: Iterable[HelperRow]) -> list[Effect]:
    """What the lines do, in three queries."""
    rows = list(rows)
    partners = Partner.objects.active().in_bulk([row.partner for row in rows])
    known = {
        (one.partner_id, search_form(f"{one.last_name} {one.first_name}")): one
        for one in Helper.objects.known().filter(partner__in=list(partners))
    }
    return [
        Effect(
            row,
            partners[row.partner],
            known.get((row.partner, search_form(f"{row.last_name} {row.first_name}"))),
        )
        for row in rows
        if row.partner in partners
    ]


@transaction.atomic
def import_helpers(rows: Iterable[HelperRow], *, by: Any, at: datetime) -> list[Effect]:
    """Write the lines of a file, all or none: new entries, and what it says more of those that are there.

    A file never agrees in somebody's name. Raises DomainError with the number of the line that is refused.
    """
    effects = effects_of(rows)
    for effect in effects:
        try:
            row = effect.row
            values = dict(row.values)
            if "arrived_on" in values:
                values["arrived_on"] = date.fromisoformat(values["arrived_on"])
            if row.epcis is not None:
                values["epcis"] = list(Epci.objects.filter(pk__in=row.epcis))
            if effect.known is None:
                helper = add_helper(
                    partner=effect.partner,
                    first_name=row.first_name,
                    last_name=row.last_name,
                    status=row.status,
                    by=by,
                    at=at,
                    **values,
                )
            else:
                helper = change_helper(effect.known, status=row.status, by=by, at=at, **values)
            if row.training is not None:
                title, hours, on = row.training
                there = helper.trainings.filter(title=title, on=date.fromisoformat(on))
                if not there.exists():
                    add_training(
                        helper, title=title, hours=Decimal(hours), on=date.fromisoformat(on), by=by, at=at
                    )
        except DomainError as refused:
            raise DomainError(f"Ligne {effect.row.number}\u00a0: {refused}") from refused
    new = sum(effect.known is None for effect in effects)
    journal.record(
        HelperVerb.IMPORTED, on=active_network(), by=by, at=at, added=new, changed=len(effects) - new
    )
    return effects
