"""Donations: their number, what is refused, the agreement until it is signed and after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from equipment.models import Donation, ImpactReference
from equipment.refurbishing.actions import donations as actions
from equipment.refurbishing.actions.donations import Value, log_work, set_impact
from inclusion.core.errors import DomainError
from tests.builders import AT, make_partner
from tests.equipment.aid_builders import make_device, make_donation

TODAY = AT.date()


def record(by, **fields):
    values = {"donor_name": "Entreprise Exemple", "received_on": TODAY, **fields}
    return actions.record_donation(by=by, at=AT, **values)


def test_numbers_follow_one_another_in_the_year_of_the_gift(by):
    assert [record(by).number, record(by).number, record(by, received_on=date(2025, 3, 1)).number] == [
        "DON-2026-001",
        "DON-2026-002",
        "DON-2025-001",
    ]


def test_a_partner_gives_under_its_own_name_unless_another_is_typed(by):
    partner = make_partner("Mairie d’Exemple")
    assert record(by, donor=partner, donor_name="").donor_name == "Mairie d’Exemple"
    assert record(by, donor=partner, donor_name=" Service  informatique ").donor_name == "Service informatique"


def test_somebody_gives_and_not_tomorrow(by):
    with pytest.raises(DomainError, match="écrivez le nom du donateur") as refused:
        record(by, donor_name="  ")
    assert refused.value.field == "donor_name"
    with pytest.raises(DomainError, match="n’est pas encore passé") as refused:
        record(by, received_on=TODAY + timedelta(1))
    assert refused.value.field == "received_on"
    assert not Donation.objects.exists()


def test_the_agreement_is_replaced_until_it_is_signed_and_stays_then(by):
    donation = record(by)
    with pytest.raises(DomainError, match="d’abord la convention en pages"):
        actions.sign_agreement(donation, signed_on=TODAY, by=by, at=AT)
    first = actions.keep_agreement(donation, pdf=b"%PDF-1", by=by, at=AT).agreement
    second = actions.keep_agreement(donation, pdf=b"%PDF-2", by=by, at=AT).agreement
    assert first != second
    with pytest.raises(DomainError, match="n’est pas encore passé"):
        actions.sign_agreement(donation, signed_on=TODAY + timedelta(1), by=by, at=AT)
    with pytest.raises(DomainError, match="mise en pages le") as refused:
        actions.sign_agreement(donation, signed_on=TODAY - timedelta(1), by=by, at=AT)
    assert refused.value.field == "signed_on"
    actions.sign_agreement(donation, signed_on=TODAY, by=by, at=AT)
    for again in (
        lambda: actions.keep_agreement(donation, pdf=b"%PDF-3", by=by, at=AT),
        lambda: actions.sign_agreement(donation, signed_on=TODAY, by=by, at=AT),
    ):
        with pytest.raises(DomainError, match="signée"):
            again()
    changed = actions.change_donation(donation, donor_name="Un autre", announced=12, by=by, at=AT)
    assert (changed.donor_name, changed.announced, changed.agreement) == ("Entreprise Exemple", 12, second)


def test_hours_are_of_a_past_day_and_of_somebody(by):
    device = make_device(make_donation())
    work = log_work(
        device=device, worked_on=TODAY, hours=Decimal("2.5"), is_insertion=False, note=" Tri ", by=by, at=AT
    )
    assert (work.donation, work.note) == (device.donation, "Tri")
    for wrong, sentence in (
        ({"worked_on": TODAY + timedelta(1)}, "n’est pas encore passé"),
        ({"hours": Decimal("1000.5")}, "heures au plus"),
        ({"worked_on": date(2001, 1, 1), "device": device}, "a été reçu le"),
        ({"hours": Decimal("24.5"), "device": device}, "24 heures au plus"),
    ):
        with pytest.raises(DomainError, match=sentence):
            log_work(**{"worked_on": TODAY, "hours": Decimal(1), "is_insertion": True, "by": by, "at": AT, **wrong})


def test_a_lot_is_not_received_after_what_was_done_with_it(by):
    donation = make_donation()
    make_device(donation, state="wiped").wipes.update(done_on=date(2026, 10, 5))
    with pytest.raises(DomainError, match="5 octobre 2026") as refused:
        actions.change_donation(donation, received_on=date(2026, 10, 6), by=by, at=AT)
    assert refused.value.field == "received_on"
    assert actions.change_donation(donation, received_on=date(2026, 10, 5), by=by, at=AT)


def test_values_for_the_environment_have_a_source_and_may_be_taken_away(by):
    with pytest.raises(DomainError, match="d’où vient") as refused:
        set_impact([Value("laptop", Decimal(80), Decimal(2), " ")], by=by, at=AT)
    assert refused.value.field == "source_laptop"
    values = [Value("laptop", Decimal(80), Decimal(2), "Étude"), Value("tablet", Decimal(30), Decimal(1), "Étude")]
    set_impact(values, by=by, at=AT)
    set_impact([Value("laptop", Decimal(90), Decimal(2), "Étude 2")], by=by, at=AT)
    assert [(one.kind, one.co2_kg) for one in ImpactReference.objects.all()] == [("laptop", Decimal(90))]
