"""When a body should meet again: examples worked by hand, and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.meetings.rules import NOTICE, YEAR, Pace, next_due, rhythm_words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("took_place", "planned", "least", "since", "pace", "due_on"),
    [
        # Once a year, last on 24 November 2025: 365 days later is today.
        ([date(2025, 11, 24)], [], 1, None, Pace.TO_PLAN, date(2026, 11, 24)),
        # The day after, it is late.
        ([date(2025, 11, 23)], [], 1, None, Pace.LATE, date(2026, 11, 23)),
        # Three times a year is 121 days: 1 October + 121 = 30 January, more than a month ahead.
        ([date(2026, 10, 1)], [], 3, None, Pace.IN_TIME, date(2027, 1, 30)),
        # Each quarter is 91 days: 10 September + 91 = 10 December, within the month.
        ([date(2026, 9, 10)], [], 4, None, Pace.TO_PLAN, date(2026, 12, 10)),
        # The same with a meeting planned for that very day, and for the day after.
        ([date(2026, 9, 10)], [date(2026, 12, 10)], 4, None, Pace.IN_TIME, date(2026, 12, 10)),
        ([date(2026, 9, 10)], [date(2026, 12, 11)], 4, None, Pace.TO_PLAN, date(2026, 12, 10)),
        # It never met: counted from the day on which it began to deal with the subject.
        ([], [], 2, date(2026, 1, 1), Pace.LATE, date(2026, 7, 2)),
        # Nothing to count from, no rhythm.
        ([], [], 2, None, Pace.FREE, None),
        ([date(2020, 1, 1)], [], None, None, Pace.FREE, None),
        # The last of several counts.
        ([date(2026, 3, 1), date(2026, 11, 2)], [], 4, None, Pace.IN_TIME, date(2027, 2, 1)),
    ],
)
def test_examples(took_place, planned, least, since, pace, due_on):
    due = next_due(took_place, planned, least=least, since=since, today=TODAY)
    assert (due.pace, due.due_on) == (pace, due_on)


def test_a_meeting_planned_too_late_is_reported():
    due = next_due([date(2025, 1, 1)], [date(2027, 1, 1)], least=2, since=None, today=TODAY)
    assert (due.pace, due.planned_on, due.planned_after) == (Pace.LATE, date(2027, 1, 1), True)


_days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.lists(_days), st.lists(_days), st.integers(1, 52), st.none() | _days)
def test_what_always_holds(took_place, planned, least, since):
    due = next_due(took_place, planned, least=least, since=since, today=TODAY)
    assert next_due(took_place[::-1], planned[::-1], least=least, since=since, today=TODAY) == due
    if due.due_on is None:
        assert due.pace == Pace.FREE
        return
    assert (due.pace == Pace.LATE) <= (due.due_on < TODAY)
    if due.pace == Pace.IN_TIME:
        in_time = due.planned_on is not None and due.planned_on <= due.due_on
        assert in_time or due.due_on > TODAY + NOTICE
    # Who meets today is due a whole interval later.
    after = next_due([*took_place, TODAY], planned, least=least, since=since, today=TODAY)
    assert after.due_on == TODAY + timedelta(days=YEAR // least)
    assert after.pace != Pace.LATE


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((1, 2), "une à deux réunions par an"),
        ((4, 4), "une réunion par trimestre"),
        ((1, 1), "une réunion par an"),
        ((5, 5), "5\u00a0réunions par an"),
        ((2, 5), "2 à 5\u00a0réunions par an"),
        ((None, None), ""),
    ],
)
def test_words(numbers, words):
    assert rhythm_words(*numbers) == words
