"""What somebody has to do because of a meeting: given, changed, done, given up."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.enums.meetings import MeetingState, MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import Decision, Meeting, MeetingTask, Membership, Partner


@transaction.atomic
def give_task(
    meeting: Meeting,
    *,
    title: str,
    partner: Partner,
    due_on: date,
    user: Any = None,
    decision: Decision | None = None,
    linked_key: str = "",
    by: Any,
    at: datetime,
) -> MeetingTask:
    """Give something to do to an organisation, or to one of its members; `due_on` is its last day.

    Raises DomainError for a meeting that was called off, a day that is past, an organisation that was merged, somebody
    of another organisation, a decision of another meeting.
    """
    if Meeting.objects.get(pk=meeting.pk).state == MeetingState.CANCELLED:
        raise DomainError("Cette réunion est annulée.")
    if decision is not None and decision.meeting_id != meeting.pk:
        raise DomainError("Cette décision est celle d’une autre réunion.").at("decision")
    _refuse_past(due_on, at=at)
    _refuse_owner(partner, user)
    task = MeetingTask(
        network_id=meeting.network_id,
        meeting=meeting,
        decision=decision,
        title=title.strip(),
        partner=partner,
        user=user,
        due_on=due_on,
        linked_key=linked_key,
    )
    task.full_clean()
    task.save()
    journal.record(MeetingVerb.TASK_GIVEN, on=task, by=by, at=at, meeting=meeting.pk, partner=partner.pk)
    return task


def _refuse_past(due_on: date, *, at: datetime) -> None:
    if due_on < timezone.localdate(at):
        raise DomainError("Cette date est passée\u00a0: donnez un jour à venir.").at("due_on")


def _refuse_owner(partner: Partner, user: Any) -> None:
    if partner.merged_into_id is not None:
        raise DomainError(
            f"«\u00a0{partner}\u00a0» a été fusionné avec «\u00a0{partner.merged_into}\u00a0»\u00a0: "
            "choisissez celui-ci."
        ).at("partner")
    if user is None:
        return
    if not Membership.objects.in_force().filter(user=user, partner=partner).exists():
        raise DomainError(f"{user} n’est pas membre de «\u00a0{partner}\u00a0».").at("user")


def _lock(task: MeetingTask) -> MeetingTask:
    found = MeetingTask.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("partner", "meeting").get(pk=task.pk)


def _refuse_ended(task: MeetingTask) -> None:
    if task.done_at is not None:
        raise DomainError("Cette tâche est déjà terminée.")
    if task.dropped_at is not None:
        raise DomainError("Cette tâche est abandonnée.")


@transaction.atomic
def change_task(task: MeetingTask, *, by: Any, at: datetime, **fields: Any) -> MeetingTask:
    """Change a task that is still to be done: `title`, `partner`, `user`, `due_on`, `decision`, `linked_key`.

    A last day that is past may stay, and is not given anew. The journal keeps which fields changed.
    """
    task = _lock(task)
    _refuse_ended(task)
    changed = sorted(name for name, value in fields.items() if getattr(task, name) != value)
    for name in changed:
        setattr(task, name, fields[name])
    if "due_on" in changed:
        _refuse_past(task.due_on, at=at)
    if {"partner", "user"} & set(changed):
        _refuse_owner(task.partner, task.user)
    if task.decision is not None and task.decision.meeting_id != task.meeting_id:
        raise DomainError("Cette décision est celle d’une autre réunion.").at("decision")
    task.full_clean()
    if changed:
        task.save(update_fields=changed)
        journal.record(MeetingVerb.TASK_CHANGED, on=task, by=by, at=at, fields=changed)
    return task


@transaction.atomic
def finish_task(task: MeetingTask, *, outcome: str = "", by: Any, at: datetime) -> MeetingTask:
    """Note that a task is done, and what was done. Raises DomainError for one that is over already."""
    task = _lock(task)
    _refuse_ended(task)
    task.done_at, task.done_by, task.outcome = at, by, outcome.strip()
    task.full_clean()
    task.save(update_fields=["done_at", "done_by", "outcome"])
    journal.record(MeetingVerb.TASK_DONE, on=task, by=by, at=at)
    return task


@transaction.atomic
def drop_task(task: MeetingTask, *, by: Any, at: datetime) -> MeetingTask:
    """Give a task up; it stays in the list, marked so. Raises DomainError for one that is over already."""
    task = _lock(task)
    _refuse_ended(task)
    task.dropped_at = at
    task.save(update_fields=["dropped_at"])
    journal.record(MeetingVerb.TASK_DROPPED, on=task, by=by, at=at)
    return task
