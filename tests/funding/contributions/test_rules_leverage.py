"""The match follows the money received, to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.contributions.rules.leverage import (
    Lot,
    Terms,
    match_difference,
    match_due,
    match_for_receipts,
    matches_due,
)
from tests.examples import examples

D = Decimal
TWO = Fraction(2)
HALF_UP = date(2026, 7, 1)


def lot(contributor, amount, on=date(2026, 3, 1), year=2026):
    return Lot(contributor, year, on, D(amount))


def differences(receipts, terms):
    return [str(difference) for difference in match_for_receipts(receipts, terms).differences]


@pytest.mark.parametrize(
    ("received", "ratio", "cap", "match"),
    [
        ("10000", TWO, None, "20000.00"),
        ("5000", TWO, None, "10000.00"),
        ("0", TWO, None, "0.00"),
        ("-50", TWO, None, "0.00"),
        ("10000", TWO, "15000", "15000.00"),
        ("10000", TWO, "0", "0.00"),
        ("100", Fraction(2, 3), None, "66.66"),
        ("0.01", Fraction(1, 2), None, "0.00"),
        ("0.03", Fraction(1, 2), None, "0.01"),
        ("100", Fraction(0), None, "0.00"),
    ],
)
def test_match_due(received, ratio, cap, match):
    assert str(match_due(D(received), ratio=ratio, cap=None if cap is None else D(cap))) == match


@pytest.mark.parametrize(
    ("received", "ratio", "cap"),
    [("0.001", TWO, None), ("1", Fraction(-1), None), ("1", TWO, "-1"), ("1", TWO, "0.005")],
)
def test_match_due_refuses(received, ratio, cap):
    with pytest.raises(ValueError):
        match_due(D(received), ratio=ratio, cap=None if cap is None else D(cap))


def test_a_ratio_is_never_a_float():
    with pytest.raises(TypeError):
        match_due(D(1), ratio=0.5)


def test_the_worked_example():
    receipts = [lot("CAF", 10000), lot("Orange", 5000), lot("CPAM", 0)]
    matches = match_for_receipts(receipts, Terms(TWO))
    assert matches.differences == (D(20000), D(10000), D(0))
    assert matches.total == 30000
    assert sum(receipt.amount for receipt in receipts) + matches.total == 45000
    assert str(matches.steps[0]) == (
        "CAF, 2026\u00a0: 10\u202f000,00\u00a0€ reçus, effet levier ajouté\u00a0: 20\u202f000,00\u00a0€. "
        "10\u202f000 × 2 = 20\u202f000,00\u00a0€"
    )


def test_ten_receipts_of_100_match_like_one_of_1000():
    ratio = Fraction(2, 3)
    ten = match_for_receipts([lot("CAF", 100)] * 10, Terms(ratio))
    assert ten.total == match_for_receipts([lot("CAF", 1000)], Terms(ratio)).total == D("666.66")
    assert {str(difference) for difference in ten.differences} == {"66.66", "66.67"}


def test_caps_cut_the_last_in_part():
    receipts = [
        lot("CAF", 1000, date(2026, 5, 1)),
        lot("Orange", 1000, date(2026, 4, 1)),
        lot("MSA", 1000, date(2026, 6, 1)),
    ]
    assert differences(receipts, Terms(TWO, year_cap=D(3500))) == ["1500.00", "2000.00", "0.00"]
    assert differences(receipts, Terms(TWO, cap=D(1500))) == ["1500.00"] * 3
    assert differences(receipts, Terms(TWO, cap=D(1500), year_cap=D(2000))) == ["500.00", "1500.00", "0.00"]


def test_caps_are_counted_anew_each_year():
    receipts = [lot("CAF", 1000), lot("CAF", 1000, date(2027, 1, 5), 2027)]
    assert differences(receipts, Terms(TWO, cap=D(500), year_cap=D(500))) == ["500.00", "500.00"]


def test_a_refund_takes_its_match_back():
    assert differences([lot("CAF", 1000), lot("CAF", -400)], Terms(TWO)) == ["2000.00", "-800.00"]
    # Above the cap, the money that stays still draws all of it.
    assert differences([lot("CAF", 1000), lot("CAF", -400)], Terms(TWO, cap=D(1000))) == ["1000.00", "0.00"]
    assert differences([lot("CAF", 1000), lot("CAF", -600)], Terms(TWO, cap=D(1000))) == [
        "1000.00",
        "-200.00",
    ]
    assert differences([lot("CAF", 1000), lot("CAF", -1200)], Terms(TWO)) == ["2000.00", "-2000.00"]


def test_what_a_refund_frees_under_the_cap_serves_later_receipts_only():
    receipts = [
        lot("CAF", 1000, date(2026, 1, 5)),
        lot("Orange", 1000, date(2026, 2, 5)),
        lot("CAF", -1000, date(2026, 3, 5)),
        lot("Orange", 100, date(2026, 4, 5)),
        lot("MSA", 1000, date(2026, 5, 5)),
    ]
    # Orange draws 200 for its own 100 of April, not the 1 000 that its receipt of February had missed.
    assert differences(receipts, Terms(TWO, year_cap=D(3000))) == [
        "2000.00",
        "1000.00",
        "-2000.00",
        "200.00",
        "1800.00",
    ]


def test_only_money_of_the_rules_days_is_matched_and_refunds_count_always():
    terms = Terms(TWO, start=date(2026, 2, 1), end=HALF_UP)
    receipts = [
        lot("CAF", 100, date(2026, 1, 31)),
        lot("CAF", 100, date(2026, 2, 1)),
        lot("CAF", 100, HALF_UP),
        lot("CAF", -50, date(2026, 9, 1)),
    ]
    assert differences(receipts, terms) == ["0.00", "200.00", "0.00", "-100.00"]


def test_several_rules_each_match_their_own_money():
    first, second = Terms(TWO, end=HALF_UP), Terms(Fraction(1), start=HALF_UP)
    receipts = [
        lot("CAF", 100, date(2026, 3, 1)),
        lot("CAF", 100, date(2026, 8, 1)),
        lot("CAF", -150, date(2026, 9, 1)),
    ]
    assert matches_due(receipts, [first, second]) == [{("CAF", 2026): D(100)}, {("CAF", 2026): D(0)}]
    assert matches_due(receipts[:2], [first, second]) == [{("CAF", 2026): D(200)}, {("CAF", 2026): D(100)}]
    assert matches_due([], [first]) == [{}]


def test_match_difference():
    assert match_difference(D(100), D(50), ratio=Fraction(2, 3)) == D("33.34")  # 100.00 − 66.66
    assert match_difference(D(100), D(50), ratio=TWO, year_left=D(30)) == D(30)
    assert match_difference(D(100), D(50), ratio=TWO, year_left=D(-30)) == D(0)
    assert match_difference(D(100), D(50), ratio=TWO, cap=D(250)) == D(50)
    assert match_difference(D(100), D(-50), ratio=TWO) == D(-100)
    assert match_difference(D(100), D(-50), ratio=TWO, matched_before=D(80)) == D(0)
    assert match_difference(D(100), D(-80), ratio=TWO, matched_before=D(80)) == D(-40)


ratios = st.fractions(0, 5, max_denominator=12)
cents = st.integers(0, 10**6).map(lambda count: D(count) / 100)
maybe_cap = st.none() | cents


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(cents, min_size=1, max_size=8), ratios, maybe_cap, st.randoms(use_true_random=False))
def test_the_order_of_receipts_does_not_change_the_total(amounts, ratio, cap, random):
    receipts = [lot("CAF", amount) for amount in amounts]
    terms = Terms(ratio, cap=cap)
    total = match_for_receipts(receipts, terms).total
    random.shuffle(receipts)
    assert match_for_receipts(receipts, terms).total == total == match_due(sum(amounts), ratio=ratio, cap=cap)


moved = st.tuples(
    st.sampled_from(["CAF", "Orange", "MSA"]), st.integers(-(10**5), 10**6), st.integers(0, 300)
)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(moved, max_size=12), ratios, maybe_cap, maybe_cap)
def test_matches_stay_within_every_bound(rows, ratio, cap, year_cap):
    receipts = [
        lot(who, D(count) / 100, date(2026, 1, 1) + timedelta(days=days)) for who, count, days in rows
    ]
    matches = match_for_receipts(receipts, Terms(ratio, cap=cap, year_cap=year_cap))
    assert matches.total == sum(matches.by_contributor.values())
    assert year_cap is None or matches.total <= year_cap
    for (who, _), matched in matches.by_contributor.items():
        received = sum(receipt.amount for receipt in receipts if receipt.contributor == who)
        assert 0 <= matched <= match_due(received, ratio=ratio, cap=cap)
    for receipt, difference in zip(receipts, matches.differences, strict=True):
        assert difference * receipt.amount >= 0
