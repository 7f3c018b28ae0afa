"""Places that come free go to whoever waits first; nobody overtakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.events.rules import has_a_place, served


@pytest.mark.parametrize(
    ("waiting", "free", "count"),
    [
        ([], 5, 0),
        ([1, 1, 1], 2, 2),
        ([3, 1], 2, 0),  # the group came first: the single one behind it waits
        ([2, 3, 1], 4, 1),
        ([2, 2], 4, 2),
        ([5, 5], None, 2),
        ([1], 0, 0),
    ],
)
def test_who_is_served(waiting, free, count):
    assert served(waiting, free=free) == count


@given(st.lists(st.integers(1, 30)), st.integers(0, 100))
def test_never_more_than_is_free_and_always_all_that_fits_in_order(waiting, free):
    count = served(waiting, free=free)
    assert sum(waiting[:count]) <= free
    assert count == len(waiting) or sum(waiting[: count + 1]) > free


def test_a_newcomer_stands_behind_whoever_waits():
    assert has_a_place(1, free=2, somebody_waits=False)
    assert not has_a_place(1, free=2, somebody_waits=True)
    assert not has_a_place(3, free=2, somebody_waits=False)
    assert has_a_place(30, free=None, somebody_waits=False)
