"""Who registers for an event: a place, or the waiting list; places that come free go to whoever waits first.

Places are counted under the lock of the event, which everything takes first that takes a place or gives one back.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion import journal, states
from inclusion.actions import registration_mails as mails
from inclusion.enums.events import EventState, EventVerb, RegistrationMailKind, RegistrationState
from inclusion.errors import DomainError
from inclusion.models.events import Event
from inclusion.models.partners import Partner
from inclusion.models.registrations import Registration, RegistrationQuerySet
from inclusion.rules.french import so_many
from inclusion.rules.waiting_lists import has_a_place, served

#: What people say of themselves at most.
MAX_PEOPLE = 30
#: States from which a place can be given up.
STANDING = (RegistrationState.REGISTERED, RegistrationState.WAITING)


@dataclass(frozen=True)
class Registered:
    """What became of a request: its registration, and whether this address had one before."""

    registration: Registration
    is_new: bool


def registration_blocker(event: Event, *, at: datetime) -> str:
    """Why nobody can register now, as a French sentence; empty while registration is open."""
    if event.state == EventState.CANCELLED:
        return "Cet événement est annulé."
    if event.ends_at <= at or event.state == EventState.HELD:
        return "Cet événement est passé."
    if event.state == EventState.DRAFT:
        return "Cet événement n’est pas encore publié."
    if not event.takes_registrations:
        return "L’entrée est libre\u00a0: venez sans vous inscrire."
    if event.registration_until and event.registration_until <= at:
        return "Les inscriptions sont closes."
    if event.starts_at <= at:
        return "Cet événement a commencé\u00a0: les inscriptions sont closes."
    return ""


def free_places(event: Event) -> int | None:
    """How many places are left, None where there is no limit; exact only under the lock of the event."""
    if event.capacity is None:
        return None
    return max(0, event.capacity - Registration.objects.filter(event=event).places_taken())


def is_full(event: Event) -> bool:
    """Whether whoever comes now would wait: no place is left, or somebody waits already."""
    return free_places(event) == 0 or _queue(event).exists()


def _queue(event: Event) -> RegistrationQuerySet:
    """The waiting list in its order; a group that the whole event could not hold keeps nobody waiting behind it."""
    waiting = Registration.objects.filter(event=event).waiting_in_order()
    return waiting if event.capacity is None else waiting.filter(people__lte=event.capacity)


def _locked(event_id: int) -> Event:
    return Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event_id)


@transaction.atomic
def register(
    event: Event,
    *,
    name: str,
    email: str,
    people: int = 1,
    phone: str = "",
    organisation: str = "",
    needs: str = "",
    partner: Partner | None = None,
    by: Any,
    at: datetime,
    by_hand: bool = False,
) -> Registered:
    """Take a place for so many people, or stand on the waiting list; the answer leaves by e-mail.

    An address that is registered already keeps what it has: only its e-mail leaves again. `by` is None for a visitor;
    `by_hand` lets whoever organises add somebody after the closing day. Raises DomainError where registration is
    closed.
    """
    event = _locked(event.pk)
    why = registration_blocker(event, at=at)
    if why and not (by_hand and event.state == EventState.PUBLISHED and event.ends_at > at):
        raise DomainError(why)
    email = email.strip().lower()
    if email and (known := _standing_at(event, email)):
        _say_again(known, at=at)
        return Registered(known, is_new=False)
    has_place = has_a_place(people, free=free_places(event), somebody_waits=_queue(event).exists())
    registration = Registration(
        network_id=event.network_id,
        event=event,
        name=name.strip(),
        email=email,
        phone=phone.strip(),
        organisation=organisation.strip(),
        needs=needs.strip(),
        partner=partner,
        people=people,
        token=secrets.token_urlsafe(32),
        state=RegistrationState.REGISTERED if has_place else RegistrationState.WAITING,
        registered_at=at,
    )
    registration.full_clean()
    registration.save()
    kind = RegistrationMailKind.CONFIRMED if has_place else RegistrationMailKind.WAITING
    mails.queue_mail([registration], kind, at=at)
    journal.record(EventVerb.REGISTERED, **_about(registration), by=by, at=at, state=registration.state)
    return Registered(registration, is_new=True)


def _standing_at(event: Event, email: str) -> Registration | None:
    found = Registration.objects.filter(event=event, email__iexact=email)
    return found.exclude(state=RegistrationState.CANCELLED).first()


def _say_again(registration: Registration, *, at: datetime) -> None:
    """Send once more the e-mail that says what this address has, to that address alone."""
    waits = registration.state == RegistrationState.WAITING
    mails.tell_again(
        registration, RegistrationMailKind.WAITING if waits else RegistrationMailKind.CONFIRMED, at=at
    )


def _about(registration: Registration) -> dict[str, Any]:
    """What a line of the journal says of a registration: its event, how many come, and nobody's name."""
    event = registration.event
    return {"on": registration, "label": event.title, "event": event.pk, "people": registration.people}


