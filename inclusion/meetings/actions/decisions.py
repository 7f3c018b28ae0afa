"""What a meeting says and decides, and what somebody has to do because of it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import Membership
from inclusion.core.registry.links import change_link
from inclusion.meetings.actions.attendance import lock_meeting, refuse_unless_going_on
from inclusion.meetings.enums import MeetingState, MeetingVerb
from inclusion.meetings.models import AgendaItem, Decision, Meeting, MeetingTask
from inclusion.meetings.rules import Merged, merged
from inclusion.partners.models import Partner

#: Signs of what was said of one point, or of the whole.
MAX_NOTE = 20_000


@transaction.atomic
def write_note(
    meeting: Meeting,
    *,
    text: str,
    item: AgendaItem | None = None,
    seen: str | None = None,
    in_journal: bool = True,
    by: Any,
    at: datetime,
) -> Merged:
    """Keep what was said of a point, or of the whole meeting. Returns what is kept.

    `seen`: the text that its author began from; what somebody else wrote meanwhile stays beside it. `in_journal`:
    whether the journal records it; notes that keep themselves while somebody types do not fill it.
    """
    meeting = lock_meeting(meeting)
    refuse_unless_going_on(meeting, at=at)
    _refuse_other(meeting, item)
    kept: AgendaItem | Meeting = meeting if item is None else AgendaItem.objects.get(pk=item.pk)
    field = "summary" if item is None else "said"
    now: str = getattr(kept, field)
    result = merged(now if seen is None else _lines(seen), _lines(text), now)
    if len(result.text) > MAX_NOTE:
        raise DomainError(f"Ce texte est trop long\u00a0: {MAX_NOTE} signes au plus pour un point.").at("text")
    if result.text != now:
        setattr(kept, field, result.text)
        kept.save(update_fields=[field])
    if in_journal:
        journal.record(MeetingVerb.SAID, on=meeting, by=by, at=at, notes=int(result.text != now))
    return result


def _lines(text: str) -> str:
    """The text as it is stored: browsers send the ends of lines in their own way."""
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def decide(meeting: Meeting, *, text: str, item: AgendaItem | None = None, by: Any, at: datetime) -> Decision:
    """Write down a decision, of one point of the agenda or of the meeting; all are numbered anew."""
    meeting = lock_meeting(meeting)
    refuse_unless_going_on(meeting, at=at)
    _refuse_other(meeting, item)
    last = meeting.decisions.order_by("rank").values_list("rank", flat=True).last() or 0
    decision = Decision.objects.create(
        network_id=meeting.network_id, meeting=meeting, item=item, rank=last + 1, text=_said(text), decided_at=at
    )
    Decision.objects.number(meeting)
    decision.refresh_from_db(fields=["rank"])
    journal.record(MeetingVerb.DECIDED, on=meeting, by=by, at=at, decision=decision.rank)
    return decision


def _said(text: str) -> str:
    if not (text := _lines(text)):
        raise DomainError("Écrivez ce qui est décidé.").at("text")
    return text


def _refuse_other(meeting: Meeting, item: AgendaItem | None) -> None:
    if item is not None and item.meeting_id != meeting.pk:
        raise DomainError("Ce point est à l’ordre du jour d’une autre réunion.").at("item")


@transaction.atomic
def change_decision(
    decision: Decision, *, text: str, item: AgendaItem | None = None, seen: str | None = None, by: Any, at: datetime
) -> Merged:
    """Change the words of a decision or the point it belongs to, which may give it another number.

    Returns what is kept.

    `seen`: the words that its author began from; those that somebody else wrote meanwhile stay beside them.
    """
    meeting = lock_meeting(decision.meeting)
    refuse_unless_going_on(meeting, at=at)
    _refuse_other(meeting, item)
    decision = Decision.objects.get(pk=decision.pk)
    wanted = _said(text)
    result = merged(decision.text if seen is None else _lines(seen), wanted, decision.text)
    decision.text = result.text
    decision.item = item
    decision.save(update_fields=["text", "item"])
    Decision.objects.number(meeting)
    journal.record(MeetingVerb.DECISION_CHANGED, on=meeting, by=by, at=at, decision=decision.rank)
    return result


@transaction.atomic
def remove_decision(decision: Decision, *, by: Any, at: datetime) -> None:
    """Take back a decision that was written by mistake; those after it move up. Its tasks stay, tied to the meeting.

    Raises DomainError where minutes with it were sent: people have read it, and know the others by their numbers.
    """
    meeting = lock_meeting(decision.meeting)
    refuse_unless_going_on(meeting, at=at)
    if meeting.minuted_at is not None and decision.decided_at <= meeting.minuted_at:
        raise DomainError(
            "Le relevé envoyé porte cette décision\u00a0: elle garde son numéro. Écrivez à sa place qu’elle est "
            "retirée."
        )
    rank = Decision.objects.get(pk=decision.pk).rank
    decision.tasks.update(decision=None)
    Decision.objects.filter(pk=decision.pk).delete()
    Decision.objects.number(meeting)
    journal.record(MeetingVerb.DECISION_REMOVED, on=meeting, by=by, at=at, decision=rank)


# -- Tasks that follow from a meeting


@transaction.atomic
def give_task(
    meeting: Meeting,
    *,
    title: str,
    partner: Partner,
    due_on: date,
    user: Any = None,
    decision: Decision | None = None,
    item: AgendaItem | None = None,
    linked_key: str = "",
    by: Any,
    at: datetime,
) -> MeetingTask:
    """Give something to do to an organisation, or to one of its members; `due_on` is its last day.

    Raises DomainError for a meeting that was called off, a day that is past, an organisation that was merged, somebody
    of another organisation, a decision of another meeting.
    """
    meeting = lock_meeting(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError("Cette réunion est annulée.")
    if decision is not None and decision.meeting_id != meeting.pk:
        raise DomainError("Cette décision est celle d’une autre réunion.").at("decision")
    _refuse_other(meeting, item)
    _refuse_past(due_on, at=at)
    _refuse_owner(partner, user)
    task = MeetingTask(
        network_id=meeting.network_id,
        meeting=meeting,
        decision=decision,
        item=item,
        title=title.strip(),
        partner=partner,
        user=user,
        due_on=due_on,
    )
    task.full_clean()
    task.save()
    change_link(task, linked_key)
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
    lock_meeting(task.meeting)  # before the task, as everybody does
    found = MeetingTask.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("partner", "meeting").get(pk=task.pk)


def _refuse_ended(task: MeetingTask) -> None:
    if task.done_at is not None:
        raise DomainError("Cette tâche est déjà terminée.")
    if task.dropped_at is not None:
        raise DomainError("Cette tâche est abandonnée.")


@transaction.atomic
def change_task(
    task: MeetingTask, *, linked_key: str | None = None, by: Any, at: datetime, **fields: Any
) -> MeetingTask:
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
    if change_link(task, linked_key):
        changed = sorted([*changed, "linked_key"])
    if changed:
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
