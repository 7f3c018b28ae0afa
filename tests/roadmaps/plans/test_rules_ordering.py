"""Rows that people rearrange: none is lost, none twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.plans.rules.tree import moved, neighbour


@pytest.mark.parametrize(
    ("key", "after", "order"),
    [("a", "c", "bcad"), ("d", None, "dabc"), ("b", "a", "abcd"), ("c", "d", "abdc"), ("x", "b", "abxcd")],
)
def test_a_row_stands_where_it_is_put(key, after, order):
    assert "".join(moved("abcd", key, after=after)) == order


def test_a_row_cannot_stand_after_what_is_not_there():
    with pytest.raises(ValueError, match="not in list"):
        moved(["a", "b"], "a", after="a")
    with pytest.raises(ValueError, match="not in list"):
        moved(["a", "b"], "a", after="z")


@pytest.mark.parametrize(
    ("key", "up", "place"),
    [("a", True, (False, None)), ("b", True, (True, None)), ("c", True, (True, "a")), ("c", False, (False, None))],
)
def test_one_step_up_or_down(key, up, place):
    assert neighbour(["a", "b", "c"], key, up=up) == place


@given(st.lists(st.integers(), unique=True, min_size=1), st.data())
def test_no_row_is_lost(keys, data):
    key = data.draw(st.sampled_from(keys))
    after = data.draw(st.none() | st.sampled_from([one for one in keys if one != key] or [None]))
    order = moved(keys, key, after=after)
    assert sorted(order) == sorted(keys)
    assert [one for one in order if one != key] == [one for one in keys if one != key]


@given(st.lists(st.integers(), unique=True, min_size=2), st.data())
def test_a_step_down_and_a_step_up_is_where_it_was(keys, data):
    key = data.draw(st.sampled_from(keys[:-1]))
    _, after = neighbour(keys, key, up=False)
    lower = moved(keys, key, after=after)
    moves, after = neighbour(lower, key, up=True)
    assert moves
    assert moved(lower, key, after=after) == keys
