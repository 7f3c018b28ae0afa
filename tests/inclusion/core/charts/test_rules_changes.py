"""What changed: parts of a whole fill the bar, a share that rose ends to the right of where it was."""

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.changes import Move, Split, changes

SPLIT = Split("«\u00a0Envoyer un e-mail\u00a0»", ((30, "plus", "c1"), (60, "autant", "c5"), (10, "moins", "c2")))


def test_by_hand():
    """100 people on 400 units: 120, 240 and 40, two of each for the gap. A quarter from each end is as far from it."""
    drawn = changes([SPLIT, Move("Réussit l’exercice", 25, 75)], width=400)
    split, move = drawn.placed
    assert [(one.x, one.width) for one in split.pieces] == [(0, 118), (120, 238), (360, 38)]
    assert [one.words for one in split.pieces] == ["30 plus", "60 autant", "10 moins"]
    assert not split.is_move and move.is_move
    assert move.before_x < move.after_x and (move.before_anchor, move.after_anchor) == ("end", "start")
    assert abs(400 - move.before_x - move.after_x) <= 1
    assert split.change.spoken == "«\u00a0Envoyer un e-mail\u00a0»\u00a0: 30 plus\u00a0; 60 autant\u00a0; 10 moins"
    assert move.change.spoken == "Réussit l’exercice\u00a0: 25\u00a0% avant, 75\u00a0% après"


def test_what_fell_is_written_on_the_other_sides():
    (move,) = changes([Move("Réussit", 60, 40)], width=400).placed
    assert (move.before_anchor, move.after_anchor) == ("start", "end")


def test_nobody_has_no_piece():
    (split,) = changes([Split("Pass", ((3, "ont servi", "c1"), (0, "pas encore", "rest")))], width=400).placed
    assert [one.words for one in split.pieces] == ["3 ont servi"]


@given(
    counts=st.lists(st.integers(0, 10**5), min_size=1, max_size=4).filter(any),
    shares=st.tuples(st.integers(0, 100), st.integers(0, 100)),
    width=st.sampled_from((360, 760)),
)
def test_everything_lies_within_the_drawing_and_below_what_is_above(counts, shares, width):
    split = Split("Une question assez longue pour deux lignes d’un téléphone", tuple((n, "x", "c1") for n in counts))
    drawn = changes([split, Move("Réussit l’exercice", *shares)], width=width)
    first, second = drawn.placed
    ends = [one.x + one.width for one in first.pieces]
    assert all(end <= width + 2 for end in ends)
    assert [one.x for one in first.pieces] == sorted(one.x for one in first.pieces)
    assert max(one.key_y for one in first.pieces) < second.lines[0][1] - 10
    assert 0 < second.before_x < width and 0 < second.after_x < width
    assert second.words_y < drawn.height
