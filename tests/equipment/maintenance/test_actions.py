"""Maintenance takes an item out, never while a loan has it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from equipment.bank.queries import terms_of, the_bank
from equipment.enums import ItemState
from equipment.loans.actions.booking import NotFree
from equipment.loans.actions.handover import give_back, hand_over
from equipment.loans.queries import free_items
from equipment.maintenance.actions import begin_maintenance, change_maintenance, end_maintenance
from equipment.models import Maintenance, Occupation
from inclusion.core.errors import DomainError
from tests.builders import AT, make_user
from tests.equipment.builders import MONDAY, make_bank, make_item, make_loan, make_out, make_school, seen
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


@setup_data
def by(bank):
    return make_user()


def test_an_item_in_maintenance_is_not_lent_and_the_reason_says_so(by):
    item = make_item()
    begin_maintenance(item, reason="Écran", start=TODAY, by=by, at=AT)
    with pytest.raises(NotFree, match="il est en maintenance, sans date de fin connue"):
        make_loan(item.model)


def test_until_its_expected_end_only(by):
    item = make_item()
    begin_maintenance(item, reason="Écran", start=TODAY, expected_end=MONDAY, by=by, at=AT)
    assert make_loan(item.model).start == MONDAY


def test_the_loans_in_the_way_are_named(by):
    item = make_item()
    loan = make_loan(item.model, school=make_school("Collège des Tests"))
    with pytest.raises(DomainError) as refused:
        begin_maintenance(item, reason="Écran", start=TODAY, by=by, at=AT)
    assert str(refused.value) == (
        f"Ce matériel est pris ces jours-là\u00a0: le prêt {loan} (Collège des Tests, La Roche-sur-Yon, du 30 novembre "
        "au 4 décembre 2026). Remplacez-le dans ce prêt, ou choisissez d’autres dates."
    )
    assert (refused.value.field, Maintenance.objects.count()) == ("start", 0)
    begin_maintenance(item, reason="Écran", start=TODAY, expected_end=MONDAY, by=by, at=AT)
    with pytest.raises(DomainError, match=r"une maintenance est déjà notée \(Écran\)"):
        begin_maintenance(item, reason="Encore", start=TODAY, expected_end=MONDAY, by=by, at=AT)


def test_a_longer_repair_must_not_reach_a_loan(by):
    item = make_item()
    repair = begin_maintenance(item, reason="Écran", start=TODAY, expected_end=MONDAY, by=by, at=AT)
    loan = make_loan(item.model)
    with pytest.raises(DomainError, match=f"le prêt {loan}"):
        change_maintenance(repair, reason="Écran", expected_end=None, by=by, at=AT)
    changed = change_maintenance(repair, reason="Écran et batterie", expected_end=date(2026, 11, 27), by=by, at=AT)
    assert changed.reason == "Écran et batterie"
    assert Occupation.objects.get(maintenance=repair).busy.upper == date(2026, 11, 27)


def test_the_end_of_a_repair_frees_the_item_on_that_day(by):
    item = make_item()
    repair = begin_maintenance(item, reason="Écran", start=date(2026, 11, 20), by=by, at=AT)
    ended = end_maintenance(repair, report="Écran changé", cost=Decimal("85.50"), by=by, at=AT)
    assert (ended.cost, ended.is_over) == (Decimal("85.50"), True)
    assert Occupation.objects.get().busy.upper == TODAY
    make_loan(item.model, start=TODAY, end=date(2026, 11, 26))
    with pytest.raises(DomainError, match="est terminée"):
        end_maintenance(repair, by=by, at=AT)


def test_a_repair_that_never_began_leaves_nothing_behind(by):
    item = make_item()
    repair = begin_maintenance(item, reason="Écran", start=MONDAY, by=by, at=AT)
    end_maintenance(repair, by=by, at=AT)
    assert not Occupation.objects.exists()


def test_what_is_not_in_service_is_not_repaired(by):
    item = make_item(state=ItemState.RETIRED)
    with pytest.raises(DomainError, match="n’est pas en service"):
        begin_maintenance(item, reason="Écran", start=TODAY, by=by, at=AT)


def test_a_repair_that_should_be_over_and_is_not_keeps_the_item(by):
    item = make_item()
    repair = begin_maintenance(item, reason="Écran", start=TODAY, expected_end=MONDAY, by=by, at=AT)
    late = AT + timedelta(days=6)  # Monday 30 November: its last day was Sunday
    day = {"end": date(2026, 12, 5), "at": late}
    terms, today = terms_of(the_bank()), late.date()
    assert item not in free_items(MONDAY, date(2026, 12, 5), terms=terms, today=today)
    with pytest.raises(NotFree, match="il est en maintenance, jusqu’au lundi 30 novembre 2026 inclus"):
        make_loan(item.model, start=MONDAY, **day)
    assert item in free_items(date(2026, 12, 1), date(2026, 12, 5), terms=terms, today=today)
    loan = make_loan(item.model, start=date(2026, 12, 1), **day)
    with pytest.raises(DomainError, match="est en maintenance\u00a0: terminez-la, ou remplacez-le"):
        hand_over(loan, seen=seen(loan), received_by="CPE", by=by, at=late + timedelta(days=1))
    end_maintenance(repair, by=by, at=late)
    assert hand_over(loan, seen=seen(loan), received_by="CPE", by=by, at=late + timedelta(days=1))


def test_what_is_late_at_a_school_is_not_repaired_before_it_is_back(by):
    item = make_item()
    loan = make_out(make_loan(item.model, school=make_school("Collège des Tests")))
    late = AT + timedelta(days=20)
    with pytest.raises(DomainError, match="encore chez «\u00a0Collège des Tests, La Roche-sur-Yon\u00a0»") as refused:
        begin_maintenance(item, reason="Écran", start=late.date(), by=by, at=late)
    assert (refused.value.field, Maintenance.objects.count()) == ("start", 0)
    give_back(loan, seen=seen(loan), by=by, at=late)
    begin_maintenance(item, reason="Écran", start=late.date() + timedelta(days=7), by=by, at=late)
