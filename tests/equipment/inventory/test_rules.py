"""The next inventory numbers."""

import pytest

from equipment.inventory.rules import next_numbers, repeated


@pytest.mark.parametrize(
    ("latest", "numbers"),
    [
        ("EXP-0099", ["EXP-0100", "EXP-0101"]),
        ("EXP-99", ["EXP-100", "EXP-101"]),
        ("41", ["42", "43"]),
        ("STYLO", ["STYLO-001", "STYLO-002"]),
        ("", ["MAT-0001", "MAT-0002"]),
    ],
)
def test_numbers_follow_the_last_one(latest, numbers):
    assert next_numbers(latest, 2) == numbers


def test_those_that_are_there_twice():
    assert repeated(["A", "B", "A", "A", "C", "B"]) == ["A", "B"]
