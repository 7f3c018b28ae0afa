"""What happens to the files of the people helped."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.enums import Verb
from inclusion.errors import DomainError
from inclusion.models import Beneficiary, Commune, Partner
from inclusion.rules.retention import keep_until


def _town_of(fields: dict[str, Any]) -> Commune | None:
    """Return the commune that the postal code and town name, or None where they name none or several."""
    if fields.get("country") or not fields.get("postal_code"):
        return None
    found = list(
        Commune.objects.matching(fields.get("town") or fields["postal_code"]).filter(
            postal_codes__contains=[fields["postal_code"]]
        )[:2]
    )
    return found[0] if len(found) == 1 else None


@transaction.atomic
def add_person(
    *, followed_by: Partner, consent_on: date, by: Any, at: datetime, **fields: Any
) -> Beneficiary:
    """Open a person's file for an organisation; the commune is found from the postal code and the town.

    Raises DomainError when the consent lies in the future. The file is kept as long as `rules.keeping` says.
    """
    today = timezone.localdate(at)
    if consent_on > today:
        raise DomainError("L’accord de la personne ne peut pas être daté de l’avenir.")
    person = Beneficiary.objects.create(
        followed_by=followed_by,
        consent_on=consent_on,
        keep_until=keep_until(today),
        added_at=at,
        added_by=by,
        commune=_town_of(fields),
        **fields,
    )
    journal.record(Verb.PERSON_ADDED, on=person, by=by, at=at, label=f"Personne n° {person.pk}")
    return person


@transaction.atomic
def change_person(person: Beneficiary, *, by: Any, at: datetime, **fields: Any) -> Beneficiary:
    """Change a person's file; the journal keeps which fields, never their values."""
    # Read again under its lock: what was emptied meanwhile must not come back.
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at:
        raise DomainError("Cette fiche a été anonymisée\u00a0: elle ne peut plus être modifiée.")
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    for name in changed:
        setattr(person, name, fields[name])
    if {"postal_code", "town", "country"} & set(changed):
        person.commune = _town_of(
            {name: getattr(person, name) for name in ("postal_code", "town", "country")}
        )
    if changed:
        person.save(update_fields=[*changed, "commune"])
        journal.record(
            Verb.PERSON_CHANGED, on=person, by=by, at=at, label=f"Personne n° {person.pk}", fields=changed
        )
    return person


@transaction.atomic
def keep_longer(person: Beneficiary, *, used_on: date, by: Any, at: datetime) -> Beneficiary:
    """Something was done for the person on this day: the period of keeping begins anew from it."""
    until = keep_until(used_on)
    if until > person.keep_until:
        person.keep_until = until
        person.save(update_fields=["keep_until"])
        journal.record(Verb.PERSON_KEPT, on=person, by=by, at=at, label=f"Personne n° {person.pk}")
    return person
