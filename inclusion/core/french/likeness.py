"""Whether two files may be of the same person: by the name as people write and misspell it, the year, the place."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from inclusion.core.french.names import search_form

#: Small words of family names that one clerk writes and another leaves out; articles are part of the name.
PARTICLES = frozenset({"de", "du", "des", "d"})
#: A name of fewer letters has too many neighbours one letter away.
SHORTEST_NEAR = 4


class Likeness(IntEnum):
    """How much two files speak of one person."""

    OTHER = 0
    #: The same name, and nothing that says it is or is not the same person.
    FAINT = 1
    #: Likely, to be looked at.
    UNSURE = 2
    #: As sure as what is kept allows.
    SAME = 3


@dataclass(frozen=True)
class Identity:
    """What distinguishes a person from another: name, birth year, place."""

    first_name: str
    last_name: str
    birth_year: int | None = None
    postal_code: str = ""
    town: str = ""

    @cached_property
    def parts(self) -> tuple[str, str]:
        """Family name and first name as letters and digits alone, in the order of the alphabet."""
        first, second = sorted((letters(self.last_name), letters(self.first_name)))
        return first, second

    @cached_property
    def place(self) -> tuple[str, str]:
        """Postal code and town, without what may be written in two ways."""
        return "".join(self.postal_code.split()).lower(), search_form(self.town)


def letters(name: str) -> str:
    """Return a name without accents, case, hyphens, apostrophes, spaces or particles; a name of particles stays."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    words = re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    return "".join(word for word in words if word not in PARTICLES) or "".join(words) or name.strip().lower()


def compare(one: Identity, other: Identity) -> Likeness:
    """Return how much two files speak of one person.

    The same name counts with the same birth year or the same place; a name one letter away only where nothing else
    differs. First and family name may have changed places.
    """
    if one.parts == other.parts:
        return _with_same_name(_year(one, other), _place(one, other))
    if not _near(one.parts, other.parts):
        return Likeness.OTHER
    year, place = _year(one, other), _place(one, other)
    if (year and place is not False) or (year is None and place):
        return Likeness.UNSURE
    return Likeness.FAINT if year else Likeness.OTHER


def _with_same_name(year: bool | None, place: bool | None) -> Likeness:
    """For each: the same, another, or None where one of the two does not say."""
    if (year and place is not False) or (year is None and place):
        return Likeness.SAME
    if year or place or (year is None and place is None):
        return Likeness.UNSURE
    return Likeness.OTHER if year is False else Likeness.FAINT


def _year(one: Identity, other: Identity) -> bool | None:
    if one.birth_year is None or other.birth_year is None:
        return None
    return one.birth_year == other.birth_year


def _place(one: Identity, other: Identity) -> bool | None:
    for mine, theirs in zip(one.place, other.place, strict=True):
        if mine and theirs:
            return mine == theirs
    return None


def _near(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether each name is the other's but for one letter, straight or the two changed about."""
    straight = one_letter_away(one[0], other[0]) and one_letter_away(one[1], other[1])
    return straight or (one_letter_away(one[0], other[1]) and one_letter_away(one[1], other[0]))


def one_letter_away(one: str, other: str) -> bool:
    """Whether two words are the same, or one becomes the other by one letter more, less, changed or swapped."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_NEAR or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest, others = one[start:], other[start:]
    if len(one) == len(other):
        swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
        return rest[1:] == others[1:] or swapped
    return rest[1:] == others if len(one) > len(other) else rest == others[1:]


def neighbours(word: str) -> set[str]:
    """Return the word and what is left of it without one letter: two words one letter away share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
