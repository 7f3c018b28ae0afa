"""Programmes, places, people and letters for the tests, made by the actions that the portal itself uses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from funding.models import Letter, PassProgramme, TrainingPlace
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.papers.letters import compose_message, render_letter
from funding.passes.place_requests.actions import ask_for_place
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.programmes.actions import open_programme, open_training_place
from funding.passes.programmes.models import PassSettings
from funding.passes.sending.actions.booklets import send_pass
from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import Membership, Network, User
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_person, make_user
from tests.funding.builders import confirm_accounts, make_action, make_contribution, make_fund, receive


def make_programme(*, by: User, pot: str = "1000.00", name: str = "Pass numérique", **fields: Any) -> PassProgramme:
    """A programme on a fund of its own that has `pot` euros; the fund is open whenever the tests run."""
    fund = make_fund(f"Fonds de {name}", end=date(2126, 1, 1))
    if Decimal(pot):
        receive(make_contribution(fund, make_partner(f"CAF de {name}"), pot, by=by), pot, by=by)
    action = make_action(fund, name, by=by)
    return open_programme(action, name=name, on=date(2026, 1, 5), by=by, at=AT, **fields)


def make_prescriber(**fields: Any) -> Membership:
    """A social worker in a partner of their own."""
    return make_membership(
        make_partner("Centre médico-social", kind=PartnerKind.SOCIAL_CENTRE), roles=("prescriber",), **fields
    )


def make_place(name: str = "Cyber-base", *, by: User, partner: Partner | None = None, **fields: Any) -> TrainingPlace:
    """A place in Marmande that accepts passes."""
    values: dict[str, Any] = {
        "address": "Place du Marché",
        "commune": make_commune(epci=make_epci()),
        "postal_code": "47200",
        "latitude": 44.4994,
        "longitude": 0.1653,
        "phone": "05 53 20 00 00",
        "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:30; PH off",
        **fields,
    }
    place = open_training_place(
        partner or make_partner(f"Organisme de {name}", kind=PartnerKind.TRAINING_PLACE),
        name=name,
        by=by,
        at=AT,
        **values,
    )
    if "iban" in fields:
        confirm_accounts()
        place.refresh_from_db()
    return place


#: What an organisation answers to the public form, as the action takes it.
SIRET = "26470012100017"
IBAN = "FR7630006000011234567890189"


def make_place_request(**fields: Any) -> PlaceRequest:
    """A library in Marmande that asks to accept passes, and gives its account."""
    values: dict[str, Any] = {
        "organisation": "Ville de Marmande",
        "kind": PartnerKind.COMMUNE,
        "siret": SIRET,
        "name": "Médiathèque de Marmande",
        "address": "1 place du Marché",
        "commune": fields.get("commune") or make_commune(),
        "postal_code": "47200",
        "services": ["Utilisation sécurisée du numérique"],
        "labels": ["Aptic"],
        "is_accessible": True,
        "first_name": "Léa",
        "last_name": "Témoin",
        "email": "lea@exemple.example",
        "phone": "05 53 20 00 01",
        "iban": IBAN,
        "account_holder": "Ville de Marmande",
        "at": AT,
        **fields,
    }
    return ask_for_place(**values)


def send(person: Beneficiary, programme: PassProgramme, *, by: User, at: datetime = AT, **fields: Any) -> Letter:
    """One click, by the partner that follows the person."""
    values = {"channel": person.channel, "prescriber": person.followed_by, **fields}
    return send_pass(person, programme=programme, by=by, at=at, **values)


def make_letter(*, by: User | None = None, programme: PassProgramme | None = None, **fields: Any) -> Letter:
    """A letter that was asked for, to a new person; `fields` are the person's."""
    by = by or make_user()
    followed_by = fields.pop("followed_by", None) or make_partner()
    person = make_person(followed_by, by=by, **fields)
    programme = programme or make_programme(by=by, name=f"Pass de la personne {person.pk}")
    return send(person, programme, by=by)


def carry_on(letter: Letter, *, at: datetime = AT + timedelta(seconds=5)) -> Letter:
    """Do a worker's part of a letter at a given moment, and read it again."""
    letter_actions.process_letter(letter.pk, render=render_letter, compose=compose_message, clock=lambda: at)
    return Letter.objects.get(pk=letter.pk)


def choose_for_passes(network: Network, **chosen: Any) -> None:
    """Have a network choose these settings of its passes."""
    with scoped_to(network):
        PassSettings.objects.update_or_create(network=network, defaults=chosen)
    network.__dict__.pop("pass_settings", None)
