"""The wiping of data: one device or thirty, what is refused, what counts after a return; never out unwiped."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from equipment.bank.queries import NoBank
from equipment.enums import Condition, ItemState
from equipment.invariants import unwiped
from equipment.models import Device, Wipe
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.devices import lend
from equipment.refurbishing.actions.wipes import Erasure, come_back, wipe
from equipment.refurbishing.enums import DeviceState, Grade, WipeMethod
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from tests.builders import AT
from tests.equipment.aid_builders import make_device, make_donation
from tests.equipment.builders import make_bank, make_item, make_loan, make_model
from tests.funding.agreement_builders import tiny_pdf
from tests.pages import plain

TODAY = AT.date()


def erasure(**fields):
    values = {
        "method": WipeMethod.SECURE_ERASE,
        "done_on": TODAY,
        "done_by": "Atelier du port",
        "tool": "nwipe 0.36",
        **fields,
    }
    return Erasure(**values)


def test_a_lot_is_wiped_in_one_go(by):
    donation = make_donation()
    devices = [make_device(donation) for _ in range(3)]
    wipes = wipe(devices, erasure(certificate_number="C-12", storage_serials=["wd 1", ""]), by=by, at=AT)
    assert {one.device.state for one in Wipe.objects.select_related("device")} == {DeviceState.WIPED}
    assert (wipes[0].storage_serials, wipes[0].certificate_number) == (["WD1"], "C-12")


def test_one_that_cannot_be_wiped_leaves_all_as_they_were(by):
    here, gone = make_device(), make_device(state=DeviceState.READY)
    actions.give([gone], left_to="Association", left_on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="notez d’abord qu’il revient"):
        wipe([here, gone], erasure(), by=by, at=AT)
    assert Device.objects.get(pk=here.pk).state == DeviceState.COLLECTED


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"done_by": " "}, "done_by", "Indiquez qui a effacé"),
        ({"tool": ""}, "tool", "avec quel outil"),
        ({"method": WipeMethod.NO_STORAGE}, "method", "« aucun support » ne convient pas"),
        ({"done_on": TODAY + timedelta(1)}, "done_on", "n’est pas encore passé"),
        ({"done_on": TODAY - timedelta(900)}, "done_on", "n’était pas encore là"),
        ({"certificate": (b"MZ\x90", "virus.pdf")}, "certificate", "n’est pas un PDF"),
    ],
)
def test_what_is_wrong_is_reported_at_its_field(by, wrong, field, sentence):
    device = make_device()
    with pytest.raises(DomainError) as refused:
        wipe([device], erasure(**wrong), by=by, at=AT)
    assert sentence in plain(refused.value) and refused.value.field == field
    assert not Wipe.objects.exists() and not Document.objects.exists()


def test_a_screen_has_nothing_to_wipe(by):
    screen = make_device(kind="screen", has_storage=False)
    wipe([screen], erasure(method=WipeMethod.NO_STORAGE, tool=""), by=by, at=AT)
    assert Device.objects.get().state == DeviceState.WIPED
    with pytest.raises(DomainError, match="son vrai effacement"):
        actions.change_device(screen, has_storage=True, by=by, at=AT)


def test_a_destroyed_disk_opens_the_way_to_the_recycler(by):
    device = make_device()
    wipe([device], erasure(method=WipeMethod.DESTROYED, tool=""), by=by, at=AT)
    (device,) = actions.recycle([device], left_to="Ecologic", left_on=TODAY, by=by, at=AT)
    assert device.state == DeviceState.RECYCLED


def test_wiped_anew_the_last_wipe_stands(by):
    device = make_device(state=DeviceState.GRADED)
    wipe([device], erasure(tool="ShredOS"), by=by, at=AT)
    assert Device.objects.get().state == DeviceState.GRADED
    assert [one.tool for one in Wipe.objects.filter(superseded=False)] == ["ShredOS"]


def test_what_comes_back_holds_data_again(by):
    device = make_device(state=DeviceState.READY)
    actions.give([device], left_to="Association", left_on=TODAY, by=by, at=AT)
    device = come_back(device, reason="L’association a fermé", by=by, at=AT)
    assert (device.state, device.left_on, device.grade, device.is_wiped) == (DeviceState.COLLECTED, None, "", False)
    with pytest.raises(DomainError, match="n’est pas possible"):
        actions.recycle([device], left_to="Recycleur", left_on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="ne compte plus"):
        wipe([device], erasure(done_on=TODAY - timedelta(1)), by=by, at=AT)
    wipe([device], erasure(done_on=TODAY), by=by, at=AT)
    with pytest.raises(DomainError, match="ne compte plus"):  # nor as a correction
        wipe([device], erasure(done_on=TODAY - timedelta(1)), by=by, at=AT)


def test_a_lent_device_is_an_item_of_the_bank(by):
    make_bank(by=by)
    device = make_device(state=DeviceState.READY, serial="SN1", place="Étagère 2")
    device = lend(device, model=make_model(), left_on=TODAY, by=by, at=AT)
    assert (device.state, device.item.inventory_number, device.item.condition) == (
        DeviceState.LENT,
        device.number,
        Condition.GOOD,
    )


def test_lending_needs_a_bank_a_model_and_a_free_number(by):
    device = make_device(state=DeviceState.READY)
    with pytest.raises(NoBank):
        lend(device, model=make_model(), left_on=TODAY, by=by, at=AT)
    make_bank(by=by)
    with pytest.raises(DomainError, match="Choisissez le modèle"):
        lend(device, model=None, left_on=TODAY, by=by, at=AT)
    item = make_item()
    with pytest.raises(DomainError, match="porte déjà le numéro"):
        lend(device, model=item.model, inventory_number=item.inventory_number, left_on=TODAY, by=by, at=AT)
    with pytest.raises(states.TransitionRefused):
        lend(make_device(), model=item.model, left_on=TODAY, by=by, at=AT)


def test_a_device_that_comes_back_from_the_bank_and_goes_there_again_is_the_same_item(by):
    make_bank(by=by)
    device = lend(make_device(state=DeviceState.READY), model=make_model(), left_on=TODAY, by=by, at=AT)
    item = device.item
    device = come_back(device, by=by, at=AT)
    item.refresh_from_db()
    assert item.state == ItemState.RETIRED
    wipe([device], erasure(verified=True), by=by, at=AT)
    actions.note_tests(device, tests=[{"label": "Écran", "ok": True}], tested_on=TODAY, by=by, at=AT)
    actions.grade_device(device, grade=Grade.C, by=by, at=AT)
    actions.refurbish(device, work_done="Batterie neuve", by=by, at=AT)
    actions.make_ready([device], by=by, at=AT)
    device = lend(device, model=None, left_on=TODAY, by=by, at=AT)
    item.refresh_from_db()
    assert (device.item, item.state, item.condition) == (item, ItemState.IN_SERVICE, Condition.WORN)


def test_an_item_that_a_loan_waits_for_does_not_come_back(by):
    make_bank(by=by)
    device = lend(make_device(state=DeviceState.READY), model=make_model(), left_on=TODAY, by=by, at=AT)
    make_loan(device.item.model, by=by)
    with pytest.raises(DomainError, match="attendu pour le prêt"):
        come_back(device, by=by, at=AT)
    device.refresh_from_db()
    assert device.state == DeviceState.LENT and device.is_wiped


def test_the_database_itself_lets_no_device_go_on_unwiped(by):
    device = make_device(state=DeviceState.WIPED)
    from django.db import connection

    with pytest.raises(IntegrityError), transaction.atomic():
        Wipe.objects.filter(device=device).update(superseded=True)
        connection.check_constraints()


NOT_VERIFIED = "Son effacement n’est pas vérifié"


def test_nothing_leaves_before_its_wipe_is_verified(by):
    device = make_device(state=DeviceState.REFURBISHED, verified=False)
    with pytest.raises(states.TransitionRefused, match=NOT_VERIFIED):
        actions.make_ready([device], by=by, at=AT)
    with pytest.raises(states.TransitionRefused, match=NOT_VERIFIED):
        actions.recycle([device], left_to="Ecologic", left_on=TODAY, by=by, at=AT)
    assert unwiped(device.network) == []
    wipe([device], erasure(verified=True), by=by, at=AT)
    (device,) = actions.make_ready([device], by=by, at=AT)
    with pytest.raises(DomainError, match="se note une fois vérifié") as refused:
        wipe([device], erasure(), by=by, at=AT)
    assert refused.value.field == "verified"
    actions.give([device], left_to="Association", left_on=TODAY, by=by, at=AT)
    assert unwiped(device.network) == []
    Wipe.objects.filter(device=device, superseded=False).update(verified=False)
    assert unwiped(device.network) == [{"device": device.pk}]


def test_a_wipe_noted_again_once_verified_keeps_its_certificate(by):
    device = make_device()
    (first,) = wipe([device], erasure(certificate=(tiny_pdf(), "certificat.pdf")), by=by, at=AT)
    assert Device.objects.get().state_said == "Effacement à vérifier"
    (second,) = wipe([device], erasure(verified=True), by=by, at=AT)
    assert first.certificate is not None and second.certificate == first.certificate
    assert Device.objects.get().state_said == "Effacé"
    (other,) = wipe([device], erasure(verified=True, tool="ShredOS"), by=by, at=AT)
    assert other.certificate is None


@pytest.mark.parametrize("method", [WipeMethod.DESTROYED, WipeMethod.NO_STORAGE])
def test_what_has_no_storage_left_needs_no_verification(by, method):
    device = make_device(has_storage=method != WipeMethod.NO_STORAGE)
    (done,) = wipe([device], erasure(method=method, tool="", verified=True), by=by, at=AT)
    assert device.is_verified
    # Whatever was ticked: nobody read again what is not there.
    assert done.verified_said.startswith("Sans objet")
    assert "effacé" not in done.done_said
