"""What waits to be spoken of in a body."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion import journal
from inclusion.enums.meetings import MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import Body, PendingPoint


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
        network_id=body.network_id,
        body=body,
        title=title,
        detail=detail,
        partner=partner,
        user=by,
        added_at=at,
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
