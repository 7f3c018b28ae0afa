"""Training sessions are planned, changed, cancelled; families are registered and reminded, attendance is recorded."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from equipment.enums import Verb
from equipment.family_aid.actions.paths import follow_path
from equipment.family_aid.actions.proposals import label_of, lock_aid, lock_aids
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import (
    AidProgramme,
    FamilyAid,
    SessionAttendance,
    SessionAttendanceQuerySet,
    TrainingSession,
)
from equipment.family_aid.rules import MAX_MINUTES, MAX_SEATS, MIN_MINUTES, REMINDED_WITHIN
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.mails import UNTRIED
from inclusion.people.actions.files import keep_longer

#: States of an aid in which its family follows sessions.
FOLLOWS = (AidState.ACCEPTED, AidState.GIVEN)


def lock_session(session: TrainingSession) -> TrainingSession:
    """Lock a session for this transaction: seats are counted under its lock."""
    return TrainingSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)


def _taken(session: TrainingSession) -> int:
    return SessionAttendance.objects.taking_a_seat().filter(session=session).count()


def _checked(session: TrainingSession) -> None:
    programme = session.programme
    if (subject := programme.subject_of(session.title)) is None:
        raise DomainError(f"Donnez à la séance un sujet de cette aide\u00a0: {', '.join(programme.subjects)}.").at(
            "title"
        )
    session.title = subject
    if not MIN_MINUTES <= session.minutes <= MAX_MINUTES:
        raise DomainError("Une séance dure de 15 minutes à 8 heures.").at("minutes")
    if not 1 <= session.seats <= MAX_SEATS:
        raise DomainError(f"Une séance a de 1 à {MAX_SEATS} places.").at("seats")
    session.full_clean()


@transaction.atomic
def plan_session(programme: AidProgramme, *, by: Any, at: datetime, **fields: Any) -> TrainingSession:
    """Plan a session to come. Raises DomainError at the field at fault."""
    session = TrainingSession(network_id=programme.network_id, programme=programme, **_tidy(fields))
    if session.starts_at <= at:
        raise DomainError("Ce moment est déjà passé\u00a0: une séance se prévoit à l’avance.").at("starts_at")
    _checked(session)
    session.save()
    journal.record(Verb.SESSION_PLANNED, on=session, by=by, at=at, programme=programme.pk)
    return session


def _tidy(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: one_line(value) if name in ("title", "place") else value for name, value in fields.items()}


@transaction.atomic
def change_session(session: TrainingSession, *, by: Any, at: datetime, **fields: Any) -> TrainingSession:
    """Change a session that is not cancelled. Where its moment changes, those who come are reminded anew.

    Raises DomainError for one that was cancelled, and for fewer seats than are taken. Once a presence is noted, the
    day stays, and so does a subject that counts in the paths of families.
    """
    session = lock_session(session)
    if session.cancelled_at is not None:
        raise DomainError("Cette séance est annulée\u00a0: elle ne change plus.")
    before, subject = session.starts_at, session.title
    for name, value in _tidy(fields).items():
        setattr(session, name, value)
    _checked(session)
    moved = session.starts_at != before
    is_noted = session.attendances.exclude(noted_at=None).exists()
    if moved and is_noted:
        raise DomainError("Les présences de cette séance sont notées\u00a0: son jour ne change plus.").at("starts_at")
    if session.programme.subjects and session.title != subject and is_noted:
        raise DomainError("Les présences de cette séance sont notées\u00a0: son sujet ne change plus.").at("title")
    if moved and session.starts_at <= at:
        raise DomainError("Ce moment est déjà passé.").at("starts_at")
    taken = _taken(session)
    if session.seats < taken:
        raise DomainError(f"{so_many(taken, 'place est déjà prise', 'places sont déjà prises')}.").at("seats")
    session.save()
    if moved:
        session.attendances.filter(state=Attendance.EXPECTED).update(**UNTRIED)
    journal.record(Verb.SESSION_CHANGED, on=session, by=by, at=at, fields=sorted(fields))
    return session


@transaction.atomic
def cancel_session(session: TrainingSession, *, by: Any, at: datetime) -> TrainingSession:
    """Cancel a session of which nobody's presence was noted; it counts in no path any more.

    Who was expected stays on its list, to be informed.
    """
    session = lock_session(session)
    if session.cancelled_at is not None:
        return session
    if session.attendances.exclude(noted_at=None).exists():
        raise DomainError("Des présences sont notées\u00a0: cette séance a eu lieu, elle ne s’annule plus.")
    session.cancelled_at = at
    session.save(update_fields=["cancelled_at"])
    journal.record(Verb.SESSION_CANCELLED, on=session, by=by, at=at)
    return session


@transaction.atomic
def register(session: TrainingSession, aid: FamilyAid, *, by: Any, at: datetime) -> SessionAttendance:
    """Put a family on a session to come. Harmless when repeated.

    Raises DomainError where the session is full, over or cancelled, the family follows no sessions, or it has followed
    this subject of the aid or is expected at another session of it.
    """
    aid = lock_aid(aid)
    session = lock_session(session)
    if session.programme_id != aid.programme_id:
        raise DomainError("Cette séance est celle d’une autre aide.").at("session")
    if aid.state not in FOLLOWS:
        raise DomainError(
            f"Cette aide est «\u00a0{aid.get_state_display().lower()}\u00a0»\u00a0: "
            "la famille ne s’inscrit pas à des séances."
        )
    if session.cancelled_at is not None or session.starts_at <= at:
        raise DomainError(
            f"La séance «\u00a0{session}\u00a0» est passée ou annulée\u00a0: choisissez-en une autre."
        ).at("session")
    known = SessionAttendance.objects.filter(session=session, aid=aid).first()
    if known is not None and known.state != Attendance.EXCUSED:
        return known
    _refuse_twice(session, aid, at=at)
    if _taken(session) >= session.seats:
        raise DomainError(
            f"La séance «\u00a0{session}\u00a0» est complète\u00a0: "
            f"{so_many(session.seats, 'place prise', 'places prises')}. Choisissez-en une autre."
        ).at("session")
    fresh = {"noted_at": None, "noted_by": None, **UNTRIED}
    if known is None:
        attendance = SessionAttendance.objects.create(session=session, aid=aid)
    else:
        attendance = states.move(known, Attendance.EXPECTED, by=by, at=at, **fresh)
    journal.record(Verb.AID_REGISTERED, on=aid, by=by, at=at, label=label_of(aid), session=session.pk)
    return attendance


def _refuse_twice(session: TrainingSession, aid: FamilyAid, *, at: datetime) -> None:
    """Refuse a subject of the aid that the family has followed or is expected at, whose seat another may take."""
    if not aid.programme.subjects:
        return
    counting = SessionAttendance.objects.followed_or_to_come(at=at).filter(aid=aid).exclude(session=session)
    for one in counting.select_related("session").order_by("session__starts_at", "pk"):
        if one.session.title != session.title:
            continue
        day = plain_date(timezone.localdate(one.session.starts_at))
        followed = one.state == Attendance.PRESENT
        raise DomainError(
            f"La famille {'a suivi' if followed else 'est déjà inscrite à'} la séance «\u00a0{one.session}\u00a0» du "
            f"{day}\u00a0: choisissez une séance d’un autre sujet{'' if followed else ', ou désinscrivez-la d’abord'}."
        ).at("session")


@transaction.atomic
def unregister(session: TrainingSession, aid: FamilyAid, *, by: Any, at: datetime) -> None:
    """Take a family off a session of which its presence was not noted; its seat is free again."""
    aid = lock_aid(aid)
    gone, _ = SessionAttendance.objects.filter(session=session, aid=aid, noted_at=None).delete()
    if not gone:
        raise DomainError("La présence de cette famille est déjà notée, ou elle n’est plus inscrite à cette séance.")
    journal.record(Verb.AID_UNREGISTERED, on=aid, by=by, at=at, label=label_of(aid), session=session.pk)


@transaction.atomic
def note_attendance(session: TrainingSession, noted: Mapping[int, str], *, by: Any, at: datetime) -> int:
    """Note who came, `{attendance's key: state}`; return how many paths are complete now and were not.

    A family that was taken off meanwhile is passed over. Raises DomainError before the session has begun, for a
    presence in one that was cancelled.
    """
    keys = SessionAttendance.objects.filter(session=session, pk__in=list(noted)).values_list("aid", flat=True)
    aids = lock_aids(list(keys))
    session = lock_session(session)
    if session.cancelled_at is not None:
        raise DomainError("Cette séance est annulée\u00a0: personne n’y était.")
    day = timezone.localdate(session.starts_at)
    if session.starts_at > at:
        raise DomainError(
            f"Cette séance commence le {plain_date(day)} à {timezone.localtime(session.starts_at):%H:%M}\u00a0: "
            "les présences se notent à partir de ce moment."
        )
    complete = 0
    for row in session.attendances.filter(pk__in=list(noted), aid__in=aids).order_by("aid", "pk"):
        if row.state == (to := noted[row.pk]):
            continue
        aid = aids[row.aid_id]
        noted_at, noted_by = (None, None) if to == Attendance.EXPECTED else (at, by)
        states.move(row, to, by=by, at=at, noted_at=noted_at, noted_by=noted_by)
        if to == Attendance.PRESENT and aid.person.anonymised_at is None:
            keep_longer(aid.person, used_on=day, by=by, at=at)
        complete += _completes(aid, by=by, at=at)
    journal.record(Verb.ATTENDANCE_NOTED, on=session, by=by, at=at, count=len(noted))
    return complete


def _completes(aid: FamilyAid, *, by: Any, at: datetime) -> bool:
    before = aid.state
    after = follow_path(aid, by=by, at=at).state
    return after == AidState.COMPLETED and before != after


# -- Reminders of a session the day before, by e-mail or by a noted call


def _soon(at: datetime) -> SessionAttendanceQuerySet:
    """Who is expected between this moment and the end of the day after."""
    last = timezone.make_aware(datetime.combine(timezone.localdate(at) + REMINDED_WITHIN, time()))
    expected = SessionAttendance.objects.filter(state=Attendance.EXPECTED, session__cancelled_at=None)
    return expected.filter(
        session__starts_at__gt=at, session__starts_at__lt=last, aid__state__in=FOLLOWS, aid__person__anonymised_at=None
    )


def to_mail(*, at: datetime) -> QuerySet[SessionAttendance]:
    """Reminders that may leave by e-mail now."""
    return _soon(at).due(at=at).exclude(aid__person__email="").order_by("session__starts_at", "pk")


def to_call(*, at: datetime) -> QuerySet[SessionAttendance]:
    """Who has to be called: nobody can write to them, or the e-mail did not arrive for sure."""
    unsure = ~Q(problem="")
    return (
        _soon(at)
        .filter(unsure | Q(aid__person__email="", mailed_at=None))
        .select_related("session", "aid__person", "aid__proposed_for")
        .order_by("session__starts_at", "aid__person__sort_name", "pk")
    )


@transaction.atomic
def note_called(attendance: SessionAttendance, *, by: Any, at: datetime) -> SessionAttendance:
    """Somebody was called: nothing reminds them a second time."""
    row = SessionAttendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    if row.state != Attendance.EXPECTED:
        raise DomainError("La présence à cette séance est déjà notée\u00a0: il n’y a plus à rappeler.")
    row.mailed_at, row.problem = at, ""
    row.save(update_fields=["mailed_at", "problem"])
    journal.record(Verb.AID_REMINDED, on=row.aid, by=by, at=at, label=label_of(row.aid), session=row.session_id)
    return row
