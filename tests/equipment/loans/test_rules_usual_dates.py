"""Dates that a page begins with."""

from datetime import date

from equipment.bank.rules.calendar import Closed, OpeningCalendar
from equipment.bank.rules.lending import Terms
from equipment.loans.rules import possible_dates, usual_dates
from inclusion.core.french.periods import Period

WEEKDAYS = OpeningCalendar(frozenset(range(5)))


def test_the_next_open_day_and_the_usual_length():
    # Friday 27 November 2026: the next open day is the Monday, four weeks later a Monday too.
    assert usual_dates(WEEKDAYS, today=date(2026, 11, 27), days=28) == Period(date(2026, 11, 30), date(2026, 12, 29))


def test_a_short_loan_over_a_closing_comes_back_when_the_bank_opens_again():
    closed = Closed(Period(date(2026, 12, 19), date(2027, 1, 4)), "vacances de Noël")
    calendar = OpeningCalendar(frozenset(range(5)), (closed,))
    found = usual_dates(calendar, today=date(2026, 12, 17), days=7)
    assert found == Period(date(2026, 12, 18), date(2027, 1, 5))


def test_a_bank_that_never_opens_proposes_nothing():
    assert usual_dates(OpeningCalendar(frozenset()), today=date(2026, 11, 27), days=28) is None


def test_the_nearest_days_to_a_sunday():
    terms = Terms(calendar=WEEKDAYS)
    found = possible_dates(date(2026, 12, 6), date(2026, 12, 14), terms=terms, today=date(2026, 11, 27))
    assert [(one.start, one.due) for one in found] == [
        (date(2026, 12, 4), date(2026, 12, 11)),
        (date(2026, 12, 7), date(2026, 12, 14)),
    ]
    assert possible_dates(date(2026, 12, 6), date(2026, 12, 6), terms=terms, today=date(2026, 11, 27)) == []


def test_days_that_are_over_lead_to_days_from_today():
    terms = Terms(calendar=WEEKDAYS)
    # Saturday 28 November 2026.
    found = possible_dates(date(2020, 1, 1), date(2020, 1, 9), terms=terms, today=date(2026, 11, 28))
    assert [(one.start, one.due) for one in found] == [(date(2026, 11, 30), date(2026, 12, 7))]
