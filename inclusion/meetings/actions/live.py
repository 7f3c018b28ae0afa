"""What is written while a meeting goes on: one line becomes a decision, a task or a note; nothing is written twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.french.days import day_meant, day_problem
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.meetings.actions.attendance import lock_meeting, refuse_unless_going_on
from inclusion.meetings.actions.decisions import change_task, decide, drop_task, give_task, write_note
from inclusion.meetings.models import AgendaItem, Meeting, MeetingLine, MeetingTask
from inclusion.meetings.queries import Owner, owners_of
from inclusion.meetings.rules import Line, LineKind, named_like, read_line, unread_lines, without_mark

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
def add_line(meeting: Meeting, *, text: str, item: AgendaItem | None = None, by: Any, at: datetime) -> Written:
    """Write one typed line: « D : … » a decision, « T : qui, pour quand : quoi » a task, anything else a note.

    A task of which something is not understood becomes a note with every word, and the sentence says why. Nothing is
    added before the day of the meeting, or once its minutes were sent.
    """
    refuse_unless_going_on(lock_meeting(meeting), at=at)
    line = read_line(text)
    if not line.text:
        raise DomainError("Écrivez une ligne.").at("text")
    if unread_lines(line.text) and not without_mark(line.text):
        raise DomainError(f"Rien ne suit «\u00a0{line.text}\u00a0»\u00a0: complétez la ligne.").at("text")
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
    return _given(task)


@transaction.atomic
def rewrite_line(
    meeting: Meeting, *, line: str, text: str, item: AgendaItem | None = None, by: Any, at: datetime
) -> Written:
    """Write a line of the notes anew: it leaves them for a decision or a task, or another note takes its place.

    An empty `text` takes out a line in which nothing stands. Raises DomainError for a line that is gone, and where
    the new one is not understood either: then nothing changes.
    """
    refuse_unless_going_on(lock_meeting(meeting), at=at)
    now = Meeting.objects.get(pk=meeting.pk).summary if item is None else AgendaItem.objects.get(pk=item.pk).said
    lines, read = now.split("\n"), read_line(text)
    if line not in lines:
        raise DomainError("Cette ligne n’est plus dans les notes\u00a0: rouvrez la page.")
    if unread_lines(read.text) or (not read.text and without_mark(line)):
        raise DomainError("Écrivez une ligne entière.").at("text")
    place = lines.index(line)
    is_note = read.kind == LineKind.NOTE and bool(read.text)
    lines[place : place + 1] = [read.text] if is_note else []
    write_note(meeting, text="\n".join(lines), item=item, by=by, at=at)
    if is_note:
        return Written("La ligne est gardée comme note.")
    if not read.text:
        return Written("La ligne est effacée.")
    if read.kind == LineKind.DECISION:
        return Written(f"Décision {decide(meeting, text=read.text, item=item, by=by, at=at).rank} notée.")
    return _given(_task_of(meeting, read, item=item, by=by, at=at))


def _given(task: MeetingTask) -> Written:
    return Written(f"Tâche confiée à {task.user or task.partner}, pour le {plain_date(task.due_on)}.")


def _add_note(meeting: Meeting, text: str, *, item: AgendaItem | None, by: Any, at: datetime) -> None:
    """Add a paragraph at the end of what is there."""
    meeting = lock_meeting(meeting)
    now = meeting.summary if item is None else AgendaItem.objects.get(pk=item.pk).said
    write_note(meeting, text=f"{now}\n{text}" if now else text, item=item, in_journal=False, by=by, at=at)


def _task_of(meeting: Meeting, line: Line, *, item: AgendaItem | None, by: Any, at: datetime) -> MeetingTask:
    if not line.who or not line.when:
        raise DomainError("Une tâche s’écrit «\u00a0T\u00a0: qui, pour quand\u00a0: quoi\u00a0».")
    owner = _owner(line.who, meeting)
    today = timezone.localdate(at)
    due_on = day_meant(line.when, today=today)
    if due_on is None:
        raise DomainError(day_problem(line.when, today=today))
    # Who has no account is named in the task itself, which goes to their organisation.
    title = one_line(f"{line.text} ({owner.person})" if owner.person else line.text)
    if len(title) > MAX_TITLE:
        raise DomainError(f"Une tâche tient en {MAX_TITLE} signes.")
    return give_task(
        meeting, title=title, partner=owner.partner, user=owner.user, due_on=due_on, item=item, by=by, at=at
    )


def _owner(text: str, meeting: Meeting) -> Owner:
    """Who is meant: by a name, else by a name and the organisation. Raises DomainError for nobody, or several."""
    owners = owners_of(meeting)
    found = _named(text, [(one, name) for one in owners for name in one.names])
    found = found or _named(text, [(one, one.in_full) for one in owners])
    if len(found) == 1:
        return found[0]
    if found:
        raise DomainError(f"«\u00a0{text}\u00a0» peut désigner {', '.join(one.in_full for one in found[:4])}.")
    guests = list(meeting.invitees.filter(partner=None).order_by("pk"))
    if alone := named_like(text, [one.name for one in guests]):
        name = guests[alone[0]].name
        raise DomainError(f"{name} n’a pas d’organisme\u00a0: une tâche se confie à un organisme.")
    raise DomainError(f"«\u00a0{text}\u00a0» n’est ni sur la liste, ni membre du réseau.")


def _named(text: str, names: list[tuple[Owner, str]]) -> list[Owner]:
    found = [names[n][0] for n in named_like(text, [name for _, name in names])]
    return [one for n, one in enumerate(found) if one not in found[:n]]


@transaction.atomic
def change_shown_task(
    task: MeetingTask, *, title: str, due: date, seen_title: str, seen_due: date | None, by: Any, at: datetime
) -> MeetingTask:
    """Change the words and the day of a task; what its author left as the page showed it stays as it is now.

    `seen_*`: what the page showed, empty where that is not known. Raises DomainError where somebody else changed
    the same meanwhile, and for a meeting that is not going on.
    """
    refuse_unless_going_on(lock_meeting(task.meeting), at=at)
    task = MeetingTask.objects.select_related("meeting").get(pk=task.pk)
    wanted: dict[str, Any] = {}
    for name, new, seen in (("title", title, seen_title), ("due_on", due, seen_due)):
        now = getattr(task, name)
        if new in (now, seen):
            continue
        if seen and now != seen:
            raise DomainError(
                f"Cette tâche vient d’être changée\u00a0: «\u00a0{task.title}\u00a0», pour le "
                f"{plain_date(task.due_on)}. Reprenez-la pour la changer encore."
            )
        wanted[name] = new
    return change_task(task, **wanted, by=by, at=at)


@transaction.atomic
def drop_shown_task(task: MeetingTask, *, by: Any, at: datetime) -> MeetingTask:
    """Give a task up while its meeting goes on."""
    refuse_unless_going_on(lock_meeting(task.meeting), at=at)
    return drop_task(task, by=by, at=at)
