"""Two people who see the same thing at the same moment."""

from collections import Counter

import pytest

from equipment.inventory.enums import SupplyKind
from equipment.models import AuditScan, Item, Supply
from equipment.stock.actions import add_items, add_supply, begin_audit, move_supply, scan
from equipment.stock.rules import ScanOutcome
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.crowds import at_once
from tests.equipment.builders import make_bank, make_item, make_model

pytestmark = pytest.mark.django_db(transaction=True)

DOES = {"by": None, "at": AT}


def test_a_thing_that_eight_scan_at_once_counts_once(network):
    with scoped_to(network):
        make_bank()
        make_item(inventory_number="A1")
        audit = begin_audit(**DOES)
    said = at_once(network, lambda n: scan(audit, typed="A1", **DOES).found, 8)
    assert Counter(said) == {ScanOutcome.SEEN: 1, ScanOutcome.AGAIN: 7}
    with scoped_to(network):
        assert AuditScan.objects.count() == 1


def test_the_last_ones_of_a_supply_are_given_once(network):
    with scoped_to(network):
        supply = add_supply(name="Piles", kind=SupplyKind.CONSUMABLE, stock=5, **DOES)
    said = at_once(network, lambda n: move_supply(supply, change=-2, reason="Don", **DOES), 4)
    assert sum(isinstance(one, DomainError) for one in said) == 2
    with scoped_to(network):
        assert Supply.objects.get().stock == 1


def test_a_number_that_two_write_at_once_is_taken_once_and_the_others_are_refused(network):
    with scoped_to(network):
        model = make_model()
    said = at_once(network, lambda n: add_items(model, numbers=["N-1", f"N-{n + 2}"], **DOES), 4)
    refused = [str(one) for one in said if isinstance(one, DomainError)]
    assert refused == ["Ce numéro est déjà pris\u00a0: N-1. Rien n’a été ajouté."] * 3
    with scoped_to(network):
        assert Item.objects.count() == 2
