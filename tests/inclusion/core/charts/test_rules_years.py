"""Bars of years: one scale, a mark at each target, what others add behind the own part."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.years import Year, year_chart

D = Decimal


def chart(*years, width=404):
    return year_chart(years, width=width, own="Département", added="territoires")


def test_by_hand():
    """400 units of width for 200: a half is 200; the target of 200 is at the right edge."""
    first, second = chart(
        Year("2025", D(100), D(50), D(200), "150"), Year("2026", None, None, None, "pas de valeur")
    ).years
    assert (first.own_width, first.added_x, first.added_width, first.mark_x) == (200, 200, 100, 400)
    assert (second.own_width, second.added_width, second.mark_x) == (0, 0, None)
    assert second.y - first.y == 72


def test_fills_and_mark_are_named_only_where_there_are_some():
    assert chart(Year("2025", D(1), None, None, "1")).key_y is None
    added = chart(Year("2025", D(1), D(0), None, "1"))
    assert added.key_y is not None and added.key_y < added.height
    assert added.added_key_x is not None and added.mark_key_x is None
    aimed = chart(Year("2025", D(1), None, D(2), "1"))
    assert aimed.key_y is not None and aimed.added_key_x is None and aimed.mark_key_x is not None
    both = chart(Year("2025", D(1), D(1), D(2), "1"))
    assert both.mark_key_x > both.added_key_x


def test_a_name_that_the_width_does_not_hold_stands_on_the_next_line():
    one = Year("2025", D(1), D(1), D(2), "1")
    wide = year_chart([one], width=760, own="cette feuille de route", added="les territoires")
    narrow = year_chart([one], width=360, own="cette feuille de route", added="les territoires")
    assert wide.mark_key_y == wide.added_key_y == wide.key_y
    assert narrow.added_key_y == narrow.key_y and narrow.mark_key_x == 0
    assert narrow.key_y < narrow.mark_key_y < narrow.height


def test_nothing_is_drawn_of_nothing():
    assert chart().height == 0
    assert chart(Year("2025", D(0), None, D(0), "0")).years[0].mark_x == 2


amounts = st.none() | st.decimals(min_value=0, max_value=10**9, places=2)


@given(st.lists(st.builds(Year, st.just("2025"), amounts, amounts, amounts, st.just("")), max_size=6))
def test_everything_stays_on_the_sheet(years):
    for one in chart(*years, width=360).years:
        assert one.own_width >= 0 and one.added_width >= 0
        assert one.added_x + one.added_width <= 360
        assert one.mark_x is None or one.mark_x <= 360
