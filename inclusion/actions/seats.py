"""Who enters a body and who leaves it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from inclusion import journal
from inclusion.enums.meetings import MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import Body, BodySeat
from inclusion.rules.periods import plain_date


@transaction.atomic
def add_seat(body: Body, *, by: Any, at: datetime, **fields: Any) -> BodySeat:
    """Give somebody a seat: `partner`, `name`, and `job_title`, `email`, `kind`, `user`, `since` where they are known.

    Raises DomainError for a body that meets no more, django's ValidationError when a field is wrong.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.is_closed:
        raise DomainError("Cette instance ne se réunit plus\u00a0: rouvrez-la d’abord.")
    seat = BodySeat(network_id=body.network_id, body=body, **fields)
    seat.email = seat.email.strip().lower()
    seat.full_clean()
    seat.save()
    journal.record(MeetingVerb.SEAT_ADDED, on=body, by=by, at=at, kind=seat.kind)
    return seat


@transaction.atomic
def change_seat(seat: BodySeat, *, by: Any, at: datetime, **fields: Any) -> BodySeat:
    """Change these fields of a seat; the journal keeps which ones, not their values."""
    seat = BodySeat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    changed = sorted(name for name, value in fields.items() if getattr(seat, name) != value)
    for name in changed:
        setattr(seat, name, fields[name])
    seat.full_clean()
    if changed:
        seat.save(update_fields=changed)
        journal.record(MeetingVerb.SEAT_CHANGED, on=seat.body, by=by, at=at, fields=changed)
    return seat


@transaction.atomic
def end_seat(seat: BodySeat, *, until: date, by: Any, at: datetime) -> BodySeat:
    """Note that somebody sits no more from this day on; what they did stays.

    Raises DomainError when the seat was given up already, or for a day before it was taken.
    """
    seat = BodySeat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    if seat.until is not None:
        raise DomainError(f"Cette personne ne siège déjà plus depuis le {plain_date(seat.until)}.")
    if seat.since is not None and until <= seat.since:
        raise DomainError(
            f"Cette personne siège depuis le {plain_date(seat.since)}\u00a0: choisissez un jour après."
        ).at("until")
    seat.until = until
    seat.save(update_fields=["until"])
    journal.record(MeetingVerb.SEAT_ENDED, on=seat.body, by=by, at=at)
    return seat
