"""Organisations ask to become a training place; a coordinator accepts, which makes the place, or refuses.

Lock order: the request, then the programme.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Q

from funding.bank_details.actions import ask_bank_details, cleaned_account
from funding.enums import Verb
from funding.passes.enums import PlaceRequestState
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.place_requests.queries import partner_of, same_place
from funding.passes.programmes.actions import add_to_programme, open_training_place
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_siret, siret_problem
from inclusion.core.french.names import one_line
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Membership, User
from inclusion.core.roles import Coordinator, TrainingPlaceRole
from inclusion.core.scope import active_network
from inclusion.members.actions import invite_member
from inclusion.partners.actions import add_partner, change_partner
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune

#: How long who spoke for the organisation stays with a request that was decided.
KEPT_DAYS = 180
ONE_WAITS = "Une demande attend déjà une réponse pour ce SIRET. Si elle n’est pas de vous, joignez la coordination"
DECIDED = "Cette demande a déjà reçu une réponse\u00a0: rien n’a changé."


class Answers(TypedDict):
    """What the public form asks; see the model for what each means."""

    organisation: str
    kind: str
    siret: str
    name: str
    address: str
    commune: Commune
    postal_code: str
    services: list[str]
    labels: list[str]
    is_accessible: bool
    first_name: str
    last_name: str
    email: str
    phone: str
    iban: str
    account_holder: str


@transaction.atomic
def ask_for_place(*, at: datetime, by: User | None = None, **answers: Unpack[Answers]) -> PlaceRequest:
    """Keep the request of an organisation, confirm it by e-mail and inform the coordinators; `by` None for a visitor.

    Raises DomainError, at the field, for a SIRET or an account that is none, and while another request of the same
    SIRET waits. Nothing says whether the network knows the organisation.
    """
    if problem := siret_problem(answers["siret"]):
        raise DomainError(problem).at("siret")
    iban, account_holder = cleaned_account(answers["iban"], answers["account_holder"])
    if bool(iban) != bool(account_holder):
        missing = "account_holder" if iban else "iban"
        raise DomainError("Donnez l’IBAN et le titulaire du compte, ou aucun des deux.").at(missing)
    texts = {name: one_line(value) for name, value in answers.items() if isinstance(value, str)}
    kept = {**answers, **texts, "siret": clean_siret(answers["siret"]), "email": answers["email"].strip().lower()}
    try:
        with transaction.atomic():
            asked = PlaceRequest.objects.create(
                **kept | {"iban": iban, "account_holder": account_holder}, token=secrets.token_urlsafe(32), asked_at=at
            )
    except IntegrityError:
        network = active_network()
        reach = " ou ".join(filter(None, (network.phone, network.email)))
        raise DomainError(f"{ONE_WAITS}\u00a0: {reach}." if reach else f"{ONE_WAITS}.").at("siret") from None
    journal.record(Verb.PLACE_REQUEST_ASKED, on=asked, by=by, at=at)
    outbox.enqueue("place_request_confirmed", network=asked.network, target=asked, at=at)
    for one in Membership.objects.in_force().with_role(Coordinator.name):
        outbox.enqueue("place_request_received", network=asked.network, target=asked, recipient=one, at=at)
    return asked


def lock_request(asked: PlaceRequest) -> PlaceRequest:
    """The request as it is now that it is locked."""
    return PlaceRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)


@transaction.atomic
def accept_place_request(
    asked: PlaceRequest,
    *,
    partner: Partner | None = None,
    programmes: Collection[PassProgramme] = (),
    latitude: float,
    longitude: float,
    by: User,
    at: datetime,
) -> PlaceRequest:
    """Make the place, of the partner of this SIRET, of `partner` or of a new one, and invite who asked.

    A partner without a SIRET receives that of the request; a place of the partner that has this name already is the
    place. It accepts the passes of `programmes`, and of those that every place accepts. Its account waits for
    another person of the coordination: the place gave it. Raises DomainError where the request was decided before.
    """
    asked = lock_request(asked)
    if asked.state != PlaceRequestState.WAITING:
        raise DomainError(DECIDED)
    partner = partner_of(asked) or partner or _new_partner(asked, by=by, at=at)
    if not partner.siret:
        partner = change_partner(partner, siret=asked.siret, by=by, at=at)
    place = same_place(asked, partner) or _new_place(
        asked, partner, latitude=latitude, longitude=longitude, by=by, at=at
    )
    if asked.iban:
        ask_bank_details(place, iban=asked.iban, account_holder=asked.account_holder, is_from_place=True, by=by, at=at)
    for programme in programmes:
        add_to_programme(place, programme, by=by, at=at)
    asked = _decided(asked, PlaceRequestState.ACCEPTED, place=place, by=by, at=at)
    with suppress(DomainError):  # a member or invited already: `way_in` says what they lack
        invite_member(email=asked.email, partner=partner, roles=[TrainingPlaceRole.name], by=by, at=at)
    journal.record(Verb.PLACE_REQUEST_ACCEPTED, on=asked, by=by, at=at, place=place.pk, partner=partner.pk)
    outbox.enqueue("place_request_answered", network=asked.network, target=asked, at=at)
    return asked


def _new_partner(asked: PlaceRequest, *, by: User, at: datetime) -> Partner:
    return add_partner(
        name=asked.organisation,
        kind=asked.kind,
        siret=asked.siret,
        commune=asked.commune,
        epci=None,  # no intercommunalité by its own word
        phone=asked.phone,
        email=asked.email,
        by=by,
        at=at,
    )


def _new_place(
    asked: PlaceRequest, partner: Partner, *, latitude: float, longitude: float, by: User, at: datetime
) -> TrainingPlace:
    return open_training_place(
        partner,
        name=asked.name,
        address=asked.address,
        commune=asked.commune,
        postal_code=asked.postal_code,
        latitude=latitude,
        longitude=longitude,
        phone=asked.phone,
        email=asked.email,
        services=asked.services,
        labels=asked.labels,
        is_accessible=asked.is_accessible,
        by=by,
        at=at,
    )


def _decided(
    asked: PlaceRequest, state: PlaceRequestState, *, by: User | None, at: datetime, **changes: object
) -> PlaceRequest:
    """A request that this transaction has locked, decided; its account is no longer kept with it."""
    return states.move_locked(
        asked, state, by=by, at=at, decided_at=at, decided_by=by, iban="", account_holder="", **changes
    )


@transaction.atomic
def decline_place_request(asked: PlaceRequest, *, reason: str, by: User, at: datetime) -> PlaceRequest:
    """Refuse, with the reason that who asked receives by e-mail. Raises DomainError without one, or once decided."""
    if not reason.strip():
        raise DomainError("Indiquez pourquoi la demande est refusée.").at("reason")
    asked = lock_request(asked)
    if asked.state != PlaceRequestState.WAITING:
        raise DomainError(DECIDED)
    asked = _decided(asked, PlaceRequestState.DECLINED, reason=reason.strip(), by=by, at=at)
    journal.record(Verb.PLACE_REQUEST_DECLINED, on=asked, by=by, at=at)
    outbox.enqueue("place_request_answered", network=asked.network, target=asked, at=at)
    return asked


@transaction.atomic
def withdraw_place_request(asked: PlaceRequest, *, by: User | None = None, at: datetime) -> PlaceRequest:
    """Withdraw a request that waits: who asked does so by the link of the e-mail. Raises DomainError once decided."""
    asked = lock_request(asked)
    if asked.state != PlaceRequestState.WAITING:
        raise DomainError(DECIDED)
    asked = _decided(asked, PlaceRequestState.WITHDRAWN, by=by, at=at)
    journal.record(Verb.PLACE_REQUEST_WITHDRAWN, on=asked, by=by, at=at)
    return asked


# -- What is kept of who asked


@transaction.atomic
def forget_place_request(asked: PlaceRequest, *, by: User | None, at: datetime) -> None:
    """Empty who spoke for the organisation; a request that waits is withdrawn first."""
    asked = lock_request(asked)
    if asked.state == PlaceRequestState.WAITING:
        asked = withdraw_place_request(asked, by=by, at=at)
    if asked.forgotten_at is None:
        asked.first_name = asked.last_name = asked.email = asked.phone = ""
        asked.forgotten_at = at
        asked.save(update_fields=["first_name", "last_name", "email", "phone", "forgotten_at"])
        journal.record(Verb.PLACE_REQUEST_FORGOTTEN, on=asked, by=by, at=at)


def forget_old_place_requests(*, at: datetime) -> int:
    """Empty those that were decided, or asked for, long enough ago, in the active network; returns how many.

    One that nobody answered is withdrawn, with its account.
    """
    before = at - timedelta(days=KEPT_DAYS)
    over = Q(decided_at__lt=before) | Q(state=PlaceRequestState.WAITING, asked_at__lt=before)
    due = list(PlaceRequest.objects.filter(over, forgotten_at=None))
    for asked in due:
        forget_place_request(asked, by=None, at=at)
    return len(due)
