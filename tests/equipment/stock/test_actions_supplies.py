"""Supplies: counted by their moves, never below zero, whoever moves them at once."""

import pytest
from django.core.exceptions import ValidationError

from equipment.invariants import miscounted
from equipment.inventory.enums import SupplyKind
from equipment.models import Supply, SupplyMove
from equipment.stock.actions import (
    add_supply,
    change_supply,
    count_supply,
    give_with_loan,
    given_with,
    move_supply,
    take_back_from_loan,
)
from inclusion.core.errors import DomainError
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_loan
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def does(scope):
    make_bank()
    return {"by": make_user(), "at": AT}


def pens(does, stock: int = 10) -> Supply:
    return add_supply(name="Piles AAA", kind=SupplyKind.CONSUMABLE, stock=stock, low_at=4, **does)


def test_the_stock_is_the_sum_of_its_moves(scope, does):
    supply = pens(does)
    move_supply(supply, change=20, reason="Achetées", **does)
    move_supply(supply, change=-3, reason="Perdues", **does)
    count_supply(supply, counted=25, **does)
    count_supply(supply, counted=25, **does)
    supply.refresh_from_db()
    assert supply.stock == 25
    changes = list(SupplyMove.objects.order_by("pk").values_list("change", "reason"))
    assert changes == [(10, "Premier comptage"), (20, "Achetées"), (-3, "Perdues"), (-2, "Comptage")]
    assert miscounted(scope) == []


def test_there_are_never_fewer_than_none(does):
    supply = pens(does, stock=2)
    with pytest.raises(DomainError, match="Il n’y en a pas autant\u00a0: 2\u00a0exemplaires de «\u00a0Piles AAA"):
        move_supply(supply, change=-3, reason="Perdues", **does)
    assert SupplyMove.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"change": 0, "reason": "Rien"}, "Indiquez combien"), ({"change": 1, "reason": "  "}, "Indiquez pourquoi")],
)
def test_a_move_says_how_many_and_why(does, given, sentence):
    with pytest.raises(DomainError, match=sentence):
        move_supply(pens(does), **given, **does)


def test_what_left_with_a_loan_comes_back_from_it_and_no_more(does):
    supply, loan, other = pens(does), make_loan(), make_loan()
    give_with_loan(supply, count=4, loan=loan, **does)
    assert given_with(supply, loan) == 4
    take_back_from_loan(supply, count=3, loan=loan, **does)
    supply.refresh_from_db()
    assert (supply.stock, given_with(supply, loan)) == (9, 1)
    with pytest.raises(DomainError, match="n’a plus que 1\u00a0exemplaire de"):
        take_back_from_loan(supply, count=2, loan=loan, **does)
    with pytest.raises(DomainError, match="n’a plus que 0\u00a0exemplaire de"):
        take_back_from_loan(supply, count=1, loan=other, **does)


def test_a_name_is_taken_once_and_the_stock_is_not_changed_by_editing(does):
    supply = pens(does)
    with pytest.raises(ValidationError, match="Une fourniture porte déjà ce nom"):
        pens(does)
    changed = change_supply(supply, name="Piles  AA", low_at=12, **does)
    assert (changed.name, changed.stock, changed.is_low) == ("Piles AA", 10, True)
