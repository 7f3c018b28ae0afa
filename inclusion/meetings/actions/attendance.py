"""Who is at a meeting: noted by the coordination, or by themselves with the code that is shown in the room."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.meetings.enums import Attendance, AttendedBy, MeetingState, MeetingVerb
from inclusion.meetings.models import Invitee, Meeting
from inclusion.meetings.rules import CLEAR, CODE_LENGTH, EARLY, typed_code
from inclusion.partners.models import Partner

#: The code is good a little longer than the meeting.
LATE = timedelta(hours=1)
THERE = (Attendance.PRESENT, Attendance.REMOTE)

UNKNOWN_CODE = "Ce code n’est pas celui d’une réunion en cours. Regardez l’écran de la salle et recommencez."


def lock_meeting(meeting: Meeting) -> Meeting:
    """Lock a meeting for this transaction and count it as written: whoever notes something at the same moment waits."""
    return Meeting.objects.lock(meeting.pk)


def refuse_unless_going_on(meeting: Meeting, *, at: datetime) -> None:
    """Raise DomainError where nothing can be noted yet or any more: called off, closed by its minutes, another day."""
    refuse_when_settled(meeting)
    if at < meeting.opens_at:
        raise DomainError("Les présences, les notes et les décisions s’écrivent à partir du jour de la réunion.")


def refuse_when_settled(meeting: Meeting) -> None:
    """Raise DomainError for a meeting that was called off, or whose minutes were sent."""
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError("Cette réunion est annulée.")
    if meeting.state == MeetingState.MINUTED:
        raise DomainError("Le relevé de décisions est envoyé\u00a0: rouvrez-le pour le corriger.")


@dataclass(frozen=True)
class Noted:
    """How many presences changed; `others`: of whom something else was noted meanwhile, which stays."""

    count: int
    others: tuple[Invitee, ...] = ()


@transaction.atomic
def note_attendance(
    meeting: Meeting, marks: Mapping[int, str], *, seen: Mapping[int, str] | None = None, by: Any, at: datetime
) -> Noted:
    """Note who was there, by the key of each invitee; what is not named stays.

    `seen`: what the page showed of each; where that is something else by now, it stays. An excuse may be noted at any
    time, a presence or an absence from the day of the meeting.
    """
    meeting = lock_meeting(meeting)
    refuse_when_settled(meeting)
    rows = {one.pk: one for one in meeting.invitees.filter(pk__in=list(marks))}
    changed, others = [], []
    for pk, mark in marks.items():
        if pk not in rows:
            raise DomainError("Une personne de la liste n’est plus conviée\u00a0: rouvrez la page.")
        row, new = rows[pk], Attendance(mark)
        if row.attendance == new:
            continue
        if seen and row.attendance != seen.get(pk, row.attendance):
            others.append(row)
            continue
        if new not in (Attendance.EXCUSED, Attendance.UNKNOWN):
            refuse_unless_going_on(meeting, at=at)
        _set(row, new, how=AttendedBy.LIST, at=at)
        changed.append(row)
    if changed:
        Invitee.objects.bulk_update(changed, ["attendance", "attended_by", "attended_at"])
        journal.record(MeetingVerb.ATTENDANCE, on=meeting, by=by, at=at, people=len(changed))
    return Noted(len(changed), tuple(others))


def _set(row: Invitee, attendance: Attendance, *, how: AttendedBy, at: datetime) -> None:
    unknown = attendance == Attendance.UNKNOWN
    row.attendance = attendance
    row.attended_by, row.attended_at = ("", None) if unknown else (how, at)


@transaction.atomic
def add_present(
    meeting: Meeting,
    *,
    name: str,
    email: str = "",
    partner: Partner | None = None,
    attendance: str = Attendance.PRESENT,
    by: Any,
    at: datetime,
) -> Invitee:
    """Note somebody who came without having been asked; whoever is on the list already is noted there.

    Raises DomainError before the meeting, and for somebody who is noted as present already.
    """
    meeting = lock_meeting(meeting)
    refuse_unless_going_on(meeting, at=at)
    row = _on_the_list(meeting, email=email)
    if row is None and not email.strip():
        row = meeting.invitees.filter(name__iexact=name.strip(), partner=partner).order_by("pk").first()
    row = row or _newcomer(meeting, name=name, email=email, partner=partner)
    if row.attendance in THERE:
        raise DomainError(f"{row.name} est déjà sur la liste des présents.").at("email")
    _set(row, Attendance(attendance), how=AttendedBy.LIST, at=at)
    row.save()
    journal.record(MeetingVerb.ATTENDANCE, on=meeting, by=by, at=at, people=1)
    return row


def _on_the_list(meeting: Meeting, *, email: str = "", user: Any = None) -> Invitee | None:
    """The line of this account, or of this address; that of the account first."""
    known = Q(pk=None)
    if user is not None:
        known |= Q(user=user) | Q(email__iexact=user.email)
    if email.strip():
        known |= Q(email__iexact=email.strip())
    found = list(meeting.invitees.filter(known).order_by("pk"))
    own = [one for one in found if user is not None and one.user_id == user.pk]
    return next(iter(own or found), None)


def _newcomer(
    meeting: Meeting, *, name: str, email: str = "", partner: Partner | None = None, user: Any = None
) -> Invitee:
    if not name.strip():
        raise DomainError("Écrivez le nom de la personne.").at("name")
    if partner is not None and partner.merged_into_id is not None:
        raise DomainError(f"{partner} a été fusionné\u00a0: choisissez {partner.merged_into}.").at("partner")
    return Invitee(
        network_id=meeting.network_id,
        meeting=meeting,
        name=name.strip(),
        email=email.strip().lower(),
        partner=partner,
        user=user,
        token=secrets.token_urlsafe(32),
        came_unasked=True,
    )


@transaction.atomic
def open_code(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Give the meeting a code that people type or scan, good until an hour after its end; one that is open stays.

    Raises DomainError for a meeting that is called off, minuted, or over for more than an hour.
    """
    meeting = lock_meeting(meeting)
    refuse_when_settled(meeting)
    until = meeting.ends_at + LATE
    if at >= until:
        raise DomainError("La réunion est finie depuis plus d’une heure\u00a0: notez les présences sur la liste.")
    if is_open(meeting, at=at) and meeting.attendance_until == until:
        return meeting
    if not is_open(meeting, at=at):
        # A code that no other meeting of the network has open.
        taken = set(Meeting.objects.filter(attendance_until__gt=at).values_list("attendance_code", flat=True))
        while (code := "".join(secrets.choice(CLEAR) for _ in range(CODE_LENGTH))) in taken:
            pass
        meeting.attendance_code = code
    meeting.attendance_until = until
    meeting.save(update_fields=["attendance_code", "attendance_until"])
    journal.record(MeetingVerb.CODE_OPENED, on=meeting, by=by, at=at)
    return meeting


