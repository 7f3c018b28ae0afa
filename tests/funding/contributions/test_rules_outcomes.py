"""What rules make of money, rule by rule, and each figure between the money and the result."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from funding.contributions.rules.leverage import Lot, Outcome, Promise, Reason, Terms, rule_on, summed
from inclusion.core.errors import InvalidAmount

D = Decimal
DAY, LATER = date(2026, 3, 2), date(2026, 8, 1)
TERMS = [Terms(Fraction(2, 3), end=date(2026, 7, 1), cap=D(100)), Terms(Fraction(1), start=date(2026, 7, 1))]
LOTS = [Lot("caf", 2026, DAY, D(100)), Lot("caf", 2026, LATER, D(40)), Lot("msa", 2026, DAY, D(10))]
CAF = ("caf", 2026)


def test_money_is_summed_and_counted_under_the_rule_of_its_day():
    assert summed([*LOTS, Lot("caf", 2026, LATER, D(-15))]) == {CAF: D(125), ("msa", 2026): D(10)}
    assert [rule_on(day, TERMS) for day in (DAY, LATER)] == [0, 1]
    assert rule_on(LATER, TERMS[:1]) is None
    outcome = Outcome(LOTS, TERMS)
    assert [counted[CAF] for counted in outcome.counted] == [D(100), D(40)]
    assert outcome.match(CAF) == D("106.66")
    assert (outcome.of_year(0, 2026), outcome.of_year(0, 2027)) == (D("73.32"), D(0))


def test_only_what_differs_is_returned():
    before = Outcome(LOTS[:1], TERMS)
    assert before.beyond(before) == {}
    assert Outcome(LOTS, TERMS).beyond(before) == {CAF: D(40), ("msa", 2026): D("6.66")}
    assert before.beyond(Outcome(LOTS, TERMS)) == {CAF: D(-40), ("msa", 2026): D("-6.66")}


def test_each_figure_of_a_reason():
    before, after = Outcome(LOTS, TERMS), Outcome([*LOTS, Lot("caf", 2026, DAY, D(100))], TERMS)
    why = Reason(CAF, 0, before, after)
    assert (why.counted_before, why.counted) == (D(100), D(200))
    assert (why.exact, why.floored, why.capped) == (Fraction(400, 3), D("133.33"), D(100))
    assert (why.due_before, why.drawn_before, why.uncut, why.result) == (D("66.66"),) * 2 + (D("33.34"),) * 2
    assert why.year_before == D("73.32")


def test_a_promise_kept_is_money_that_came_in():
    assert Promise("caf", 2026, D("1.5"), DAY).kept() == Lot("caf", 2026, DAY, D("1.50"))
    with pytest.raises(InvalidAmount):
        Promise("caf", 2026, D("-1"), DAY).kept()
