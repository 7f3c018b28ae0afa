"""The codes on labels and the inventory numbers of items."""

import re
import secrets
from collections import Counter
from collections.abc import Sequence

#: Without the signs that are taken for one another (0 and O, 1, I and L, U and V).
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_code() -> str:
    """Eight signs: forty bits of chance, so that a code names one thing of all networks and cannot be guessed."""
    return "".join(secrets.choice(_SIGNS) for _ in range(LENGTH))


def clean_code(typed: str) -> str:
    """A code or an inventory number as it is looked for: capitals, no spaces around, none inside.

    No NUL of a mangled address either, which no database takes.
    """
    return "".join(typed.split()).upper()


# -- Inventory numbers: the next ones, invalid ones

LONGEST = 40
#: How many items are inventoried in one go.
MAX_AT_ONCE = 500
_ENDING = re.compile(r"^(.*?)(\d+)$")


def repeated(numbers: Sequence[str]) -> list[str]:
    """Those that are there more than once, in their order."""
    return [one for one, times in Counter(numbers).items() if times > 1]


def too_long(numbers: Sequence[str]) -> list[str]:
    """Those that no inventory number can be."""
    return [one for one in numbers if len(one) > LONGEST]


def next_numbers(latest: str, count: int) -> list[str]:
    """The numbers that follow this one: « EXP-0099 » gives « EXP-0100 », « EXP-0101 »… with the same width.

    One that ends in no digit is followed by « …-001 »; nothing is followed by « MAT-0001 ».
    """
    found = _ENDING.match(latest)
    if found is None:
        head, number, width = (f"{latest}-", 0, 3) if latest else ("MAT-", 0, 4)
    else:
        head, number, width = found[1], int(found[2]), len(found[2])
    return [f"{head}{number + n:0{width}}" for n in range(1, count + 1)]
