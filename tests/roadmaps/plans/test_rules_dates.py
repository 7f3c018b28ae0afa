"""Dates of actions, against their roadmap and against today."""

from datetime import date

import pytest

from inclusion.core.french.periods import Period
from roadmaps.plans.rules.cells import fault_of_dates, is_late

YEARS = Period(date(2024, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        (date(2024, 1, 1), None),
        (None, date(2027, 1, 1)),
        (date(2024, 1, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (None, date(2024, 1, 2)),
    ],
)
def test_days_of_the_period_are_taken(start, end):
    assert fault_of_dates(start, end, within=YEARS) is None


@pytest.mark.parametrize(
    ("start", "end", "field", "sentence"),
    [
        (date(2023, 12, 31), None, "start", "ne peut pas commencer le 31 décembre 2023"),
        (date(2027, 1, 1), None, "start", "ne peut pas commencer le 1er janvier 2027"),
        (None, date(2027, 1, 2), "end", "ne peut pas finir le 1er janvier 2027"),
        (None, date(2024, 1, 1), "end", "ne peut pas finir le 31 décembre 2023"),
        (date(2025, 6, 1), date(2025, 6, 1), "end", "ne peut pas précéder son début"),
    ],
)
def test_other_days_are_refused_with_the_sentence(start, end, field, sentence):
    fault = fault_of_dates(start, end, within=YEARS)
    assert fault is not None
    assert fault[0] == field
    assert sentence in fault[1]


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("start", "end", "begun", "over", "late"),
    [
        (None, None, False, False, False),
        (date(2026, 11, 23), None, False, False, True),  # should have begun yesterday
        (date(2026, 11, 24), None, False, False, False),  # begins today
        (date(2026, 11, 23), None, True, False, False),
        (None, date(2026, 11, 25), True, False, False),  # today is its last day
        (None, date(2026, 11, 24), True, False, True),  # yesterday was
        (date(2026, 1, 1), date(2026, 2, 1), True, True, False),
    ],
)
def test_what_should_have_begun_or_ended_is_late(start, end, begun, over, late):
    assert is_late(start=start, end=end, begun=begun, over=over, today=TODAY) is late
