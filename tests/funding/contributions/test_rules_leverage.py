"""The match follows the money received, to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.contributions.rules.leverage import Caps, Lot, Outcome, Terms, match_due
from tests.examples import examples

D = Decimal
TWO = Fraction(2)
HALF_UP = date(2026, 7, 1)


def lot(contributor, amount, on=date(2026, 3, 1), year=2026):
    return Lot(contributor, year, on, D(amount))


def drawn(receipts, *terms):
    """What each receipt draws in the end, under the rule of its day, the earlier day first."""
    return [str(one.amount) for matches in Outcome(receipts, terms).matches for one in matches]


def match_of(receipts, *terms):
    """What is drawn in all."""
    return sum(sum(added.values()) for added in Outcome(receipts, terms).added)


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
    assert drawn(receipts, Terms(TWO)) == ["20000.00", "10000.00", "0.00"]
    assert sum(receipt.amount for receipt in receipts) + match_of(receipts, Terms(TWO)) == 45000


def test_ten_receipts_of_100_match_like_one_of_1000():
    ratio = Fraction(2, 3)
    ten = drawn([lot("CAF", 100)] * 10, Terms(ratio))
    assert match_of([lot("CAF", 100)] * 10, Terms(ratio)) == D("666.66")
    assert match_of([lot("CAF", 1000)], Terms(ratio)) == D("666.66")
    assert set(ten) == {"66.66", "66.67"}


def test_caps_cut_the_last_in_part():
    receipts = [
        lot("CAF", 1000, date(2026, 5, 1)),
        lot("Orange", 1000, date(2026, 4, 1)),
        lot("MSA", 1000, date(2026, 6, 1)),
    ]
    assert drawn(receipts, Terms(TWO, year_cap=D(3500))) == ["2000.00", "1500.00", "0.00"]
    assert drawn(receipts, Terms(TWO, cap=D(1500))) == ["1500.00"] * 3
    assert drawn(receipts, Terms(TWO, cap=D(1500), year_cap=D(2000))) == ["1500.00", "500.00", "0.00"]
    cut = Outcome(receipts, [Terms(TWO, year_cap=D(3500))])
    assert [one.waiting for one in cut.matches[0]] == [D(0), D(500), D(2000)]


def test_caps_are_counted_anew_each_year():
    receipts = [lot("CAF", 1000), lot("CAF", 1000, date(2027, 1, 5), 2027)]
    assert drawn(receipts, Terms(TWO, cap=D(500), year_cap=D(500))) == ["500.00", "500.00"]


def test_a_refund_takes_its_match_back():
    assert drawn([lot("CAF", 1000), lot("CAF", -400)], Terms(TWO)) == ["1200.00"]
    # Above the cap, the money that stays still draws all of it.
    assert drawn([lot("CAF", 1000), lot("CAF", -400)], Terms(TWO, cap=D(1000))) == ["1000.00"]
    assert drawn([lot("CAF", 1000), lot("CAF", -600)], Terms(TWO, cap=D(1000))) == ["800.00"]
    # The latest money goes back first, and no more than there is.
    assert drawn([lot("CAF", 300), lot("CAF", 300), lot("CAF", -400)], Terms(TWO)) == ["400.00", "0.00"]
    assert drawn([lot("CAF", 1000), lot("CAF", -1200)], Terms(TWO)) == ["0.00"]


def test_what_a_refund_frees_under_the_cap_serves_who_waits_in_the_order_of_the_dates():
    receipts = [
        lot("CAF", 1000, date(2026, 1, 5)),
        lot("Orange", 1000, date(2026, 2, 5)),
        lot("CAF", -1000, date(2026, 3, 5)),
        lot("Orange", 100, date(2026, 4, 5)),
        lot("MSA", 1000, date(2026, 5, 5)),
    ]
    terms = [Terms(TWO, year_cap=D(3000))]
    days = {day: Outcome.as_at(receipts, terms, day).added[0] for day in sorted(one.on for one in receipts)}
    # Orange draws on the day of the refund what its receipt of February had missed; the MSA draws the rest.
    assert [(got.get(("CAF", 2026)), got.get(("Orange", 2026)), got.get(("MSA", 2026))) for got in days.values()] == [
        (D(2000), None, None),
        (D(2000), D(1000), None),
        (D(0), D(2000), None),
        (D(0), D(2200), None),
        (D(0), D(2200), D(800)),
    ]


def test_what_was_recorded_by_mistake_takes_room_until_it_is_reversed():
    wrong = replace(lot("CAF", 1000, date(2026, 1, 5)), until=date(2026, 3, 5))
    lots, terms = [wrong, lot("MSA", 1000, date(2026, 2, 5))], [Terms(TWO, year_cap=D(2000))]
    assert Outcome.as_at(lots, terms, date(2026, 3, 4)).match(("MSA", 2026)) == 0
    assert Outcome.as_at(lots, terms, date(2026, 3, 5)).match(("MSA", 2026)) == 2000


def test_a_cap_counts_from_the_day_on_which_it_was_raised():
    terms = Terms(TWO, year_cap=D(3000), earlier=(Caps(HALF_UP, None, D(1000)),))
    assert Outcome.as_at([lot("CAF", 1000)], [terms], date(2026, 6, 30)).match(("CAF", 2026)) == 1000
    assert Outcome.as_at([lot("CAF", 1000)], [terms], HALF_UP).match(("CAF", 2026)) == 2000


def test_only_money_of_the_rules_days_is_matched_and_refunds_count_always():
    terms = Terms(TWO, start=date(2026, 2, 1), end=HALF_UP)
    receipts = [
        lot("CAF", 100, date(2026, 1, 31)),
        lot("CAF", 100, date(2026, 2, 1)),
        lot("CAF", -50, date(2026, 9, 1)),
    ]
    assert drawn(receipts, terms) == ["100.00"]


def test_several_rules_each_match_their_own_money_under_their_own_caps():
    first, second = (Terms(TWO, end=HALF_UP, year_cap=D(150)), Terms(Fraction(1), start=HALF_UP, year_cap=D(150)))
    receipts = [
        lot("CAF", 100, date(2026, 3, 1)),
        lot("CAF", 100, date(2026, 8, 1)),
        lot("CAF", -150, date(2026, 9, 1)),
    ]
    assert Outcome(receipts, [first, second]).added == [{("CAF", 2026): D(100)}, {("CAF", 2026): D(0)}]
    assert Outcome(receipts[:2], [first, second]).added == [{("CAF", 2026): D(150)}, {("CAF", 2026): D(100)}]
    assert Outcome([], [first]).added == [{}]


ratios = st.fractions(0, 5, max_denominator=12)
cents = st.integers(0, 10**6).map(lambda count: D(count) / 100)
maybe_cap = st.none() | cents


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(cents, min_size=1, max_size=8), ratios, maybe_cap, st.randoms(use_true_random=False))
def test_the_order_of_receipts_does_not_change_the_total(amounts, ratio, cap, random):
    receipts = [lot("CAF", amount) for amount in amounts]
    terms = Terms(ratio, cap=cap)
    total = match_of(receipts, terms)
    random.shuffle(receipts)
    assert match_of(receipts, terms) == total == match_due(sum(amounts), ratio=ratio, cap=cap)
