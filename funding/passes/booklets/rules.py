"""The short code of a pass: cannot be guessed, is easy to read over the phone, detects every mistyped character.

Twelve characters in three groups, « 7KM3-XD42-AP9V ». Eleven are drawn at random from 23 characters (49.8 bits);
the last makes the weighted sum of all twelve a multiple of 23. As 23 is prime and the weights 12, 11, … 1 are
distinct and none a multiple of 23, one wrong character always changes the sum, and so does the swap of any two
different characters.
"""

import re
import secrets

# No 0/O/Q, 1/I/L, 2 but no Z, 5 but no S, 8 but no B, 6 but no G, V but neither U nor W ("double V"), M but no N.
ALPHABET = "23456789ACDEFHJKMPRTVXY"
LENGTH = 12
GROUP = 4
_MODULUS = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def _weighted_sum(values: list[int]) -> int:
    """The sum of all twelve values, the first taken 12 times and the last once."""
    return sum(weight * value for weight, value in zip(range(LENGTH, 0, -1), values, strict=False))


def _in_groups(characters: str) -> str:
    return "-".join(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))


def generate() -> str:
    """A new code, in capitals and groups; uniqueness is for the database to guarantee."""
    values = [secrets.randbelow(_MODULUS) for _ in range(LENGTH - 1)]
    values.append(-_weighted_sum(values) % _MODULUS)
    return _in_groups("".join(ALPHABET[value] for value in values))


def normalise(code: str) -> str:
    """The code as it is stored: capitals, groups of four joined by hyphens; whatever was typed between is
    forgotten."""
    return _in_groups(_SEPARATORS.sub("", code).upper())


def is_well_formed(code: str) -> bool:
    """Whether this can be a code: forgiving of case, spaces and hyphens, of nothing else.

    Refuses every single wrong character (a look-alike too: 0 is not read as O, neither exists) and every swap of two
    neighbours.
    """
    characters = _SEPARATORS.sub("", code).upper()
    if len(characters) != LENGTH or not _VALUES.keys() >= set(characters):
        return False
    return _weighted_sum([_VALUES[character] for character in characters]) % _MODULUS == 0


def tally_words(*, served: int, left: int, given_back: int) -> str:
    """« 4 utilisés, 6 rendus au fonds », « aucun utilisé, 10 restants »: what became of the passes of a booklet."""
    parts = [f"{served} utilisé{'s' if served > 1 else ''}" if served else "aucun utilisé"]
    if left:
        parts.append(f"{left} restant{'s' if left > 1 else ''}")
    if given_back:
        parts.append(f"{given_back} rendu{'s' if given_back > 1 else ''} au fonds")
    return ", ".join(parts)
