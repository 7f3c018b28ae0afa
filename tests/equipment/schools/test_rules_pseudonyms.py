"""What reads like the name of a pupil where a pseudonym belongs."""

import pytest

from equipment.schools.rules import name_warning, propose


@pytest.mark.parametrize(
    "typed",
    [
        "Emma",
        "emma",
        "ÉLISE",
        "Lucas Martin",
        "Bertrand Du Chesne",
        "DUPONT BERNARD",
        "BERNARD DUPONT",
        "Anne-Marie",
        "lucas 6B",
        "d’Emma",
    ],
)
def test_a_name_warns(typed):
    assert f"« {typed} » ressemble au nom" in (name_warning(typed) or "").replace("\u00a0", " ")


@pytest.mark.parametrize("typed", ["HERON-42", "Héron 42", "élève 3", "ULIS A", "GALET BLEU 7", "héron bleu", "6B-12"])
def test_a_pseudonym_does_not(typed):
    assert name_warning(typed) is None


def test_what_the_portal_proposes_never_warns():
    assert all(name_warning(propose()) is None for _ in range(300))


def test_what_the_portal_proposes_is_free():
    taken = frozenset(propose() for _ in range(2000))
    assert propose(taken) not in taken
