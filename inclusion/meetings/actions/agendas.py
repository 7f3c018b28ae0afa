"""What a meeting will discuss, in which order, for how long."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.meetings.actions.planning import lock_planned_meeting
from inclusion.meetings.enums import MeetingVerb
from inclusion.meetings.models import AgendaItem, Decision, Meeting, MeetingTask, PendingPoint


@transaction.atomic
def add_pending_points(
    meeting: Meeting, *, points: Iterable[PendingPoint] = (), tasks: Iterable[MeetingTask] = (), by: Any, at: datetime
) -> list[AgendaItem]:
    """Put points that wait, and tasks that are still open, at the end of an agenda.

    A point that is on this agenda already, was treated or was dropped is passed over. Raises DomainError for a meeting
    that took place or was called off, and for a point of another body.
    """
    meeting = lock_planned_meeting(meeting)
    known = set(meeting.agenda.exclude(point=None).values_list("point_id", flat=True))
    rank = _last(meeting)
    made = []
    for point in points:
        if point.body_id != meeting.body_id:
            raise DomainError("Ce point attend dans une autre instance.")
        if point.pk in known or point.treated_at or point.dropped_at:
            continue
        rank += 1
        made.append(
            AgendaItem.objects.create(
                meeting=meeting,
                rank=rank,
                title=point.title,
                detail=point.detail,
                presenter=str(point.partner or "")[:120],
                point=point,
            )
        )
    for task in tasks:
        rank += 1
        made.append(
            AgendaItem.objects.create(
                meeting=meeting,
                rank=rank,
                title=task.title,
                detail=f"Où en est cette tâche, attendue pour le {plain_date(task.due_on)}\u00a0?",
                presenter=str(task.partner)[:120],
            )
        )
    if made:
        journal.record(MeetingVerb.AGENDA_CHANGED, on=meeting, by=by, at=at, added=len(made))
    return made


@transaction.atomic
def add_item(meeting: Meeting, *, by: Any, at: datetime, **fields: Any) -> AgendaItem:
    """Add a point at the end: `title`, and `detail`, `minutes`, `presenter` where they are known.

    Raises DomainError for a meeting that took place or was called off, ValidationError when a field is wrong.
    """
    meeting = lock_planned_meeting(meeting)
    item = AgendaItem(network_id=meeting.network_id, meeting=meeting, rank=_last(meeting) + 1, **fields)
    item.full_clean()
    item.save()
    journal.record(MeetingVerb.AGENDA_CHANGED, on=meeting, by=by, at=at, added=1)
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, by: Any, at: datetime, **fields: Any) -> AgendaItem:
    """Change these fields of a point of an agenda, before the meeting takes place."""
    meeting = lock_planned_meeting(item.meeting)
    item = AgendaItem.objects.get(pk=item.pk)
    changed = sorted(name for name, value in fields.items() if getattr(item, name) != value)
    for name in changed:
        setattr(item, name, fields[name])
    item.full_clean()
    if changed:
        item.save(update_fields=changed)
        journal.record(MeetingVerb.AGENDA_CHANGED, on=meeting, by=by, at=at, fields=changed)
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, by: Any, at: datetime) -> None:
    """Exchange a point with the one above it (`up`) or below; the first and the last stay where they are."""
    meeting = lock_planned_meeting(item.meeting)
    items = list(meeting.agenda.order_by("rank", "pk"))
    here = next((n for n, one in enumerate(items) if one.pk == item.pk), None)
    if here is None:
        return
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
    _renumber(items)
    Decision.objects.number(meeting)
    journal.record(MeetingVerb.AGENDA_CHANGED, on=meeting, by=by, at=at, moved=1)


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Any, at: datetime) -> None:
    """Take a point off the agenda; a point that waited in the body waits on."""
    meeting = lock_planned_meeting(item.meeting)
    if item.decisions.exists():
        raise DomainError("Une décision a été prise sur ce point\u00a0: il reste à l’ordre du jour.")
    if item.tasks.exists():
        raise DomainError("Une tâche est née de ce point\u00a0: il reste à l’ordre du jour.")
    if AgendaItem.objects.filter(pk=item.pk).exclude(said="").exists():
        raise DomainError("Des notes sont prises sur ce point\u00a0: il reste à l’ordre du jour.")
    AgendaItem.objects.filter(pk=item.pk).delete()
    _renumber(list(meeting.agenda.order_by("rank", "pk")))
    journal.record(MeetingVerb.AGENDA_CHANGED, on=meeting, by=by, at=at, removed=1)


def _last(meeting: Meeting) -> int:
    return meeting.agenda.order_by("-rank").values_list("rank", flat=True).first() or 0


def _renumber(items: list[AgendaItem]) -> None:
    for rank, item in enumerate(items, start=1):
        item.rank = rank
    AgendaItem.objects.bulk_update(items, ["rank"])
