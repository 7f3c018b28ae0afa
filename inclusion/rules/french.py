"""How French joins words: the « de » before a name, a count before a noun."""

import unicodedata

_VOWELS = frozenset("aeiou")


def of(name: str) -> str:
    """« de MSA », « d’Orange », « d’État »: elided before a vowel; an h is taken as sounded, a y too.

    An article that belongs to the name stays as it is written: « de La Poste ».
    """
    first = unicodedata.normalize("NFD", name[:1]).lower()[:1]
    return f"d’{name}" if first in _VOWELS else f"de {name}"


def so_many(count: int, one: str, many: str) -> str:
    """« 1 lettre », « 3 lettres », « 0 lettre »: the count, a space that does not break, and its words."""
    return f"{count}\u00a0{many if count > 1 else one}"
