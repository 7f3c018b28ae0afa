"""Families are reminded of a session the day before: by e-mail, or by a call that somebody notes."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from equipment.actions.family_aids import label_of
from equipment.actions.training_sessions import FOLLOWS
from equipment.enums import Attendance, Verb
from equipment.models import SessionAttendance
from equipment.models.family_aid import SessionAttendanceQuerySet
from inclusion.core import journal
from inclusion.core.errors import DomainError


def _soon(at: datetime) -> SessionAttendanceQuerySet:
    """Who is expected between this moment and the end of the day after."""
    last = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=2), time()))
    expected = SessionAttendance.objects.filter(state=Attendance.EXPECTED, session__cancelled_at=None)
    return expected.filter(
        session__starts_at__gt=at,
        session__starts_at__lt=last,
        aid__state__in=FOLLOWS,
        aid__person__anonymised_at=None,
    )


def to_mail(*, at: datetime) -> QuerySet[SessionAttendance]:
    """Reminders that may leave by e-mail now."""
    return _soon(at).waiting().exclude(aid__person__email="").order_by("session__starts_at", "pk")


def to_call(*, at: datetime) -> QuerySet[SessionAttendance]:
    """Who has to be called: nobody can write to them, or the e-mail did not arrive for sure."""
    unsure = ~Q(problem="")
    return (
        _soon(at)
        .filter(unsure | Q(aid__person__email="", mailed_at=None))
        .select_related("session", "aid__person", "aid__proposed_for")
        .order_by("session__starts_at", "aid__person__sort_name", "pk")
    )


@transaction.atomic
def note_called(attendance: SessionAttendance, *, by: Any, at: datetime) -> SessionAttendance:
    """Somebody was called: nothing reminds them a second time."""
    row = SessionAttendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    if row.state != Attendance.EXPECTED:
        raise DomainError("La présence à cette séance est déjà notée\u00a0: il n’y a plus à rappeler.")
    row.mailed_at, row.problem = at, ""
    row.save(update_fields=["mailed_at", "problem"])
    journal.record(
        Verb.AID_REMINDED, on=row.aid, by=by, at=at, label=label_of(row.aid), session=row.session_id
    )
    return row
