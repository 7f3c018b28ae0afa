"""Pasted lists read line by line; news in the order in which they are read."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.newsletter.rules import in_reading_order, pasted


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("alix@exemple.fr", ["alix@exemple.fr"]),
        ("Alix@Exemple.FR\n\n camille@exemple.fr ", ["alix@exemple.fr", "camille@exemple.fr"]),
        ("a@exemple.fr; b@exemple.fr, c@exemple.fr", ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]),
        ("Alix Exemple <alix@exemple.fr>", ["alix@exemple.fr"]),
        ("Exemple\tAlix\talix@exemple.fr\t05 53", ["alix@exemple.fr"]),
        ("mailto:alix@exemple.fr", ["alix@exemple.fr"]),
        ("alix@exemple", [""]),
        ("alix@@exemple.fr", [""]),
        ("al..ix@exemple.fr", [""]),
        ("Alix Exemple", [""]),
        ("évêque@exemple.fr", [""]),
        ("", []),
    ],
)
def test_addresses_in_what_was_pasted(text, addresses):
    assert [one.address for one in pasted(text)] == addresses


def test_each_entry_knows_its_line():
    found = pasted("a@exemple.fr\n\npas une adresse\nb@exemple.fr")
    assert [(one.number, one.said) for one in found] == [
        (1, "a@exemple.fr"),
        (3, "pas une adresse"),
        (4, "b@exemple.fr"),
    ]


@given(st.text())
def test_whatever_is_pasted_is_read_and_no_address_breaks_a_header(text):
    for one in pasted(text):
        assert "\n" not in one.address
        assert "," not in one.address
        assert one.address == "" or one.address.count("@") == 1


def news(heading, title):
    return SimpleNamespace(heading=heading, title=title)


def test_headings_come_in_the_order_of_their_first_news():
    told = [news("B", 1), news("A", 2), news("B", 3)]
    ordered = in_reading_order(told)
    assert [one.title for one in ordered] == [1, 3, 2]
