"""Steps of the refurbishing chain: numbers of the year, tests, classes, departures; what is refused and why."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from equipment.models import Device, WorkLog
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.enums import DeviceState, Grade
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT
from tests.equipment.aid_builders import make_device, make_donation
from tests.pages import plain

TODAY, LATER = AT.date(), AT + timedelta(days=10)


def test_numbers_follow_one_another_in_the_year(by):
    donation = make_donation()
    make_device(donation, number="REC-2025-0007")
    first = actions.add_device(donation, kind="laptop", brand="  Marque ", serial="ab 12", by=by, at=AT)
    rest = actions.add_devices(donation, [{"kind": "laptop"}, {"kind": "screen"}], by=by, at=AT)
    assert [first.number, *(one.number for one in rest)] == ["REC-2026-0001", "REC-2026-0002", "REC-2026-0003"]
    assert (first.brand, first.serial) == ("Marque", "AB12")
    assert JournalEntry.objects.get(target_id=donation.pk, verb="device.added").details["count"] == 2


def test_the_ten_thousandth_number_follows_the_one_before(by):
    donation = make_donation()
    make_device(donation, number="REC-2026-9999")
    make_device(donation, number="REC-2026-10000")
    assert actions.add_device(donation, kind="laptop", by=by, at=AT).number == "REC-2026-10001"


def test_many_are_added_together_or_not_at_all(by):
    donation = make_donation()
    with pytest.raises(ValidationError):
        actions.add_devices(donation, [{"kind": "laptop"}, {"kind": "fridge"}], by=by, at=AT)
    with pytest.raises(DomainError, match="aucun appareil"):
        actions.add_devices(donation, [], by=by, at=AT)
    with pytest.raises(DomainError, match="500 appareils au plus"):
        actions.add_devices(donation, [{"kind": "laptop"}] * 501, by=by, at=AT)
    assert not Device.objects.exists()


def test_what_failed_is_kept_and_the_device_goes_on(by):
    device = make_device(state=DeviceState.WIPED)
    tests = [{"label": "Écran", "ok": True}, {"label": "Batterie", "ok": False}]
    device = actions.note_tests(device, tests=tests, tested_on=TODAY, by=by, at=AT)
    assert (device.state, device.tests[1]["ok"]) == (DeviceState.TESTED, False)
    with pytest.raises(DomainError) as refused:
        actions.grade_device(device, grade=Grade.A, by=by, at=AT)
    assert "Batterie ne fonctionne pas" in plain(refused.value) and refused.value.field == "grade"
    assert actions.grade_device(device, grade=Grade.C, by=by, at=AT).state == DeviceState.GRADED


def test_tests_and_class_are_corrected_where_they_were_just_noted(by):
    device = make_device(state=DeviceState.TESTED)
    device = actions.note_tests(device, tests=[{"label": "Wi-Fi", "ok": True}], tested_on=TODAY, by=by, at=AT)
    assert [one["label"] for one in device.tests] == ["Wi-Fi"]
    device = actions.grade_device(device, grade=Grade.B, by=by, at=AT)
    assert actions.grade_device(device, grade=Grade.C, by=by, at=AT).grade == Grade.C


def test_no_day_to_come_and_none_before_the_gift(by):
    device = make_device(state=DeviceState.WIPED)
    tests = [{"label": "Écran", "ok": True}]
    with pytest.raises(DomainError, match="n’est pas encore passé"):
        actions.note_tests(device, tests=tests, tested_on=TODAY + timedelta(1), by=by, at=AT)
    with pytest.raises(DomainError, match="n’était pas encore là"):
        actions.note_tests(device, tests=tests, tested_on=date(2026, 9, 30), by=by, at=AT)
    with pytest.raises(DomainError, match="un point au moins"):
        actions.note_tests(device, tests=[], tested_on=TODAY, by=by, at=AT)


@pytest.mark.parametrize(
    ("state", "leave"), [("ready", actions.give), ("ready", actions.recycle), ("refurbished", actions.recycle)]
)
def test_no_device_leaves_on_a_day_before_that_of_a_step_it_has_passed(by, state, leave):
    before, after = (make_device(make_donation(received_on=TODAY), state=state) for _ in range(2))
    after.wipes.update(done_on=TODAY + timedelta(5))
    with pytest.raises(DomainError, match=f"{after}, l’effacement est noté le") as refused:
        leave([before, after], left_to="Quelqu’un", left_on=TODAY, by=by, at=LATER)
    assert refused.value.field == "left_on"
    assert Device.objects.get(pk=before.pk).state == state  # all or none
    assert leave([after], left_to="Quelqu’un", left_on=TODAY + timedelta(5), by=by, at=LATER)


def test_tests_and_work_are_not_before_the_wipe_nor_work_before_the_tests(by):
    device, tests = make_device(state=DeviceState.WIPED), [{"label": "Écran", "ok": True}]
    with pytest.raises(DomainError, match="l’effacement est noté le") as refused:
        actions.note_tests(device, tests=tests, tested_on=TODAY - timedelta(1), by=by, at=LATER)
    assert refused.value.field == "tested_on"
    actions.note_tests(device, tests=tests, tested_on=TODAY + timedelta(3), by=by, at=LATER)
    device = actions.note_tests(device, tests=tests, tested_on=TODAY + timedelta(2), by=by, at=LATER)
    actions.grade_device(device, grade=Grade.B, by=by, at=LATER)
    with pytest.raises(DomainError, match="les tests sont notés le") as refused:
        actions.refurbish(device, work_done="Nettoyé", worked_on=TODAY, by=by, at=LATER)
    assert refused.value.field == "worked_on"


def test_refurbishing_says_what_was_done_and_counts_its_hours(by):
    device = make_device(state=DeviceState.GRADED)
    with pytest.raises(DomainError, match="remplacé, nettoyé ou installé"):
        actions.refurbish(device, work_done=" ", by=by, at=AT)
    actions.refurbish(device, work_done="Mémoire doublée.", hours=Decimal("1.5"), by=by, at=AT)
    work = WorkLog.objects.get()
    assert (work.hours, work.device, work.donation, work.is_insertion) == (
        Decimal("1.50"),
        device,
        device.donation,
        True,
    )


def test_a_device_for_parts_is_never_ready(by):
    device = make_device(state=DeviceState.TESTED)
    actions.grade_device(device, grade=Grade.D, by=by, at=AT)
    device = actions.refurbish(device, work_done="Démonté.", by=by, at=AT)
    with pytest.raises(DomainError, match="pour pièces"):
        actions.make_ready([device], by=by, at=AT)


def test_giving_says_to_whom_and_when(by):
    device = make_device(state=DeviceState.READY)
    with pytest.raises(DomainError, match="à qui"):
        actions.give([device], left_to=" ", left_on=TODAY, by=by, at=AT)
    (device,) = actions.give([device], left_to="Association Exemple", left_on=TODAY, by=by, at=AT)
    assert (device.state, device.left_to, device.left_on) == (DeviceState.GIVEN, "Association Exemple", TODAY)


def test_a_family_is_not_named_by_the_device(by):
    device = actions.give_to_family(make_device(state=DeviceState.READY), left_on=TODAY, by=by, at=AT)
    assert (device.state, device.left_to) == (DeviceState.GIVEN, "")


def test_only_a_ready_device_is_given_to_a_family(by):
    with pytest.raises(DomainError, match="n’est pas possible"):
        actions.give_to_family(make_device(state=DeviceState.GRADED), left_on=TODAY, by=by, at=AT)


def test_many_leave_together_or_none(by):
    ready, early = make_device(state=DeviceState.WIPED), make_device()
    with pytest.raises(DomainError):
        actions.recycle([ready, early], left_to="Recycleur", left_on=TODAY, by=by, at=AT)
    ready.refresh_from_db()
    assert ready.state == DeviceState.WIPED
    with pytest.raises(DomainError, match="Cochez"):
        actions.recycle([], left_to="Recycleur", left_on=TODAY, by=by, at=AT)
