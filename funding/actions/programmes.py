"""Programmes of passes and the places that accept them: opened, changed, closed."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.enums import Verb
from funding.models import FundedAction, PassProgramme, TrainingPlace
from funding.rules.amounts import booked
from funding.rules.opening_hours import is_readable
from inclusion import journal
from inclusion.errors import DomainError
from inclusion.models import Commune, Partner, User


@transaction.atomic
def open_programme(
    funded_action: FundedAction,
    *,
    name: str,
    face_value: Decimal = Decimal("10.00"),
    booklet_size: int = 10,
    validity_months: int = 12,
    yearly_limit: int = 1,
    on: date,
    by: User,
    at: datetime,
) -> PassProgramme:
    """Open a programme whose booklets are paid by this action of a fund."""
    value = booked(face_value)
    if value <= 0 or min(booklet_size, validity_months, yearly_limit) <= 0:
        raise DomainError(
            "La valeur, le nombre de pass, la validité et la limite par an sont supérieurs à zéro."
        )
    if PassProgramme.objects.filter(funded_action=funded_action).exists():
        raise DomainError("Cette action finance déjà un programme de pass.")
    programme = PassProgramme.objects.create(
        network_id=funded_action.network_id,
        funded_action=funded_action,
        name=name,
        face_value=value,
        booklet_size=booklet_size,
        validity_months=validity_months,
        yearly_limit=yearly_limit,
        opened_on=on,
    )
    journal.record(
        Verb.PROGRAMME_OPENED, on=programme, by=by, at=at, face_value=str(value), size=booklet_size
    )
    return programme


@transaction.atomic
def open_training_place(
    partner: Partner,
    *,
    name: str,
    address: str,
    commune: Commune,
    postal_code: str,
    latitude: float,
    longitude: float,
    phone: str = "",
    opening_hours: str = "",
    by: User,
    at: datetime,
) -> TrainingPlace:
    """Add a place, run by this partner, that accepts passes."""
    if opening_hours and not is_readable(opening_hours):
        raise DomainError(
            "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple : Mo-Fr 09:00-12:00."
        )
    place = TrainingPlace.objects.create(
        network_id=partner.network_id,
        partner=partner,
        name=name,
        address=address,
        commune=commune,
        postal_code=postal_code,
        latitude=latitude,
        longitude=longitude,
        phone=phone,
        opening_hours=opening_hours,
    )
    journal.record(Verb.TRAINING_PLACE_OPENED, on=place, by=by, at=at, partner=partner.pk)
    return place
