"""What the page of one family shows: its answer, its steps, what is missing, its sessions, what happened."""

from typing import Any

from django.utils import timezone

from equipment.actions.aid_paths import path_of_aid
from equipment.actions.training_sessions import FOLLOWS
from equipment.enums import AidState, Attendance
from equipment.models import FamilyAid, SessionAttendance
from equipment.models.aid_queries import devices_for_families, sessions_to_come, slots_of
from equipment.models.aid_visibility import attendances_shown, sees_everybody, sees_family
from equipment.models.family_aid import HELD
from equipment.rules.family_aid import Path, next_slot
from inclusion.core import states
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date

_WAY = ("Proposée", "Accordée", "Appareil remis", "Parcours suivi")
_REACHED = {
    AidState.PROPOSED: 1,
    AidState.ACCEPTED: 2,
    AidState.GIVEN: 3,
    AidState.STOPPED: 3,
    AidState.COMPLETED: 4,
}


def about(member: Member, aid: FamilyAid) -> dict[str, Any]:
    """Everything that the page of this aid shows to this member."""
    known, now = sees_family(member, aid), timezone.now()
    path = path_of_aid(aid)
    rows = attendances_shown(member, aid.attendances.all()).select_related(
        "session__trainer", "session__network"
    )
    attendances = list(rows.order_by("session__starts_at", "pk"))
    own = member.may(Permission.AID_PROPOSE) and known
    may_register = own and aid.state in FOLLOWS and aid.person.anonymised_at is None
    coming = (
        sessions_to_come(aid.programme, at=now).select_related("trainer", "network") if may_register else None
    )
    choices = _choices(aid, coming, attendances) if coming is not None else []
    ready = devices_for_families() if aid.state == AidState.ACCEPTED and known else None
    return {
        "known": known,
        "path": path,
        "headline": _headline(aid, path),
        "steps": _steps(aid),
        "checklist": _missing(aid, path, ready) if ready is not None else [],
        "ready": ready.count() if ready is not None else 0,
        "attendances": [_line(one, now) for one in attendances],
        "instead": _instead(aid, attendances, choices, now) if may_register else None,
        "choices": choices,
        "may_register": may_register,
        "may_change": own and aid.state == AidState.PROPOSED,
        "may_withdraw": own and aid.state in (AidState.PROPOSED, AidState.ACCEPTED),
        "may_give": sees_everybody(member) and aid.state == AidState.ACCEPTED,
        "may_stop": member.may(Permission.AID_DECIDE) and aid.state == AidState.GIVEN,
        "may_resume": member.may(Permission.AID_DECIDE) and aid.state == AidState.STOPPED,
        "may_tell": own and aid.state in HELD,
        "may_decide": member.may(Permission.AID_DECIDE),
        "sees_person": member.may(Permission.PEOPLE_VIEW),
        "happened": _happened(aid) if known else [],
    }


def _headline(aid: FamilyAid, path: Path) -> str:
    """The answer of the page: where this family stands."""
    if aid.state == AidState.PROPOSED:
        if aid.commission is None:
            return "attend qu’une commission soit convoquée"
        return f"attend la commission du {plain_date(aid.commission.held_on)}"
    words = {
        AidState.ACCEPTED: "a son aide, il reste à lui remettre un appareil",
        AidState.COMPLETED: "a suivi tout son parcours",
        AidState.STOPPED: "a arrêté son parcours",
        AidState.REFUSED: "n’a pas eu cette aide",
        AidState.WITHDRAWN: "n’est plus proposée",
    }
    if aid.state == AidState.GIVEN:
        left = so_many(path.left, "séance", "séances")
        return f"a son appareil, il lui reste {left} à suivre"
    return words[AidState(aid.state)]


def _steps(aid: FamilyAid) -> list[tuple[str, str]]:
    reached = _REACHED.get(AidState(aid.state))
    if reached is None:
        return []
    marks = [
        "done" if rank < reached else "current" if rank == reached else "next" for rank in range(len(_WAY))
    ]
    if aid.state == AidState.STOPPED:
        marks[-1] = "next"
    return list(zip(_WAY, marks, strict=True))


def _missing(aid: FamilyAid, path: Path, ready: Any) -> list[tuple[str, bool]]:
    """What to have in hand before the device is given."""
    same = ready.filter(kind=aid.kind).count()
    kind = aid.get_kind_display().lower()
    is_there = (
        f"Un appareil de la nature souhaitée est prêt ({kind})" if same else f"Un appareil est prêt ({kind})"
    )
    return [
        ("L’aide est accordée", True),
        (is_there, bool(same)),
        (
            f"Les {path.promised} séances sont choisies, pour être écrites sur le reçu"
            if path.promised > 1
            else "La séance est choisie, pour être écrite sur le reçu",
            path.to_choose == 0,
        ),
    ]


def _choices(aid: FamilyAid, coming: Any, attendances: list[SessionAttendance]) -> list[Any]:
    """Sessions to come with a seat, in which the family is not expected."""
    taken = {one.session_id for one in attendances if one.state != Attendance.EXCUSED}
    return [
        one for one in coming.order_by("starts_at", "pk") if one.pk not in taken and one.taken < one.seats
    ]


def _line(one: SessionAttendance, now: Any) -> dict[str, Any]:
    to_come = one.session.starts_at > now
    return {
        "row": one,
        "session": one.session,
        "may_leave": to_come and one.noted_at is None and one.session.cancelled_at is None,
        "unnoted": not to_come and one.state == Attendance.EXPECTED and one.session.cancelled_at is None,
    }


def _instead(aid: FamilyAid, attendances: list[SessionAttendance], choices: list[Any], now: Any) -> Any:
    """What to propose in place of the last session that was missed, where nothing else makes up for it."""
    missed = [one for one in attendances if one.state in (Attendance.ABSENT, Attendance.EXCUSED)]
    if not missed or path_of_aid(aid).to_choose == 0:
        return None
    slot = next_slot(missed[-1].session.title, slots_of(choices), now=now)
    session = next((one for one in choices if slot is not None and one.pk == slot.key), None)
    return {"missed": missed[-1].session, "session": session}


def _happened(aid: FamilyAid) -> list[dict[str, Any]]:
    """The way so far, the newest first."""
    labels = dict(AidState.choices)
    lines = [
        {"at": one.at, "label": labels[one.to_state], "by": one.by, "detail": ""}
        for one in states.history(aid).select_related("by").order_by("-at", "-pk")
    ]
    first = {
        "at": aid.proposed_at,
        "label": "Proposée",
        "by": aid.proposed_by,
        "detail": str(aid.proposed_for),
    }
    return [*lines, first]
