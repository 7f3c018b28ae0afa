"""The register as a file: written by the same actions as by hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED, clean_siret, has_social_security_number
from inclusion.core.french.names import search_form, so_many
from inclusion.core.imports.cells import Cell, Unreadable, at_most, day, find_by_label, labels, single_line
from inclusion.core.imports.columns import Column, Columns, Row
from inclusion.core.imports.reports import ReportTable, TableReport
from inclusion.core.imports.spreadsheets import Bounds, ReadFile, read_file
from inclusion.core.imports.trials import Attempt, Importer
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


def _hours(cell: Cell) -> Decimal:
    said = single_line(cell).lower().removesuffix("h").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,4}(\.[05])?", said) or not 0 < Decimal(said) <= MAX_HOURS:
        raise Unreadable("Écrivez une durée en heures, par exemple 7 ou 3,5.")
    return Decimal(said)


def _siret(cell: Cell) -> str:
    return clean_siret(single_line(cell))


COLUMNS = Columns(
    Column("Nom", "last_name", _words(80), ("nom de famille",), is_required=True, must="Indiquez le nom."),
    Column("Prénom", "first_name", _words(80), is_required=True, must="Indiquez le prénom."),
    Column("Employeur", "who", single_line, ("structure", "organisme"), is_required=True, must="Indiquez l’employeur."),
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
    """A line that can be taken, and the entry that is there already."""

    number: int
    partner: Partner
    first_name: str
    last_name: str
    status: str
    values: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    known: Helper | None = None

    @property
    def key(self) -> tuple[int, str]:
        """By what the same person is known at the same employer."""
        return self.partner.pk, search_form(f"{self.last_name} {self.first_name}")


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


class HelpersImporter(Importer):
    """People who help: new entries, and what a file says more of those that are there.

    A file never agrees in somebody's name.
    """

    name = "helpers"

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> ReadFile[Column]:
        return read_file(data, COLUMNS, bounds=BOUNDS, match=match_columns, wanted="une personne")

    def plan(self, attempt: Attempt) -> TableReport:
        return _report(attempt.content, _lines(attempt.content))

    def apply(self, attempt: Attempt) -> TableReport:
        lines = _lines(attempt.content)
        for line in lines:
            try:
                _write(line, by=attempt.by, at=attempt.at)
            except DomainError as refused:
                raise DomainError(f"Ligne {line.number}\u00a0: {refused}") from refused
        new = sum(line.known is None for line in lines)
        journal.record(
            HelperVerb.IMPORTED, on=active_network(), by=attempt.by, at=attempt.at, added=new, changed=len(lines) - new
        )
        return _report(attempt.content, lines)


HELPERS = HelpersImporter()


def _report(read: ReadFile[Column], lines: Sequence[HelperRow]) -> TableReport:
    faults = [fault for row in read.rows for fault in row.faults]
    new = [line for line in lines if line.known is None]
    known = [line for line in lines if line.known is not None]
    found = "Rien à enregistrer"
    if lines:
        found = so_many(len(new), "fiche à ouvrir", "fiches à ouvrir")
        found += f", {len(known)} à mettre à jour" if known else ""
    if faults:
        found += f", {so_many(len(faults), 'erreur', 'erreurs')} à corriger"
    shown = [
        (str(line.number), f"{line.first_name} {line.last_name}", str(line.partner), effect)
        for effect, group in (("nouvelle", new), ("mise à jour", known))
        for line in group
    ]
    ignored = ", ".join(filter(None, map(single_line, read.ignored)))
    return TableReport(
        found=found,
        done=f"{so_many(len(new), 'fiche ouverte', 'fiches ouvertes')}, "
        f"{so_many(len(known), 'mise à jour', 'mises à jour')}",
        count=len(lines),
        refused=faults,
        tables=[ReportTable("Ce qui serait enregistré", ("Ligne", "Nom", "Employeur", "Fiche"), shown)]
        if shown
        else [],
        notes=[f"Colonnes qui ne sont pas lues\u00a0: {ignored}."] if ignored else [],
    )


def _lines(read: ReadFile[Column]) -> list[HelperRow]:
    """The lines that can be taken; what is to correct in the others is said by their rows."""
    partners = PartnerFinder()
    here = {
        search_form(name): one
        for one in Epci.objects.touching(active_network().department_id)
        for name in (one.name, one.full_name)
    }
    taken: dict[tuple[int, str], HelperRow] = {}
    for row in read.rows:
        if (line := _line(row, partners, here)) is None:
            continue
        if other := taken.get(line.key):
            row.refuse("last_name", f"La ligne {other.number} porte déjà cette personne.")
        else:
            taken[line.key] = line
    helpers = Helper.objects.known().filter(partner__in=[partner for partner, _ in taken])
    known = {(one.partner_id, search_form(f"{one.last_name} {one.first_name}")): one for one in helpers}
    return [replace(line, known=known.get(key)) for key, line in taken.items()]


def _line(row: Row, partners: PartnerFinder, here: dict[str, Epci]) -> HelperRow | None:
    """The line of a row; None where something in it is to correct, which the row then says."""
    partner = None
    if not row.wrong & {"who", "siret"}:
        try:
            partner = partners.find(siret=row.values.get("siret", ""), who=row.values["who"])
        except DomainError as refused:
            row.refuse(refused.field or "who", str(refused))
    epcis = _territories(row, here)
    training = _training(row)
    if row.faults or partner is None:
        return None
    values = {one: row.values[one] for one in _SHARED if one in row.values}
    if epcis is not None:
        values["epcis"] = epcis
    who = (row.values["first_name"], row.values["last_name"])
    return HelperRow(row.number, partner, *who, row.values["status"], values, training)


def _territories(row: Row, here: dict[str, Epci]) -> list[Epci] | None:
    if "epcis" not in row.values:
        return None
    said = [part.strip() for part in _PARTS.split(row.values["epcis"]) if part.strip()]
    for part in said:
        if search_form(part) not in here:
            row.refuse("epcis", f"«\u00a0{part}\u00a0» n’est pas une intercommunalité du département.")
            return None
    return list(dict.fromkeys(here[search_form(part)] for part in said))


def _training(row: Row) -> dict[str, Any]:
    said = {name: row.values.get(name) for name in ("training", "hours", "trained_on")}
    if not any(said.values()) or row.wrong & set(said):
        return {}
    for name, reason in (
        ("training", "Donnez l’intitulé de la formation."),
        ("hours", "Donnez la durée de la formation."),
        ("trained_on", "Donnez la date de la formation."),
    ):
        if not said[name]:
            row.refuse(name, reason)
    return {"title": said["training"], "hours": said["hours"], "on": said["trained_on"]}


def _write(line: HelperRow, *, by: Any, at: datetime) -> None:
    if line.known is None:
        helper = add_helper(
            partner=line.partner,
            first_name=line.first_name,
            last_name=line.last_name,
            status=line.status,
            by=by,
            at=at,
            **line.values,
        )
    else:
        helper = change_helper(line.known, status=line.status, by=by, at=at, **line.values)
    said = line.training
    if said and not helper.trainings.filter(title=said["title"], on=said["on"]).exists():
        add_training(helper, **said, by=by, at=at)
