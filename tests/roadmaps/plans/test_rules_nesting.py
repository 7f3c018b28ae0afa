"""The condition of adoption, counted and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.plans.rules.nesting import Nesting, missing_axes


@pytest.mark.parametrize(
    ("taken_up", "minimum", "missing"),
    [
        ([], 2, 2),
        ([None, None, None], 2, 2),
        ([7], 2, 1),
        ([7, 7, None], 2, 1),
        ([7, 9, None], 2, 0),  # Luberon Monts de Vaucluse: three axes, two of which take one up
        ([7, 9, 11], 2, 0),
        ([7, 9], 3, 1),
        ([], 0, 0),
    ],
)
def test_distinct_axes_are_counted(taken_up, minimum, missing):
    assert missing_axes(taken_up, minimum=minimum) == missing
    assert Nesting.of(taken_up, minimum=minimum).missing == missing


def test_two_are_asked_for_where_nothing_else_is_said():
    assert missing_axes(iter([3])) == 1


@pytest.mark.parametrize(
    ("distinct", "minimum", "sentence", "headline"),
    [
        (0, 2, "Aucun axe départemental repris : il en faut 2.", "Il manque 2 axes pour adopter"),
        (1, 2, "Un seul axe départemental repris : il en faut 2.", "Il manque un axe pour adopter"),
        (2, 2, "2 axes départementaux distincts repris : il en faut 2.", "Assez d’axes départementaux sont repris"),
        (1, 1, "Un axe départemental repris : il en faut 1.", "Assez d’axes départementaux sont repris"),
        (0, 0, "Votre réseau ne demande pas de reprendre un axe départemental.", "Rien à reprendre"),
    ],
)
def test_what_is_missing_is_said(distinct, minimum, sentence, headline):
    nesting = Nesting(distinct, minimum)
    assert nesting.sentence.replace("\u00a0", " ") == sentence
    assert nesting.headline == headline


def test_the_word_is_the_departmental_roadmap_s_own():
    assert Nesting(1, 2, "objectif").sentence.startswith("Un seul objectif départemental repris")
    assert Nesting(0, 3, "objectif").headline == "Il manque 3 objectifs pour adopter"


@given(st.lists(st.none() | st.integers(1, 6)), st.integers(0, 8))
def test_one_more_distinct_axis_is_one_less_missing(taken_up, minimum):
    before = missing_axes(taken_up, minimum=minimum)
    assert before == missing_axes(reversed(taken_up), minimum=minimum)
    assert missing_axes([*taken_up, 99], minimum=minimum) == max(0, before - 1)
    assert missing_axes([*taken_up, *taken_up, None], minimum=minimum) == before


@pytest.mark.parametrize(
    ("distinct", "minimum", "sentence", "headline"),
    [
        (
            0,
            2,
            "Aucune orientation départementale reprise\u00a0: il en faut 2.",
            "Il manque 2 orientations pour adopter",
        ),
        (
            1,
            2,
            "Une seule orientation départementale reprise\u00a0: il en faut 2.",
            "Il manque une orientation pour adopter",
        ),
        (
            2,
            2,
            "2\u00a0orientations départementales distinctes reprises\u00a0: il en faut 2.",
            "Assez d’orientations départementales sont reprises",
        ),
        (0, 0, "Votre réseau ne demande pas de reprendre une orientation départementale.", "Rien à reprendre"),
    ],
)
def test_an_orientation_is_feminine(distinct, minimum, sentence, headline):
    found = Nesting(distinct, minimum, "orientation")
    assert (found.sentence, found.headline) == (sentence, headline)
