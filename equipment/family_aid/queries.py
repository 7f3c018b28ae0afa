"""Reads of aids for families: who may read whose name, paths, sessions, outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from equipment.enums import Verb
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import (
    WITH_DEVICE,
    AidCommission,
    AidProgramme,
    FamilyAid,
    FamilyAidQuerySet,
    SessionAttendance,
    TrainingSession,
    TrainingSessionQuerySet,
)
from equipment.family_aid.rules import Path, Slot, path_of, short_name
from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import Device
from inclusion.core.models.history import JournalEntry
from inclusion.core.roles import Permission

if TYPE_CHECKING:
    from inclusion.core.access import Member


def sees_everybody(member: "Member") -> bool:
    """Whether the names of all families are shown to this member."""
    return member.may(Permission.AID_DECIDE) or member.may(Permission.EQUIPMENT_MANAGE)


def sees_family(member: "Member", aid: FamilyAid) -> bool:
    """Whether this family's name, address and situation are shown to this member."""
    return sees_everybody(member) or aid.proposed_for_id == member.partner.pk


def name_for(member: "Member", aid: FamilyAid) -> str:
    """The family's name as this member reads it; an emptied file has its number alone."""
    person = aid.person
    if person.anonymised_at is not None or sees_family(member, aid):
        return str(person)
    return short_name(person.first_name, person.last_name)


def attendances_shown(member: "Member", rows: QuerySet[SessionAttendance]) -> QuerySet[SessionAttendance]:
    """Of these attendances, those that this member may see: all, or the own families', or those of own sessions."""
    if sees_everybody(member):
        return rows
    own = rows.filter(aid__proposed_for=member.partner)
    if member.may(Permission.AID_TRAIN):
        own |= rows.filter(session__trainer=member.partner)
    return own


# -- Figures of aids for families, by programme or by what pays


@dataclass(frozen=True)
class Outcome:
    """What came of aids: families proposed, accepted and helped, sessions followed, paths complete or stopped."""

    proposed: int
    accepted: int
    helped: int
    sessions: int
    completed: int
    stopped: int

    @property
    def under_way(self) -> int:
        """How many paths go on."""
        return self.helped - self.completed - self.stopped


def outcome_of(programmes: QuerySet[AidProgramme], *, start: date = date.min, end: date = date.max) -> Outcome:
    """What the aids of these programmes came to: two queries.

    Over the days from `start`, before `end`: devices given, sessions and ends of paths on them.
    """
    aids = FamilyAid.objects.filter(programme__in=programmes)
    ended = Q(ended_on__gte=start, ended_on__lt=end)
    days = (start, end)
    counts: dict[str, Any] = aids.aggregate(
        proposed=Count("pk", filter=Q(state=AidState.PROPOSED) & _on("proposed_at", *days)),
        accepted=Count("pk", filter=Q(state=AidState.ACCEPTED) & _on("decided_at", *days)),
        helped=Count("pk", filter=Q(state__in=WITH_DEVICE) & _on("given_at", *days)),
        completed=Count("pk", filter=Q(state=AidState.COMPLETED) & ended),
        stopped=Count("pk", filter=Q(state=AidState.STOPPED) & ended),
    )
    followed = SessionAttendance.objects.filter(
        _on("session__starts_at", *days), aid__in=aids, state=Attendance.PRESENT
    )
    return Outcome(sessions=followed.count(), **counts)


def _on(moment: str, start: date, end: date) -> Q:
    """That a moment is on one of these days where the portal lives."""
    return Q(**{f"{moment}__date__gte": start, f"{moment}__date__lt": end})


def paid_by(key: str) -> QuerySet[AidProgramme]:
    """The programmes that this pays (see `inclusion.core.registry.links.key_of`)."""
    return AidProgramme.objects.filter(payer_key=key)


def presented_at(commission: AidCommission) -> QuerySet[FamilyAid]:
    """The families of a sitting: those on it, and those that it postponed to another one, `is_postponed`."""
    lines = JournalEntry.objects.filter(
        verb=Verb.AID_POSTPONED, target_model=FamilyAid._meta.label, details__commission=commission.pk
    )
    here = Q(commission=commission)
    found = FamilyAid.objects.filter(here | Q(pk__in=lines.values("target_id")))
    return found.annotate(is_postponed=Case(When(here, then=False), default=True))


def devices_for_families() -> QuerySet[Device]:
    """Devices that are ready and that no path under way counts on, the best first."""
    under_way = FamilyAid.objects.filter(device=OuterRef("pk"), state=AidState.GIVEN)
    ready = Device.objects.filter(~Exists(under_way), state=DeviceState.READY)
    return ready.order_by("grade", "number", "pk")


def sessions_to_come(programme: AidProgramme, *, at: datetime) -> TrainingSessionQuerySet:
    """Sessions of a programme that begin after this moment and are not cancelled, with their seats."""
    return TrainingSession.objects.standing().filter(programme=programme, starts_at__gt=at).with_seats()


def by_urgency(sessions: TrainingSessionQuerySet, *, at: datetime) -> TrainingSessionQuerySet:
    """Sessions whose presences are to be noted, the oldest first; those to come, the nearest first; the others.

    Adds `unnoted`, how many presences are not noted.
    """
    to_note = Q(starts_at__lte=at, cancelled_at=None, unnoted__gt=0)
    to_come = Q(starts_at__gt=at, cancelled_at=None)
    return (
        sessions.annotate(
            unnoted=Count("attendances", filter=Q(attendances__state=Attendance.EXPECTED)),
            rank=Case(When(to_note, then=0), When(to_come, then=1), default=2),
        )
        .annotate(nearest=Case(When(rank__lt=2, then="starts_at")))
        .order_by("rank", "nearest", "-starts_at", "-pk")
    )


def slots_of(sessions: Iterable[TrainingSession]) -> list[Slot]:
    """These sessions, read with their seats, as the rules take them."""
    return [Slot(one.pk, one.title, one.starts_at, one.seats - one.taken) for one in sessions]


def with_path(aids: FamilyAidQuerySet) -> FamilyAidQuerySet:
    """Adds what `path_read` needs, in the same query."""
    noted = SessionAttendance.objects.filter(aid=OuterRef("pk"), session__cancelled_at=None).order_by("pk")
    return aids.select_related("programme", "person", "proposed_for").annotate(
        noted=ArraySubquery(noted.values_list(JSONObject(title="session__title", state="state")))
    )


def path_read(aid: FamilyAid) -> Path:
    """The path of an aid that was read `with_path`."""
    noted = [(one["title"], one["state"]) for one in aid.noted]
    return path_of(aid.programme.sessions_promised, noted, aid.programme.subjects)
