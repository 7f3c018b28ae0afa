"""Bodies are added and closed, members enter and leave them, points wait to be discussed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.scope import active_network
from inclusion.meetings.actions.planning import list_members_of
from inclusion.meetings.enums import MeetingVerb
from inclusion.meetings.models import Body, BodySeat, PendingPoint


@transaction.atomic
def add_body(*, by: Any, at: datetime, **fields: Any) -> Body:
    """Add a body to the active network.

    Raises django's ValidationError when a field is wrong or the territory has one of this name.
    """
    body = Body(network=active_network(), **fields)
    body.full_clean()
    body.save()
    journal.record(Verb.BODY_ADDED, on=body, by=by, at=at, kind=body.kind)
    return body


@transaction.atomic
def change_body(body: Body, *, by: Any, at: datetime, **fields: Any) -> Body:
    """Change these fields of a body; the journal keeps which ones, not their values."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    changed = sorted(name for name, value in fields.items() if getattr(body, name) != value)
    for name in changed:
        setattr(body, name, fields[name])
    body.full_clean()
    if changed:
        body.save(update_fields=changed)
        journal.record(Verb.BODY_CHANGED, on=body, by=by, at=at, fields=changed)
    return body


@transaction.atomic
def close_body(body: Body, *, closed_on: date, by: Any, at: datetime) -> Body:
    """Note that a body meets no more since this day; it stays in the list, and what it did stays.

    Raises DomainError when it is closed already, or for a day to come or before it began to deal with the subject.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.closed_on is not None:
        raise DomainError(f"Cette instance ne se réunit déjà plus depuis le {plain_date(body.closed_on)}.")
    if closed_on > timezone.localdate(at):
        raise DomainError("Ce jour n’est pas encore venu\u00a0: notez la fin quand elle a eu lieu.").at("closed_on")
    if body.deals_since is not None and closed_on < body.deals_since:
        began = plain_date(body.deals_since)
        raise DomainError(
            f"L’inclusion numérique est à son ordre du jour depuis le {began}\u00a0: ce jour est avant."
        ).at("closed_on")
    body.closed_on = closed_on
    body.save(update_fields=["closed_on"])
    journal.record(Verb.BODY_CHANGED, on=body, by=by, at=at, fields=["closed_on"])
    return body


@transaction.atomic
def reopen_body(body: Body, *, by: Any, at: datetime) -> Body:
    """Take a closure back; nothing happens to a body that meets."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.closed_on is not None:
        body.closed_on = None
        body.save(update_fields=["closed_on"])
        journal.record(Verb.BODY_CHANGED, on=body, by=by, at=at, fields=["closed_on"])
    return body


# -- Seats of a body


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
    list_members_of(body, by=by, at=at)
    journal.record(MeetingVerb.SEAT_ADDED, on=body, by=by, at=at, kind=seat.kind)
    return seat


def _lock_seat(seat: BodySeat) -> BodySeat:
    """Lock a seat; whoever convenes its holder meanwhile need not wait."""
    return BodySeat.objects.select_for_update(of=("self",), no_key=True).select_related("body").get(pk=seat.pk)


@transaction.atomic
def change_seat(seat: BodySeat, *, by: Any, at: datetime, **fields: Any) -> BodySeat:
    """Change these fields of a seat; the journal keeps which ones, not their values."""
    seat = _lock_seat(seat)
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    changed = sorted(name for name, value in fields.items() if getattr(seat, name) != value)
    for name in changed:
        setattr(seat, name, fields[name])
    seat.full_clean()
    if changed:
        seat.save(update_fields=changed)
        list_members_of(seat.body, by=by, at=at)
        journal.record(MeetingVerb.SEAT_CHANGED, on=seat.body, by=by, at=at, fields=changed)
    return seat


@transaction.atomic
def end_seat(seat: BodySeat, *, until: date, by: Any, at: datetime) -> BodySeat:
    """Note that somebody sits no more from this day on; what they did stays.

    Raises DomainError when the seat was given up already, or for a day before it was taken.
    """
    seat = _lock_seat(seat)
    if seat.until is not None:
        raise DomainError(f"Cette personne ne siège déjà plus depuis le {plain_date(seat.until)}.")
    if seat.since is not None and until <= seat.since:
        raise DomainError(
            f"Cette personne siège depuis le {plain_date(seat.since)}\u00a0: choisissez un jour après."
        ).at("until")
    seat.until = until
    seat.save(update_fields=["until"])
    list_members_of(seat.body, by=by, at=at)
    journal.record(MeetingVerb.SEAT_ENDED, on=seat.body, by=by, at=at)
    return seat


# -- Pending subjects of a body


@transaction.atomic
def propose_point(
    body: Body, *, title: str, detail: str = "", partner: Any = None, by: Any, at: datetime
) -> PendingPoint:
    """Propose a point for a body, in the name of a partner where there is one.

    Raises DomainError for a body that meets no more, django's ValidationError when a field is wrong.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.is_closed:
        raise DomainError("Cette instance ne se réunit plus\u00a0: elle ne prend plus de point.")
    point = PendingPoint(
        network_id=body.network_id, body=body, title=title, detail=detail, partner=partner, user=by, added_at=at
    )
    point.full_clean()
    point.save()
    journal.record(MeetingVerb.POINT_ADDED, on=body, by=by, at=at)
    return point


@transaction.atomic
def change_point(point: PendingPoint, *, by: Any, at: datetime, **fields: Any) -> PendingPoint:
    """Change these fields of a point that still waits. Raises DomainError for one that was treated or dropped."""
    point = _waiting(point)
    changed = sorted(name for name, value in fields.items() if getattr(point, name) != value)
    for name in changed:
        setattr(point, name, fields[name])
    point.full_clean()
    if changed:
        point.save(update_fields=changed)
        journal.record(MeetingVerb.POINT_CHANGED, on=point.body, by=by, at=at, fields=changed)
    return point


@transaction.atomic
def drop_point(point: PendingPoint, *, reason: str, by: Any, at: datetime) -> PendingPoint:
    """Give a point up, and say why. Raises DomainError for one that was treated or dropped."""
    point = _waiting(point)
    point.dropped_at, point.drop_reason = at, reason
    point.full_clean()
    point.save(update_fields=["dropped_at", "drop_reason"])
    journal.record(MeetingVerb.POINT_DROPPED, on=point.body, by=by, at=at)
    return point


def _waiting(point: PendingPoint) -> PendingPoint:
    point = PendingPoint.objects.select_for_update(of=("self",)).select_related("body").get(pk=point.pk)
    if point.treated_at is not None:
        raise DomainError("Ce point a déjà été traité en réunion.")
    if point.dropped_at is not None:
        raise DomainError("Ce point a déjà été abandonné.")
    return point
