"""Returns at the desk: an item without one of its parts is not lent until the part is there."""

from datetime import date, datetime, timedelta

import pytest

from equipment.bank.queries import terms_of, the_bank
from equipment.desk.actions import take_back_at_desk
from equipment.loans.actions.handover import ItemCheck, hand_over
from equipment.loans.queries import at_risk, free_items, incomplete_returns, missing_parts
from equipment.maintenance.actions import end_maintenance
from equipment.models import Loan, Maintenance
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.equipment.builders import make_bank, make_item, make_loan
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db

BACK = AT + timedelta(days=1)
LATER = {"start": date(2026, 12, 14), "end": date(2026, 12, 19)}


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


def looked_at(loan: Loan, *, charger: bool) -> list[ItemCheck]:
    checks = [{"label": "Chargeur", "ok": charger}, {"label": "Housse", "ok": True}]
    return [ItemCheck(row.item_id, "good", checks) for row in loan.loan_items.all()]


def back_without_charger(loan: Loan, *, left_with_it: bool = True, why_repaired: str = ""):
    """What came of the return of a loan whose item came back without its charger."""
    item = loan.loan_items.get().item
    hand_over(loan, seen=looked_at(loan, charger=left_with_it), received_by="CPE", by=None, at=AT)
    repairs = {item.pk: why_repaired} if why_repaired else {}
    return item, take_back_at_desk(loan, seen=looked_at(loan, charger=False), repairs=repairs, by=None, at=BACK)


def test_an_item_without_its_charger_is_not_lent_until_the_charger_is_there():
    item, taken = back_without_charger(make_loan())
    today, terms = BACK.date(), terms_of(the_bank())
    assert (taken.missing, taken.repaired) == ([f"Chargeur ({item})"], [item.inventory_number])
    assert Maintenance.objects.get().reason == "Pièce manquante\u00a0: Chargeur"
    assert [row.missing for row in incomplete_returns()] == [["Chargeur"]]
    with pytest.raises(DomainError, match="en maintenance"):
        make_loan(item.model, **LATER)
    assert not free_items(**LATER, terms=terms, today=today).exists()
    # Found, or replaced: it is whole, and lent again.
    end_maintenance(Maintenance.objects.get(), report="Chargeur retrouvé", by=None, at=BACK + timedelta(days=1))
    assert not incomplete_returns() and not missing_parts([item])
    assert make_loan(item.model, **LATER).loan_items.get().item == item


def test_a_repair_and_a_missing_part_are_one_maintenance():
    back_without_charger(make_loan(), why_repaired="Écran fendu.")
    assert Maintenance.objects.get().reason == "Écran fendu. Il manque\u00a0: Chargeur"


def test_what_had_not_left_with_it_is_not_missing():
    _, taken = back_without_charger(make_loan(), left_with_it=False)
    assert not taken.missing and not Maintenance.objects.exists() and not incomplete_returns()


def test_an_item_promised_at_once_is_replaced_or_leaves_with_its_part():
    item = make_item()
    loan = make_loan(item.model)
    following = make_loan(item.model, start=date(2026, 12, 8), end=date(2026, 12, 12))
    _, taken = back_without_charger(loan)
    assert f"promis au prêt {following}" in taken.to_settle[0]
    assert [row.loan for row in at_risk(on=date(2026, 12, 4))] == [following]
    # Its maintenance is to end when it is promised: it is lent to nobody after that either, while the part lacks.
    assert Maintenance.objects.get().expected_end == following.start
    much_later = {"start": date(2027, 1, 11), "end": date(2027, 1, 16)}
    assert not free_items(**much_later, terms=terms_of(the_bank()), today=BACK.date()).exists()
    with pytest.raises(DomainError, match="il n’est pas complet"):
        make_loan(item.model, **much_later)
    Maintenance.objects.all().delete()  # as where there was no day for one
    when = {"received_by": "CPE", "by": None, "at": datetime(2026, 12, 8, 9, tzinfo=AT.tzinfo)}
    with pytest.raises(DomainError, match="n’est pas complet"):
        hand_over(following, seen=looked_at(following, charger=False), **when)
    assert hand_over(following, seen=looked_at(following, charger=True), **when).handed_over_at
    assert make_loan(item.model, **much_later).loan_items.get().item == item


def test_what_was_missing_before_and_came_back_is_not_missing():
    """Of two parts that had not left with it, one is there again: nothing more lacks than before."""
    loan = make_loan()
    row = loan.loan_items.get()
    neither = [{"label": one, "ok": False} for one in ("Chargeur", "Housse")]
    found = [{"label": "Chargeur", "ok": True}, {"label": "Housse", "ok": False}]
    hand_over(loan, seen=[ItemCheck(row.item_id, "good", neither)], received_by="CPE", by=None, at=AT)
    taken = take_back_at_desk(loan, seen=[ItemCheck(row.item_id, "good", found)], by=None, at=BACK)
    assert not taken.missing and not incomplete_returns()
    assert str(missing_parts([row.item])[row.item_id]) == "Housse"
