"""The minutes of a meeting: made once, sent to everybody who was convened, corrected by another edition."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.french.recurrence import hour_words
from inclusion.core.mail import outbox
from inclusion.meetings.actions.attendance import lock_meeting, mark_meeting_held
from inclusion.meetings.enums import MeetingMailKind, MeetingState, MeetingVerb
from inclusion.meetings.models import Invitee, Meeting, MeetingMail
from inclusion.meetings.queries import items_dealt_with, unread_lines_of


def edition_of(meeting: Meeting) -> int:
    """How many minutes of this meeting were sent before: 0 for the first, 1 for the one that corrects it."""
    return states.history(meeting).filter(to_state=MeetingState.MINUTED).count()


def blockers(meeting: Meeting, *, at: datetime) -> list[str]:
    """What is missing before minutes can be sent, in French sentences; the page shows them as a check-list.

    A meeting that began need not be noted as past: it is when its minutes leave.
    """
    missing = []
    if meeting.state == MeetingState.CANCELLED:
        missing.append("La réunion est annulée.")
    elif meeting.state == MeetingState.MINUTED:
        missing.append("Le relevé est déjà envoyé.")
    elif not meeting.took_place and at < meeting.starts_at:
        start = timezone.localtime(meeting.starts_at)
        missing.append(f"La réunion commence le {plain_date(start.date())} à {hour_words(start)}.")
    if not Invitee.objects.present().filter(meeting=meeting).exists():
        missing.append("Personne n’est noté comme présent.")
    if unread := len(unread_lines_of(meeting)):
        missing.append(
            f"{so_many(unread, 'ligne commence', 'lignes commencent')} comme une décision ou une tâche "
            f"sans en être une\u00a0: {'reprenez-la, ou gardez-la' if unread == 1 else 'reprenez-les, ou gardez-les'}"
            " comme note."
        )
    return missing


@transaction.atomic
def send_minutes(meeting: Meeting, *, render: Callable[[Meeting, int], bytes], by: Any, at: datetime) -> Meeting:
    """Store the minutes and send them to every person of the list with an address, present or not, each once.

    `render(meeting, edition)` makes the PDF. Points that were dealt with wait no more; those of which nothing came
    wait for another meeting. A meeting that was not noted as past is. Raises DomainError with what
    is missing. The PDF is made before the meeting is locked, so that nobody who writes waits for it, and anew where
    somebody wrote meanwhile.
    """
    shown = Meeting.objects.select_related("body", "network").get(pk=meeting.pk)
    _refuse_incomplete(shown, at=at)
    data = render(shown, edition_of(shown))
    meeting = lock_meeting(meeting)
    _refuse_incomplete(meeting, at=at)
    edition = edition_of(meeting)
    if meeting.revision != shown.revision + 1:
        data = render(meeting, edition)
    if meeting.state != MeetingState.HELD:
        meeting = mark_meeting_held(meeting, by=by, at=at)
    document = store(
        data,
        kind=DocumentKind.MEETING_MINUTES,
        filename=filename_of(meeting, edition),
        media_type="application/pdf",
        by=by,
        at=at,
    )
    # Points that were dealt with are treated; those that earlier minutes settled may come back.
    dealt_with = items_dealt_with(meeting)
    for item in meeting.agenda.select_related("point"):
        point, treated = item.point, item.pk in dealt_with
        if point is None:
            continue
        settled_here = meeting.minuted_at is not None and point.treated_at == meeting.minuted_at
        if treated and (point.treated_at is None or settled_here):
            point.treated_at = at
        elif not treated and settled_here:
            point.treated_at = None
        else:
            continue
        point.save(update_fields=["treated_at"])
    meeting = states.move(meeting, MeetingState.MINUTED, by=by, at=at, minutes=document, minuted_at=at)
    mails = _write_mails(meeting, edition, at=at)
    journal.record(MeetingVerb.MINUTED, on=meeting, by=by, at=at, edition=edition, addresses=mails)
    return meeting


def _refuse_incomplete(meeting: Meeting, *, at: datetime) -> None:
    if missing := blockers(meeting, at=at):
        raise DomainError(" ".join(missing))


def filename_of(meeting: Meeting, edition: int) -> str:
    """« releve-2026-11-24.pdf », « releve-2026-11-24-corrige.pdf », « …-corrige-2.pdf »."""
    mark = "" if not edition else "-corrige" if edition == 1 else f"-corrige-{edition}"
    return f"releve-{timezone.localdate(meeting.starts_at):%Y-%m-%d}{mark}.pdf"


def _write_mails(meeting: Meeting, edition: int, *, at: datetime) -> int:
    rows = [
        MeetingMail(
            network_id=meeting.network_id, invitee=one, kind=MeetingMailKind.MINUTES, sequence=edition, written_at=at
        )
        for one in meeting.invitees.exclude(email="").order_by("pk")
    ]
    for row in MeetingMail.objects.bulk_create(rows):
        outbox.enqueue_row(row)
    return len(rows)


@transaction.atomic
def reopen_minutes(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Open a meeting again whose minutes lack something; the document that was sent stays until another replaces it."""
    if Meeting.objects.get(pk=meeting.pk).state != MeetingState.MINUTED:
        raise DomainError("Aucun relevé n’a été envoyé pour cette réunion.")
    meeting = states.move(meeting, MeetingState.HELD, by=by, at=at)
    journal.record(MeetingVerb.REOPENED, on=meeting, by=by, at=at)
    return meeting
