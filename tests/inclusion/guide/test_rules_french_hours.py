"""Hours as French files write them."""

import pytest

from inclusion.guide.rules.hours import from_columns, from_sentence


@pytest.mark.parametrize(
    ("said", "notation"),
    [
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Du lundi au vendredi, de 9h30 à 17h", "Mo-Fr 09:30-17:00"),
        ("Mardi : 15h à18h30 Mercredi : 9h30 à 12h30", "Tu 15:00-18:30; We 09:30-12:30"),
        ("Lundi et Jeudi : 14h à 18h Samedi : 9h à 12h30", "Mo 14:00-18:00; Th 14:00-18:00; Sa 09:00-12:30"),
        ("Lundi – Vendredi 8h – 12h", "Mo-Fr 08:00-12:00"),
        ("Lundi 09:00-12:00", "Mo 09:00-12:00"),
    ],
)
def test_sentences_with_one_meaning(said, notation):
    assert from_sentence(said) == notation


@pytest.mark.parametrize(
    "said",
    [
        "sur rendez-vous",
        "9h à 12h",
        "lundi",
        "lundi matin de 9h à 12h",
        "Du lundi au vendredi, de 9h à 17h (sauf le jeudi)",
        "lundi 14h à 12h",
        "vendredi au lundi 9h à 12h",
        "lundi 9h à 12h lundi 14h à 17h",
        "lundi 25h à 26h",
        "Ligne 6, 11 - arrêt les Deniers",
        "",
    ],
)
def test_what_is_not_sure_is_not_read(said):
    assert from_sentence(said) is None


@pytest.mark.parametrize(
    ("cell", "notation"),
    [
        ("09:00 - 12:30 / 13:30 - 17:00", "Mo 09:00-12:30,13:30-17:00"),
        ("09:00-12:00-14:00-17:00", "Mo 09:00-12:00,14:00-17:00"),
        ("9h-12h", "Mo 09:00-12:00"),
        ("-", ""),
        ("Fermé", ""),
        ("12:00-09:00", ""),
        ("matin", ""),
    ],
)
def test_a_day_of_a_week(cell, notation):
    assert from_columns({"Mo": cell}).notation == notation
