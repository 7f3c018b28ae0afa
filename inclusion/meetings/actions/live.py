"""What is written while a meeting goes on: one line becomes a decision, a task or a note; nothing is written twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.french.days import day_meant
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.meetings.actions.attendance import lock_meeting
from inclusion.meetings.actions.decisions import decide, give_task, write_note
from inclusion.meetings.models import AgendaItem, Meeting, MeetingLine, MeetingTask
from inclusion.meetings.queries import Owner, owners_of
from inclusion.meetings.rules import Line, LineKind, named_like, read_line

#: Signs of what is to be done.
MAX_TITLE = 200


@dataclass(frozen=True)
class Written:
    """What became of a line, in a sentence; `doubt` where it is not what its author meant."""

    sentence: str
    doubt: bool = False


@transaction.atomic
def write_once[T](meeting: Meeting, key: UUID, act: Callable[[], T]) -> T | None:
    """Act for what a browser sent under this key, unless it was done before: then nothing happens, and None returns.

    What `act` refuses with a DomainError may be sent again.
    """
    lock_meeting(meeting)
    return act() if MeetingLine.objects.is_first(meeting, key) else None


@transaction.atomic
def add_line(
    meeting: Meeting, *, text: str, item: AgendaItem | None = None, by: Any, at: datetime
) -> Written:
    """Write one typed line: « D : … » a decision, « T : qui, pour quand : quoi » a task, anything else a note.

    A task of which something is not understood becomes a note with every word, and the sentence says why.
    """
    line = read_line(text)
    if not line.text:
        raise DomainError("Écrivez une ligne.").at("text")
    if line.kind == LineKind.DECISION:
        made = decide(meeting, text=line.text, item=item, by=by, at=at)
        return Written(f"Décision {made.rank} notée.")
    if line.kind == LineKind.NOTE:
        _add_note(meeting, line.text, item=item, by=by, at=at)
        return Written("Note ajoutée.")
    try:
        with transaction.atomic():
            task = _task_of(meeting, line, item=item, by=by, at=at)
    except DomainError as unclear:
        _add_note(meeting, text.strip(), item=item, by=by, at=at)
        return Written(f"{unclear} La ligne est gardée telle quelle dans les notes.", doubt=True)
    return Written(f"Tâche confiée à {task.user or task.partner}, pour le {plain_date(task.due_on)}.")


def _add_note(meeting: Meeting, text: str, *, item: AgendaItem | None, by: Any, at: datetime) -> None:
    """Add a paragraph at the end of what is there."""
    meeting = lock_meeting(meeting)
    now = meeting.summary if item is None else AgendaItem.objects.get(pk=item.pk).said
    write_note(meeting, text=f"{now}\n{text}" if now else text, item=item, told=False, by=by, at=at)


def _task_of(meeting: Meeting, line: Line, *, item: AgendaItem | None, by: Any, at: datetime) -> MeetingTask:
    if not line.who or not line.when:
        raise DomainError("Une tâche s’écrit «\u00a0T\u00a0: qui, pour quand\u00a0: quoi\u00a0».")
    owner = _owner(line.who, owners_of(meeting))
    due_on = day_meant(line.when, today=timezone.localdate(at))
    if due_on is None:
        raise DomainError(f"La date «\u00a0{line.when}\u00a0» n’est pas comprise.")
    # Who has no account is named in the task itself, which goes to their organisation.
    title = one_line(f"{line.text} ({owner.person})" if owner.person else line.text)
    if len(title) > MAX_TITLE:
        raise DomainError(f"Une tâche tient en {MAX_TITLE} signes.")
    return give_task(
        meeting,
        title=title,
        partner=owner.partner,
        user=owner.user,
        due_on=due_on,
        item=item,
        by=by,
        at=at,
    )


def _owner(text: str, owners: list[Owner]) -> Owner:
    """Who is meant. Raises DomainError where nobody is, or several are."""
    found = [owners[n] for n in named_like(text, [one.name for one in owners])]
    if not found:
        raise DomainError(f"«\u00a0{text}\u00a0» n’est ni sur la liste, ni membre du réseau.")
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:4])
        raise DomainError(f"«\u00a0{text}\u00a0» peut désigner {names}.")
    return found[0]
