"""Who may be the same person: names as people write them, one letter away, first and family name changed about."""

import pytest

from inclusion.core.french.likeness import Identity, Likeness, compare, letters, neighbours, one_letter_away

KNOWN = Identity("Jeanne", "Exemple", 1958, "47200", "Marmande")


def other(**fields):
    values = {
        "first_name": KNOWN.first_name,
        "last_name": KNOWN.last_name,
        "birth_year": KNOWN.birth_year,
        "postal_code": KNOWN.postal_code,
        "town": KNOWN.town,
    }
    return Identity(**{**values, **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Likeness.SAME),
        ({"first_name": "JEANNE", "last_name": "Éxemple"}, Likeness.SAME),
        ({"first_name": "Exemple", "last_name": "Jeanne"}, Likeness.SAME),
        ({"birth_year": None}, Likeness.SAME),
        ({"postal_code": "", "town": ""}, Likeness.SAME),
        ({"postal_code": "", "town": "MARMANDE"}, Likeness.SAME),
        ({"postal_code": "47 200"}, Likeness.SAME),
        ({"postal_code": "47000", "town": "Agen"}, Likeness.UNSURE),
        ({"birth_year": 1990}, Likeness.UNSURE),
        ({"birth_year": None, "postal_code": "", "town": ""}, Likeness.UNSURE),
        ({"birth_year": 1990, "postal_code": "47000", "town": "Agen"}, Likeness.OTHER),
        ({"birth_year": 1990, "postal_code": "", "town": ""}, Likeness.OTHER),
        ({"birth_year": None, "postal_code": "47000", "town": "Agen"}, Likeness.FAINT),
        ({"last_name": "Exemples"}, Likeness.UNSURE),
        ({"last_name": "Exmeple"}, Likeness.UNSURE),
        ({"last_name": "Exampel"}, Likeness.OTHER),
        ({"first_name": "Jean"}, Likeness.OTHER),
        ({"last_name": "Exemples", "birth_year": 1990}, Likeness.OTHER),
        ({"last_name": "Exemples", "birth_year": None}, Likeness.UNSURE),
        ({"last_name": "Exemples", "postal_code": "47000", "town": "Agen"}, Likeness.FAINT),
    ],
)
def test_name_year_and_place(fields, expected):
    assert compare(KNOWN, other(**fields)) == expected
    assert compare(other(**fields), KNOWN) == expected


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Le Goff", "LEGOFF"),
        ("d’Artagnan", "D'ARTAGNAN"),
        ("de La Tour", "Latour de"),
        ("Marie-Claude", "marie claude"),
        ("Nuñez", "NUNEZ"),
        ("Lefœuvre", "lefoeuvre"),
    ],
)
def test_the_same_name_in_other_letters(one, another):
    assert letters(one) == letters(another)


def test_a_name_of_particles_alone_stays():
    assert letters("De Du") == "dedu"
    assert letters("李") == "李"


@pytest.mark.parametrize(
    ("one", "another", "near"),
    [
        ("martin", "martin", True),
        ("martin", "martins", True),
        ("martin", "martn", True),
        ("martin", "mardin", True),
        ("martin", "matrin", True),
        ("martin", "amrtin", True),
        ("martin", "marnit", False),
        ("martin", "martine s", False),
        ("ali", "alia", False),
        ("", "", True),
    ],
)
def test_one_letter_away(one, another, near):
    assert one_letter_away(one, another) is near
    assert one_letter_away(another, one) is near
    if near:
        assert neighbours(one) & neighbours(another)
