"""The members of a body are convened to its meeting, and answer."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.meetings.actions.planning import lock_planned_meeting, write_mails
from inclusion.meetings.enums import Answer, MeetingMailKind, MeetingState, MeetingVerb
from inclusion.meetings.models import BodySeat, Invitee, Meeting


def to_invite(meeting: Meeting) -> list[BodySeat]:
    """The seats that are taken on the day of the meeting and whose holders were not asked yet."""
    known = meeting.invitees.all()
    addresses = {one.email for one in known if one.email}
    seats = {one.seat_id for one in known}
    sitting = BodySeat.objects.sitting(on=timezone.localdate(meeting.starts_at))
    sitting = sitting.filter(body=meeting.body_id).select_related("partner")
    found = []
    for seat in sitting:
        if seat.pk in seats or (seat.email and seat.email in addresses):
            continue
        addresses.add(seat.email)
        found.append(seat)
    return found


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
    _take_in(meeting, to_invite(meeting))
    invitees = list(meeting.invitees.order_by("name", "pk"))
    if not invitees:
        raise DomainError("Personne ne siège dans cette instance\u00a0: ajoutez d’abord ses membres.")
    meeting = states.move_locked(meeting, MeetingState.CONVENED, by=by, at=at, convened_at=at)
    rows = write_mails(invitees, MeetingMailKind.INVITATION, sequence=meeting.sequence, at=at)
    journal.record(MeetingVerb.CONVENED, on=meeting, by=by, at=at, invitees=len(invitees), mails=len(rows))
    return meeting


@transaction.atomic
def invite_newcomers(meeting: Meeting, *, by: Any, at: datetime) -> list[Invitee]:
    """Ask those who entered the body since it was convened; returns them."""
    meeting = lock_planned_meeting(meeting)
    if meeting.state != MeetingState.CONVENED or meeting.starts_at <= at:
        raise DomainError("Cette réunion n’est pas à venir et convoquée\u00a0: personne n’est convié.")
    made = _take_in(meeting, to_invite(meeting))
    if made:
        write_mails(made, MeetingMailKind.INVITATION, sequence=meeting.sequence, at=at)
        journal.record(MeetingVerb.INVITED, on=meeting, by=by, at=at, invitees=len(made))
    return made


def _take_in(meeting: Meeting, seats: Iterable[BodySeat]) -> list[Invitee]:
    return [
        Invitee.objects.create(
            meeting=meeting,
            seat=seat,
            partner=seat.partner,
            user_id=seat.user_id,
            name=seat.name,
            email=seat.email,
            token=secrets.token_urlsafe(32),
        )
        for seat in seats
    ]


@transaction.atomic
def invite_one(
    meeting: Meeting,
    *,
    name: str,
    email: str = "",
    partner: Any = None,
    user: Any = None,
    by: Any,
    at: datetime,
) -> Invitee:
    """Ask somebody who does not sit in the body; they are informed at once if the meeting is convened already.

    Raises DomainError for somebody who is asked already and for a meeting that began, was held or called off.
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
    """Take somebody off the list, as long as nobody was informed. Raises DomainError once it is convened."""
    meeting = lock_planned_meeting(invitee.meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError("La réunion est convoquée\u00a0: cette personne a été prévenue et reste conviée.")
    Invitee.objects.filter(pk=invitee.pk).delete()
    journal.record(MeetingVerb.INVITED, on=meeting, by=by, at=at, removed=1)


def answer_blocker(meeting: Meeting, *, at: datetime) -> str:
    """Why an invitation cannot be answered now, as a French sentence; empty when it can."""
    if meeting.state == MeetingState.CANCELLED:
        return "Cette réunion est annulée\u00a0: il n’y a plus à répondre."
    if meeting.state == MeetingState.PLANNED:
        return "Cette réunion n’est pas convoquée pour le moment."
    if meeting.is_over or meeting.starts_at <= at:
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
