"""Who is told about a meeting, by rows that a worker sends once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from inclusion import jobs, journal
from inclusion.enums.meetings import Answer, MeetingMailKind, MeetingState, MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import Invitee, Meeting, MeetingMail

#: An e-mail that waits for longer than this was lost on its way to the worker, which gives up after a day.
LOST = timedelta(days=2)
#: How long before a meeting those who did not answer are reminded.
REMINDED = timedelta(days=2)


def write_mails(
    invitees: Iterable[Invitee], kind: MeetingMailKind, *, sequence: int, at: datetime
) -> list[MeetingMail]:
    """Write one e-mail to each of these people who has an address; they leave once this is committed.

    Nobody is written to twice about the same thing and version of the meeting. Returns the rows that will leave.
    """
    written = [_written(one, kind, sequence=sequence, at=at) for one in invitees if one.email]
    made = [row for row, is_new in written if is_new]
    for row in made:
        enqueue_mail(row)
    return made


def _written(
    invitee: Invitee, kind: MeetingMailKind, *, sequence: int, at: datetime
) -> tuple[MeetingMail, bool]:
    """The e-mail of this person, and whether it was not there before."""
    return MeetingMail.objects.get_or_create(
        invitee=invitee,
        kind=kind,
        sequence=sequence,
        defaults={"network_id": invitee.network_id, "written_at": at},
    )


def enqueue_mail(row: MeetingMail) -> None:
    """Have an e-mail sent once this is committed."""
    from inclusion.tasks.meetings import send_meeting_mail  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_meeting_mail, network_id=row.network_id, mail_id=row.pk)


def remind_unanswered(*, at: datetime) -> list[MeetingMail]:
    """Remind, once, those who have not answered about the meetings of the next two days.

    Who was only told within the last day is left in peace.
    """
    soon = Meeting.objects.filter(
        state=MeetingState.CONVENED, starts_at__gt=at, starts_at__lte=at + REMINDED
    ).order_by("pk")
    return [row for meeting in soon for row in _remind(meeting, at=at)]


@transaction.atomic
def _remind(meeting: Meeting, *, at: datetime) -> list[MeetingMail]:
    just_told = MeetingMail.objects.filter(
        invitee__meeting=meeting, written_at__gt=at - timedelta(days=1)
    ).values("invitee_id")
    silent = meeting.invitees.filter(answer=Answer.NONE).exclude(pk__in=just_told)
    made = write_mails(silent, MeetingMailKind.REMINDER, sequence=meeting.sequence, at=at)
    if made:
        journal.record(MeetingVerb.INVITED, on=meeting, by=None, at=at, reminded=len(made))
    return made


@transaction.atomic
def send_again(invitee: Invitee, *, email: str, by: Any, at: datetime) -> MeetingMail:
    """Correct somebody's address where it was wrong, and send what did not arrive once more.

    Raises DomainError when everything left, django's ValidationError for an address that somebody else has.
    """
    invitee = Invitee.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=invitee.pk)
    # A minute's document is sent by those who hold it: what is sent again here is about the meeting's date.
    rows = invitee.mails.exclude(kind=MeetingMailKind.MINUTES).order_by("-sequence", "-written_at", "-pk")
    invitee.email = email.strip().lower()
    invitee.full_clean()
    invitee.save(update_fields=["email"])
    row = rows.select_for_update().first()
    if row is None:
        if invitee.meeting.state != MeetingState.CONVENED or not invitee.email:
            raise DomainError("Rien n’est à envoyer à cette personne pour le moment.").at("email")
        (row,) = write_mails([invitee], MeetingMailKind.INVITATION, sequence=invitee.meeting.sequence, at=at)
    else:
        if row.mailed_at is not None and not row.problem:
            raise DomainError("Le dernier courriel est bien parti\u00a0: rien n’est envoyé une seconde fois.")
        row.written_at, row.mailed_at, row.problem = at, None, ""
        row.save(update_fields=["written_at", "mailed_at", "problem"])
        enqueue_mail(row)
    journal.record(MeetingVerb.INVITED, on=invitee.meeting, by=by, at=at, again=1)
    return row
