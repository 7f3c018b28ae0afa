"""What is left to find for an action, and when nobody can say it."""

from decimal import Decimal as D

import pytest

from roadmaps.plans.rules.financing import financing_words, left_to_find
from tests.pages import plain


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ({"planned": D(600)}, D(400)),
        ({"planned": D(1200)}, D(-200)),
        ({"planned": D(0)}, None),  # nothing noted: who pays is not known
        ({"planned": D(600), "is_over": True}, None),
        ({"planned": D(600), "has_posts": True}, None),
        ({"planned": D(1000), "has_posts": True}, D(0)),
        ({"planned": D(600), "budget": None}, None),
    ],
)
def test_a_remainder_is_claimed_only_where_it_is_known(how, left):
    asked = {"budget": D(1000), "is_over": False, **how}
    assert left_to_find(asked.pop("budget"), asked.pop("planned"), **asked) == left


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"budget": None}, "Le budget n’est pas encore connu"),
        ({"budget": D(0)}, "Cette action ne coûte rien"),
        ({}, "Aucun financement n’est noté, pour un budget de 1 000 €"),
        ({"planned": D(600)}, "Il reste 400 € à financer"),
        ({"planned": D(1000)}, "Tout le budget est prévu"),
        ({"planned": D(1200)}, "Les financements prévus dépassent le budget de 200 €"),
        ({"planned": D(600), "over": "terminée"}, "Budget de 1 000 €, action terminée"),
        (
            {"posts": 1},
            "Aucun autre financement n’est noté pour un budget de 1 000 € ; 1 poste la sert, son coût n’est pas déduit",
        ),
        (
            {"posts": 2, "planned": D(600)},
            "600 € sont notés pour un budget de 1 000 € ; 2 postes la servent, leur coût n’est pas déduit",
        ),
        ({"posts": 2, "planned": D(1000)}, "Tout le budget est prévu"),
    ],
)
def test_who_pays_in_a_sentence(how, said):
    asked = {"budget": D(1000), "planned": D(0), **how}
    assert plain(financing_words(asked.pop("budget"), asked.pop("planned"), **asked)) == said
