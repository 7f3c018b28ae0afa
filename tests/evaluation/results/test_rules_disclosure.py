"""Figures that reveal few people, against somebody who tries every set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.results.rules.suppression import discloses_small_group
from tests.evaluation.attack import known_sets


@st.composite
def shown(draw):
    """Some figures over some parts."""
    parts, figures = draw(st.integers(1, 8)), draw(st.integers(0, 7))
    people = draw(st.lists(st.sampled_from([1, 1, 2, 3, 4, 6, 9]), min_size=parts, max_size=parts))
    rows = st.lists(st.integers(0, 1), min_size=parts, max_size=parts)
    return np.array(draw(st.lists(rows, min_size=figures, max_size=figures))).reshape(figures, parts), people


@given(shown())
def test_it_finds_what_an_attacker_finds(case):
    figures, people = case
    assert discloses_small_group(figures, people) == bool(known_sets(figures, people))


@pytest.mark.parametrize(
    ("figures", "people", "discloses"),
    [
        pytest.param([[1, 1]], [4, 20], False, id="a total"),
        pytest.param([[1, 1], [0, 1]], [4, 20], True, id="a total and all but four"),
        pytest.param([[1, 1], [0, 1]], [5, 20], False, id="a total and all but five"),
        # Two filters overlap in nobody else: territory less structure.
        pytest.param([[1, 1, 0], [0, 1, 0], [1, 1, 1]], [3, 9, 30], True, id="two overlapping filters"),
        # a+b, b+c, c+a: half their sum less one of them is a part alone.
        pytest.param([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [2, 9, 9], True, id="three in a ring"),
        pytest.param([[1, 1, 0, 0], [0, 0, 1, 1]], [2, 9, 2, 9], False, id="two apart"),
        pytest.param([[1] * 4 + [0], [1] * 5], [1, 1, 1, 1, 9], True, id="four who are one each"),
        pytest.param([[1] * 5 + [0], [1] * 6], [1, 1, 1, 1, 1, 9], False, id="five who are one each"),
        pytest.param([[1, 1, 1, 0], [0, 0, 0, 1]], [1, 1, 2, 8], True, id="three parts of four people"),
    ],
)
def test_examples_by_hand(figures, people, discloses):
    assert discloses_small_group(np.array(figures), people) == discloses
    assert bool(known_sets(figures, people)) == discloses


def test_sets_of_many_parts_are_not_looked_for():
    with pytest.raises(ValueError, match="four parts"):
        discloses_small_group(np.array([[1]]), [3], threshold=10)
