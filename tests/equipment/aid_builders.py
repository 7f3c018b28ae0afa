"""Small makers of donations, devices and aids for families."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from equipment.family_aid.actions.commissions import Decision, decide, put_on
from equipment.family_aid.actions.paths import give
from equipment.models import (
    AidCommission,
    AidProgramme,
    Device,
    Donation,
    FamilyAid,
    SessionAttendance,
    TrainingSession,
    Wipe,
)
from equipment.refurbishing.enums import DeviceKind, DeviceState, Grade, WipeMethod
from inclusion.core import states
from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_person

_number = count(1)
#: The steps of a device from collected to ready.
WAY = (DeviceState.WIPED, DeviceState.TESTED, DeviceState.GRADED, DeviceState.REFURBISHED, DeviceState.READY)


def make_donation(**fields: Any) -> Donation:
    """A lot that a company gave."""
    number = next(_number)
    values: dict[str, Any] = {
        "number": f"DON-{number:04}",
        "donor_name": "Entreprise Exemple",
        "received_on": date(2026, 10, 1),
        "recorded_at": AT,
        **fields,
    }
    return Donation.objects.create(**values)


def make_device(
    donation: Donation | None = None,
    *,
    state: str = DeviceState.COLLECTED,
    by: User | None = None,
    verified: bool = True,
    **fields: Any,
) -> Device:
    """A laptop of a lot, brought as far as `state` (up to ready); `verified`: its wipe."""
    values: dict[str, Any] = {
        "number": f"REC-{next(_number):04}",
        "kind": DeviceKind.LAPTOP,
        "weight_kg": Decimal("2.00"),
        "collected_at": AT,
        **fields,
    }
    device = Device.objects.create(donation=donation or make_donation(), **values)
    if state == DeviceState.COLLECTED:
        return device
    Wipe.objects.create(
        device=device,
        method=WipeMethod.SECURE_ERASE,
        done_on=AT.date(),
        done_by="Technicien",
        verified=verified,
        noted_at=AT,
        noted_by=by,
    )
    for step in WAY[: WAY.index(DeviceState(state)) + 1]:
        extra: dict[str, Any] = {}
        if step == DeviceState.TESTED:
            extra = {"tests": [{"label": "Écran", "ok": True}], "tested_on": AT.date()}
        if step == DeviceState.GRADED:
            extra = {"grade": Grade.B}
        device = states.move(device, step, by=by, at=AT, **extra)
    return device


def make_programme(name: str = "", **fields: Any) -> AidProgramme:
    """An aid that asks for three sessions."""
    values: dict[str, Any] = {"opened_on": date(2026, 1, 1), **fields}
    return AidProgramme.objects.create(name=name or f"Aide {next(_number)}", **values)


def make_aid(
    programme: AidProgramme | None = None, *, proposed_for: Partner | None = None, by: User, **fields: Any
) -> FamilyAid:
    """A family that was proposed."""
    partner = proposed_for or make_partner(kind=PartnerKind.SCHOOL)
    values: dict[str, Any] = {
        "person": fields.pop("person", None) or make_person(partner, by=by),
        "situation": "Aucun ordinateur à la maison.",
        "proposed_at": AT,
        **fields,
    }
    return FamilyAid.objects.create(
        programme=programme or make_programme(), proposed_for=partner, proposed_by=by, **values
    )


def make_commission(programme: AidProgramme | None = None, **fields: Any) -> AidCommission:
    """A sitting."""
    values: dict[str, Any] = {"held_on": date(2026, 12, 10), **fields}
    return AidCommission.objects.create(programme=programme or make_programme(), **values)


def make_session(programme: AidProgramme | None = None, **fields: Any) -> TrainingSession:
    """A session of two hours."""
    values: dict[str, Any] = {
        "title": "Pronote et messagerie",
        "starts_at": datetime(2026, 12, 15, 17, 0, tzinfo=AT.tzinfo),
        "place": "Médiathèque",
        **fields,
    }
    return TrainingSession.objects.create(programme=programme or make_programme(), **values)


def make_accepted(programme: AidProgramme | None = None, *, by: User, **fields: Any) -> FamilyAid:
    """A family that a commission accepted."""
    aid = make_aid(programme, by=by, **fields)
    commission = make_commission(aid.programme, held_on=AT.date())
    put_on(commission, [aid.pk], by=by, at=AT)
    decide(commission, [Decision(aid.pk, "yes")], by=by, at=AT)
    return FamilyAid.objects.get(pk=aid.pk)


def make_given(programme: AidProgramme | None = None, *, by: User, **fields: Any) -> FamilyAid:
    """A family that has its device; the receipt is a word."""
    aid = make_accepted(programme, by=by, **fields)
    device = make_device(state=DeviceState.READY, by=by)
    return give(aid, device, left_on=AT.date(), render=lambda _: b"%PDF-1.7", by=by, at=AT)


def make_attendance(session: TrainingSession, aid: FamilyAid, **fields: Any) -> SessionAttendance:
    """Somebody who is expected."""
    return SessionAttendance.objects.create(session=session, aid=aid, **fields)
