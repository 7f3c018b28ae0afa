"""Amounts of the ledger: whole cents, no number that is none, nothing too large for an account."""

from decimal import Decimal

import pytest

from funding.ledger.rules import booked, quantize_non_negative
from inclusion.core.errors import InvalidAmount
from inclusion.core.french.money import GREATEST

D = Decimal


@pytest.mark.parametrize("amount", ["0", "-0", "0.1", "12.34", "-12.34", "9999999999.99", "-9999999999.99"])
def test_what_fits_has_two_places(amount):
    assert str(booked(D(amount))) == f"{D(amount) + 0:.2f}"


@pytest.mark.parametrize(
    "amount", ["10000000000", "-10000000000", "1E30", "1E5000", "1E999999", "NaN", "sNaN", "Infinity", "1.005"]
)
def test_what_does_not_fit_is_refused_in_a_sentence(amount):
    for read in (booked, quantize_non_negative):
        with pytest.raises(InvalidAmount) as refused:
            read(D(amount))
        assert str(refused.value).endswith(".")


def test_a_negative_amount_is_refused_where_none_can_be():
    with pytest.raises(InvalidAmount, match="négatif"):
        quantize_non_negative(-GREATEST)


@pytest.mark.parametrize("value", [True, 1.0, "1"])
def test_what_is_not_money_is_a_fault_of_the_program(value):
    with pytest.raises(TypeError):
        booked(value)
