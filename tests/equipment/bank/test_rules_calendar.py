"""On which days a bank is open, and counting in open days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.bank.rules.calendar import Closed, OpeningCalendar
from inclusion.core.french.periods import Period

WEEK = OpeningCalendar(frozenset(range(5)))
CHRISTMAS = Closed(Period(date(2026, 12, 19), date(2027, 1, 4)), "vacances de Noël")
SCHOOL = OpeningCalendar(frozenset(range(5)), (CHRISTMAS,))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 28), "La banque est fermée le samedi."),
        (date(2026, 11, 11), "Le 11 novembre 2026 est férié (Armistice)."),
        (date(2026, 5, 25), "Le 25 mai 2026 est férié (Lundi de Pentecôte)."),
        (
            date(2026, 12, 22),
            "La banque est fermée le 22 décembre 2026\u00a0: vacances de Noël, "
            "jusqu’au dimanche 3 janvier 2027 inclus.",
        ),
    ],
)
def test_why_a_day_is_closed(day, why):
    assert SCHOOL.why_closed(day) == why
    assert SCHOOL.is_open(day) == (why is None)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 12, 4), 0, date(2026, 12, 4)),
        (date(2026, 12, 4), 1, date(2026, 12, 7)),  # Friday → Monday
        (date(2026, 12, 4), 3, date(2026, 12, 9)),
        (date(2026, 12, 18), 1, date(2027, 1, 4)),  # over the holidays
        (date(2026, 12, 25), 1, date(2027, 1, 4)),  # from a closed day
    ],
)
def test_open_days_after_a_day(day, count, found):
    assert SCHOOL.after(day, count) == found


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 12, 7), 1, date(2026, 12, 4)),
        (date(2027, 1, 4), 2, date(2026, 12, 17)),
        (date(2026, 12, 9), 0, date(2026, 12, 9)),
    ],
)
def test_open_days_before_a_day(day, count, found):
    assert SCHOOL.before(day, count) == found


def test_the_next_and_the_last_open_day():
    assert SCHOOL.next_open(date(2026, 12, 19)) == date(2027, 1, 4)
    assert SCHOOL.last_open(date(2027, 1, 3)) == date(2026, 12, 18)
    assert SCHOOL.next_open(date(2026, 12, 1)) == date(2026, 12, 1)


def test_a_bank_that_never_opens_has_no_open_day():
    never = OpeningCalendar(frozenset({0}), (Closed(Period(date(2020, 1, 1), date(2040, 1, 1)), "travaux"),))
    assert never.next_open(date(2026, 1, 1)) is None
    assert never.after(date(2026, 1, 1), 2) == date(2026, 1, 3)


def test_open_days_of_a_period():
    # From Monday 30 November to Sunday 6 December: five.
    assert WEEK.open_days(date(2026, 11, 30), date(2026, 12, 7)) == 5
    assert WEEK.open_days(date(2026, 12, 7), date(2026, 12, 7)) == 0


@given(day=st.dates(date(2025, 1, 1), date(2027, 12, 31)), count=st.integers(1, 30))
def test_there_and_back_is_the_same_open_day(day, count):
    start = SCHOOL.next_open(day)
    end = SCHOOL.after(start, count)
    assert SCHOOL.is_open(end)
    assert SCHOOL.before(end, count) == start
    assert SCHOOL.open_days(start, end) == count
    assert end - start >= timedelta(days=count)
