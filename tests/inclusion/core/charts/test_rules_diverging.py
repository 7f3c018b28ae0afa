"""Bars that part in the middle: what lies where, and what is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.shares import MARK, Row, diverging

SCALE = ("Pas du tout", "Plutôt pas", "Entre les deux", "Plutôt", "Tout à fait")


def test_low_lies_left_of_the_middle_and_high_right():
    (bar,) = diverging([Row("E-mail", (10, 20, 20, 10), 60)], SCALE[:4], width=600)
    assert [one.fill for one in bar.segments] == ["low2", "low1", "high1", "high2"]
    assert bar.middle == 300
    assert all(one.x + one.width <= 300 for one in bar.segments[:2])
    assert all(one.x >= 300 for one in bar.segments[2:])
    assert [one.words for one in bar.segments] == ["17\u00a0%", "33\u00a0%", "33\u00a0%", "17\u00a0%"]


def test_a_middle_answer_lies_half_to_each_side():
    (bar,) = diverging([Row("J’ose", (0, 0, 40, 0, 20), 60)], SCALE, width=600)
    middle = bar.segments[0]
    assert middle.fill == "middle"
    assert abs((bar.middle - middle.x) - (middle.x + middle.width - bar.middle)) <= 3


def test_all_bars_are_on_one_scale():
    bars = diverging([Row("A", (30, 30), 60), Row("B", (15, 15), 60)], SCALE[:2], width=400)
    assert {bar.middle for bar in bars} == {200}
    assert abs(bars[0].segments[0].width - 2 * bars[1].segments[0].width) <= 4


@given(st.lists(st.none() | st.integers(0, 400), min_size=4, max_size=4), st.integers(300, 800))
def test_nothing_is_drawn_outside(amounts, width):
    """However much is hidden, and where."""
    (bar,) = diverging([Row("A", tuple(amounts), max(sum(filter(None, amounts)), 1))], SCALE[:4], width=width)
    assert all(one.x >= 0 and one.x + one.width <= width + 2 for one in bar.segments)
    assert all(x >= 0 and x + MARK <= width + 2 for x in bar.marks)
    assert bool(bar.marks) == (None in amounts)


def test_what_is_hidden_has_no_length():
    """The drawing of a row depends on what is shown alone, and its words say that the rest is hidden."""
    (bar,) = diverging([Row("A", (8, 10, None, None), 26)], SCALE[:4], width=600)
    assert len(bar.segments) == 2 and len(bar.marks) == 1
    assert bar.spoken.count("masqué") == 2


def test_a_question_nobody_answered_is_an_empty_bar():
    (bar,) = diverging([Row("A", (0, 0), 0)], SCALE[:2], width=600)
    assert bar.segments == () and bar.middle == 300


def test_a_scale_too_long_is_refused():
    with pytest.raises(KeyError):
        diverging([Row("A", (0,) * 6, 0)], ("x",) * 6, width=600)
