"""The members of a body are convened to its meeting, and answer."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.meetings.actions.planning import list_members, lock_planned_meeting, write_mails
from inclusion.meetings.enums import Answer, MeetingMailKind, MeetingState, MeetingVerb
from inclusion.meetings.models import Invitee, Meeting


@transaction.atomic
def convene(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Ask everybody who sits in the body on that day, and whoever was added; their e-mails leave.

    Raises DomainError for a body that meets no more, a moment that is over, and when nobody would be asked.
    """
    meeting = lock_planned_meeting(meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError("Cette réunion est déjà convoquée.")
    if meeting.body.is_closed:
        raise DomainError("Cette instance ne se réunit plus\u00a0: rouvrez-la avant de convoquer.")
    if meeting.starts_at <= at:
        raise DomainError("Cette réunion a déjà commencé\u00a0: il est trop tard pour convoquer.")
    list_members(meeting, by=by, at=at)
    invitees = list(meeting.invitees.order_by("name", "pk"))
    if not invitees:
        raise DomainError("Personne ne siège dans cette instance\u00a0: ajoutez d’abord ses membres.")
    meeting = states.move_locked(meeting, MeetingState.CONVENED, by=by, at=at, convened_at=at, convened_by=by)
    rows = write_mails(invitees, MeetingMailKind.INVITATION, sequence=meeting.sequence, at=at)
    journal.record(MeetingVerb.CONVENED, on=meeting, by=by, at=at, invitees=len(invitees), mails=len(rows))
    return meeting


@transaction.atomic
def invite_newcomers(meeting: Meeting, *, by: Any, at: datetime) -> list[Invitee]:
    """Put those on the list who entered the body since; of a convened meeting to come they are asked. Returns them."""
    meeting = lock_planned_meeting(meeting, open_only=False)
    if meeting.state in (MeetingState.CANCELLED, MeetingState.MINUTED):
        raise DomainError("La liste de cette réunion ne change plus.")
    made = list_members(meeting, only_new=True, by=by, at=at)
    if made and meeting.state == MeetingState.CONVENED and meeting.starts_at > at:
        write_mails(made, MeetingMailKind.INVITATION, sequence=meeting.sequence, at=at)
        journal.record(MeetingVerb.INVITED, on=meeting, by=by, at=at, invitees=len(made))
    return made


@transaction.atomic
def invite_one(
    meeting: Meeting, *, name: str, email: str = "", partner: Any = None, user: Any = None, by: Any, at: datetime
) -> Invitee:
    """Ask somebody who does not sit in the body; they are informed at once if the meeting is convened already.

    Raises DomainError for somebody who is asked already and for a meeting that began, took place or was called off.
    """
    meeting = lock_planned_meeting(meeting)
    email = email.strip().lower()
    if meeting.starts_at <= at:
        raise DomainError("Cette réunion a déjà commencé\u00a0: personne n’est plus convié.")
    if email and meeting.invitees.filter(email__iexact=email).exists():
        raise DomainError("Cette adresse est déjà conviée à la réunion.").at("email")
    if not email and meeting.invitees.filter(name__iexact=name.strip(), partner=partner).exists():
        raise DomainError("Cette personne est déjà conviée à la réunion.").at("name")
    invitee = Invitee(
        network_id=meeting.network_id,
        meeting=meeting,
        partner=partner,
        user=user,
        name=name.strip(),
        email=email,
        token=secrets.token_urlsafe(32),
    )
    invitee.full_clean()
    invitee.save()
    if meeting.state == MeetingState.CONVENED:
        write_mails([invitee], MeetingMailKind.INVITATION, sequence=meeting.sequence, at=at)
    journal.record(MeetingVerb.INVITED, on=meeting, by=by, at=at, invitees=1)
    return invitee


@transaction.atomic
def uninvite(invitee: Invitee, *, by: Any, at: datetime) -> None:
    """Take a guest off the list, as long as nobody was informed. Raises DomainError for a member of the body, and once
    it is convened.
    """
    meeting = lock_planned_meeting(invitee.meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError("La réunion est convoquée\u00a0: cette personne a été prévenue et reste conviée.")
    if invitee.seat_id is not None:
        raise DomainError("Cette personne siège dans l’instance\u00a0: elle est conviée comme ses autres membres.")
    Invitee.objects.filter(pk=invitee.pk).delete()
    journal.record(MeetingVerb.INVITED, on=meeting, by=by, at=at, removed=1)


def answer_blocker(meeting: Meeting, *, at: datetime) -> str:
    """Why an invitation cannot be answered now, as a French sentence; empty when it can."""
    if meeting.state == MeetingState.CANCELLED:
        return "Cette réunion est annulée\u00a0: il n’y a plus à répondre."
    if meeting.state == MeetingState.PLANNED:
        return "Cette réunion n’est pas convoquée pour le moment."
    if meeting.took_place or meeting.starts_at <= at:
        return "Cette réunion a commencé\u00a0: la réponse ne change plus."
    return ""


@transaction.atomic
def answer_invitation(invitee: Invitee, *, answer: str, note: str = "", by: Any, at: datetime) -> Invitee:
    """Note what somebody answers (`yes`, `remote`, `no`); it may change until the meeting begins.

    Raises DomainError when it began or was called off, and for joining from afar where there is no way to.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=invitee.meeting_id)
    if why := answer_blocker(meeting, at=at):
        raise DomainError(why)
    if answer not in (Answer.YES, Answer.REMOTE, Answer.NO):
        raise DomainError("Choisissez une réponse.").at("answer")
    if answer == Answer.REMOTE and not meeting.video_url:
        raise DomainError("Cette réunion ne se suit pas à distance.").at("answer")
    invitee = Invitee.objects.select_for_update(of=("self",)).get(pk=invitee.pk)
    invitee.answer, invitee.note, invitee.answered_at = answer, note.strip(), at
    invitee.full_clean()
    invitee.save(update_fields=["answer", "note", "answered_at"])
    # Who answered what is on the invitation; the journal says that somebody did.
    journal.record(MeetingVerb.ANSWERED, on=meeting, by=by, at=at, answer=str(answer))
    return invitee
