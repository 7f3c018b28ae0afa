"""The codes on labels: short, random, readable aloud."""

import secrets

#: Without the signs that are taken for one another (0 and O, 1, I and L, U and V).
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_code() -> str:
    """Eight signs: forty bits of chance, so that a code names one thing of all networks and cannot be guessed."""
    return "".join(secrets.choice(_SIGNS) for _ in range(LENGTH))


def clean_code(typed: str) -> str:
    """A code or an inventory number as it is looked for: capitals, no spaces around, none inside, no NUL of a mangled
    address, which no database takes."""
    return "".join(typed.split()).upper()
