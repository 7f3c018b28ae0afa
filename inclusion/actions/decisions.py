"""What a meeting says and decides, written down while it is held or after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from inclusion import journal
from inclusion.actions.attendance import EARLY, lock_meeting, refuse_when_settled
from inclusion.enums.meetings import MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import AgendaItem, Decision, Meeting


def refuse_unless_writable(meeting: Meeting, *, at: datetime) -> None:
    """Raise DomainError where nothing may be written of a meeting: called off, its minutes sent, or still to come."""
    refuse_when_settled(meeting)
    if at < meeting.starts_at - EARLY:
        raise DomainError(
            "La réunion n’a pas commencé\u00a0: les notes et les décisions s’écrivent à ce moment-là."
        )


@transaction.atomic
def write_notes(
    meeting: Meeting,
    *,
    summary: str | None = None,
    said: Mapping[int, str] | None = None,
    told: bool = True,
    by: Any,
    at: datetime,
) -> Meeting:
    """Keep what was said: of the whole, and of each point of the agenda by its key; what is not named stays.

    `told`: whether the journal tells of it; notes that keep themselves while somebody types do not fill it.
    """
    meeting = lock_meeting(meeting)
    refuse_unless_writable(meeting, at=at)
    changed = 0
    if summary is not None and _lines(summary) != meeting.summary:
        meeting.summary = _lines(summary)
        meeting.save(update_fields=["summary"])
        changed += 1
    items = {one.pk: one for one in meeting.agenda.filter(pk__in=list(said or {}))}
    for pk, text in (said or {}).items():
        if pk not in items:
            raise DomainError("Un point de l’ordre du jour n’y est plus\u00a0: rouvrez la page.")
        if items[pk].said != _lines(text):
            items[pk].said = _lines(text)
            items[pk].save(update_fields=["said"])
            changed += 1
    if told:
        journal.record(MeetingVerb.SAID, on=meeting, by=by, at=at, notes=changed)
    return meeting


def _lines(text: str) -> str:
    """The text as it is stored: browsers send the ends of lines in their own way."""
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def decide(meeting: Meeting, *, text: str, item: AgendaItem | None = None, by: Any, at: datetime) -> Decision:
    """Write down a decision, of one point of the agenda or of the meeting; it takes the next number."""
    meeting = lock_meeting(meeting)
    refuse_unless_writable(meeting, at=at)
    _refuse_other(meeting, item)
    last = meeting.decisions.aggregate(last=Max("rank"))["last"] or 0
    decision = Decision.objects.create(
        network_id=meeting.network_id,
        meeting=meeting,
        item=item,
        rank=last + 1,
        text=_said(text),
        decided_at=at,
    )
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
    decision: Decision, *, text: str, item: AgendaItem | None = None, by: Any, at: datetime
) -> Decision:
    """Change the words of a decision or the point it belongs to; its number stays."""
    meeting = lock_meeting(decision.meeting)
    refuse_unless_writable(meeting, at=at)
    _refuse_other(meeting, item)
    decision = Decision.objects.get(pk=decision.pk)
    decision.text, decision.item = _said(text), item
    decision.save(update_fields=["text", "item"])
    journal.record(MeetingVerb.DECISION_CHANGED, on=meeting, by=by, at=at, decision=decision.rank)
    return decision


@transaction.atomic
def remove_decision(decision: Decision, *, by: Any, at: datetime) -> None:
    """Take back a decision that was written by mistake; those after it move up. Its tasks stay, tied to the meeting.

    Raises DomainError once the minutes were sent: people have read it.
    """
    meeting = lock_meeting(decision.meeting)
    refuse_unless_writable(meeting, at=at)
    rank = Decision.objects.get(pk=decision.pk).rank
    decision.tasks.update(decision=None)
    Decision.objects.filter(pk=decision.pk).delete()
    for later in meeting.decisions.filter(rank__gt=rank).order_by("rank"):
        Decision.objects.filter(pk=later.pk).update(rank=later.rank - 1)
    journal.record(MeetingVerb.DECISION_REMOVED, on=meeting, by=by, at=at, decision=rank)
