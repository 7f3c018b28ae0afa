"""Telephone numbers: of which country they are, and how they are shown."""

import pytest

from inclusion.core.french.phones import phone_in, region_of, shown_phone


@pytest.mark.parametrize(
    ("text", "here", "region"),
    [
        ("05 53 64 00 00", "FR", "FR"),
        ("0262 12 34 56", "FR", "RE"),
        ("06 39 12 34 56", "FR", "YT"),
        ("0800 123 456", "GP", "FR"),
        ("12 34 56", "RE", "RE"),
        ("05 12 34", "NC", "NC"),
    ],
)
def test_ten_digits_say_where_they_are_of(text, here, region):
    assert region_of(text, here=here) == region


def test_numbers_are_shown_as_people_read_them():
    assert shown_phone("+33553640000") == "05 53 64 00 00"
    assert shown_phone("+262262123456") == "+262 262 12 34 56"
    assert shown_phone("3949") == "3949"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Accueil : 05.53.64.00.00 ou 06 11 22 33 44", "05 53 64 00 00"),
        ("0553640000", "05 53 64 00 00"),
        ("Mairie +33 (0)5 53 64 00 00", "05 53 64 00 00"),
        ("0033 5-53-64-00-00", "05 53 64 00 00"),
        ("SIRET 20006679300012", ""),
        ("39 49", ""),
        ("accueil@exemple.example", ""),
    ],
)
def test_a_number_is_found_in_a_text(text, found):
    assert phone_in(text).replace("\u00a0", " ") == found
