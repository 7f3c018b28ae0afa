"""All that is held about one person, as one file to hand over: a page to read, the same as data, the letters."""

import io
import json
import zipfile
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from inclusion import journal
from inclusion.actions import traces
from inclusion.enums import Verb
from inclusion.errors import DomainError
from inclusion.exports import to_csv
from inclusion.hooks import PersonRecords, person_data
from inclusion.models import Beneficiary, JournalEntry, User
from inclusion.rules.retention import REASON

FILE = "Votre fiche"
HISTORY = "Ce qui a été fait de votre fiche"


def file_of(person: Beneficiary) -> dict[str, Any]:
    """Return what the person's own file says, by the words that the person reads."""
    return {
        "Numéro de la fiche": person.pk,
        "Prénom": person.first_name,
        "Nom": person.last_name,
        "Année de naissance": person.birth_year,
        "Adresse": person.address,
        "Code postal": person.postal_code,
        "Ville": person.town,
        "Pays": person.country,
        "Commune": str(person.commune or ""),
        "Adresse électronique": person.email,
        "Téléphone": person.phone,
        "Façon d’écrire": person.get_channel_display(),
        "Usager de": str(person.operator or ""),
        "Suivi par": str(person.followed_by),
        "Accord recueilli le": person.consent_on,
        "Fiche ouverte le": person.added_at,
        "Fiche gardée jusqu’au": person.keep_until,
    }


def records_about(person: Beneficiary, *, elsewhere: Collection[str] | None = None) -> PersonRecords:
    """Return everything that every app holds about a person; the journal tells what was done and when, not by whom.

    With `elsewhere`, what is surely theirs outside their file too, and what it names (see `traces.Trace.key`).
    """
    held = PersonRecords(tables={FILE: [file_of(person) | {"Pourquoi elle est gardée": REASON}]})
    for data in person_data():
        more = data.export(person)
        held.tables |= more.tables
        held.files |= more.files
    said = "\n".join(str(value) for rows in held.tables.values() for row in rows for value in row.values())
    held.tables |= traces.records_in_file(person, said=said).tables
    if elsewhere is not None:
        found = traces.traces_of(person, certain_only=not elsewhere)
        held.tables |= traces.records_in(traces.chosen(found, elsewhere)).tables
    lines = JournalEntry.objects.filter(target_model=person._meta.label, target_id=person.pk)
    held.tables[HISTORY] = [{"Quand": one.at, "Action": one.label} for one in lines.order_by("at", "pk")]
    return held


@transaction.atomic
def hand_over(
    person: Beneficiary, *, by: User, at: datetime, elsewhere: Collection[str] | None = None
) -> bytes:
    """Return all that is held about a person as a ZIP, and keep in the journal that it was handed over.

    `elsewhere` is for whoever answers for the whole network (see `records_about`). Raises DomainError once the file was
    emptied: nothing in it is anybody's any more.
    """
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at is not None:
        raise DomainError("Cette fiche a été anonymisée\u00a0: il ne reste rien à remettre.")
    journal.record(Verb.PERSON_HANDED_OVER, on=person, by=by, at=at, label=f"Personne n° {person.pk}")
    return _zipped(person, records_about(person, elsewhere=elsewhere), at=at, elsewhere=elsewhere is not None)


def _zipped(person: Beneficiary, held: PersonRecords, *, at: datetime, elsewhere: bool) -> bytes:
    out = io.BytesIO()
    context = {
        "person": person,
        "network": person.network,
        "reason": REASON,
        "at": at,
        "elsewhere": elsewhere,
        "tables": [_readable(title, rows) for title, rows in held.tables.items() if rows],
        "files": sorted(held.files),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bound:
        bound.writestr("lisez-moi.html", render_to_string("inclusion/person_held.html", context))
        told = {"remis le": at, "donnees": held.tables, "fichiers": sorted(held.files)}
        bound.writestr("donnees.json", json.dumps(told, default=_plain, ensure_ascii=False, indent=2))
        for number, (title, rows) in enumerate(held.tables.items(), start=1):
            if rows:
                lines = [[*rows[0]], *(list(row.values()) for row in rows)]
                bound.writestr(f"tableaux/{number} {title}.csv", to_csv(lines))
        for name, data in held.files.items():
            bound.writestr(name, data)
    return out.getvalue()


def _readable(title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One table as a page shows it: a lone row as facts, several as lines."""
    written = [[(name, _written(value)) for name, value in row.items()] for row in rows]
    return {"title": title, "rows": written, "facts": written[0] if len(rows) == 1 else None}


def _written(value: Any) -> str:
    """A value for somebody who reads French."""
    if value in (None, ""):
        return "–"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y à %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _plain(value: Any) -> str:
    """A value for a machine: dates as ISO 8601 in the portal's time zone, amounts as they are written."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
