"""Schools: added by hand or from the annuaire, changed, closed."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from equipment.enums import Verb
from equipment.models import Bank, School
from equipment.models.loans import STANDING
from equipment.models.requests import OPEN
from equipment.rules.school_rows import ReadSchools, SchoolRow
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_uai
from inclusion.networks.actions import lock_network
from inclusion.territories.models import Commune

#: What a file says of a school besides its UAI; everything else is the bank's own.
_TOLD = tuple(one.name for one in fields(SchoolRow) if one.name not in ("number", "uai", "commune_code"))


@transaction.atomic
def add_school(bank: Bank, *, uai: str, name: str, by: Any, at: datetime, **values: Any) -> School:
    """Add a school to the annuaire; `values` are fields of `School`. Raises ValidationError for a false UAI."""
    lock_network()
    school = School(network_id=bank.network_id, uai=clean_uai(uai), name=name, added_at=at, **values)
    school.full_clean()
    school.save()
    journal.record(Verb.SCHOOL_ADDED, on=school, by=by, at=at, uai=school.uai)
    return school


@transaction.atomic
def change_school(school: School, *, by: Any, at: datetime, **values: Any) -> School:
    """Change fields of a school."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    for field, value in values.items():
        setattr(school, field, clean_uai(value) if field == "uai" else value)
    school.full_clean()
    school.save()
    journal.record(Verb.SCHOOL_CHANGED, on=school, by=by, at=at, fields=sorted(values))
    return school


@transaction.atomic
def close_school(school: School, *, on: date, by: Any, at: datetime) -> School:
    """Close a school: it asks for nothing more; its loans stay.

    Raises DomainError while a loan stands, and while a request waits for an answer.
    """

    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if school.loans.filter(state__in=STANDING).exists():
        raise DomainError("Un prêt est en cours dans cet établissement\u00a0: attendez son retour.")
    if school.requests.filter(state__in=OPEN).exists():
        raise DomainError("Une demande de cet établissement attend encore\u00a0: répondez-y, puis fermez-le.")
    school.closed_on = on
    school.save(update_fields=["closed_on"])
    journal.record(Verb.SCHOOL_CLOSED, on=school, by=by, at=at)
    return school


@transaction.atomic
def reopen_school(school: School, *, by: Any, at: datetime) -> School:
    """Take the closing of a school back."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
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
    values: dict[str, Any] = {name: getattr(row, name) for name in _TOLD if name in columns}
    if commune := communes.get(row.commune_code):
        values["commune_id"] = commune.pk
    return values


def _effect(
    row: SchoolRow, school: School | None, communes: dict[str, Commune], columns: tuple[str, ...]
) -> Effect:
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
    held = School.objects.filter(uai__in=uais).order_by("pk").select_for_update(of=("self",), no_key=True)
    known = {school.uai: school for school in held}
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