def is_open(meeting: Meeting, *, at: datetime) -> bool:
    """Whether the code of this meeting is good at this moment."""
    return bool(
        meeting.attendance_code
        and meeting.attendance_until is not None
        and at < meeting.attendance_until
        and meeting.state not in (MeetingState.CANCELLED, MeetingState.MINUTED)
    )


@transaction.atomic
def close_code(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Take the code back: nobody notes themselves any more."""
    meeting = lock_meeting(meeting)
    if is_open(meeting, at=at):
        meeting.attendance_until = at
        meeting.save(update_fields=["attendance_until"])
        journal.record(MeetingVerb.CODE_CLOSED, on=meeting, by=by, at=at)
    return meeting


def meeting_of_code(text: str, *, at: datetime) -> Meeting:
    """The meeting whose code was typed. Raises DomainError for a code that is unknown, or good no more."""
    code = typed_code(text)
    named = Meeting.objects.filter(attendance_code=code) if code else Meeting.objects.none()
    found = named.select_related("network", "body").order_by("-attendance_until", "-pk").first()
    if found is None:
        raise DomainError(UNKNOWN_CODE).at("code")
    if found.state == MeetingState.CANCELLED:
        raise DomainError("Cette réunion est annulée.").at("code")
    if not is_open(found, at=at):
        raise DomainError(
            "Ce code n’est plus valable\u00a0: demandez à la personne qui anime de noter votre présence."
        ).at("code")
    if at < found.starts_at - EARLY:
        raise DomainError("Vous êtes en avance\u00a0: le code s’utilise à partir d’une heure avant la réunion.").at(
            "code"
        )
    return found


@transaction.atomic
def check_in(
    code: str,
    *,
    invitee: int | None = None,
    user: Any = None,
    name: str = "",
    email: str = "",
    partner: Partner | None = None,
    attendance: str = Attendance.PRESENT,
    how: str = AttendedBy.CODE,
    by: Any,
    at: datetime,
) -> Invitee:
    """Note the presence of whoever holds the code: their line of the list, their account, or a name and an address.

    Each person is there once: a second time changes nothing. Raises DomainError for a code that is not good, for a line
    of another meeting, without a name or an address.
    """
    meeting = lock_meeting(meeting_of_code(code, at=at))
    if not is_open(meeting, at=at):  # it was closed while we waited for its lock
        raise DomainError(UNKNOWN_CODE).at("code")
    row = _who(meeting, invitee=invitee, user=user, name=name, email=email, partner=partner)
    if row.attendance in THERE:
        return row
    _set(row, Attendance(attendance), how=AttendedBy(how), at=at)
    row.save()
    # Who came is read on the list; the journal records that somebody did.
    journal.record(MeetingVerb.CAME, on=meeting, by=by, at=at, how=str(AttendedBy(how).value))
    return row


def _who(
    meeting: Meeting, *, invitee: int | None, user: Any, name: str, email: str, partner: Partner | None
) -> Invitee:
    if invitee is not None:
        row = meeting.invitees.filter(pk=invitee).first()
        if row is None:
            raise DomainError("Cette personne n’est pas sur la liste\u00a0: écrivez votre nom.").at("invitee")
        return row
    if user is not None:
        return _on_the_list(meeting, user=user) or _newcomer(
            meeting, name=str(user), email=user.email, partner=partner, user=user
        )
    if not email.strip():
        raise DomainError("Écrivez votre adresse électronique\u00a0: le relevé vous y sera envoyé.").at("email")
    return _on_the_list(meeting, email=email) or _newcomer(meeting, name=name, email=email, partner=partner)


@transaction.atomic
def mark_meeting_held(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Note that a meeting took place. Raises DomainError before it starts, and for one that was called off."""
    if at < meeting.starts_at:
        raise DomainError("Cette réunion n’a pas encore commencé.")
    meeting = states.move(meeting, MeetingState.HELD, by=by, at=at, held_at=at)
    journal.record(MeetingVerb.HELD, on=meeting, by=by, at=at)
    return meeting
