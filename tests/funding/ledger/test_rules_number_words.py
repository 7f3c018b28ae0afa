"""Amounts in words: the traps of French numbers."""

from decimal import Decimal

import pytest

from funding.ledger.rules import euros_in_words, number_in_words
from inclusion.core.errors import InvalidAmount

WRITTEN = {
    0: "zéro",
    1: "un",
    16: "seize",
    17: "dix-sept",
    20: "vingt",
    21: "vingt et un",
    22: "vingt-deux",
    61: "soixante et un",
    69: "soixante-neuf",
    70: "soixante-dix",
    71: "soixante et onze",
    72: "soixante-douze",
    79: "soixante-dix-neuf",
    80: "quatre-vingts",
    81: "quatre-vingt-un",
    90: "quatre-vingt-dix",
    91: "quatre-vingt-onze",
    99: "quatre-vingt-dix-neuf",
    100: "cent",
    101: "cent un",
    180: "cent quatre-vingts",
    200: "deux cents",
    201: "deux cent un",
    1000: "mille",
    1001: "mille un",
    1100: "mille cent",
    2000: "deux mille",
    2080: "deux mille quatre-vingts",
    21000: "vingt et un mille",
    80000: "quatre-vingt mille",
    80080: "quatre-vingt mille quatre-vingts",
    200000: "deux cent mille",
    200200: "deux cent mille deux cents",
    999999: "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf",
    1000000: "un million",
    80000000: "quatre-vingts millions",
    200000000: "deux cents millions",
    1001000: "un million mille",
    2000000001: "deux milliards un",
}


@pytest.mark.parametrize("count", WRITTEN)
def test_numbers_are_written_as_schools_teach(count):
    assert number_in_words(count) == WRITTEN[count]


@pytest.mark.parametrize("count", [-1, 10**12])
def test_what_cannot_be_written_is_refused(count):
    with pytest.raises(ValueError):
        number_in_words(count)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "zéro euro"),
        ("0.01", "un centime"),
        ("0.50", "cinquante centimes"),
        ("1", "un euro"),
        ("1.01", "un euro et un centime"),
        ("2.80", "deux euros et quatre-vingts centimes"),
        ("10000.00", "dix mille euros"),
        ("15750.25", "quinze mille sept cent cinquante euros et vingt-cinq centimes"),
        ("1000000", "un million d’euros"),
        ("2000000.10", "deux millions d’euros et dix centimes"),
        ("2000500", "deux millions cinq cents euros"),
        ("9999999999.99", None),
    ],
)
def test_amounts_are_written_with_their_cents(amount, said):
    written = euros_in_words(Decimal(amount))
    assert written == (
        said
        or "neuf milliards neuf cent quatre-vingt-dix-neuf millions neuf cent quatre-vingt-dix-neuf mille "
        "neuf cent quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes"
    )


@pytest.mark.parametrize("amount", ["-1", "1.001"])
def test_an_amount_that_is_no_sum_of_cents_is_refused(amount):
    with pytest.raises(InvalidAmount):
        euros_in_words(Decimal(amount))
