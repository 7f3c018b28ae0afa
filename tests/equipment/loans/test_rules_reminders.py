"""The days of reminders."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.loans.rules import before_is_due, late_is_due, late_milestone

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


def test_what_was_missed_is_made_good_once():
    assert late_is_due(DUE, today=after(3), last=None) == after(1)
    assert late_is_due(DUE, today=after(3), last=after(3)) is None
    assert late_is_due(DUE, today=after(9), last=after(3)) == after(7)
    assert late_is_due(DUE, today=after(30), last=after(3)) == after(28)


@given(st.lists(st.integers(0, 90), min_size=1).map(sorted))
def test_whenever_one_looks_each_day_is_told_once_at_most(looks):
    last, told = None, []
    for days in looks:
        if (day := late_is_due(DUE, today=after(days), last=last)) is not None:
            told.append(day)
            last = after(days)
    assert len(told) == len(set(told))
    assert told == sorted(told)
