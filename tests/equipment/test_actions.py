"""Each invariant of equipment holds where the actions wrote, and finds what is broken behind their back."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from equipment.enums import LoanState
from equipment.inventory.enums import SupplyKind
from equipment.loans.actions.booking import NEVER_TWICE
from equipment.models import Device, Loan, LoanItem, Occupation, Supply, Wipe
from equipment.refurbishing.enums import DeviceState
from funding.funds.invariants import prove
from tests.builders import AT, make_user, record_bare_rows
from tests.equipment.aid_builders import make_device
from tests.equipment.builders import make_bank, make_kit, make_loan, make_out, make_returned
from tests.setup_data import setup_data
from tests.template import as_owner

pytestmark = pytest.mark.django_db
OURS = {"items_held_once", "loans_hold_items", "loans_stated", "devices_wiped", "supplies_counted"}


@setup_data
def network(scope, network):
    make_bank()
    return network


def broken(network) -> set[str]:
    return {one.name for one in prove(network) if one.violations}


def test_all_of_them_are_proven_and_hold(network):
    make_out(make_loan(make_kit()))
    make_returned()
    make_device(state=DeviceState.READY, by=make_user())
    record_bare_rows()
    results = {one.name: one.violations for one in prove(network)}
    assert set(results) >= OURS
    assert not any(results.values())


def test_a_loan_that_keeps_nothing_is_found(network):
    loan = make_loan()
    Occupation.objects.filter(loan_item__loan=loan).delete()
    assert broken(network) == {"loans_hold_items"}


def test_a_cancelled_loan_that_still_keeps_its_item_is_found(network):
    loan = make_loan()
    Loan.objects.filter(pk=loan.pk).update(state=LoanState.CANCELLED, cancelled_at=AT, cancel_reason="Erreur")
    assert broken(network) == {"loans_hold_items", "states_in_history"}


def test_a_loan_that_is_out_with_nothing_out_is_found(network):
    loan = make_out()
    LoanItem.objects.filter(loan=loan).update(returned_at=loan.handed_over_at)
    assert broken(network) == {"loans_stated", "values_in_journal"}


def test_an_item_that_is_busy_twice_is_found(network):
    (constraint,) = (one for one in Occupation._meta.constraints if one.name == NEVER_TWICE)
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Occupation, constraint)
    first, second = make_loan(), make_loan()
    Occupation.objects.filter(loan_item__loan=second).update(item=first.loan_items.get().item)
    assert broken(network) == {"items_held_once"}


def test_an_unwiped_device_is_found(network):
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE equipment_device DISABLE TRIGGER device_wiped_first")
    device = make_device()
    Device.objects.filter(pk=device.pk).update(state=DeviceState.TESTED)
    assert not Wipe.objects.exists()
    assert broken(network) == {"devices_wiped", "states_in_history"}


def test_a_stock_without_its_movements_is_found(network):
    Supply.objects.create(name="Piles", kind=SupplyKind.CONSUMABLE, stock=3)
    assert broken(network) == {"supplies_counted"}


def test_the_database_itself_refuses_an_item_that_is_busy_twice(network):
    from django.db import IntegrityError, transaction

    loan = make_loan()
    row = loan.loan_items.get()
    with pytest.raises(IntegrityError, match=NEVER_TWICE), transaction.atomic():
        other = make_loan()
        Occupation.objects.filter(loan_item__loan=other).update(
            item=row.item, busy=DateRange(date(2026, 12, 1), date(2026, 12, 3))
        )
