"""Whether two rows are about one place: by its number, its name, its address, the distance between them."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from inclusion.core.french.likeness import one_letter_away

#: Of 100. From here on it is the same place; from there on somebody should look.
CERTAIN, PROBABLE = 95, 70
#: Metres: next door, and around the corner.
NEXT_DOOR, NEAR = 60, 200
_SMALL = frozenset(
    ["de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "en", "sur", "sous", "ville", "commune"]
)
#: How streets are shortened.
_SHORT = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "che": "chemin",
    "ch": "chemin",
    "esp": "esplanade",
    "imp": "impasse",
    "pl": "place",
    "r": "rue",
    "rte": "route",
    "sq": "square",
    "all": "allee",
    "st": "saint",
    "ste": "sainte",
    "mal": "marechal",
    "gal": "general",
    "dr": "docteur",
}


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = [_SHORT.get(word, word) for word in re.findall(r"[0-9]+|[a-z]+", plain)]
    return frozenset(word for word in words if word not in _SMALL) or frozenset(words)


@dataclass(frozen=True)
class Sight:
    """What distinguishes a place from another."""

    name: str
    address: str
    postal_code: str
    pivot: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words of its name, without small ones."""
        return _words(self.name)

    @cached_property
    def address_words(self) -> frozenset[str]:
        """The words and numbers of its street, shortened ones written out."""
        return _words(self.address)


def distance(one: Sight, other: Sight) -> float | None:
    """Metres between two places; None where one is not on the map."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return 6_371_000 * math.hypot(north, east)


def likeness(one: Sight, other: Sight) -> int:
    """Return from 0 to 100 how much two places are one.

    CERTAIN takes the same name and the same street or number; a name alone, or an address alone, is never
    enough: many services share a roof, and a département's number is that of all its sites.
    """
    if one.postal_code != other.postal_code:
        return 0
    names = _alike(one.name_words, other.name_words)
    if names < 0.5:
        return 0
    streets = _alike(one.address_words, other.address_words)
    apart = distance(one, other)
    same_number = bool(one.pivot) and one.pivot == other.pivot
    if names == 1:
        return _of_one_name(streets, apart, same_number=same_number)
    near = apart is not None and apart <= NEAR
    if streets == 1 or (near and streets >= 0.5):
        return round(PROBABLE + 20 * (names - 0.5)) if names < 1 else CERTAIN
    return PROBABLE if same_number and names >= 0.7 and near else 0


def _of_one_name(streets: float, apart: float | None, *, same_number: bool) -> int:
    """For two places with the same words in their names, in the area of one postal code."""
    if streets == 1:
        return 100 if apart is None or apart <= NEAR * 5 else 90
    if apart is not None and apart <= NEXT_DOOR:
        return CERTAIN if streets >= 0.5 or same_number else 90
    if apart is not None and apart > NEAR * 5:
        return 0  # a bus, or a name that many have
    return 85 if same_number or streets >= 0.5 else 75


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two texts have in common, a letter's slip forgiven; 0 where their numbers differ."""
    if one == other:
        return 1.0
    numbers = {word for word in one ^ other if word.isdigit()}
    if numbers or not one or not other:
        return 0.0
    only, theirs = one - other, set(other - one)
    common = len(one & other)
    for word in only:
        near = next((their for their in theirs if one_letter_away(word, their)), None)
        if near is not None:
            theirs.discard(near)
            common += 1
    return common / max(len(one), len(other)) * 0.999
