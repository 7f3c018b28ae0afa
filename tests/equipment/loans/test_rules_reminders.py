"""The days of reminders."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.loans.rules import before_is_due, late_milestone

DUE = date(2026, 12, 4)


def after(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(("days", "due"), [(-4, False), (-3, True), (-1, True), (0, True), (1, False)])
def test_before_the_return(days, due):
    assert before_is_due(DUE, today=after(days), days=3) is due


@pytest.mark.parametrize(
    ("days", "milestone"),
    [(-1, None), (0, None), (1, 1), (2, 1), (6, 1), (7, 7), (13, 7), (14, 14), (20, 14), (21, 21)],
)
def test_the_day_after_a_week_after_and_every_week(days, milestone):
    assert late_milestone(DUE, today=after(days)) == (None if milestone is None else after(milestone))


@given(st.lists(st.integers(1, 90), min_size=1).map(sorted))
def test_whenever_one_looks_the_days_follow_one_another_and_none_is_to_come(looks):
    milestones = [late_milestone(DUE, today=after(days)) for days in looks]
    assert milestones == sorted(milestones)
    assert all(DUE < day <= after(days) for day, days in zip(milestones, looks, strict=True))
