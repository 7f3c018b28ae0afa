"""Positions in degrees: from metres of Lambert-93 and CC42 to CC50, their distances, and whether they lie in France."""

import math
from dataclasses import dataclass
from functools import cache

#: The ellipsoid of RGF93 (GRS 80): first eccentricity, and half of its longer axis in metres.
_E = 0.0818191910428158
_A = 6378137.0
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
#: Where France is, as (south, north, west, east): the mainland, then overseas, each with some sea around it.
BOXES = (
    (41.2, 51.3, -5.6, 9.8),
    (15.7, 18.2, -63.3, -60.9),
    (14.3, 15.0, -61.3, -60.7),
    (2.0, 6.0, -54.8, -51.5),
    (-21.5, -20.8, 55.1, 55.9),
    (-13.1, -12.5, 44.9, 45.4),
    (46.6, 47.2, -56.6, -56.0),
    (-23.0, -19.4, 163.4, 168.2),
    (-28.0, -7.8, -155.0, -134.0),
    (-14.5, -13.1, -178.3, -176.0),
)

Position = tuple[float, float]


def in_france(latitude: float, longitude: float) -> bool:
    """Whether a position lies in one of the boxes around France."""
    return any(s <= latitude <= n and w <= longitude <= e for s, n, w, e in BOXES)


def in_mainland(latitude: float, longitude: float) -> bool:
    """Whether a position lies in the box around the mainland and Corsica."""
    south, north, west, east = BOXES[0]
    return south <= latitude <= north and west <= longitude <= east


def great_circle_km(one: Position, other: Position) -> float:
    """Return the distance over the globe between two (latitude, longitude) in degrees, by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    chord = math.sin((lat2 - lat1) / 2) ** 2
    chord += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


@dataclass(frozen=True)
class _Cone:
    """A Lambert conformal conic projection on the longitude 3°: its exponent, constant and the pole (IGN, NTG 71)."""

    n: float
    c: float
    xs: float
    ys: float

    def degrees(self, x: float, y: float) -> Position:
        """ALG0004: projected metres to (latitude, longitude) in degrees."""
        radius = math.hypot(x - self.xs, y - self.ys)
        turn = math.atan2(x - self.xs, self.ys - y)
        isometric = -math.log(radius / self.c) / self.n
        # ALG0002: the latitude in degrees of an isometric latitude, to a millionth of a metre.
        sine = math.tanh(isometric)
        for _ in range(8):
            sine = math.tanh(isometric + _E * math.atanh(_E * sine))
        return math.degrees(math.asin(sine)), 3 + math.degrees(turn / self.n)

    def metres(self, latitude: float, longitude: float) -> Position:
        """ALG0003: degrees to projected (x, y)."""
        radius = self.c * math.exp(-self.n * _isometric(latitude))
        turn = self.n * math.radians(longitude - 3)
        return self.xs + radius * math.sin(turn), self.ys - radius * math.cos(turn)


def _isometric(latitude: float) -> float:
    """ALG0001: the isometric latitude of a latitude in degrees."""
    sine = math.sin(math.radians(latitude))
    return math.atanh(sine) - _E * math.atanh(_E * sine)


@cache
def _cone(middle: float, first: float, second: float, x: float, y: float) -> _Cone:
    """ALG0019: the projection with two standard parallels, and (x, y) where the middle parallel crosses 3° East."""

    def across(latitude: float) -> float:
        """The radius of a parallel."""
        sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))
        return _A * cosine / math.sqrt(1 - (_E * sine) ** 2)

    n = math.log(across(second) / across(first)) / (_isometric(first) - _isometric(second))
    c = across(first) / n * math.exp(n * _isometric(first))
    return _Cone(n, c, x, y + c * math.exp(-n * _isometric(middle)))


def _lambert93() -> _Cone:
    return _cone(46.5, 44, 49, 700_000, 6_600_000)


def _conic(zone: int) -> _Cone:
    """CC42 to CC50, of one degree each: zone 1 is CC42."""
    middle = zone + 41
    return _cone(middle, middle - 0.75, middle + 0.75, 1_700_000, zone * 1_000_000 + 200_000)


def wgs84_from_lambert93(x: float, y: float) -> Position:
    """(latitude, longitude) in degrees of a point in metres of Lambert-93 (EPSG:2154)."""
    return _lambert93().degrees(x, y)


def lambert93_from_wgs84(latitude: float, longitude: float) -> Position:
    """(x, y) in metres of Lambert-93 of a position in degrees."""
    return _lambert93().metres(latitude, longitude)


def wgs84_from_metres(x: float, y: float) -> Position | None:
    """(latitude, longitude) of a point in metres of Lambert-93 or of CC42 to CC50, whichever it must be; else None.

    On land no point of one reads as a point of another: of Lambert-93 only Corsica lies east of 1 100 km, and south of
    what CC47 has there.
    """
    easternmost = 1_250_000 if y < 6_240_000 else 1_100_000
    if 0 < x < easternmost and 6_000_000 < y < 7_200_000:
        found = wgs84_from_lambert93(x, y)
    elif 1_100_000 < x < 2_400_000 and 1_000_000 < y < 10_000_000:
        found = _conic(int(y // 1_000_000)).degrees(x, y)
    else:
        return None
    return found if in_france(*found) else None
