"""Audits: what is expected, what is seen, what is left at the end and what is done with it."""

from datetime import timedelta

import pytest

from equipment.enums import ItemState
from equipment.loans.actions.handover import give_back
from equipment.maintenance.actions import begin_maintenance
from equipment.models import AuditScan, Item
from equipment.stock.actions import (
    begin_audit,
    close_audit,
    declare_missing_lost,
    forget_scan,
    scan,
    shelve_here,
    step_item,
)
from equipment.stock.queries import counts_of, expected_in, missing_in, unexpected_in
from equipment.stock.rules import ScanOutcome
from inclusion.core.errors import DomainError
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_out, seen
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@setup_data
def does(scope):
    make_bank()
    return {"by": make_user(), "at": AT}


@setup_data
def shelf(does):
    """Two items in the cupboard, one on another shelf, and one of each kind that is not expected."""
    model = make_model("Stylo")
    found = {name: make_item(model, place="Armoire A", inventory_number=name) for name in ("A1", "A2", "OUT", "REP")}
    found["B1"] = make_item(model, place="Armoire B", inventory_number="B1")
    found["LOST"] = make_item(model, place="Armoire A", inventory_number="LOST", state=ItemState.LOST)
    found["GONE"] = make_item(model, place="Armoire A", inventory_number="GONE", state=ItemState.RETIRED)
    found["loan"] = make_out(make_loan(model, item=found["OUT"]), **does)
    begin_maintenance(found["REP"], reason="Écran", start=AT.date(), **does)
    return found


def numbers(rows) -> set[str]:
    return {str(row) for row in rows}


def test_expected_is_what_should_lie_on_the_shelf(shelf, does):
    assert numbers(expected_in(begin_audit(place="armoire a", **does))) == {"A1", "A2"}
    assert numbers(expected_in(begin_audit(**does))) == {"A1", "A2", "B1"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("A1", ScanOutcome.SEEN),
        ("a1", ScanOutcome.SEEN),
        ("B1", ScanOutcome.OTHER_PLACE),
        ("OUT", ScanOutcome.OUT),
        ("REP", ScanOutcome.REPAIRED),
        ("LOST", ScanOutcome.LOST),
        ("GONE", ScanOutcome.RETIRED),
        ("RIEN", ScanOutcome.UNKNOWN),
    ],
)
def test_every_reading_is_answered_at_once(shelf, does, typed, found):
    audit = begin_audit(place="Armoire A", **does)
    assert scan(audit, typed=typed, **does).found == found
    again = scan(audit, typed=typed, **does).found
    assert again == (ScanOutcome.UNKNOWN if found == ScanOutcome.UNKNOWN else ScanOutcome.AGAIN)
    assert AuditScan.objects.count() == 1


def test_a_label_is_read_by_its_code_and_by_its_whole_address(shelf, does):
    audit = begin_audit(**does)
    code = shelf["A1"].code
    assert scan(audit, typed=f"https://portail.example/x/materiel/c/{code}/", **does).found == ScanOutcome.SEEN
    assert scan(audit, typed=code.lower(), **does).found == ScanOutcome.AGAIN
    with pytest.raises(DomainError, match="Scannez une étiquette"):
        scan(audit, typed="  ", **does)


def test_what_moves_while_the_audit_goes_on_is_neither_missing_nor_unexpected(shelf, does):
    audit = begin_audit(place="Armoire A", **does)
    later = {"by": does["by"], "at": LATER}
    scan(audit, typed="A1", **later)
    make_out(make_loan(item=shelf["A1"], wanted=shelf["A1"].model, at=LATER), at=LATER + timedelta(minutes=1))
    give_back(shelf["loan"], seen=seen(shelf["loan"]), **later)
    make_item(place="Armoire A", added_at=LATER)
    assert numbers(missing_in(audit)) == {"A2"}
    assert list(unexpected_in(audit)) == []


