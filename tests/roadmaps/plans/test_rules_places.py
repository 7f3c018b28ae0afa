"""Where something stands, in words."""

import pytest

from roadmaps.plans.rules.tree import moved_sentence, of_axis
from tests.pages import plain


@pytest.mark.parametrize(
    ("rank", "feminine", "said"), [(1, True, "1re"), (1, False, "1er"), (2, True, "2e"), (12, False, "12e")]
)
def test_a_place_is_said_as_people_say_it(rank, feminine, said):
    sentence = moved_sentence("Permanences", rank, within=of_axis("Axe", 1), feminine=feminine)
    assert plain(sentence) == f"« Permanences » est maintenant {said} de l’axe 1."


def test_every_word_for_an_axis():
    assert [of_axis(word, 3) for word in ("Axe", "Objectif", "Orientation")] == [
        "de l’axe 3",
        "de l’objectif 3",
        "de l’orientation 3",
    ]
