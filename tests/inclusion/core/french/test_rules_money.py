"""Splits add up to the cent; amounts are written the French way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.core.errors import DomainError, InvalidAmount
from inclusion.core.french.money import (
    brief_euros,
    cents,
    cents_at_least_zero,
    equals,
    euros,
    figure,
    floor_to_cent,
    round_half_up,
    split,
    split_capped,
    whole_euros,
)
from tests.examples import examples

D = Decimal
amounts = st.integers(-(10**9), 10**9).map(lambda count: D(count) / 100)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(0, 100), st.decimals(0, 10**6, places=2)), min_size=1, max_size=12
).filter(lambda values: any(value > 0 for value in values))


def written(parts: list[Decimal]) -> list[str]:
    return [str(part) for part in parts]


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("9000", [21000, 15000], ["5250.00", "3750.00"]),
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("0.01", [1, 2], ["0.00", "0.01"]),
        ("0.05", [1, 1], ["0.03", "0.02"]),
        ("-100", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("10", [0, 3, 0], ["0.00", "10.00", "0.00"]),
        ("0", [1, 2], ["0.00", "0.00"]),
        ("10.00", [Fraction(1, 3), D("0.5"), 1], ["1.82", "2.73", "5.45"]),
        ("99999999999999999999999999999999.99", [1], ["99999999999999999999999999999999.99"]),
    ],
)
def test_split_gives_the_left_cents_to_the_largest_remainders(amount, shares, parts):
    assert written(split(D(amount), shares)) == parts


@settings(max_examples=examples(100), deadline=None)
@given(amounts, weights)
def test_split_adds_up_and_each_part_is_within_a_cent_of_its_exact_share(amount, shares):
    parts = split(amount, shares)
    total = sum(map(Fraction, shares))
    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert part.as_tuple().exponent == -2
        assert abs(Fraction(part) - Fraction(amount) * Fraction(share) / total) < Fraction(1, 100)
        assert share > 0 or part == 0
    assert split(-amount, shares) == [-part for part in parts]


@pytest.mark.parametrize(
    ("amount", "shares"),
    [(D(1), []), (D(1), [0, 0]), (D(0), [0]), (D(1), [2, -1]), (D("0.001"), [1]), (D("NaN"), [1]), (D(1), [D("inf")])],
)
def test_split_refuses(amount, shares):
    with pytest.raises(ValueError):
        split(amount, shares)


def test_floats_are_refused():
    with pytest.raises(TypeError):
        split(D(1), [0.5, 0.5])
    with pytest.raises(TypeError):
        cents(1.5)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.integers(-500, 5000), min_size=1, max_size=8), st.integers(0, 100))
def test_split_capped_never_passes_a_cap_nor_falls_below_zero(caps, percent):
    limits = [D(cap) / 100 for cap in caps]
    space = sum(max(cap, 0) for cap in caps)
    amount = D(space * percent // 100) / 100
    parts = split_capped(amount, limits)
    assert sum(parts) == amount
    assert all(0 <= part <= max(cap, D(0)) for part, cap in zip(parts, limits, strict=True))


def test_split_capped_refuses_more_than_there_is():
    with pytest.raises(InvalidAmount, match="30,01"):
        split_capped(D("30.01"), [D(10), D(20), D(-5)])
    with pytest.raises(InvalidAmount):
        split_capped(D(-1), [D(10)])
    assert written(split_capped(D(0), [D(0), D(0)])) == ["0.00", "0.00"]


@pytest.mark.parametrize(
    ("value", "floored"),
    [
        (Fraction(2, 3), "0.66"),
        (Fraction(-2, 3), "-0.67"),
        (D("1.239"), "1.23"),
        (7, "7.00"),
        (Fraction(10**40, 3), f"{10**40 // 3}.33"),
    ],
)
def test_floor_to_cent(value, floored):
    assert str(floor_to_cent(value)) == floored


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 10**6), "0.00"),
        (Fraction(10, 3), "3.33"),
        (Fraction(-5, 1000), "0.00"),
        (Fraction(-6, 1000), "-0.01"),
        (7, "7.00"),
    ],
)
def test_round_half_up(value, rounded):
    assert str(round_half_up(value)) == rounded


def test_cents_gives_two_places_and_refuses_a_third():
    assert str(cents(D("1.5"))) == "1.50"
    assert str(cents(D("2.500"))) == "2.50"
    assert str(cents(D("-0"))) == "0.00"
    with pytest.raises(DomainError, match="deux décimales"):
        cents(D("1.005"))
    with pytest.raises(DomainError, match="négatif"):
        cents_at_least_zero(D("-0.01"))


@pytest.mark.parametrize(
    ("value", "exact", "rounded"),
    [
        ("1234.56", "1\u202f234,56\u00a0€", "1\u202f235\u00a0€"),
        ("0", "0,00\u00a0€", "0\u00a0€"),
        ("999.5", "999,50\u00a0€", "1\u202f000\u00a0€"),
        ("1000000", "1\u202f000\u202f000,00\u00a0€", "1\u202f000\u202f000\u00a0€"),
        ("-1234.05", "\u22121\u202f234,05\u00a0€", "\u22121\u202f234\u00a0€"),
        ("-0.04", "\u22120,04\u00a0€", "0\u00a0€"),
    ],
)
def test_euros_in_french(value, exact, rounded):
    assert euros(D(value)) == exact
    assert euros(D(value), decimals=False) == rounded


@pytest.mark.parametrize(
    ("value", "brief"),
    [
        ("5000", "5\u202f000\u00a0€"),
        ("5000.00", "5\u202f000\u00a0€"),
        ("12.50", "12,50\u00a0€"),
        ("0.50", "0,50\u00a0€"),
        ("0.01", "0,01\u00a0€"),
        ("0", "0\u00a0€"),
        ("-12.50", "\u221212,50\u00a0€"),
        ("-3", "\u22123\u00a0€"),
    ],
)
def test_cents_only_where_there_are_any(value, brief):
    assert brief_euros(D(value)) == brief


def test_figures_of_a_line_of_arithmetic():
    assert figure(D("9000.00")) == "9\u202f000"
    assert figure(D("9000.10")) == "9\u202f000,10"
    assert equals(Fraction(1, 3), D("0.33")) == "≈"
    assert equals(Fraction(1, 4), D("0.25")) == "="


@pytest.mark.parametrize(("amount", "whole"), [("17437.50", 17438), ("17437.49", 17437), ("0", 0), ("-0.50", -1)])
def test_whole_euros_are_what_is_shown_without_cents(amount, whole):
    assert whole_euros(Decimal(amount)) == whole
