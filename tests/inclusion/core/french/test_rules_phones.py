"""Telephone numbers: of which country they are, and how they are shown."""

import pytest

from inclusion.core.french.phones import region_of, shown_phone


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
