"""Schools are added, imported, changed, closed; pupils are added by a pseudonym and forgotten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.bank.queries import the_bank
from equipment.enums import OPEN_REQUESTS, STANDING_LOANS, Verb
from equipment.schools.models import Pupil, School
from equipment.schools.rules import COLUMNS, KEPT, ReadSchools, SchoolRow, match_columns, name_warning, read_schools
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_uai
from inclusion.core.french.names import one_line, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.reports import ReportTable, TableReport
from inclusion.core.imports.spreadsheets import Bounds, read_file
from inclusion.core.imports.trials import Attempt, Importer
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network
from inclusion.territories.models import Commune

#: What a file says of a school besides its UAI; everything else is the bank's own.
_FILE_FIELDS = tuple(one.name for one in fields(SchoolRow) if one.name not in ("number", "uai", "commune_code"))


@transaction.atomic
def add_school(bank: Bank, *, uai: str, name: str, by: Any, at: datetime, **values: Any) -> School:
    """Add a school to the annuaire; `values` are fields of `School`. Raises ValidationError for a false UAI."""
    lock_network()
    school = School(network_id=bank.network_id, uai=clean_uai(uai), name=name, added_at=at, **values)
    school.full_clean()
    school.save()
    journal.record(Verb.SCHOOL_ADDED, on=school, by=by, at=at, uai=school.uai)
    return school


def _lock_school(school: School) -> School:
    return School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)


@transaction.atomic
def change_school(school: School, *, by: Any, at: datetime, **values: Any) -> School:
    """Change fields of a school, and record which in the journal."""
    school = _lock_school(school)
    for field, value in values.items():
        setattr(school, field, clean_uai(value) if field == "uai" else value)
    school.full_clean()
    school.save()
    journal.record(Verb.SCHOOL_CHANGED, on=school, by=by, at=at, fields=sorted(values))
    return school


@transaction.atomic
def close_school(school: School, *, on: date, by: Any, at: datetime) -> School:
    """Close a school: it asks for nothing more; its loans stay.

    Raises DomainError for a day to come, while a loan is open, and while a request waits for an answer.
    """
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: notez la fermeture ce jour-là.").at("on")
    school = _lock_school(school)
    if school.loans.filter(state__in=STANDING_LOANS).exists():
        raise DomainError("Un prêt est en cours dans cet établissement\u00a0: attendez son retour.")
    if school.requests.filter(state__in=OPEN_REQUESTS).exists():
        raise DomainError("Une demande de cet établissement attend encore\u00a0: répondez-y, puis fermez-le.")
    school.closed_on = on
    school.save(update_fields=["closed_on"])
    journal.record(Verb.SCHOOL_CLOSED, on=school, by=by, at=at)
    return school


@transaction.atomic
def reopen_school(school: School, *, by: Any, at: datetime) -> School:
    """Take the closing of a school back."""
    school = _lock_school(school)
    school.closed_on = None
    school.save(update_fields=["closed_on"])
    journal.record(Verb.SCHOOL_REOPENED, on=school, by=by, at=at)
    return school


# -- The annuaire as a file --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """What a line of a file does: a school comes, changes in these fields, or stays as it is."""

    row: SchoolRow
    is_new: bool
    changes: tuple[str, ...] = ()
    commune_known: bool = True

    @property
    def changed_words(self) -> str:
        """What changes, in words."""
        labels = {field.name: str(field.verbose_name) for field in School._meta.fields}
        return ", ".join(labels[name.removesuffix("_id")] for name in self.changes)

    @property
    def writes(self) -> bool:
        """Whether something is written."""
        return self.is_new or bool(self.changes)


def effects_of(read: ReadSchools) -> list[Effect]:
    """What each line of a file would do; nothing is written."""
    known = {school.uai: school for school in School.objects.filter(uai__in=[row.uai for row in read.rows])}
    communes = _communes(read.rows)
    return [_effect(row, known.get(row.uai), communes, read.columns) for row in read.rows]


def _communes(rows: Iterable[SchoolRow]) -> dict[str, Commune]:
    return Commune.objects.in_bulk({row.commune_code for row in rows if row.commune_code})


def _values(row: SchoolRow, communes: dict[str, Commune], columns: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FILE_FIELDS if name in columns}
    if commune := communes.get(row.commune_code):
        values["commune_id"] = commune.pk
    return values


def _effect(row: SchoolRow, school: School | None, communes: dict[str, Commune], columns: tuple[str, ...]) -> Effect:
    known_place = not row.commune_code or row.commune_code in communes
    if school is None:
        return Effect(row, True, commune_known=known_place)
    values = _values(row, communes, columns)
    changes = tuple(name for name, value in values.items() if getattr(school, name) != value)
    return Effect(row, False, changes, known_place)


@transaction.atomic
def import_schools(bank: Bank, *, read: ReadSchools, by: Any, at: datetime) -> list[Effect]:
    """Write what a file says: new schools come, known ones change; pilots, partners and closings stay as they are."""
    communes = _communes(read.rows)
    uais = [row.uai for row in read.rows]
    locked = School.objects.filter(uai__in=uais).order_by("pk").select_for_update(of=("self",), no_key=True)
    known = {school.uai: school for school in locked}
    effects = []
    for row in read.rows:
        school = known.get(row.uai)
        effect = _effect(row, school, communes, read.columns)
        effects.append(effect)
        if not effect.writes:
            continue
        school = school or School(network_id=bank.network_id, uai=row.uai, added_at=at)
        for name, value in _values(row, communes, read.columns).items():
            setattr(school, name, value)
        school.save()
    if any(effect.writes for effect in effects):
        journal.record(
            Verb.SCHOOLS_IMPORTED,
            on=bank,
            by=by,
            at=at,
            added=sum(effect.is_new for effect in effects),
            changed=sum(bool(effect.changes) for effect in effects),
        )
    return effects


# -- Files of schools: read and tried, not written

#: Every school of a large département, first and second degree.
BOUNDS = Bounds(megabytes=2, rows=3000)


def try_schools(data: bytes, *, department: str) -> ReadSchools:
    """Return what a file says of the schools of a département (its code), and the lines that it cannot take.

    What it is, its bytes say. Raises DomainError (at "file") for what is no table, is too large or names no schools.
    """
    file = read_file(data, COLUMNS, bounds=BOUNDS, match=match_columns, wanted="un établissement")
    there = [column.name for column in file.matched if column]
    return read_schools(file.rows, department=department, ignored=file.ignored, columns=there)


class SchoolsImporter(Importer):
    """Files of schools: those of other départements, and lines that cannot be taken, are set aside."""

    name = "schools"

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> ReadSchools:
        return try_schools(data, department=active_network().department_id)

    def plan(self, attempt: Attempt) -> TableReport:
        return _report(attempt.content, effects_of(attempt.content))

    def apply(self, attempt: Attempt) -> TableReport:
        read = attempt.content
        return _report(read, import_schools(the_bank(), read=read, by=attempt.by, at=attempt.at))

    def lock(self, subject: Any) -> Any:
        lock_network()
        return subject


SCHOOLS = SchoolsImporter()


def _report(read: ReadSchools, effects: Sequence[Effect]) -> TableReport:
    new, changed = [one.row for one in effects if one.is_new], [one for one in effects if one.changes]
    found = "Rien à enregistrer"
    if new or changed:
        found = so_many(len(new), "établissement à ajouter", "établissements à ajouter")
        found += f", {len(changed)} à modifier" if changed else ""
    if read.refused:
        found += f", {so_many(len(read.refused), 'ligne à corriger', 'lignes à corriger')}"
    lead, notes = [], []
    if same := sum(not one.writes for one in effects):
        one, many = "établissement de ce fichier est déjà à jour", "établissements de ce fichier sont déjà à jour"
        lead.append(f"{so_many(same, one, many)}.")
    if elsewhere := len(read.elsewhere):
        one, many = "est d’un autre département\u00a0: il n’est", "sont d’un autre département\u00a0: ils ne sont"
        lead.append(f"{so_many(elsewhere, one, many)} pas pris.")
    if unplaced := sum(not one.commune_known for one in effects):
        schools, are = so_many(unplaced, "établissement", "établissements"), "ils sont" if unplaced > 1 else "il est"
        notes.append(
            f"Le code de commune de {schools} n’est pas connu du portail\u00a0: {are} pris, sans rattachement à une "
            "commune."
        )
    if read.ignored:
        notes.append(f"Colonnes que le portail ne garde pas\u00a0: {', '.join(read.ignored)}.")
    tables = (
        (
            "Établissements à ajouter",
            ("Ligne", "UAI", "Nom", "Commune"),
            [(str(row.number), row.uai, row.name, row.town) for row in new],
        ),
        (
            "Établissements à modifier",
            ("Ligne", "UAI", "Nom", "Ce qui change"),
            [(str(one.row.number), one.row.uai, one.row.name, one.changed_words) for one in changed],
        ),
        (
            "Lignes d’un autre département",
            ("Ligne", "Ce qui est écrit", "Pourquoi"),
            [(str(one.row), one.written, one.reason) for one in read.elsewhere],
        ),
    )
    return TableReport(
        found=found,
        done=f"{so_many(len(new), 'établissement ajouté', 'établissements ajoutés')}, "
        f"{so_many(len(changed), 'modifié', 'modifiés')}",
        count=len(new) + len(changed),
        refused=list(read.refused),
        lead=lead,
        tables=[ReportTable(caption, heads, rows, is_folded=True) for caption, heads, rows in tables if rows],
        notes=notes,
    )


# -- Pupils by a pseudonym: added by their school, erased later


class LooksLikeAName(DomainError):
    """A pseudonym that reads like somebody's name: asked about before it is taken."""