@transaction.atomic
def cancel(registration: Registration, *, by: Any, at: datetime) -> Registration:
    """Give up a place or a wait; what came free goes to whoever waits first. Raises DomainError once it is too late."""
    event = _locked(registration.event_id)
    row = _reread(registration)
    if row.state not in STANDING:
        raise DomainError("Cette inscription ne s’annule plus.")
    if event.ends_at <= at:
        raise DomainError("Cet événement est passé\u00a0: il n’y a plus rien à annuler.")
    row = states.move_locked(row, RegistrationState.CANCELLED, by=by, at=at, ended_at=at)
    journal.record(EventVerb.REGISTRATION_CANCELLED, **_about(row), by=by, at=at)
    _serve(event, at=at)
    return row


def _reread(registration: Registration) -> Registration:
    return (
        Registration.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.pk)
    )


@transaction.atomic
def come_with_fewer(registration: Registration, *, people: int, by: Any, at: datetime) -> Registration:
    """Lower the number of people; places that come free go on. Raises DomainError for more people than before."""
    event = _locked(registration.event_id)
    row = _reread(registration)
    if row.state not in STANDING or event.ends_at <= at:
        raise DomainError("Cette inscription ne se modifie plus.")
    if people > row.people:
        raise DomainError(
            f"Votre inscription vaut pour {so_many(row.people, 'personne', 'personnes')}. Pour venir plus nombreux, "
            "demandez aux autres de s’inscrire aussi."
        ).at("people")
    if people < 1:
        raise DomainError("Pour ne plus venir du tout, annulez l’inscription.").at("people")
    row.people = people
    row.save(update_fields=["people"])
    journal.record(EventVerb.REGISTRATION_CHANGED, **_about(row), by=by, at=at)
    _serve(event, at=at)
    return _reread(row)


@transaction.atomic
def give_place(registration: Registration, *, by: Any, at: datetime) -> Registration:
    """Give a place to somebody who waits, before those who wait longer. Raises DomainError where too few are left."""
    event = _locked(registration.event_id)
    row = _reread(registration)
    if row.state != RegistrationState.WAITING:
        raise DomainError("Cette demande n’est plus sur la liste d’attente.")
    if event.state != EventState.PUBLISHED or event.ends_at <= at:
        raise DomainError("Cet événement n’est plus à venir.")
    free = free_places(event)
    if free is not None and row.people > free:
        left = so_many(free, "place", "places") if free else "aucune place"
        raise DomainError(
            f"Il reste {left} et cette demande vaut pour {so_many(row.people, 'personne', 'personnes')}."
        )
    return _promote(row, by=by, at=at)


@transaction.atomic
def fill_places(event: Event, *, at: datetime) -> list[Registration]:
    """Give the free places of an event to whoever waits, in order: after its capacity grew. Returns who got one."""
    return _serve(_locked(event.pk), at=at)


def _serve(event: Event, *, at: datetime) -> list[Registration]:
    if event.state != EventState.PUBLISHED or event.ends_at <= at:
        return []
    waiting = list(_queue(event).select_for_update(of=("self",)).select_related("event"))
    count = served([one.people for one in waiting], free=free_places(event))
    return [_promote(one, by=None, at=at) for one in waiting[:count]]


def _promote(row: Registration, *, by: Any, at: datetime) -> Registration:
    row = states.move_locked(row, RegistrationState.REGISTERED, by=by, at=at)
    mails.queue_mail([row], RegistrationMailKind.PROMOTED, at=at)
    journal.record(EventVerb.PROMOTED, **_about(row), by=by, at=at)
    return row
