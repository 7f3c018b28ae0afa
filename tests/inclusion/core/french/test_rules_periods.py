"""Days and periods in French."""

from datetime import date

import pytest

from inclusion.core.french.periods import (
    Period,
    civil_year,
    distance,
    long_date,
    month_of,
    months_after,
    months_between,
    next_month,
    plain_date,
    shown_end,
    shown_period,
    stored_end,
)

TODAY = date(2026, 11, 24)


def test_a_civil_year_is_half_open():
    start, end = civil_year(2026)
    assert (start, end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert civil_year(2026).holds(date(2026, 12, 31))
    assert not civil_year(2026).holds(date(2027, 1, 1))
    assert shown_end(end) == date(2026, 12, 31)
    assert stored_end(shown_end(end)) == end


def test_months_begin_on_their_first_day():
    assert month_of(date(2026, 11, 24)) == date(2026, 11, 1)
    assert next_month(date(2026, 1, 31)) == date(2026, 2, 1)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


def test_months_after_and_between():
    assert months_after(date(2026, 9, 15), 0) == date(2026, 9, 1)
    assert months_after(date(2026, 9, 1), 4) == date(2027, 1, 1)
    assert months_after(date(2026, 9, 1), 36) == date(2029, 9, 1)
    assert months_after(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert months_between(date(2026, 9, 1), date(2029, 9, 1)) == 36
    assert months_between(date(2026, 12, 31), date(2027, 1, 1)) == 1
    assert months_between(date(2027, 1, 1), date(2026, 12, 31)) == -1


def test_long_dates():
    assert long_date(TODAY) == "mardi 24 novembre 2026"
    assert long_date(date(2026, 1, 1)) == "jeudi 1er janvier 2026"
    assert plain_date(date(2026, 1, 1)) == "1er janvier 2026"
    assert plain_date(date(2026, 8, 11)) == "11 août 2026"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), "du 1er janvier au 31 décembre 2026"),
        (date(2025, 7, 1), date(2026, 7, 1), "du 1er juillet 2025 au 30 juin 2026"),
        (date(2026, 2, 1), date(2026, 2, 2), "le 1er février 2026"),
    ],
)
def test_periods_are_shown_with_both_days(start, end, words):
    assert shown_period(*Period(start, end)) == words


def test_an_empty_period_has_no_words():
    with pytest.raises(ValueError):
        shown_period(TODAY, TODAY)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 24), "dans 30 jours, le 24 décembre"),
        (date(2026, 11, 25), "demain, le 25 novembre"),
        (date(2027, 1, 1), "dans 38 jours, le 1er janvier 2027"),
        (TODAY, "aujourd’hui"),
        (date(2026, 11, 23), "depuis hier"),
        (date(2026, 11, 12), "depuis 12 jours"),
    ],
)
def test_distance(day, words):
    assert distance(day, TODAY) == words
