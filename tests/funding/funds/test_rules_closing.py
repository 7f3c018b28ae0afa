"""Which years of a fund may be closed."""

from datetime import date

from funding.funds.rules import years_to_close

START, END = date(2025, 7, 1), date(2028, 7, 1)


def years(today, closed_until=None, start=START, end=END):
    return years_to_close(start, end, closed_until=closed_until, today=today)


def test_a_year_is_closed_when_it_is_over():
    assert years(date(2025, 12, 31)) == {}
    assert years(date(2026, 1, 1)) == {2025: date(2026, 1, 1)}
    assert years(date(2027, 3, 1)) == {2025: date(2026, 1, 1), 2026: date(2027, 1, 1)}


def test_a_year_that_is_closed_is_not_closed_again():
    assert years(date(2027, 3, 1), closed_until=date(2026, 1, 1)) == {2026: date(2027, 1, 1)}
    assert years(date(2027, 3, 1), closed_until=date(2026, 7, 1)) == {2026: date(2027, 1, 1)}
    assert years(date(2027, 3, 1), closed_until=date(2027, 1, 1)) == {}


def test_the_last_year_ends_with_the_fund():
    assert years(date(2028, 6, 30), closed_until=date(2028, 1, 1)) == {}
    assert years(date(2028, 7, 1), closed_until=date(2028, 1, 1)) == {2028: date(2028, 7, 1)}
    assert years(date(2030, 1, 1), closed_until=END) == {}


def test_a_fund_that_ends_with_a_year_has_no_year_after_it():
    found = years(date(2030, 1, 1), start=date(2026, 1, 1), end=date(2028, 1, 1))
    assert found == {2026: date(2027, 1, 1), 2027: date(2028, 1, 1)}
