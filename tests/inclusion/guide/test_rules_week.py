"""The hours of a plain week: typed day by day, written for OpenStreetMap, read back."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from inclusion.core.french.hours import french_week, is_readable
from inclusion.guide.rules.hours import MAX_RANGES, NotHours, Week, expression_of, read_day, shown_day, week_of


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("9h-12h, 14h-17h30", "9h-12h, 14h-17h30"),
        ("de 9 h à 12 h et de 14 h à 17 h", "9h-12h, 14h-17h"),
        ("09:00-12:00", "9h-12h"),
        ("9h00 - 12h00 / 13h30 - 16h", "9h-12h, 13h30-16h"),
        ("8h30-midi", "8h30-12h"),
        ("9H à 12H", "9h-12h"),
        ("18h-24h", "18h-24h"),
        ("", ""),
        ("Fermé", ""),
        ("-", ""),
    ],
)
def test_people_type_hours_in_many_ways(typed, shown):
    assert shown_day(read_day(typed)) == shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("sur rendez-vous", "ne se lisent pas"),
        ("9h-12h sauf août", "ne se lisent pas"),
        ("9-12", "ne se lisent pas"),
        ("12h-9h", "finit après"),
        ("9h-9h", "finit après"),
        ("9h-12h, 11h-14h", "sans se chevaucher"),
        ("18h-24h, 9h-12h", "sans se chevaucher"),
        ("25h-26h", "de 0h à 24h"),
        ("9h75-12h", "de 0h à 24h"),
        ("1h-2h,3h-4h,5h-6h,7h-8h,9h-10h", "quatre plages"),
    ],
)
def test_what_cannot_be_read_says_why(typed, sentence):
    with pytest.raises(NotHours, match=sentence):
        read_day(typed)


def week(*days, holidays=False):
    return Week(tuple(read_day(one) for one in days), holidays)


def test_days_with_the_same_hours_stand_together():
    usual = "9h-12h, 14h-17h"
    assert (
        expression_of(week(usual, usual, "9h-12h", usual, usual, "9h-12h", ""))
        == "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; We,Sa 09:00-12:00"
    )
    assert expression_of(week(*[usual] * 5, "", "", holidays=True)) == "Mo-Fr 09:00-12:00,14:00-17:00; PH off"
    assert expression_of(week(*[""] * 7)) == ""
    assert expression_of(week(*[""] * 7, holidays=True)) == ""


@pytest.mark.parametrize(
    "expression",
    [
        "We[1] 09:00-12:00",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"',
        "Apr-Sep: Mo 09:00-12:00",
        "24/7",
        "Fr-Mo 09:00-12:00",
        "Mo 09:00-12:00; Mo 14:00-17:00",
        "PH off; Mo 09:00-12:00",
        "Mo 09:00+",
        "du lundi au vendredi",
        "Mo",
    ],
)
def test_what_is_more_than_a_plain_week_stays_in_its_own_notation(expression):
    assert week_of(expression) is None


def test_nothing_known_is_an_empty_week():
    assert week_of("") == week(*[""] * 7)


@st.composite
def weeks(draw):
    days = []
    for _ in range(7):
        points = draw(st.lists(st.integers(0, 95), unique=True, max_size=2 * MAX_RANGES).map(sorted))
        marks = [time(one // 4, one % 4 * 15) for one in points]
        days.append(tuple(zip(marks[::2], marks[1::2], strict=False)))
    return Week(tuple(days), draw(st.booleans()) and any(days))


@given(weeks())
def test_a_week_that_is_written_is_read_back(one):
    expression = expression_of(one)
    assert week_of(expression) == one
    assert all(read_day(shown_day(day)) == day for day in one.days)
    if expression:
        assert is_readable(expression)
        assert not french_week(expression, after=date(2026, 11, 24)).varies


@given(weeks(), st.integers(0, 6), st.integers(0, 24 * 60 - 1))
def test_it_says_what_openstreetmap_understands(one, day, minute):
    expression = expression_of(Week(one.days))
    if not expression:
        return
    moment = datetime(2026, 11, 23) + timedelta(days=day, minutes=minute)
    is_open = any(start <= moment.time() < end for start, end in one.days[day])
    assert OpeningHours(expression).is_open(moment) == is_open


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    try:
        day = read_day(text)
    except NotHours as refused:
        assert str(refused)
    else:
        assert read_day(shown_day(day)) == day
    week_of(text)
