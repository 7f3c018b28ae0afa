"""Local hours, rhythms as rules, and agendas against the clock."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.recurrence import Every, NoSuchTime, On, hour_words, moment, occurrences, rule_of
from inclusion.meetings.rules import timing

PARIS = ZoneInfo("Europe/Paris")


def test_the_hour_that_the_clock_leaps_over_is_refused():
    with pytest.raises(NoSuchTime, match="n’existe pas ce jour-là"):
        moment(datetime(2027, 3, 28, 2, 30), PARIS)
    assert moment(datetime(2027, 3, 28, 3, 0), PARIS).astimezone(UTC).hour == 1


def test_an_hour_that_comes_twice_is_its_first():
    assert moment(datetime(2026, 10, 25, 2, 30), PARIS).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "words"), [(datetime(2026, 1, 1, 14, 0), "14\u00a0h"), (datetime(2026, 1, 1, 9, 5), "9\u00a0h\u00a005")]
)
def test_hours_in_words(shown, words):
    assert hour_words(shown) == words


@pytest.mark.parametrize(
    ("every", "on", "start", "end", "days"),
    [
        (Every.WEEK, On.DAY, (2026, 12, 3), {"count": 3}, ["12-03", "12-10", "12-17"]),
        (Every.FORTNIGHT, On.DAY, (2026, 12, 3), {"until": date(2026, 12, 17)}, ["12-03", "12-17"]),
        # The second Thursday of each quarter.
        (Every.QUARTER, On.WEEKDAY, (2027, 1, 14), {"count": 3}, ["01-14", "04-08", "07-08"]),
        # The fifth one is the last of a month that has four.
        (Every.MONTH, On.WEEKDAY, (2027, 1, 29), {"count": 3}, ["01-29", "02-26", "03-26"]),
        # The 31st is the last day of a shorter month.
        (Every.MONTH, On.DAY, (2027, 1, 31), {"count": 4}, ["01-31", "02-28", "03-31", "04-30"]),
        (Every.QUARTER, On.DAY, (2027, 1, 12), {"until": date(2027, 7, 12)}, ["01-12", "04-12", "07-12"]),
    ],
)
def test_rhythms(every, on, start, end, days):
    begin = datetime(*start, 14, 0)
    found = occurrences(rule_of(every, on, begin, **end), begin)
    assert [f"{one:%m-%d}" for one in found] == days
    assert {one.hour for one in found} == {14}


@given(
    st.sampled_from(Every),
    st.sampled_from(On),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 30),
)
def test_a_rhythm_begins_with_its_first_and_never_skips(every, on, start, count):
    start = start.replace(microsecond=0)
    found = occurrences(rule_of(every, on, start, count=count), start)
    assert len(found) == count
    assert found[0] == start
    most = {Every.WEEK: 7, Every.FORTNIGHT: 14, Every.MONTH: 35, Every.QUARTER: 98}[every]
    assert all(0 < (b - a).days <= most for a, b in pairwise(found))


def test_a_rhythm_has_one_end():
    for ends in ({}, {"count": 2, "until": date(2027, 1, 1)}):
        with pytest.raises(ValueError, match="ends"):
            rule_of(Every.WEEK, On.DAY, datetime(2026, 12, 3), **ends)


def test_an_agenda_against_the_clock():
    start, end = datetime(2026, 12, 3, 14, 0), datetime(2026, 12, 3, 15, 0)
    found = timing([20, 25, None, 10], starts_at=start, ends_at=end)
    assert [one and f"{one:%H:%M}" for one in found.starts] == ["14:00", "14:20", "14:45", None]
    assert (found.minutes, found.left, found.complete) == (55, 5, False)
    assert timing([90], starts_at=start, ends_at=end).left == -30
    assert timing([], starts_at=start, ends_at=end).starts == ()
