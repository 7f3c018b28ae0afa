"""A person's rights: everything that is kept about them as one file, and the erasure of their file."""

import io
import json
import logging
import zipfile
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.enums import Channel, Verb
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import User
from inclusion.core.registry.people import PersonRecords, person_data
from inclusion.core.suppression import THRESHOLD
from inclusion.core.web.exports import to_csv
from inclusion.people.actions import traces
from inclusion.people.models import Beneficiary
from inclusion.people.rules import REASON

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
        "Accord pour les SMS": plain_date(person.sms_consent_on) if person.sms_consent_on else "non",
        "Façon d’écrire": person.get_channel_display(),
        "Langue": person.get_language_display(),
        "Usager de": str(person.operator or ""),
        "Suivi par": str(person.followed_by),
        "Accord recueilli le": person.consent_on,
        "Fiche ouverte le": person.added_at,
        "Fiche gardée jusqu’au": person.keep_until,
    }


def records_about(person: Beneficiary, *, elsewhere: Collection[str] | None = None) -> PersonRecords:
    """Return all that the apps hold about a person; the journal records what was done and when, not by whom.

    With `elsewhere`, what is surely theirs outside their file too, and what it names (see `traces.Trace.key`).
    """
    records = PersonRecords(tables={FILE: [file_of(person) | {"Pourquoi elle est gardée": REASON}]})
    for data in person_data():
        more = data.export(person)
        records.tables |= more.tables
        records.files |= more.files
    said = "\n".join(str(value) for rows in records.tables.values() for row in rows for value in row.values())
    records.tables |= traces.records_in_file(person, said=said).tables
    if elsewhere is not None:
        found = traces.traces_of(person, certain_only=not elsewhere)
        records.tables |= traces.records_in(traces.chosen(found, elsewhere)).tables
    lines = JournalEntry.objects.filter(target_model=person._meta.label, target_id=person.pk)
    records.tables[HISTORY] = [{"Quand": one.at, "Action": one.label} for one in lines.order_by("at", "pk")]
    return records


@transaction.atomic
def hand_over(person: Beneficiary, *, by: User, at: datetime, elsewhere: Collection[str] | None = None) -> bytes:
    """Return all that is stored about a person as a ZIP, and keep in the journal that it was given.

    `elsewhere` is for whoever answers for the whole network (see `records_about`). Raises DomainError once the file was
    emptied: nothing in it is anybody's any more.
    """
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at is not None:
        raise DomainError("Cette fiche a été anonymisée\u00a0: il ne reste rien à remettre.")
    journal.record(Verb.PERSON_HANDED_OVER, on=person, by=by, at=at, label=f"Personne n° {person.pk}")
    return _zipped(person, records_about(person, elsewhere=elsewhere), at=at, elsewhere=elsewhere is not None)


