"""Who came to an event, noted at its entrance or afterwards."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.events.enums import EventState, EventVerb, RegistrationState
from inclusion.events.models import Event, Registration

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
    by: Any,
    at: datetime,
) -> Registration:
    """Note somebody who came without having registered; whoever is there is counted, full or not."""
    event = _open(event, at=at)
    email = email.strip().lower()
    known = (
        Registration.objects.filter(event=event, email__iexact=email)
        if email
        else Registration.objects.none()
    )
    if known.exclude(state=RegistrationState.CANCELLED).exists():
        raise DomainError("Cette adresse est déjà dans la liste\u00a0: cochez-la.").at("email")
    row = Registration(
        network_id=event.network_id,
        event=event,
        name=name.strip(),
        email=email,
        organisation=organisation.strip(),
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
