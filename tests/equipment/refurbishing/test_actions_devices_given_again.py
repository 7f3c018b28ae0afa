"""A device that a family brings back goes through the chain anew, then to another family; never to two at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from equipment.family_aid.actions import paths
from equipment.family_aid.actions import sessions as training
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.queries import devices_for_families
from equipment.models import Device, FamilyAid
from equipment.refurbishing.actions import devices as chain
from equipment.refurbishing.actions.wipes import Erasure, come_back, wipe
from equipment.refurbishing.enums import DeviceState, Grade, WipeMethod
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.equipment.aid_builders import make_accepted, make_device, make_given, make_programme, make_session

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=90)


def refurbished_again(device: Device, *, by) -> Device:
    """Back from a family, wiped, and ready for another use."""
    now = {"by": by, "at": LATER}
    device = come_back(device, **now)
    done = Erasure(WipeMethod.SECURE_ERASE, LATER.date(), "Atelier du port", tool="nwipe 0.36", verified=True)
    wipe([device], done, **now)
    device = chain.note_tests(device, tests=[{"label": "Écran", "ok": True}], tested_on=LATER.date(), **now)
    device = chain.grade_device(device, grade=Grade.B, **now)
    device = chain.refurbish(device, work_done="Batterie", **now)
    return chain.make_ready([device], **now)[0]


def handed(aid: FamilyAid, device: Device, *, by, at=LATER) -> FamilyAid:
    return paths.give(aid, device, left_on=at.date(), render=lambda _: b"%PDF-1.7", by=by, at=at)


def test_a_device_that_a_family_brought_back_is_another_familys_later(by):
    first = make_given(by=by)
    paths.stop_path(first, reason="Déménagement", on=LATER.date(), by=by, at=LATER)
    device = refurbished_again(first.device, by=by)
    assert list(devices_for_families()) == [device]
    second = handed(make_accepted(first.programme, by=by), device, by=by)
    assert second.state == AidState.GIVEN
    assert list(device.family_aids.order_by("pk")) == [first, second]
    assert FamilyAid.objects.get(pk=first.pk).state == AidState.STOPPED


def test_a_device_that_a_path_counts_on_goes_to_nobody_else(by):
    first = make_given(by=by)
    device = refurbished_again(first.device, by=by)
    assert list(devices_for_families()) == []
    second = make_accepted(by=by)
    with pytest.raises(DomainError, match="dont le parcours est en cours") as refused:
        handed(second, device, by=by)
    assert refused.value.field == "device"
    assert Device.objects.get(pk=device.pk).state == DeviceState.READY
    with pytest.raises(IntegrityError, match="family_aid_device_once"), transaction.atomic():
        FamilyAid.objects.filter(pk=second.pk).update(state=AidState.GIVEN, given_at=LATER, device=device)


def test_a_path_whose_device_went_to_another_family_is_not_taken_up(by):
    first = make_given(by=by)
    paths.stop_path(first, reason="Déménagement", on=LATER.date(), by=by, at=LATER)
    device = refurbished_again(first.device, by=by)
    handed(make_accepted(by=by), device, by=by, at=LATER + timedelta(days=1))
    with pytest.raises(DomainError, match="ne reprend plus"):
        paths.resume_path(first, by=by, at=LATER + timedelta(days=2))


def test_a_presence_that_ended_such_a_path_is_not_taken_back(by):
    programme = make_programme(sessions_promised=1)
    first = make_given(programme, by=by)
    session = make_session(programme)
    row = training.register(session, first, by=by, at=AT)
    noted_at = session.starts_at + timedelta(hours=2)
    training.note_attendance(session, {row.pk: Attendance.PRESENT}, by=by, at=noted_at)
    device = refurbished_again(FamilyAid.objects.get(pk=first.pk).device, by=by)
    handed(make_accepted(by=by), device, by=by)
    with pytest.raises(DomainError, match="ne reprend plus"):
        training.note_attendance(session, {row.pk: Attendance.ABSENT}, by=by, at=LATER)
    row.refresh_from_db()
    assert row.state == Attendance.PRESENT


def test_a_path_that_is_taken_up_while_its_device_is_in_the_workshop_goes_on(by):
    first = make_given(by=by)
    paths.stop_path(first, reason="Panne", on=LATER.date(), by=by, at=LATER)
    refurbished_again(first.device, by=by)
    assert paths.resume_path(first, by=by, at=LATER).state == AidState.GIVEN


def test_a_ready_device_that_nobody_had_is_offered(by):
    device = make_device(state=DeviceState.READY, collected_at=AT)
    assert list(devices_for_families()) == [device]
