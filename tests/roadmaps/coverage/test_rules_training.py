"""The envelope of 20 000 € and 60 places, worked by hand; sums that must always hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.coverage.rules.allotments import (
    NOTHING,
    Envelope,
    Places,
    fault_of_allotment,
    fault_of_less,
    fault_of_use,
    sum_of,
)
from tests.pages import plain

D = Decimal
WHOLE = D("20000.00")


def envelope(places=0, amount="0.00", *, used=NOTHING, minimum=60):
    return Envelope(WHOLE, minimum, Places(places, D(amount)), used)


def test_by_hand():
    """48 places for 15 000 € of 20 000 €: 5 000 € are left for 12 places, 416.66 € each: 416.67 € would exceed it."""
    found = envelope(48, "15000.00", used=Places(20, D("6500.00")))
    assert (found.left, found.missing) == (D("5000.00"), 12)
    assert found.unused == Places(28, D("8500.00"))
    assert (found.allotted.average, found.used.average) == (D("312.50"), D("325.00"))
    assert plain(found.headline) == "Il reste 5 000 € à attribuer, et 12 places au moins à trouver"
    assert plain(found.warning) == (
        "Il faut 60 places au moins : 48 sont attribuées. "
        "Avec ce qui reste, chaque place manquante peut coûter 416,66 €."
    )


@pytest.mark.parametrize(
    ("places", "amount", "title"),
    [
        (0, "0.00", "Il reste 20 000 € à attribuer, et 60 places au moins à trouver"),
        (60, "18000.00", "Il reste 2 000 € à attribuer ; les places demandées (60) le sont déjà"),
        (62, "20000.00", "Tout est attribué : 62 places"),
        (59, "20000.00", "Tout est attribué, mais 1 place manque encore"),
    ],
)
def test_the_title_says_what_is_left(places, amount, title):
    assert plain(envelope(places, amount).headline) == title


@pytest.mark.parametrize(
    ("places", "amount", "sentence"),
    [
        (0, "0.00", "aucune n’est encore attribuée"),
        (1, "100.00", "une seule est attribuée"),
        (59, "20000.00", "baissez le coût d’une place"),
    ],
)
def test_the_warning_below_the_minimum(places, amount, sentence):
    assert sentence in envelope(places, amount).warning
    assert envelope(60).warning == ""


def test_an_allotment_above_what_is_left_is_refused_naming_it():
    found = envelope(40, "15000.00")
    assert fault_of_allotment(found, Places(5, D("5000.00"))) is None
    assert plain(fault_of_allotment(found, Places(5, D("5000.01")))) == (
        "Il reste 5 000 € à attribuer, et non 5 000,01 €."
    )
    assert fault_of_allotment(found, Places(5, D("6000.00")), instead_of=Places(1, D("1000.00"))) is None
    assert "il ne reste rien" in fault_of_allotment(envelope(60, "20000.00"), Places(1, D("1.00")))


def test_a_use_beyond_an_allotment_is_refused_naming_what_is_left():
    given, used = Places(10, D("3000.00")), Places(8, D("2900.00"))
    assert fault_of_use(given, used, Places(2, D("100.00"))) is None
    assert fault_of_use(given, used, Places(3, D("100.00")))[0] == "places"
    assert plain(fault_of_use(given, used, Places(3, D(1)))[1]) == (
        "Il reste 2 places de ce qui a été attribué, et non 3."
    )
    assert plain(fault_of_use(given, used, Places(1, D("100.01")))[1]) == (
        "Il reste 100 € de ce qui a été attribué, et non 100,01 €."
    )
    assert "déjà tenues" in fault_of_use(given, given, Places(1, D(0)))[1]


def test_an_allotment_keeps_what_was_used():
    used = Places(8, D("2900.00"))
    assert fault_of_less(used, Places(8, D("2900.00"))) is None
    assert fault_of_less(used, Places(7, D("2900.00")))[0] == "places"
    assert fault_of_less(used, Places(8, D("2899.99")))[0] == "amount"
    assert "1\u00a0personne est déjà formée" in fault_of_less(Places(1, D(1)), Places(0, D(1)))[1]


def test_no_place_has_no_average():
    assert Places(0, D("5.00")).average is None
    assert Places(3, D("100.00")).average == D("33.33")


rows = st.lists(st.builds(Places, st.integers(1, 500), st.decimals(min_value=0, max_value=10**6, places=2)), max_size=8)


@given(rows)
def test_what_is_left_and_what_is_allotted_are_the_whole(given_rows):
    total = sum_of(given_rows)
    found = Envelope(WHOLE, 60, total, Places())
    assert found.left + total.amount == WHOLE
    assert total.places == sum(row.places for row in given_rows)
    assert sum_of(given_rows[::-1]) == total
