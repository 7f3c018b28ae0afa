"""Codes of passes: every single slip shows."""

import math
import re

import pytest

from funding.passes.booklets.rules import ALPHABET, LENGTH, generate, is_well_formed, normalise

#: Generated once and kept, so that every process of a run has the same tests.
CODES = [
    "XDCA-KMHY-2P2P",
    "YAAY-EDEF-96VR",
    "8648-K5MJ-C79H",
    "PJJ6-P6R5-FR4M",
    "597Y-6YJC-HTKH",
    "RAJP-9PHT-JC8R",
    "TP59-TC6T-T32Y",
    "26CX-3MX7-H922",
    "CFCJ-A39A-V666",
    "MCF3-6P5P-CKAE",
    "P73V-9JMD-P8JE",
    "2HTX-YMCT-83H2",
]


def test_the_shape_can_be_read_over_the_phone():
    for code in [*CODES, *(generate() for _ in range(12))]:
        assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", code)
        assert is_well_formed(code)
        assert normalise(code) == code
    assert not set("0O1IL") & set(ALPHABET)
    assert not any({one, other} <= set(ALPHABET) for one, other in ("2Z", "5S", "8B", "6G", "UV", "MN", "VW", "OQ"))


def test_a_code_cannot_be_guessed():
    assert len({generate() for _ in range(500)}) == 500
    assert math.log2(len(ALPHABET)) * (LENGTH - 1) > 49


def test_the_alphabet_is_of_prime_size_without_doubles():
    size = len(ALPHABET)
    assert len(set(ALPHABET)) == size
    assert all(size % divisor for divisor in range(2, size))
    assert size > LENGTH


@pytest.mark.parametrize("code", CODES[:3])
def test_case_spaces_and_hyphens_are_forgiven(code):
    bare = code.replace("-", "")
    for typed in (code.lower(), bare, " ".join(bare), f"  {code}\n", code.replace("-", "\u2011"), "\u00a0".join(bare)):
        assert is_well_formed(typed)
        assert normalise(typed) == code


@pytest.mark.parametrize("code", CODES)
def test_every_single_wrong_character_shows(code):
    bare = code.replace("-", "")
    for index, right in enumerate(bare):
        for wrong in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.é²":
            if wrong != right:
                assert not is_well_formed(bare[:index] + wrong + bare[index + 1 :])


@pytest.mark.parametrize("code", CODES)
def test_every_swap_of_two_characters_shows(code):
    bare = list(code.replace("-", ""))
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):
            if bare[one] != bare[other]:
                swapped = bare.copy()
                swapped[one], swapped[other] = swapped[other], swapped[one]
                assert not is_well_formed("".join(swapped))


def test_every_pair_of_neighbours_shows_whatever_the_rest():
    # The check is linear, so that one code is enough to try every pair of characters at every place.
    for index in range(LENGTH - 1):
        weights = (LENGTH - index, LENGTH - index - 1)
        for one in range(len(ALPHABET)):
            assert one == 0 or (weights[0] * one) % len(ALPHABET) != 0
            for other in range(len(ALPHABET)):
                before = weights[0] * one + weights[1] * other
                after = weights[0] * other + weights[1] * one
                assert one == other or (before - after) % len(ALPHABET) != 0


@pytest.mark.parametrize("typed", ["", "-", "2222", CODES[0][:-1], CODES[0] + "2", CODES[0] * 2, "ÀÉÎÔ-ÀÉÎÔ-ÀÉÎÔ"])
def test_other_things_are_no_codes(typed):
    assert not is_well_formed(typed)
