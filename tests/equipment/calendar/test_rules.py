"""Stretches of days: what is taken, what is free, how many."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from equipment.calendar.rules import (
    BusyPeriod,
    count_stretches,
    cut_at,
    heads,
    month_span,
    stretches,
    week_span,
    weeks_span,
)

DECEMBER = month_span(date(2026, 12, 24))


def day(number: int) -> date:
    return date(2026, 12, number)


def test_a_month_leads_to_those_beside_it():
    assert DECEMBER.days == (date(2026, 12, 1), date(2027, 1, 1))
    assert (DECEMBER.before, DECEMBER.after) == (date(2026, 11, 1), date(2027, 1, 1))
    assert DECEMBER.title == "décembre 2026"
    assert len(DECEMBER.each) == 31


def test_a_week_begins_on_monday():
    span = week_span(date(2026, 12, 3))
    assert span.days == (date(2026, 11, 30), date(2026, 12, 7))
    assert span.title == "semaine du 30 novembre au 6 décembre 2026"


def test_what_is_free_fills_the_row():
    found = stretches([BusyPeriod(day(5), day(9), "out", "P00001")], DECEMBER)
    assert [(one.kind, one.length) for one in found] == [("free", 4), ("out", 4), ("free", 23)]
    assert found[1].period == "du 5 au 8 décembre"


def test_what_begins_before_and_ends_after_is_cut():
    found = stretches([BusyPeriod(date(2026, 11, 1), date(2027, 3, 1), "repair", "en maintenance")], DECEMBER)
    assert [(one.kind, one.length) for one in found] == [("repair", 31)]
    cut = cut_at(found, day(6))
    assert [one.period for one in (*found, *cut)] == ["du 1er novembre au 28 février"] * 3


def test_days_of_the_same_number_stand_together():
    found = count_stretches([2, 2, 0, 1, 1, 1, 1], week_span(date(2026, 12, 3)), stock=2)
    assert [(one.words, one.length) for one in found] == [("2 libres", 2), ("aucun libre", 1), ("1 libre", 4)]
    assert [one.kind for one in found] == ["all", "none", "some"]


def test_today_cuts_a_period_in_two_and_its_words_stay_in_the_longer_part():
    row = stretches([BusyPeriod(day(5), day(9), "out", "P00001")], DECEMBER)
    assert cut_at(row, date(2027, 3, 1)) == row
    found = cut_at(row, day(6))
    assert [(one.kind, one.length, one.from_today, one.is_other_part) for one in found] == [
        ("free", 4, False, False),
        ("out", 1, False, True),
        ("out", 3, True, False),
        ("free", 23, False, False),
    ]
    assert [one.from_today for one in cut_at(row, day(5))] == [False, True, False]


def test_five_weeks_begin_with_the_one_of_the_day():
    span = weeks_span(date(2026, 12, 3))
    assert span.days == (date(2026, 11, 30), date(2027, 1, 4))
    assert span.after == date(2027, 1, 4)


def test_the_head_says_today_and_what_is_closed():
    shown = heads(week_span(day(3)), today=day(3), why_closed=lambda one: "Fermé." if one.weekday() > 4 else None)
    assert [one.is_today for one in shown] == [False, False, False, True, False, False, False]
    assert [bool(one.why_closed) for one in shown] == [False] * 5 + [True] * 2
    assert shown[0].letter == "L"


@given(st.lists(st.tuples(st.integers(-20, 50), st.integers(1, 20)), max_size=8))
def test_a_row_is_always_as_long_as_its_head(taken):
    rows = [
        BusyPeriod(day(1) + timedelta(days=first), day(1) + timedelta(days=first + length), "out", "x")
        for first, length in taken
    ]
    found = stretches(rows, DECEMBER)
    assert sum(one.length for one in found) == 31
    assert found[0].days.start == DECEMBER.days.start and found[-1].days.end == DECEMBER.days.end
    assert all(one.length > 0 for one in found)
