"""Who registers for an event: a place or the waiting list, e-mails, reminders, and what is erased afterwards."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Func, Value
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.mail import outbox
from inclusion.core.models.networks import User
from inclusion.events.enums import EventState, EventVerb, RegistrationMailKind, RegistrationState
from inclusion.events.models import Event, Registration, RegistrationMail, RegistrationQuerySet
from inclusion.events.rules import ASK_UNTIL, KEPT_DAYS, REMIND_BEFORE, has_a_place, person_key, same_person, served
from inclusion.partners.models import Partner

#: Whoever has a place or waits for one hears of what becomes of the event.
CONCERNED = (RegistrationState.REGISTERED, RegistrationState.WAITING)
#: What somebody without an address is called about.
CALLED_ABOUT = (RegistrationMailKind.CHANGED, RegistrationMailKind.CANCELLED, RegistrationMailKind.PROMOTED)


def notify_changed(event: Event, *, at: datetime) -> list[RegistrationMail]:
    """Write to whoever has or waits for a place that the event changed, once for each version of it.

    Called inside the transaction that changed the event, after its `sequence` grew. Returns the rows that will leave.
    """
    return _notify_all(event, RegistrationMailKind.CHANGED, at=at)


def notify_cancelled(event: Event, *, at: datetime) -> list[RegistrationMail]:
    """Write to whoever has or waits for a place that the event is called off; as `tell_changed`."""
    return _notify_all(event, RegistrationMailKind.CANCELLED, at=at)


def _notify_all(event: Event, kind: RegistrationMailKind, *, at: datetime) -> list[RegistrationMail]:
    concerned = Registration.objects.filter(event=event, state__in=CONCERNED).order_by("registered_at", "pk")
    return queue_mail(concerned, kind, sequence=event.sequence, at=at)


def queue_mail(
    registrations: Iterable[Registration], kind: RegistrationMailKind, *, sequence: int = 0, at: datetime
) -> list[RegistrationMail]:
    """Write one e-mail of this kind and version of the event to each that has an address; returns the new ones.

    Whoever has none is noted as somebody to call, where it is news to them.
    """
    concerned = list(registrations)
    written = [
        outbox.enqueue_once(RegistrationMail, registration=one, kind=kind, sequence=sequence, at=at)
        for one in concerned
        if one.email
    ]
    if kind in CALLED_ABOUT:
        _note_to_call([one for one in concerned if not one.email], kind)
    return [row for row in written if row]


def _note_to_call(rows: list[Registration], kind: RegistrationMailKind) -> None:
    """Keep what these people are to be called about; the action that notes the call writes its own journal line."""
    found = Registration.objects.filter(pk__in=[one.pk for one in rows])
    if kind == RegistrationMailKind.CANCELLED:  # nothing else is news then
        found.update(call_about=[kind])
    else:
        also = Func("call_about", Value(kind), function="array_append")
        found.exclude(call_about__contains=[kind]).update(call_about=also)


def notify_once_more(registration: Registration, kind: RegistrationMailKind, *, at: datetime) -> None:
    """Send once more what was sent to this address, because somebody asked with it again."""
    outbox.enqueue_once(RegistrationMail, registration=registration, kind=kind, sequence=0, requeue=True, at=at)


# -- Registration and waiting list of an event

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


def would_wait(event: Event, people: int) -> bool:
    """Whether so many people who register now would wait; it says nothing of any address."""
    return not has_a_place(people, free=free_places(event), somebody_waits=_queue(event).exists())


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
    answers: Mapping[str, str] | None = None,
    partner: Partner | None = None,
    by: Any,
    at: datetime,
    by_hand: bool = False,
) -> Registered:
    """Take a place for so many people, or join the waiting list; the answer leaves by e-mail.

    An address that is registered already keeps what it has: only its e-mail leaves again; so does a name that is added
    `by_hand`, where one of the two has no address. `by` is None for a visitor;
    `by_hand` lets whoever organises add somebody after the closing day, and without every answer. Raises DomainError
    where registration is closed, or for answers that the event's questions do not take.
    """
    event = _locked(event.pk)
    why = registration_blocker(event, at=at)
    if why and not (by_hand and event.state == EventState.PUBLISHED and event.ends_at > at):
        raise DomainError(why)
    email = email.strip().lower()
    known = _standing_at(event, email) if email else None
    if by_hand and known is None:
        here = Registration.objects.filter(event=event).exclude(state=RegistrationState.CANCELLED)
        known = known_as(here, name=name, organisation=organisation, email=email)
    if known:
        if known.email:
            _say_again(known, at=at)
        return Registered(known, is_new=False)
    has_place = not would_wait(event, people)
    registration = Registration(
        network_id=event.network_id,
        event=event,
        name=name.strip(),
        email=email,
        phone=phone.strip(),
        organisation=organisation.strip(),
        needs=needs.strip(),
        answers=_checked(event, answers or {}, all_of_them=not by_hand),
        partner=partner,
        people=people,
        token=secrets.token_urlsafe(32),
        state=RegistrationState.REGISTERED if has_place else RegistrationState.WAITING,
        registered_at=at,
    )
    registration.full_clean()
    registration.save()
    kind = RegistrationMailKind.CONFIRMED if has_place else RegistrationMailKind.WAITING
    queue_mail([registration], kind, at=at)
    journal.record(EventVerb.REGISTERED, **_about(registration), by=by, at=at, state=registration.state)
    return Registered(registration, is_new=True)


def _checked(event: Event, answers: Mapping[str, str], *, all_of_them: bool) -> dict[str, str]:
    """The answers to the questions of an event, in their order; raises DomainError for one that cannot be."""
    asked = {one.label: one for one in event.asked}
    given = {label: answer.strip() for label, answer in answers.items() if answer.strip()}
    if set(given) - set(asked):
        raise DomainError("Les questions de cet événement ont changé\u00a0: répondez à celles de cette page.")
    for label, question in asked.items():
        missing = all_of_them and question.required and label not in given
        fault = "Répondez à cette question." if missing else question.fault_of(given.get(label, ""))
        if fault and (missing or label in given):
            raise DomainError(f"«\u00a0{label}\u00a0»\u00a0: {fault}")
    return {label: given[label] for label in asked if label in given}


def _standing_at(event: Event, email: str) -> Registration | None:
    found = Registration.objects.filter(event=event, email__iexact=email)
    return found.exclude(state=RegistrationState.CANCELLED).first()


def known_as(here: Iterable[Registration], *, name: str, organisation: str, email: str) -> Registration | None:
    """Who of these has this name and organisation; two with an address each are two people."""
    wanted = person_key(name, organisation)
    same = (one for one in here if same_person(wanted, person_key(one.name, one.organisation)))
    return next((one for one in same if not (email and one.email)), None)


def _say_again(registration: Registration, *, at: datetime) -> None:
    """Send once more the e-mail that says what this address has, to that address alone."""
    waits = registration.state == RegistrationState.WAITING
    notify_once_more(registration, RegistrationMailKind.WAITING if waits else RegistrationMailKind.CONFIRMED, at=at)


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
    return Registration.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.pk)


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
        raise DomainError(f"Il reste {left} et cette demande vaut pour {so_many(row.people, 'personne', 'personnes')}.")
    return _promote(row, by=by, at=at)


@transaction.atomic
def note_called(registration: Registration, *, by: Any, at: datetime) -> Registration:
    """Note that somebody without an address heard by telephone what the others read in an e-mail."""
    row = _reread(registration)
    if row.call_about:
        row.call_about = []
        row.save(update_fields=["call_about"])
        journal.record(EventVerb.REGISTRATION_CHANGED, **_about(row), by=by, at=at, called=True)
    return row


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
    queue_mail([row], RegistrationMailKind.PROMOTED, at=at)
    journal.record(EventVerb.PROMOTED, **_about(row), by=by, at=at)
    return row


# -- Scheduled work on registrations: reminders, feedback, freed places, erasure


def remind(*, at: datetime) -> list[RegistrationMail]:
    """Remind whoever has a place in an event of the next two days, once for each version of the event."""
    last = timezone.localdate(at) + timedelta(days=REMIND_BEFORE)
    events = Event.objects.filter(
        state=EventState.PUBLISHED, starts_at__gt=at, starts_at__date__lte=last, registrations__isnull=False
    )
    made = []
    for event in events.distinct().order_by("starts_at", "pk"):
        # Whoever registered today has just been informed.
        rows = Registration.objects.filter(
            event=event, state=RegistrationState.REGISTERED, registered_at__lt=at - timedelta(hours=20)
        )
        with transaction.atomic():
            made += queue_mail(rows.exclude(email=""), RegistrationMailKind.REMINDER, sequence=event.sequence, at=at)
    return made


def ask_for_feedback(*, at: datetime) -> list[RegistrationMail]:
    """Ask, once, whoever had a place what they thought, from the day after the end and for three days."""
    today = timezone.localdate(at)
    events = Event.objects.filter(
        state__in=(EventState.PUBLISHED, EventState.HELD),
        ends_at__date__lt=today,
        ends_at__date__gte=today - timedelta(days=ASK_UNTIL),
    ).exclude(feedback_url="")
    made = []
    for event in events.order_by("ends_at", "pk"):
        rows = Registration.objects.filter(
            event=event, state__in=(RegistrationState.REGISTERED, RegistrationState.ATTENDED)
        )
        with transaction.atomic():
            made += queue_mail(rows.exclude(email=""), RegistrationMailKind.FEEDBACK, at=at)
    return made


def fill_all(*, at: datetime) -> list[Registration]:
    """Give places that are free to whoever waits, in every event to come: a capacity may have grown."""
    events = Event.objects.filter(
        state=EventState.PUBLISHED, ends_at__gt=at, registrations__state=RegistrationState.WAITING
    )
    return [one for event in events.distinct().order_by("pk") for one in fill_places(event, at=at)]


def forget_due(*, today: date, at: datetime) -> int:
    """Empty the names, addresses and needs of registrations of events that ended three months ago; returns how many.

    Numbers of people and who came stay: they are what the event's counts are made of.
    """
    before = today - timedelta(days=KEPT_DAYS)
    events = Event.objects.filter(ends_at__date__lt=before, registrations__forgotten_at=None)
    return sum(_forget(event, at=at) for event in events.filter(registrations__isnull=False).distinct())


@transaction.atomic
def _forget(event: Event, *, at: datetime) -> int:
    rows = list(Registration.objects.filter(event=event, forgotten_at=None).select_for_update(of=("self",)))
    _empty(rows, at=at)
    if rows:
        journal.record(EventVerb.FORGOTTEN, on=event, by=None, at=at, registrations=len(rows))
    return len(rows)


def _empty(rows: list[Registration], *, at: datetime) -> None:
    for row in rows:
        row.name = row.email = row.phone = row.needs = row.organisation = ""
        row.call_about = []
        row.answers, row.token, row.forgotten_at = {}, secrets.token_urlsafe(32), at
    Registration.objects.bulk_update(
        rows, ["name", "email", "phone", "needs", "organisation", "call_about", "answers", "token", "forgotten_at"]
    )


@transaction.atomic
def forget_registration(registration: Registration, *, by: User | None, at: datetime) -> None:
    """Empty one registration because the person asks; a place in an event to come is given up first."""
    if registration.state in STANDING and registration.event.ends_at > at:
        cancel(registration, by=by, at=at)
    _empty(list(Registration.objects.filter(pk=registration.pk).select_for_update(of=("self",))), at=at)