def _zipped(person: Beneficiary, records: PersonRecords, *, at: datetime, elsewhere: bool) -> bytes:
    out = io.BytesIO()
    context = {
        "person": person,
        "network": person.network,
        "reason": REASON,
        "at": at,
        "elsewhere": elsewhere,
        "tables": [_readable(title, rows) for title, rows in records.tables.items() if rows],
        "files": sorted(records.files),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bound:
        bound.writestr("lisez-moi.html", render_to_string("inclusion/people/person_records.html", context))
        content = {"remis le": at, "donnees": records.tables, "fichiers": sorted(records.files)}
        bound.writestr("donnees.json", json.dumps(content, default=_plain, ensure_ascii=False, indent=2))
        for number, (title, rows) in enumerate(records.tables.items(), start=1):
            if rows:
                lines = [[*rows[0]], *(list(row.values()) for row in rows)]
                bound.writestr(f"tableaux/{number} {title}.csv", to_csv(lines))
        for name, data in records.files.items():
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


# -- Erasure of a person's file, at its end or on request; what was counted stays counted

logger = logging.getLogger(__name__)

#: What is shown in place of a document that went with a file.
ASKED = "La personne a demandé que sa fiche soit effacée."
OVER = "La durée de conservation de la fiche de la personne est terminée."


def blockers(person: Beneficiary, *, on: date, asked: bool) -> list[str]:
    """Return why this file cannot be emptied on this day, as sentences; more of them where nobody asked."""
    return [sentence for data in person_data() for sentence in data.blockers(person, on=on, asked=asked)]


def consequences(person: Beneficiary) -> list[str]:
    """Return what erasing this person's file would do, and what stays, as sentences."""
    return [sentence for data in person_data() for sentence in data.consequences(person)]


@transaction.atomic
def anonymise(person: Beneficiary, *, by: User | None, at: datetime) -> Beneficiary:
    """Empty a file whose time is over. Harmless when repeated; raises DomainError while something needs the person."""
    return _emptied(person, verb=Verb.PERSON_ANONYMISED, asked=False, by=by, at=at)


@transaction.atomic
def erase(person: Beneficiary, *, by: User, at: datetime, also: Collection[str] = ()) -> Beneficiary:
    """Empty a file because the person asks: a letter that has not left goes with its booklet.

    What is surely theirs elsewhere goes too, and what `also` names (see `traces.Trace.key`). Harmless when repeated;
    raises DomainError while a letter is on its way and can no longer be stopped.
    """
    return _emptied(person, verb=Verb.PERSON_ERASED, asked=True, also=also, by=by, at=at)


def _emptied(
    person: Beneficiary, *, verb: Verb, asked: bool, also: Collection[str] = (), by: User | None, at: datetime
) -> Beneficiary:
    # Whoever sends something to this person waits here, or is waited for.
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at is not None:
        return person
    if missing := blockers(person, on=timezone.localdate(at), asked=asked):
        raise DomainError(" ".join(missing))
    for data in person_data():
        data.forget(person, reason=ASKED if asked else OVER, by=by, at=at)
    traces.forget_in_file(person)
    elsewhere = traces.chosen(traces.traces_of(person, certain_only=not also), also) if asked else []
    gone = traces.forget_traces(elsewhere, person, by=by, at=at)
    _empty(person, at=at)
    journal.record(
        verb, on=person, by=by, at=at, label=f"Personne n° {person.pk}", **({"elsewhere": gone} if gone else {})
    )
    return person


def _empty(person: Beneficiary, *, at: datetime) -> None:
    """Keep who followed the person and, where that says nothing, where they lived; nothing else."""
    person.first_name, person.last_name = "Personne anonymisée", f"n° {person.pk}"
    person.birth_year = person.operator = None
    person.address = person.postal_code = person.town = person.country = ""
    MailBounce.objects.filter(email__iexact=person.email).delete()
    person.email = person.phone = person.language = ""
    person.sms_consent_on = None
    person.channel = Channel.POST
    if not _is_one_of_many(person):
        person.commune = None
    person.anonymised_at = at
    person.save()


def _is_one_of_many(person: Beneficiary) -> bool:
    """Whether enough people of the person's intercommunalité are known for the commune to point at nobody."""
    epci = person.commune.epci_id if person.commune else None
    if epci is None:
        return False
    return Beneficiary.objects.filter(commune__epci=epci)[:THRESHOLD].count() >= THRESHOLD


def anonymise_due(*, clock: Callable[[], datetime]) -> int:
    """Empty the files of the active network whose last day has come, one by one; returns how many.

    Those that something still needs wait for another night.
    """
    done = 0
    today = timezone.localdate(clock())
    for person in Beneficiary.objects.known().filter(keep_until__lte=today).order_by("pk"):
        try:
            anonymise(person, by=None, at=clock())
        except DomainError:
            logger.info("the file of person %s is still needed", person.pk)
        except Exception:
            logger.exception("the file of person %s could not be emptied", person.pk)
        else:
            done += 1
    return done