def test_the_result_is_kept_when_it_is_closed_and_changes_no_more(shelf, does):
    audit = begin_audit(place="Armoire A", **does)
    for typed in ("A1", "B1", "LOST", "???"):
        scan(audit, typed=typed, **does)
    audit = close_audit(audit, by=does["by"], at=LATER)
    assert audit.result == {
        "counts": {"expected": 2, "seen": 1, "unexpected": 2, "unknown": 1},
        "missing": [shelf["A2"].pk],
        "unexpected": [{"item": shelf["B1"].pk, "why": "other_place"}, {"item": shelf["LOST"].pk, "why": "lost"}],
        "unknown": ["???"],
    }
    assert counts_of(audit).missing == 1
    for write in (lambda: scan(audit, typed="A2", **does), lambda: close_audit(audit, **does)):
        with pytest.raises(DomainError, match="Cet inventaire est terminé"):
            write()
    assert declare_missing_lost(audit, items=[shelf["A2"].pk], **does) == 1
    assert declare_missing_lost(audit, items=[shelf["A2"].pk], **does) == 0
    assert shelve_here(audit, items=[shelf["B1"].pk, shelf["LOST"].pk], **does) == 2
    states = dict(Item.objects.values_list("inventory_number", "state"))
    assert (states["A2"], states["LOST"]) == (ItemState.LOST, ItemState.IN_SERVICE)
    assert Item.objects.get(inventory_number="B1").place == "Armoire A"


def test_what_is_not_of_the_result_is_not_touched(shelf, does):
    audit = begin_audit(place="Armoire A", **does)
    with pytest.raises(DomainError, match="Terminez d’abord"):
        declare_missing_lost(audit, items=[shelf["A1"].pk], **does)
    audit = close_audit(audit, **does)
    with pytest.raises(DomainError, match="n’est pas de cette liste"):
        declare_missing_lost(audit, items=[shelf["A1"].pk, shelf["B1"].pk], **does)
    with pytest.raises(DomainError, match="n’est pas de cette liste"):
        shelve_here(audit, items=[shelf["B1"].pk], **does)
    with pytest.raises(DomainError, match="Cochez au moins un"):
        shelve_here(audit, items=[], **does)


def test_one_missing_item_that_is_out_since_keeps_all_from_being_declared_lost(shelf, does):
    audit = close_audit(begin_audit(place="Armoire A", **does), **does)
    make_out(make_loan(shelf["A2"].model, item=shelf["A2"]), **does)
    with pytest.raises(DomainError, match=r"Matériel A2\xa0: Il est chez .* Rien n’a changé\."):
        declare_missing_lost(audit, items=[shelf["A1"].pk, shelf["A2"].pk], **does)
    assert Item.objects.get(inventory_number="A1").state == ItemState.IN_SERVICE


def test_one_audit_of_a_place_at_a_time_and_none_of_an_empty_one(shelf, does):
    begin_audit(place="Armoire A", **does)
    begin_audit(**does)
    with pytest.raises(DomainError, match="L’inventaire d’Armoire A est déjà en cours"):
        begin_audit(place=" ARMOIRE a", **does)
    with pytest.raises(DomainError, match="Aucun matériel n’est rangé à «\u00a0Cave"):
        begin_audit(place="Cave", **does)


def test_a_mistaken_reading_is_taken_back(shelf, does):
    audit = begin_audit(**does)
    scan(audit, typed="A1", **does)
    forget_scan(audit.scans.get(), **does)
    assert counts_of(audit).seen == 0


def test_what_is_found_again_elsewhere_by_a_step_stays(shelf, does):
    audit = begin_audit(place="Armoire A", **does)
    scan(audit, typed="LOST", **does)
    audit = close_audit(audit, **does)
    step_item(shelf["LOST"], ItemState.IN_SERVICE, **does)
    assert shelve_here(audit, items=[shelf["LOST"].pk], **does) == 0