@transaction.atomic
def add_pupil(
    school: School, *, pseudonym: str, level: str = "", is_no_name: bool = False, by: Any, at: datetime
) -> Pupil:
    """Add a pupil, or return the one whom the school knows by this pseudonym.

    Raises LooksLikeAName (at "pseudonym") for what reads like a name, unless the school says that it is none.
    """
    pseudonym = one_line(pseudonym)
    known = Pupil.objects.filter(school=school, pseudonym__iexact=pseudonym, forgotten_at=None).first()
    if known:
        return known
    if not is_no_name and (warning := name_warning(pseudonym)):
        raise LooksLikeAName(warning).at("pseudonym")
    pupil = Pupil(
        network_id=school.network_id,
        school=school,
        pseudonym=pseudonym,
        level=one_line(level),
        added_at=at,
        keep_until=timezone.localdate(at) + KEPT,
    )
    pupil.full_clean()
    pupil.save()
    journal.record(Verb.PUPIL_ADDED, on=pupil, by=by, at=at, label="élève", school=school.pk)
    return pupil


def _lock_pupil(pupil: Pupil) -> Pupil:
    return Pupil.objects.select_for_update(of=("self",), no_key=True).get(pk=pupil.pk)


@transaction.atomic
def change_pupil(
    pupil: Pupil, *, pseudonym: str, level: str = "", is_no_name: bool = False, by: Any, at: datetime
) -> Pupil:
    """Give a pupil another pseudonym or class. Raises LooksLikeAName as `add_pupil` does."""
    pupil = _lock_pupil(pupil)
    if pupil.forgotten_at is not None:
        raise DomainError("Ce pseudonyme est effacé\u00a0: il ne se change plus.")
    pseudonym = one_line(pseudonym)
    if pseudonym != pupil.pseudonym and not is_no_name and (warning := name_warning(pseudonym)):
        raise LooksLikeAName(warning).at("pseudonym")
    pupil.pseudonym, pupil.level = pseudonym, one_line(level)
    pupil.full_clean()
    pupil.save(update_fields=["pseudonym", "level"])
    journal.record(Verb.PUPIL_CHANGED, on=pupil, by=by, at=at, label="élève")
    return pupil


