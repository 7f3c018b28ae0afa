"""An address taken apart, a point in one cell, one week in two, days in their many shapes, words of people's own."""

from datetime import date

import pytest

from inclusion.guide.rules import keywords
from inclusion.guide.rules.cells import day, position
from inclusion.guide.rules.cleaning import at_town, is_generic, of_town
from inclusion.guide.rules.parts import EVEN, ODD, Address, point, take_apart, weeks

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 rue X - 33000 Ville", ("12 rue X", "33000", "Ville")),
        ("45 AVENUE MAGINOT---01000-BOURG EN BRESSE", ("45 AVENUE MAGINOT", "01000", "BOURG EN BRESSE")),
        ("1 Rue Langevin, 51200, Épernay, Marne, Grand Est, FRA", ("1 Rue Langevin", "51200", "Épernay")),
        ("3 place Y BP 40177 49243 Avrillé Cedex 9", ("3 place Y BP 40177", "49243", "Avrillé")),
        ("33000 Bordeaux, 8 rue de la Boétie", ("8 rue de la Boétie", "33000", "Bordeaux")),
        ("Rue Robert Schuman", ("Rue Robert Schuman", "", "")),
    ],
)
def test_an_address_is_taken_apart(text, found):
    assert take_apart(text) == Address(*found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("44.8, -0.57", ("44.8", "-0.57")),
        ("44,8 ; -0,57", ("44.8", "-0.57")),
        ("POINT (-0.57 44.8)", ("44.8", "-0.57")),
        ('{"type": "Point", "coordinates": [-0.57, 44.8]}', ("44.8", "-0.57")),
        ('{"lat": 44.8, "lon": -0.57}', ("44.8", "-0.57")),
        ("41 Avenue des Coutures, 87000 Limoges", ("", "")),
        ("{", ("", "")),
    ],
)
def test_a_point_in_one_cell(text, found):
    assert point(text) == found


def test_metres_are_converted_once_and_said_once():
    read = position("6716452,21", "429806,84")
    assert read.value == pytest.approx((47.4945, -0.5884), abs=0.01)
    assert len(read.remarks) == 1
    assert len(position("9", "12,5").remarks) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15/01/24", date(2024, 1, 15)),
        ("2020/06/30 14:16:50.898", date(2020, 6, 30)),
        ("13/12/2022 17:51", date(2022, 12, 13)),
        ("2023-05-12T08:00:00Z", date(2023, 5, 12)),
        ("12 mars 2024", date(2024, 3, 12)),
        ("septembre 2025", date(2025, 9, 1)),
        ("45000", date(2023, 3, 15)),
        ("1700000000000", date(2023, 11, 14)),
        ("09/0102023", None),
        ("juin ou juillet", None),
    ],
)
def test_days_in_their_many_shapes(text, found):
    assert day(text, today=TODAY).value == found


def test_weeks_names_and_words():
    assert [weeks(one) for one in ("Semaine impaire", "semaines paires", "Toutes")] == [ODD, EVEN, ""]
    assert [is_generic(one) for one in ("Bibliothèque", "France Services", "Lumen")] == [True, True, False]
    assert [of_town(one) for one in ("Apt", "Le Pontet", "Les Mées", "La Roque")] == [
        "d’Apt",
        "du Pontet",
        "des Mées",
        "de La Roque",
    ]
    assert [at_town(one) for one in ("Apt", "Le Pontet", "Les Mées")] == ["à Apt", "au Pontet", "aux Mées"]
    assert keywords.meanings("services", "Sensibilisation aux risques d'internet") == [
        "Utilisation sécurisée du numérique"
    ]
    assert keywords.meanings("typologie", "Centre Social / Cybercentre / France Services") == ["RFS", "CS", "EPN"]
    assert [keywords.is_yes(one) for one in ("Oui", "X", "Souvent", "Oui, sur rendez-vous", "non", "-")] == [
        *[True] * 4,
        *[False] * 2,
    ]
