"""How French joins words: the « de » before a name."""

import unicodedata

_VOWELS = frozenset("aeiou")


def of(name: str) -> str:
    """« de MSA », « d’Orange », « d’État »: elided before a vowel; an h is taken as sounded, a y too.

    An article that belongs to the name stays as it is written: « de La Poste ».
    """
    first = unicodedata.normalize("NFD", name[:1]).lower()[:1]
    return f"d’{name}" if first in _VOWELS else f"de {name}"
