"""Actions as squares: one each, within the drawing, no group over another."""

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.bars import length
from inclusion.core.charts.squares import DONE, LATE, RUNNING, SIDE, TO_START, Group, spoken, squares

KINDS = (DONE, RUNNING, LATE, TO_START)


def groups(*counts):
    return [Group(kind, count, f"{count} {kind}") for kind, count in zip(KINDS, counts, strict=False)]


def test_by_hand():
    """Two squares stand at 2 and 27; the second group begins after the words of the first, and below on a phone."""
    done, running = squares(groups(2, 5), width=360).groups
    assert done.squares == [(2, 8), (27, 8)]
    assert running.squares[0][0] == max(50, length("2 done")) + 22 + 2
    assert len(squares(groups(0, 3), width=360).groups) == 1
    assert spoken(groups(2, 0, 1)) == "2 done, 1 late"


@given(counts=st.lists(st.integers(0, 80), min_size=1, max_size=4), width=st.sampled_from((360, 760)))
def test_each_action_has_its_own_square(counts, width):
    drawn = squares(groups(*counts), width=width)
    places = [place for one in drawn.groups for place in one.squares]
    assert len(places) == sum(counts) == len(set(places))
    assert all(x + SIDE <= width and y + SIDE <= drawn.height for x, y in places)
    for one in drawn.groups:
        below = [y for other in drawn.groups if other is not one for x, y in other.squares if x <= one.words_x]
        assert all(y > one.words_y or y + SIDE < one.words_y for y in below)