@transaction.atomic
def forget_pupil(pupil: Pupil, *, by: Any, at: datetime) -> Pupil:
    """Empty a pseudonym for good, and what requests say of the pupil; the loans stay, for counting.

    Raises DomainError while one of them is open, and while a request for the pupil waits.
    """
    pupil = _lock_pupil(pupil)
    if pupil.loans.filter(state__in=STANDING_LOANS).exists():
        raise DomainError("Un prêt est en cours pour cet élève\u00a0: il sera oublié après son retour.")
    if pupil.requests.filter(state__in=OPEN_REQUESTS).exists():
        raise DomainError("Une demande attend encore pour cet élève\u00a0: retirez-la d’abord.")
    if pupil.forgotten_at is None:
        pupil.pseudonym, pupil.level, pupil.forgotten_at = "", "", at
        pupil.save(update_fields=["pseudonym", "level", "forgotten_at"])
        pupil.requests.exclude(situation="").update(situation="")
        journal.record(Verb.PUPIL_FORGOTTEN, on=pupil, by=by, at=at, label="élève")
    return pupil


def due_to_be_forgotten(today: date) -> Any:
    """Pupils whose time is over and who have nothing standing."""
    due = Pupil.objects.filter(forgotten_at=None, keep_until__lt=today)
    return due.exclude(loans__state__in=STANDING_LOANS).exclude(requests__state__in=OPEN_REQUESTS).order_by("pk")
