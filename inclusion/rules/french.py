"""How French joins words: the « de » before a name, a count before a noun, the spaces that keep them together."""

import re
import unicodedata

_BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
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


def one_line(text: str) -> str:
    """The text on one line, each run of white space as one space; those that do not break, as before « : », stay."""
    return _BREAKABLE.sub(" ", text).strip()


def shown_size(count: int) -> str:
    """A size for people, in Mo; rounded up, so that what is too great never reads as what is accepted."""
    tenths = -(-count * 10 // (1024 * 1024))
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}\u00a0Mo" if rest else f"{whole}\u00a0Mo"
