"""Places that accept passes: added, changed, closed to passes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from funding.enums import Verb
from funding.models import TrainingPlace
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.hours import is_readable
from inclusion.core.french.identifiers import clean_iban, iban_problem
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune


class PlaceFields(TypedDict, total=False):
    """What is known of a place; see the model for what each means. Who runs it stays: what it is owed is theirs."""

    name: str
    address: str
    commune: Commune
    postal_code: str
    latitude: float
    longitude: float
    phone: str
    email: str
    opening_hours: str
    accepts_passes: bool
    iban: str
    account_holder: str


@transaction.atomic
def open_training_place(
    partner: Partner, *, by: User, at: datetime, **fields: Unpack[PlaceFields]
) -> TrainingPlace:
    """Add a place, run by this partner, that accepts passes. Raises DomainError for what cannot be."""
    place = TrainingPlace(network_id=partner.network_id, partner=partner)
    _set(place, fields)
    place.save()
    journal.record(Verb.TRAINING_PLACE_OPENED, on=place, by=by, at=at, partner=partner.pk)
    return place


@transaction.atomic
def change_training_place(
    place: TrainingPlace, *, by: User, at: datetime, **fields: Unpack[PlaceFields]
) -> TrainingPlace:
    """Change what is known of a place; letters written from now on show it. Raises DomainError for what cannot be.

    With `accepts_passes` false it accepts no pass any more; what it is owed stays owed.
    """
    place = TrainingPlace.objects.select_for_update(of=("self",)).get(pk=place.pk)
    before = {name: getattr(place, name) for name in fields}
    _set(place, fields)
    changed = sorted(name for name, value in before.items() if getattr(place, name) != value)
    if changed:
        place.save()
        # The names of the fields alone: an account number is not for the journal.
        journal.record(Verb.TRAINING_PLACE_CHANGED, on=place, by=by, at=at, fields=changed)
    return place


def _set(place: TrainingPlace, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(place, name, value.strip() if isinstance(value, str) else value)
    if not place.name:
        raise DomainError("Donnez le nom de ce lieu.").at("name")
    if place.opening_hours and not is_readable(place.opening_hours):
        raise DomainError(
            "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple : Mo-Fr 09:00-12:00."
        ).at("opening_hours")
    if place.iban and (problem := iban_problem(place.iban)):
        raise DomainError(problem).at("iban")
    place.iban = clean_iban(place.iban)
    if place.iban and not place.account_holder:
        raise DomainError("Donnez le titulaire du compte, comme il est écrit sur le RIB.").at(
            "account_holder"
        )
