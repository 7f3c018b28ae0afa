"""The aid for families of Déclic 47: proposed, decided, given, followed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from equipment.demo.shapes import Aid, Family, Session
from equipment.family_aid.actions import commissions, paths, proposals, sessions
from equipment.family_aid.actions.programmes import open_programme
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import AidCommission, AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from equipment.family_aid.papers import receipt_pdf
from equipment.refurbishing.enums import DeviceKind, DeviceState
from equipment.refurbishing.models import Device
from inclusion.core.models.networks import User
from inclusion.core.registry.links import payers
from inclusion.core.web.acting import Stamp
from inclusion.demo.loading import moment
from inclusion.demo.story import Story
from inclusion.people.models import Beneficiary

#: The next commission sits so many days from today, and takes what was proposed until some days ago.
_NEXT_IN, _LISTED_AGO = timedelta(days=8), timedelta(days=10)
#: Sessions are planned so long before.
_AHEAD = timedelta(days=20)


@dataclass
class Desk:
    """The programme as its story is loaded."""

    story: Story
    data: Aid
    programme: AidProgramme | None = None
    aids: dict[str, FamilyAid] = field(default_factory=dict)
    sessions: list[TrainingSession] = field(default_factory=list)
    planned: dict[int, TrainingSession] = field(default_factory=dict)

    def by(self, on: date) -> Stamp:
        """The coordinator on a day."""
        return self.story.by(on)

    def who(self, partner: str) -> User:
        """Who proposes in the name of a partner."""
        return self.story.loaded.users["school" if partner.startswith("college") else "prescriber"]

    def of(self, data: Family) -> FamilyAid:
        """The aid of a family, as it is now."""
        return FamilyAid.objects.get(pk=self.aids[_key(data)].pk)


def _key(data: Family) -> str:
    return f"{data.first_name} {data.last_name}"


def _working_day(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=8 - day.isoweekday() if day.isoweekday() > 5 else 0)


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=timezone.get_default_timezone())


def load_aid(story: Story, written: Aid) -> None:
    """Note the programme, its families, its commissions and its sessions."""
    desk = Desk(story, written)
    story.then(written.opened_on, lambda: _open(desk))
    for rank, data in enumerate(written.sessions):
        story.then(max(data.on - _AHEAD, written.opened_on), partial(_plan, desk, rank, data))
    today = timezone.localdate()
    for rank, (title, days, place, trainer) in enumerate(written.coming, start=len(written.sessions)):
        coming = Session(title=title, on=today + timedelta(days=days), hour=17, place=place, trainer=trainer)
        planned = min(coming.on - _AHEAD, today)
        story.then(planned, partial(_plan, desk, rank, coming, planned))
    for one in written.families:
        story.then(one.on, partial(_propose, desk, one))
    for on in written.commissions:
        story.then(on - timedelta(days=7), partial(_call, desk, on))
        story.then(on, partial(_sit, desk, on))
    for one in written.families:
        _load_family(desk, one)
    for rank, data in enumerate(written.sessions):
        story.then(data.on + timedelta(days=1), partial(_note, desk, rank, data))
    story.then(today - _LISTED_AGO, lambda: _call(desk, _working_day(today + _NEXT_IN), on=today - _LISTED_AGO))
    story.then(today - timedelta(days=4), lambda: _fill_the_next(desk, today - timedelta(days=4)))


def _open(desk: Desk) -> None:
    key = next((one.key for one in payers(desk.data.opened_on) if one.label.startswith(desk.data.payer)), "")
    desk.programme = open_programme(
        opened_on=desk.data.opened_on,
        payer_key=key,
        name=desk.data.name,
        purpose=desk.data.purpose,
        subjects=list(desk.data.subjects),
        commitment=desk.data.commitment,
        **desk.by(desk.data.opened_on),
    )


def _plan(desk: Desk, rank: int, data: Session, on: date | None = None) -> None:
    assert desk.programme is not None
    desk.planned[rank] = sessions.plan_session(
        desk.programme,
        title=data.title,
        starts_at=_at(data.on, data.hour),
        place=data.place,
        trainer=desk.story.loaded.partners[data.trainer],
        seats=data.seats,
        **desk.by(on or max(data.on - _AHEAD, desk.data.opened_on)),
    )


def _propose(desk: Desk, data: Family) -> None:
    assert desk.programme is not None
    loaded = desk.story.loaded
    desk.aids[_key(data)] = proposals.propose_new(
        {
            "first_name": data.first_name,
            "last_name": data.last_name,
            "birth_year": data.birth_year,
            "address": "2 rue des Exemples",
            "postal_code": data.postal_code,
            "town": data.town,
            "operator": loaded.partners["caf"],
        },
        among=Beneficiary.objects.none(),
        different_from=(),
        programme=desk.programme,
        proposed_for=loaded.partners[data.by],
        kind=DeviceKind.LAPTOP,
        children=data.children,
        situation=data.why,
        by=desk.who(data.by),
        at=moment(data.on),
    )


def _call(desk: Desk, held_on: date, *, on: date | None = None) -> AidCommission:
    assert desk.programme is not None
    return commissions.call_commission(
        desk.programme,
        held_on=held_on,
        place="Hôtel du Département, Agen",
        members=desk.data.members,
        **desk.by(on or held_on - timedelta(days=7)),
    )


def _sit(desk: Desk, on: date) -> None:
    commission = AidCommission.objects.get(programme=desk.programme, held_on=on)
    waiting = [desk.of(one).pk for one in desk.data.families if one.decided == on and desk.of(one).commission is None]
    if waiting:
        commissions.put_on(commission, waiting, **desk.by(on))
    answers = [
        commissions.Decision(desk.of(one).pk, commissions.NO if one.refused else commissions.YES, one.refused)
        for one in desk.data.families
        if one.decided == on
    ]
    commissions.decide(commission, answers, **desk.by(on))
    commissions.close_commission(
        commission, minutes="Décisions prises à l’unanimité des membres présents.", **desk.by(on)
    )


def _load_family(desk: Desk, data: Family) -> None:
    then = desk.story.then
    if data.given is not None:
        given = data.given
        then(given, lambda: _give(desk, data, given))
    for rank in data.came:
        # A family is written down some days before its session, and not before its device is there.
        on = max(desk.data.sessions[rank].on - timedelta(days=5), data.given or desk.data.sessions[rank].on)
        then(on, partial(_register, desk, data, rank, on))
    if data.stopped:
        on = desk.data.sessions[max(data.came)].on + timedelta(days=6)
        then(on, partial(_stop, desk, data, on))
    if data.withdrawn and data.decided:
        on = data.decided + timedelta(days=7)
        then(on, partial(_withdraw, desk, data, on))
    if data.outcome:
        on = desk.data.sessions[max(data.came)].on + timedelta(days=3)
        then(on, partial(_note_outcome, desk, data, on))


def _give(desk: Desk, data: Family, on: date) -> None:
    device = Device.objects.filter(state=DeviceState.READY, kind=DeviceKind.LAPTOP).order_by("pk")[0]
    paths.give(desk.of(data), device, left_on=on, render=receipt_pdf, **desk.by(on))


def _stop(desk: Desk, data: Family, on: date) -> None:
    paths.stop_path(desk.of(data), reason=data.stopped, on=on, **desk.by(on))


def _withdraw(desk: Desk, data: Family, on: date) -> None:
    proposals.withdraw(desk.of(data), reason=data.withdrawn, **desk.by(on))


def _note_outcome(desk: Desk, data: Family, on: date) -> None:
    paths.note_outcome(desk.of(data), outcome=data.outcome, **desk.by(on))


def _register(desk: Desk, data: Family, rank: int, on: date) -> None:
    sessions.register(desk.planned[rank], desk.of(data), **desk.by(on))


def _note(desk: Desk, rank: int, data: Session) -> None:
    """Whoever led a session notes who came, on the day after."""
    on = data.on + timedelta(days=1)
    came = {_key(one): one.came[rank] for one in desk.data.families if rank in one.came}
    keys = {aid.pk: came[name] for name, aid in desk.aids.items() if name in came}
    rows = SessionAttendance.objects.filter(session=desk.planned[rank], aid__in=keys)
    sessions.note_attendance(desk.planned[rank], {row.pk: keys[row.aid_id] for row in rows}, **desk.by(on))


def _fill_the_next(desk: Desk, on: date) -> None:
    """Write those who still follow sessions down for the next ones of the subjects that they miss."""
    follows = [
        desk.of(one) for one in desk.data.families if one.given is not None and desk.of(one).state == AidState.GIVEN
    ]
    coming = [one for rank, one in desk.planned.items() if rank >= len(desk.data.sessions)]
    for rank, aid in enumerate(follows):
        missing = paths.path_of_aid(aid).missing
        among = coming if rank % 2 else coming[::-1]
        for session in {one.title: one for one in among if one.title in missing}.values():
            sessions.register(session, aid, **desk.by(on))


def leave_no_reminder_behind() -> None:
    """Who was expected before the demonstration was reminded in its time."""
    SessionAttendance.objects.exclude(state=Attendance.EXPECTED).filter(mailed_at=None).update(mailed_at=timezone.now())
