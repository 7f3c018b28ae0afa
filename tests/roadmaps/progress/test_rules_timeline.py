"""Where bars lie, where they are named, what the scale says."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.bars import length
from inclusion.core.french.periods import Period
from roadmaps.progress.rules import Dated, place, ticks, timeline

FOUR_YEARS = Period(date(2024, 1, 1), date(2028, 1, 1))  # 1461 days
TODAY = date(2026, 11, 24)


def dated(start=None, end=None, title="Permanences", state="ongoing", **fields):
    return Dated(1, "1.2", title, start, end, state, "En cours", **fields)


def drawn(*actions, width=1461, period=FOUR_YEARS):
    return timeline(actions, period=period, today=TODAY, width=width)


def test_a_day_is_a_unit_where_the_drawing_is_as_wide_as_the_days():
    (bar,) = drawn(dated(date(2025, 1, 1), date(2026, 1, 1))).bars
    assert (bar.x, bar.width) == (366, 365)
    assert drawn().today_x == (TODAY - FOUR_YEARS.start).days


def test_an_action_without_beginning_or_end_is_open_there():
    open_end, open_start = drawn(dated(start=date(2027, 1, 1)), dated(end=date(2024, 7, 1))).bars
    assert (open_end.right, open_end.closes, open_end.opens) == (1461, True, False)
    assert (open_start.x, open_start.opens) == (0, True)


def test_words_stand_inside_beside_or_above():
    inside, right, left, above = drawn(
        dated(date(2024, 1, 1), date(2026, 1, 1)),
        dated(date(2024, 1, 1), date(2024, 2, 1)),
        dated(date(2027, 11, 1), date(2028, 1, 1)),
        dated(date(2024, 2, 1), date(2027, 12, 1), title="Mot " * 45),
    ).bars
    assert inside.inside
    assert right.text_x > right.right
    assert left.text_x + length(left.words) < left.x
    assert above.text_y < above.y
    assert above.y - left.y > right.y - inside.y


def test_what_is_late_is_said():
    assert drawn(dated(date(2024, 1, 1), None, is_late=True)).bars[0].words == "1.2 Permanences · En cours, en retard"


def test_today_is_not_drawn_outside_the_period():
    later = Period(date(2030, 1, 1), date(2031, 1, 1))
    assert timeline([], period=later, today=TODAY, width=760).today_x is None


def test_the_scale_names_years_and_what_fits_between():
    assert [tick.label for tick in ticks(FOUR_YEARS, 360)] == ["2024", "2025", "2026", "2027"]
    quarters = [tick.label for tick in ticks(FOUR_YEARS, 760)]
    assert quarters[:5] == ["2024", "T2", "T3", "T4", "2025"]
    months = [tick.label for tick in ticks(Period(date(2026, 1, 1), date(2027, 1, 1)), 760)]
    assert months[:3] == ["2026", "fév", "mar"]


def test_a_period_that_begins_at_the_end_of_a_year_does_not_crowd_its_names():
    found = ticks(Period(date(2024, 12, 1), date(2028, 12, 1)), 360)
    assert all(two.x - one.x >= 15 for one, two in pairwise(found))


days = st.integers(-400, 1900).map(lambda days: FOUR_YEARS.start + timedelta(days=days))
actions = st.builds(dated, st.none() | days, st.none() | days, st.text("abcdefgh é", max_size=120)).filter(
    lambda one: one.start is None or one.end is None or one.start < one.end
)


@given(st.lists(actions, max_size=8), st.sampled_from([360, 760, 1000]))
def test_nothing_leaves_the_drawing_and_rows_do_not_overlap(found, width):
    chart = drawn(*found, width=width)
    lowest = 0
    for bar in chart.bars:
        assert 0 <= bar.x < bar.right <= width
        assert bar.text_x >= 0
        assert bar.text_x + length(bar.words) <= width
        assert min(bar.y, bar.text_y - 15) >= lowest
        lowest = bar.y + bar.height
    assert lowest <= chart.height


@given(days, days)
def test_later_days_never_stand_further_left(one, other):
    first, second = sorted((one, other))
    assert place(first, FOUR_YEARS, 760) <= place(second, FOUR_YEARS, 760)
