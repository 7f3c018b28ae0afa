"""FTE averaged over the days of a period."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.funds.rules import Presence, average_fte

START, END = date(2026, 1, 1), date(2027, 1, 1)  # 365 days


@pytest.mark.parametrize(
    ("presences", "average"),
    [
        ([], "0.00"),
        ([("1.00", START, END)], "1.00"),
        ([("1.00", date(2025, 1, 1), date(2028, 1, 1))], "1.00"),
        ([("1.00", date(2025, 1, 1), START)], "0.00"),
        ([("1.00", END, date(2028, 1, 1))], "0.00"),
        # January to March is 90 days, 90 / 365 = 0.2466.
        ([("1.00", START, date(2026, 4, 1))], "0.25"),
        # July to December is 184 days: 0.8 × 184 / 365 = 0.4033, and one post over the year.
        ([("0.80", date(2026, 7, 1), date(2027, 7, 1)), ("1.00", START, END)], "1.40"),
        # One FTE for 73 days of 365 is a fifth.
        ([("1.00", START, date(2026, 3, 15))], "0.20"),
    ],
)
def test_each_counts_for_its_days(presences, average):
    assert average_fte([Presence(D(fte), *days) for fte, *days in presences], START, END) == D(average)


def test_an_empty_period_holds_nothing():
    assert average_fte([Presence(D(1), START, END)], START, START) == D("0.00")
    assert average_fte([Presence(D(1), START, END)], END, START) == D("0.00")


days = st.dates(date(2025, 1, 1), date(2028, 1, 1))


@given(st.lists(st.tuples(st.integers(1, 8), days, days), max_size=6), days, days)
def test_an_average_lies_between_none_and_all(rows, start, end):
    presences = [Presence(D(quarters) / 4, *sorted(span)) for quarters, *span in rows]
    average = average_fte(presences, start, end)
    assert D(0) <= average <= sum((one.fte for one in presences), D(0))
    assert average == average_fte(presences[::-1], start, end)
