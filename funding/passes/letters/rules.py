"""Letters on paper: the order of the post, the places nearest to a person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

# -- The order of La Poste

_FRENCH_LAST_LINE = re.compile(r"(\d{5}) (.+)")
ABROAD = "Étranger"


def sorting_code(block: Sequence[str]) -> str:
    """Return the postal code of a frozen address block, or ABROAD when its last line is a country."""
    found = _FRENCH_LAST_LINE.fullmatch(block[-1].strip()) if block else None
    return found[1] if found else ABROAD


def last_line(block: Sequence[str]) -> str:
    """Return the town of a frozen address block without its postal code, or the country."""
    found = _FRENCH_LAST_LINE.fullmatch(block[-1].strip()) if block else None
    if found:
        return found[2]
    return block[-1].strip() if block else ""


def sorting_area(code: str) -> str:
    """Return what a postal code begins with: 47 for 47922, 971 for 97110; abroad is one area of its own.

    It is the département for all but a few communes, and both parts of Corsica are 20: this is how mail is sorted.
    """
    if code == ABROAD:
        return ABROAD
    return code[:3] if code.startswith(("97", "98")) else code[:2]


# -- The nearest places to a person of whom only the commune is known
#
# The shipped facts about communes contain no coordinates, so nearness goes by circles: the person's own commune,
# then the same intercommunalité, then the same département, then the rest. Inside a circle the great-circle
# distance decides, from the middle of the places known in the person's commune, or else of those known in the
# intercommunalité; where there is none, the name decides. This may put a place beyond the border of an
# intercommunalité behind a farther one inside it: no distance is ever shown.

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG

type Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A place that accepts passes: its key, its name, where it lies (codes; degrees)."""

    key: int
    name: str
    commune: str
    epci: str | None
    department: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Home:
    """Where a person lives, as far as it is known."""

    commune: str | None
    epci: str | None
    department: str | None


def great_circle_km(one: Point, other: Point) -> float:
    """Return the distance over the globe between two (latitude, longitude) in degrees, by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def _circle(spot: Spot, home: Home) -> int:
    if home.commune and spot.commune == home.commune:
        return 0
    if home.epci and spot.epci == home.epci:
        return 1
    if home.department and spot.department == home.department:
        return 2
    return 3


def _middle(spots: Iterable[Spot]) -> Point | None:
    points = [(spot.latitude, spot.longitude) for spot in spots]
    if not points:
        return None
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _start(spots: list[Spot], home: Home) -> Point | None:
    """The point that distances are measured from, or None where no place is near enough to represent the home."""
    in_commune = _middle(spot for spot in spots if _circle(spot, home) == 0)
    return in_commune or _middle(spot for spot in spots if _circle(spot, home) == 1)


def nearest(spots: Iterable[Spot], *, home: Home, count: int = 3) -> list[Spot]:
    """Return the `count` places nearest to the home, the nearest first; fewer where there are fewer."""
    known = list(spots)
    start = _start(known, home)

    def order(spot: Spot) -> tuple[int, float, str, int]:
        distance = great_circle_km(start, (spot.latitude, spot.longitude)) if start else 0.0
        return _circle(spot, home), distance, spot.name.casefold(), spot.key

    return sorted(known, key=order)[:count]
