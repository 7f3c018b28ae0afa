"""Shares that were set down for a year, and how they are explained; months before and after a day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.posts.rules.years import Shares, YearTerms, shares_of, year_steps
from funding.staff.rules import months_from

from .arithmetic import is_true

D = Decimal


def read(step):
    return str(step).replace("\u202f", " ").replace("\u00a0", " ")


def test_without_a_word_the_rule_gives_the_shares():
    shares, faults = shares_of(YearTerms(1, D(17500)), cost=D(40000))
    assert shares == Shares(D(40000), D(17500), D(0), D(11250), D(11250), D(0))
    assert faults == {}


def test_what_is_wrong_is_named_with_its_year():
    _, faults = shares_of(YearTerms(2, D(17500), fund_share=D(12000), collectivite_share=D(5000)), cost=D(40000))
    assert set(faults) == {"fund_share_2", "collectivite_share_2"}


def test_the_steps_of_shares_that_the_rule_gives_are_the_rule_s():
    plan, steps = year_steps(Shares(D(40000), D(17500), D(0), D(8000), D(8000), D(6500)), offered=D(8000))
    assert steps == list(plan.steps)


def test_other_shares_are_shown_beside_the_ceiling():
    shares = Shares(D(40000), D(17500), D(0), D(5000), D(8000), D(9500))
    _, steps = year_steps(shares, offered=D(8000))
    assert [read(step) for step in steps[1:]] == [
        "Le fonds peut payer jusqu’à 11 250,00 € parce que sa part est limitée à la moitié de ce que les aides "
        "laissent à financer. 22 500 ÷ 2 = 11 250,00 €",
        "La coordination a noté d’autres parts : le fonds paie 5 000,00 €, la collectivité 8 000,00 €.",
        "Il reste à trouver : 22 500 − 5 000 − 8 000 = 9 500,00 €",
    ]
    assert all(is_true(step.arithmetic) for step in steps if step.arithmetic)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 11, 24), 6, date(2027, 5, 24)),
        (date(2026, 11, 24), -6, date(2026, 5, 24)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2028, 8, 30), -6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 10, 31), -4, date(2026, 6, 30)),
    ],
)
def test_months_from_a_day(day, count, found):
    assert months_from(day, count) == found


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-36, 36))
def test_months_from_a_day_stay_in_their_month(day, count):
    found = months_from(day, count)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    assert found.day == day.day or found.day >= 28
