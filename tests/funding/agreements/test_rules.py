"""Days and conditions of agreements: lengths, renewals over leap years and month ends, reminders, who signs what."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.agreements.enums import AgreementKind, PartyRole
from funding.agreements.rules.terms import (
    is_longer_than,
    length_of,
    months_later,
    party_problems,
    reminder_due,
    shifted,
    successor_period,
    yearly_days,
    years_later,
    years_touched,
)
from inclusion.core.french.periods import Period

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
#: Periods of up to six years.
PERIODS = st.builds(
    lambda start, days: Period(start, start + timedelta(days)), DAYS, st.integers(min_value=1, max_value=2200)
)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 1), 36, date(2029, 1, 1)),
        (date(2026, 1, 31), 1, date(2026, 3, 1)),  # its last day is 28 February
        (date(2028, 1, 31), 1, date(2028, 3, 1)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 3, 1)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_go_from_one_number_to_the_same_number(day, months, later):
    assert months_later(day, months) == later


@given(DAYS, st.integers(min_value=0, max_value=80))
def test_more_months_end_later_and_each_is_a_month_long(day, count):
    month = months_later(day, count + 1) - months_later(day, count)
    assert timedelta(28) <= month <= timedelta(31)


@given(DAYS, st.integers(min_value=-20, max_value=20))
def test_the_same_day_of_another_year_is_in_the_same_month(day, years):
    there = years_later(day, years)
    assert (there.year, there.month) == (day.year + years, day.month)
    assert there.day == day.day or (day.month, day.day, there.day) == (2, 29, 28)


@given(PERIODS)
def test_a_length_leads_from_the_start_to_the_end(period):
    months, days = length_of(*period)
    assert months >= 0
    assert 0 <= days <= 30
    assert months_later(period.start, months) + timedelta(days) == period.end


@given(PERIODS, st.integers(min_value=0, max_value=400))
def test_a_successor_is_as_long_as_what_it_follows(period, gap):
    after = period.end + timedelta(gap)
    follows = successor_period(*period, after=after)
    assert follows.start == after < follows.end
    months, days = length_of(*period)
    assert months_later(after, months) <= follows.end <= months_later(after, months + 1)
    if not days:
        assert follows.end == months_later(after, months)
    # What was no longer than a limit in months is renewed within the same limit.
    for limit in (months, months + 1):
        if not is_longer_than(*period, months=limit):
            assert not is_longer_than(*follows, months=limit)


def test_three_civil_years_are_followed_by_three_civil_years():
    assert successor_period(date(2026, 1, 1), date(2029, 1, 1), after=date(2029, 1, 1)) == (
        date(2029, 1, 1),
        date(2032, 1, 1),
    )


@pytest.mark.parametrize(
    ("end", "longer"), [(date(2029, 1, 1), False), (date(2029, 1, 2), True), (date(2029, 2, 1), True)]
)
def test_37_months_are_longer_than_36(end, longer):
    assert is_longer_than(date(2026, 1, 1), end, months=36) is longer


# -- Instalments ------------------------------------------------------------------------------


@given(PERIODS, st.data())
def test_a_shifted_instalment_lies_in_a_year_of_what_follows_and_not_before_it(period, data):
    follows = successor_period(*period, after=period.end)
    year = data.draw(st.sampled_from(list(years_touched(*period))))
    due_on = data.draw(st.dates(period.start, period.end + timedelta(200)))
    years = follows.start.year - period.start.year
    shifted_year, shifted_due = shifted(year, due_on, years=years, into=follows)
    assert shifted_year in years_touched(*follows)
    assert shifted_due >= follows.start
    whole = years_later(due_on, years)
    assert shifted_due == max(whole, follows.start)


@given(st.integers(min_value=1, max_value=5), st.integers(min_value=2024, max_value=2040), st.data())
def test_over_whole_civil_years_every_instalment_keeps_its_day_and_its_place(length, first, data):
    period = Period(date(first, 1, 1), date(first + length, 1, 1))
    follows = successor_period(*period, after=period.end)
    due_on = data.draw(st.dates(period.start, period.end - timedelta(1)))
    year, due = shifted(due_on.year, due_on, years=length, into=follows)
    assert year == due_on.year + length == due.year
    assert (due.month, due.day) in {(due_on.month, due_on.day), (2, 28)}


@given(PERIODS, st.integers(min_value=1, max_value=12), st.integers(min_value=1, max_value=31))
def test_a_day_of_every_year_is_a_day_of_the_period_once_for_each_year(period, month, day):
    found = yearly_days(period, month=month, day=day)
    assert [year for year, _ in found] == list(years_touched(*period))
    assert all(period.holds(due_on) for _, due_on in found)
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(found))


def test_years_that_are_not_whole_move_their_day_inside():
    """From September 2026 to August 2028, on 31 March: the first year has no March."""
    period = Period(date(2026, 9, 1), date(2028, 2, 1))
    assert yearly_days(period, month=2, day=31) == [
        (2026, date(2026, 9, 1)),
        (2027, date(2027, 2, 28)),
        (2028, date(2028, 1, 31)),
    ]


# -- Reminders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "due"),
    [(400, None), (91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (1, 30), (0, 30), (-1, None)],
)
def test_the_tightest_distance_that_was_reached(left, due):
    last_day = date(2026, 12, 31)
    assert reminder_due(date(2027, 1, 1), today=last_day - timedelta(left)) == due


# -- Who signs --------------------------------------------------------------------------------

FUNDER, TOWN, EMPLOYER = PartyRole.FUNDER, PartyRole.COLLECTIVITE, PartyRole.EMPLOYER
TWO, THREE = AgreementKind.COFINANCING_TWO, AgreementKind.COFINANCING_THREE


@pytest.mark.parametrize(
    ("kind", "roles", "private", "sentence"),
    [
        (AgreementKind.FRAMEWORK, [], False, "au moins deux"),
        (AgreementKind.CTG, [TOWN], False, "au moins deux"),
        (TWO, [FUNDER], False, "au moins deux"),
        (TWO, [FUNDER, TOWN, TOWN], False, "deux parties\u00a0: celle-ci en compte 3"),
        (TWO, [FUNDER, EMPLOYER], False, "le rôle «\u00a0Collectivité\u00a0»"),
        (TWO, [FUNDER, TOWN], True, "Il faut une convention tripartite"),
        (TWO, [FUNDER, TOWN, EMPLOYER], True, "Il faut une convention tripartite"),
        (THREE, [FUNDER, EMPLOYER], True, "celle-ci en compte 2. Ajoutez"),
        (THREE, [FUNDER, TOWN, EMPLOYER, TOWN], True, "celle-ci en compte 4. Retirez"),
        (THREE, [FUNDER, TOWN, TOWN], True, "le rôle «\u00a0Employeur\u00a0»"),
    ],
)
def test_what_is_wrong_with_who_signs(kind, roles, private, sentence):
    assert sentence in " ".join(party_problems(kind, roles, private_employer=private))


@pytest.mark.parametrize(
    ("kind", "roles", "private"),
    [
        (AgreementKind.FRAMEWORK, [FUNDER, TOWN], False),
        (AgreementKind.COOPERATION, [FUNDER, TOWN, TOWN, FUNDER], False),
        (TWO, [FUNDER, TOWN], False),
        (THREE, [FUNDER, TOWN, EMPLOYER], True),
    ],
)
def test_who_may_sign(kind, roles, private):
    assert party_problems(kind, roles, private_employer=private) == []
