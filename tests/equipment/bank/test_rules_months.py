"""Months of a calendar, and which zone a département belongs to."""

from datetime import date, timedelta

import pytest

from equipment.bank.rules.calendar import Closed, OpeningCalendar, month_shown, months_shown, zone_of
from inclusion.core.french.periods import Period

CALENDAR = OpeningCalendar(
    frozenset(range(5)), (Closed(Period(date(2026, 12, 19), date(2027, 1, 4)), "vacances de Noël"),)
)


def test_a_month_holds_each_of_its_days_once_from_monday_on():
    month = month_shown(CALENDAR, date(2026, 12, 24))
    days = [day for week in month.weeks for day in week if day]
    assert [one.day for one in days] == [date(2026, 12, 1) + timedelta(days=n) for n in range(31)]
    assert all(len(week) == 7 for week in month.weeks)
    assert all(day is None or day.day.weekday() == n for week in month.weeks for n, day in enumerate(week))
    assert month.title == "décembre 2026"
    assert month.open_days == 14  # Tuesday the 1st to Friday the 18th


def test_a_closed_day_says_why():
    days = {day.day.day: day for week in month_shown(CALENDAR, date(2026, 12, 1)).weeks for day in week if day}
    assert days[1].is_open and not days[5].is_open
    assert "férié" in days[25].why
    assert "vacances de Noël" in days[28].why


def test_what_closes_a_month_is_listed_run_by_run():
    assert month_shown(CALENDAR, date(2026, 12, 1)).reasons == (
        ("du 21 au 24 décembre", "vacances de Noël"),
        ("le 25 décembre", "Noël"),
        ("du 28 au 31 décembre", "vacances de Noël"),
    )
    assert month_shown(CALENDAR, date(2027, 1, 1)).reasons == (("le 1er janvier", "Jour de l’an"),)
    assert month_shown(CALENDAR, date(2026, 10, 1)).reasons == ()


def test_months_follow_one_another_over_the_year():
    assert [one.title for one in months_shown(CALENDAR, date(2026, 11, 24))] == [
        "novembre 2026",
        "décembre 2026",
        "janvier 2027",
    ]


@pytest.mark.parametrize(
    ("code", "zone"), [("47", "A"), ("85", "B"), ("49", "B"), ("40", "A"), ("84", "B"), ("74", "A"), ("31", "C")]
)
def test_the_zone_of_a_department(code, zone):
    assert zone_of(code) == zone


def test_every_department_of_the_mainland_has_one_zone():
    codes = {f"{n:02}" for n in range(1, 96)} - {"20"}
    assert {code for code in codes if not zone_of(code)} == set()
    assert zone_of("2A") == zone_of("974") == ""
