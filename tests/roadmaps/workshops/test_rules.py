"""Ideas in plain values: their faults, which are alike, the voices that are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.workshops.rules import (
    LONGEST_IDEA,
    Ballot,
    fault_of_idea,
    ideas_and_votes,
    is_same,
    likely_doubles,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Un bus numérique", ""),
        (" \n\t", "Écrivez votre idée en quelques mots."),
        ("a" * LONGEST_IDEA, ""),
        ("a" * (LONGEST_IDEA + 1), "201 caractères"),
        ("  " + "a" * LONGEST_IDEA + "  ", ""),
    ],
)
def test_an_idea_says_something_in_two_hundred_letters(text, fault):
    found = fault_of_idea(text)
    assert fault in found
    assert bool(found) == bool(fault)


def test_words_without_accents_plural_and_small_words():
    assert words_of("Des Permanences, le SAMEDI à l’école !") == {"permanence", "samedi", "ecole", "l"}


@pytest.mark.parametrize(
    ("one", "other", "same"), [("Un bus numérique !", "un BUS numerique", True), ("Un bus", "Un bus la nuit", False)]
)
def test_the_same_words(one, other, same):
    assert is_same(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Une permanence le samedi matin", "Ouvrir une permanence chaque samedi matin", True),
        ("Un guide en une page par quartier", "Le guide par quartier en une page", True),
        ("Un bus numérique", "Un bus numeriqe", True),
        ("Un bus numérique", "Un café numérique", False),
        ("Ordinateurs", "Ordinateurs pour les familles qui en manquent", False),
        ("Prêter des tablettes", "Former les agents d’accueil", False),
    ],
)
def test_ideas_that_may_be_the_same(one, other, alike):
    assert [(pair.one, pair.other) for pair in likely_doubles([(1, one), (2, other)])] == ([(1, 2)] if alike else [])


def test_the_most_alike_come_first_and_each_pair_once():
    pairs = likely_doubles(
        [
            (1, "Un atelier parents enfants le mercredi matin"),
            (2, "Atelier parents enfants mercredi"),
            (3, "Atelier parents seniors mercredi"),
        ]
    )
    assert [(pair.one, pair.other) for pair in pairs] == [(1, 2), (1, 3), (2, 3)]
    assert pairs[0].part == 1


@given(st.lists(st.text(max_size=30), max_size=12))
def test_no_pair_twice_none_with_itself_whatever_is_written(texts):
    pairs = [(pair.one, pair.other) for pair in likely_doubles(list(enumerate(texts)))]
    assert len(set(pairs)) == len(pairs)
    assert all(one < other for one, other in pairs)


@pytest.mark.parametrize(
    ("given_to", "left", "sentence"),
    [
        ([], 3, "Il vous reste 3 voix sur 3."),
        ([1, 1, 2], 1, "Il vous reste 1 voix sur 3."),
        ([1, 2, 3, 4], 0, "Vous avez donné toutes vos voix"),
    ],
)
def test_voices_left(given_to, left, sentence):
    ballot = Ballot.of(given_to, most=3)
    assert ballot.left == left
    assert ballot.sentence.startswith(sentence)


def test_ideas_and_votes_are_counted_in_words():
    assert ideas_and_votes(1, 0) == "1\u00a0idée, 0\u00a0voix"
    assert ideas_and_votes(12, 34) == "12\u00a0idées, 34\u00a0voix"
