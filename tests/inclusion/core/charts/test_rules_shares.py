"""Counts out of a whole, as they are written and as long as they are drawn."""

from fractions import Fraction

import pytest

from inclusion.core.charts.shares import Share, percent, whole_percent


@pytest.mark.parametrize(
    ("count", "out_of", "words"),
    [
        (0, 60, "0\u00a0%"),
        (26, 60, "43\u00a0%"),
        (1, 8, "13\u00a0%"),
        (60, 60, "100\u00a0%"),
        (1, 1000, "moins de 1\u00a0%"),
        (999, 1000, "plus de 99\u00a0%"),
        (0, 0, "–"),
    ],
)
def test_percents_are_whole_and_never_say_none_or_all_of_some(count, out_of, words):
    assert percent(count, out_of) == words


@pytest.mark.parametrize(
    ("part", "whole", "percents"),
    [(345, 600, 58), (Fraction(85, 3), 100, 28), (1, 200, 1), (199, 200, 99), (3, 2, 150)],
)
def test_whole_percents_are_rounded_half_up_and_100_is_all(part, whole, percents):
    assert whole_percent(part, whole) == percents


def test_what_is_hidden_has_neither_share_nor_length():
    hidden = Share("Une tablette", None, 60)
    assert (hidden.number, hidden.percent, hidden.length) == ("masqué", "–", 0)


def test_a_bar_is_as_long_as_its_part_of_the_whole():
    assert Share("Un téléphone", 15, 60).length == 250
    assert Share("Un téléphone", 1284, 2000).number == "1\u202f284"
    assert Share("Personne n’a été interrogé", 0, 0).length == 0
