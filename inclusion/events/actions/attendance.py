"""Who came to an event, noted at its entrance or afterwards."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.events.actions.registrations import known_as, register
from inclusion.events.enums import EventState, EventVerb, RegistrationState
from inclusion.events.models import Event, Registration
from inclusion.events.rules import LineUnreadable, PersonLine, person_lines
from inclusion.partners.models import Partner

#: Presences may be noted from this long before the start.
BEFORE = timedelta(hours=3)
PRESENT, ABSENT, EXPECTED = RegistrationState.ATTENDED, RegistrationState.MISSED, RegistrationState.REGISTERED


def attendance_blocker(event: Event, *, at: datetime) -> str:
    """Why nobody's presence can be noted, as a French sentence; empty when it can."""
    if event.state not in (EventState.PUBLISHED, EventState.HELD):
        return "Les présences se notent pour un événement publié."
    if at < event.starts_at - BEFORE:
        return "Les présences se notent à partir de trois heures avant le début."
    return ""


def _open(event: Event, *, at: datetime) -> Event:
    row = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if why := attendance_blocker(row, at=at):
        raise DomainError(why)
    return row


@transaction.atomic
def note_one(registration: Registration, state: RegistrationState, *, by: Any, at: datetime) -> Registration:
    """Note that somebody came, did not, or take it back; said twice is said once. Raises DomainError before the day."""
    event = _open(registration.event, at=at)
    row = Registration.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.pk)
    if row.state == state:
        return row
    row = states.move_locked(row, state, by=by, at=at)
    journal.record(EventVerb.ATTENDANCE, on=event, by=by, at=at, noted=1)
    return row


@transaction.atomic
def note_all(event: Event, *, present: Iterable[int], by: Any, at: datetime) -> int:
    """Note who of those with a place came, and that the others did not; returns how many lines changed.

    Whoever waits without a place and came is noted as present; whoever waits and did not come stays as they are.
    """
    event = _open(event, at=at)
    came = set(present)
    rows = Registration.objects.filter(event=event).exclude(state=RegistrationState.CANCELLED)
    changed = 0
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        wanted = PRESENT if row.pk in came else ABSENT
        if row.state == wanted or (row.state == RegistrationState.WAITING and wanted == ABSENT):
            continue
        states.move_locked(row, wanted, by=by, at=at)
        changed += 1
    journal.record(EventVerb.ATTENDANCE, on=event, by=by, at=at, noted=changed)
    return changed


@transaction.atomic
def note_walk_in(
    event: Event,
    *,
    name: str,
    people: int = 1,
    organisation: str = "",
    email: str = "",
    phone: str = "",
    partner: Partner | None = None,
    by: Any,
    at: datetime,
) -> Registration:
    """Note somebody who came without having registered; whoever is there is counted, full or not."""
    event = _open(event, at=at)
    email = email.strip().lower()
    known = Registration.objects.filter(event=event, email__iexact=email) if email else Registration.objects.none()
    if known.exclude(state=RegistrationState.CANCELLED).exists():
        raise DomainError("Cette adresse est déjà dans la liste\u00a0: cochez-la.").at("email")
    row = Registration(
        network_id=event.network_id,
        event=event,
        name=name.strip(),
        email=email,
        organisation=organisation.strip(),
        phone=phone.strip(),
        partner=partner,
        people=people,
        token=secrets.token_urlsafe(32),
        registered_at=at,
    )
    row.full_clean()
    row.save()
    states.move_locked(row, PRESENT, by=by, at=at)
    journal.record(EventVerb.ATTENDANCE, on=event, by=by, at=at, noted=1, walk_in=True)
    return row


def people_present(event: Event) -> int:
    """How many people came, of those who were noted."""
    present = Registration.objects.filter(event=event, state=PRESENT)
    return present.aggregate(total=models.Sum("people"))["total"] or 0


# -- A sheet on paper, copied at once


@dataclass(frozen=True)
class SheetCopy:
    """What became of the lines of a sheet: who is new in the list, and who was in it already."""

    added: list[Registration] = field(default_factory=list)
    known: list[Registration] = field(default_factory=list)


@transaction.atomic
def copy_sheet(event: Event, *, pasted: str, by: Any, at: datetime) -> SheetCopy:
    """Take over the lines of a sheet, all of them or none: as registrations, once the event has begun as presences.

    Whoever is in the list already, by their address or by their name and organisation, is not added a second time;
    once the event has begun they are noted as present. Raises DomainError that names the line at fault.
    """
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if event.state not in (EventState.PUBLISHED, EventState.HELD):
        raise DomainError("Une feuille se recopie pour un événement publié.")
    try:
        lines = person_lines(pasted)
    except LineUnreadable as unreadable:
        raise DomainError(str(unreadable)).at("pasted") from None
    if not lines:
        raise DomainError("Collez au moins une ligne.").at("pasted")
    partners = {search_form(name): one for one in Partner.objects.active() for name in _names_of(one)}
    here = list(Registration.objects.filter(event=event).exclude(state=RegistrationState.CANCELLED))
    copied = SheetCopy()
    for line in lines:
        try:
            if known := _known(line, here):
                copied.known.append(note_one(known, PRESENT, by=by, at=at) if event.starts_at <= at else known)
                continue
            row = _added(event, line, partners.get(search_form(line.organisation)), by=by, at=at)
        except (DomainError, ValidationError) as refused:
            said = " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
            raise DomainError(f"Ligne {line.number}\u00a0: {said}").at("pasted") from None
        here.append(row)
        copied.added.append(row)
    return copied


def _names_of(partner: Partner) -> tuple[str, ...]:
    return tuple(name for name in (partner.name, partner.short_name) if name)


def _known(line: PersonLine, here: list[Registration]) -> Registration | None:
    by_address = (one for one in here if line.email and one.email.lower() == line.email)
    by_name = known_as(here, name=line.name, organisation=line.organisation, email=line.email)
    return next(by_address, None) or by_name


def _added(event: Event, line: PersonLine, partner: Partner | None, *, by: Any, at: datetime) -> Registration:
    said: dict[str, Any] = {
        "name": line.name,
        "organisation": line.organisation,
        "phone": line.phone,
        "email": line.email,
    }
    if event.starts_at <= at:
        return note_walk_in(event, **said, partner=partner, by=by, at=at)
    return register(event, **said, partner=partner, by=by, at=at, by_hand=True).registration
