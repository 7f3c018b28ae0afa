"""Names, numbers and addresses as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.people.rules import ERASED, Sign, Wanted, fold

ANNA = Wanted("Anna-Lise", "Lefœuvre d’Été", "a.lise@courriel.example", "06 39 98 12 34", "Bât. B\n7 rue du Puits")


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("anna lise LEFOEUVRE D'ETE", {Sign.NAME}),
        ("Lefœuvre d’Été, Anna-Lise", {Sign.NAME}),
        ("vue avec Mme Lefœuvre d'Été", {Sign.NAME}),
        ("Lefœuvre d’Été", set()),  # the family name alone is anybody's
        ("Joanna-Lise Lefœuvre d’Été", set()),
        ("A.Lise@Courriel.example.", {Sign.EMAIL}),
        ("xa.lise@courriel.example", set()),
        ("0639981234", {Sign.PHONE}),
        ("+33 6.39.98.12.34", {Sign.PHONE}),
        ("+33 (0)6 39 98 12 34", {Sign.PHONE}),
        ("10639981234", set()),
        ("habite 7, rue du puits", {Sign.ADDRESS}),
        ("17 rue du Puits", set()),
        ("Bât. B", set()),
        ("", set()),
    ],
)
def test_what_names_a_person(text, signs):
    assert ANNA.signs(text) == signs
    assert (ANNA.without(text) != text) == (bool(signs) or text == "Lefœuvre d’Été" or text.startswith("Joanna"))


def test_what_is_left_of_a_text_of_which_it_is_known_that_it_names_them():
    text = "Été de Mme Lefœuvre d’Été (06.39.98.12.34)\u00a0: Lefoeuvre d'Ete viendra."
    assert ANNA.without(text) == f"Été de {ERASED} ({ERASED})\u00a0: {ERASED} viendra."
    assert ANNA.without(" anna lise ") == ERASED
    assert ANNA.without("Anna-Lise est un prénom") == "Anna-Lise est un prénom"


def test_a_long_text_is_shown_around_the_name():
    text = "a " * 400 + "Anna-Lise Lefœuvre d’Été" + " b" * 400
    assert "Anna-Lise" in ANNA.passages(text)
    assert len(ANNA.passages(text)) < 250
    assert ANNA.passages("court") == "court"


def test_who_is_hardly_known_is_not_found_everywhere():
    nobody = Wanted("", "", "", "12", "Bourg")
    assert nobody.words_to_look_for() == []
    assert nobody.signs("12 Bourg") == frozenset()
    assert nobody.without("12 Bourg") == "12 Bourg"


@given(st.text(max_size=80), st.sampled_from(["Anna-Lise Lefœuvre d’Été", "0639981234", "a.lise@courriel.example"]))
def test_nothing_is_left_whatever_stands_around(around, planted):
    text = f"{around} {planted} {around}"
    assert ANNA.signs(text)
    assert not ANNA.signs(ANNA.without(text))
    assert len(fold(text)) == len(text)
