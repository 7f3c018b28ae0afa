"""Contours of territories, read from GeoJSON (RFC 7946) or TopoJSON files, and drawn as maps."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from inclusion.core.errors import DomainError
from inclusion.core.french.coordinates import great_circle_km, in_france, in_mainland, wgs84_from_metres
from inclusion.core.french.names import search_form
from inclusion.core.french.text import TooDeep, read_json
from inclusion.core.imports.spreadsheets import Bounds, read_table

#: No file counts in units so small that a place is as far as this; infinity is not below it.
TOO_FAR = 1e15

Arcs = list[list[tuple[float, float]]]


def decoded_arcs(topology: dict[str, Any]) -> Arcs:
    """Return the arcs as points in the file's own coordinates.

    With a `transform` the file is quantised: whole steps from one point to the next, to be added up, scaled and moved.
    Raises DomainError when the file is damaged.
    """
    given = topology.get("arcs")
    if not isinstance(given, list) or not all(isinstance(arc, list) for arc in given):
        raise _damaged("ses arcs manquent")
    arcs = [[_pair(point) for point in arc] for arc in given]
    transform = topology.get("transform")
    if transform is None:
        return arcs
    if not isinstance(transform, dict):
        raise _damaged("sa transformation est illisible")
    (kx, ky), (dx, dy) = _pair(transform.get("scale")), _pair(transform.get("translate"))
    return [[(x * kx + dx, y * ky + dy) for x, y in accumulate(arc, _added)] for arc in arcs]


def _added(place: tuple[float, float], step: tuple[float, float]) -> tuple[float, float]:
    return place[0] + step[0], place[1] + step[1]


def _pair(value: Any) -> tuple[float, float]:
    numbers = value[:2] if isinstance(value, list) else []
    if len(numbers) < 2 or not all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < TOO_FAR for one in numbers
    ):
        raise _damaged("un point n’est pas fait de deux nombres")
    return numbers[0], numbers[1]


def _damaged(what: str) -> DomainError:
    return DomainError(f"Ce fichier TopoJSON est abîmé\u00a0: {what}. Exportez-le de nouveau.")


# -- Shapes of intercommunalités, from a GeoJSON (RFC 7946) or a TopoJSON file

#: A file of all France at full precision is lighter; more would be read into memory for nothing.
MAX_CONTOUR_BYTES = 60 * 1024 * 1024
#: Five places of a degree are about a metre.
PLACES = 5
#: Where files say which intercommunalité a feature is, in any case of letters; the first that holds a SIREN counts.
SIREN_NAMES = ("siren", "code", "code_siren", "codgeo")
_NAMES = ("name", "nom", "libelle", "libgeo", "nom_epci")

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]


@dataclass(frozen=True)
class Contour:
    """The shape of one intercommunalité: polygons of closed rings of (longitude, latitude) in degrees, rounded.

    The first ring of a polygon is its outside, the others are holes. The other four are the box around it.
    """

    siren: str
    polygons: Sequence[Sequence[Sequence[Sequence[float]]]]
    west: float
    south: float
    east: float
    north: float


def contour_of(siren: str, polygons: Sequence[Polygon]) -> Contour:
    """Return the contour with its box; `polygons` hold one point at least."""
    points = [point for polygon in polygons for ring in polygon for point in ring]
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return Contour(siren, polygons, min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def read_contours(data: bytes) -> list[Contour]:
    """Return the contours of a file by SIREN; features of one SIREN (a part in each département) become one contour.

    Raises DomainError for what is no such file, and for a feature without a SIREN, without a surface, with an empty
    ring or with coordinates that are no degrees.
    """
    if len(data) > MAX_CONTOUR_BYTES:
        raise DomainError("Ce fichier est trop lourd\u00a0: 60\u00a0Mo au plus. Simplifiez les contours.")
    try:
        try:
            read = read_json(data)
        except TooDeep:
            raise
        except ValueError:  # not UTF-8, not JSON, or NaN in it
            raise DomainError(
                "Ce fichier n’est pas du JSON lisible. Exportez-le de nouveau en GeoJSON ou en TopoJSON."
            ) from None
        return _contours(read if isinstance(read, dict) else {})
    except (RecursionError, TooDeep):
        raise DomainError("Ce fichier imbrique trop d’éléments les uns dans les autres pour être lu.") from None


def _contours(read: dict[str, Any]) -> list[Contour]:
    found: dict[str, list[Polygon]] = {}
    for number, (feature, arcs) in enumerate(_features(read), start=1):
        called = _called(feature, number)
        siren = _siren(feature)
        if siren is None:
            names = ", ".join(SIREN_NAMES)
            raise DomainError(
                f"{called} n’a pas de SIREN à 9 chiffres\u00a0: il est cherché dans les propriétés {names}."
            )
        polygons = list(filter(None, map(_with_surface, _polygons(feature.get("geometry"), arcs, called))))
        if not polygons:
            raise DomainError(f"{called} a un contour sans surface.")
        found.setdefault(siren, []).extend(polygons)
    if not found:
        raise DomainError("Ce fichier ne contient aucun contour.")
    return [contour_of(siren, polygons) for siren, polygons in sorted(found.items())]


# -- Contents of a file


def _features(read: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Arcs | None]]:
    """The features of a file, whichever of the two formats it has; those of a TopoJSON come with its arcs."""
    kind = read.get("type")
    if kind == "FeatureCollection" and isinstance(read.get("features"), list):
        yield from ((_mapping(feature), None) for feature in read["features"])
    elif kind == "Feature":
        yield read, None
    elif kind == "Topology" and isinstance(read.get("objects"), dict):
        arcs = decoded_arcs(read)
        layers = [list(_leaves(one)) for one in read["objects"].values()]
        # A file may hold départements beside intercommunalités: only layers that know a SIREN are read, if one does.
        with_sirens = [layer for layer in layers if any(_siren(feature) for feature in layer)]
        yield from ((feature, arcs) for layer in with_sirens or layers for feature in layer)
    else:
        raise DomainError(
            "Ce fichier n’est ni un GeoJSON (FeatureCollection) ni un TopoJSON (Topology)\u00a0: ce n’est pas un"
            " fichier de contours."
        )


def _leaves(geometry: Any) -> Iterator[dict[str, Any]]:
    """The geometries of a TopoJSON object as features; a collection that names its SIREN itself is one feature."""
    one = _mapping(geometry)
    feature = {"properties": one.get("properties"), "geometry": one}
    if one.get("type") == "GeometryCollection" and _siren(feature) is None:
        for inner in _listed(one.get("geometries")):
            yield from _leaves(inner)
    else:
        yield feature


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lowered(feature: dict[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in _mapping(feature.get("properties")).items()}


def _siren(feature: dict[str, Any]) -> str | None:
    properties = _lowered(feature)
    for name in SIREN_NAMES:
        value = properties.get(name)
        text = str(value).replace(" ", "") if isinstance(value, str | int) else ""
        if len(text) == 9 and text.isascii() and text.isdecimal():
            return text
    return None


def _called(feature: dict[str, Any], number: int) -> str:
    """A feature in a sentence: by its name where it has one, by its place in the file."""
    properties = _lowered(feature)
    name = next((properties[one] for one in _NAMES if isinstance(properties.get(one), str)), "").strip()
    return f"«\u00a0{name[:80]}\u00a0» (élément n°\u00a0{number})" if name else f"L’élément n°\u00a0{number}"


# -- Geometries --------------------------------------------------------------------------------------------------------


def _polygons(geometry: Any, arcs: Arcs | None, called: str) -> Iterator[Polygon]:
    one = _mapping(geometry)
    kind, parts = one.get("type"), _listed(one.get("coordinates" if arcs is None else "arcs"))
    if kind == "GeometryCollection":
        for inner in _listed(one.get("geometries")):
            yield from _polygons(inner, arcs, called)
        return
    if kind not in ("Polygon", "MultiPolygon"):
        what = f"a un contour de type «\u00a0{str(kind)[:40]}\u00a0»" if kind else "n’a pas de contour"
        raise DomainError(f"{called} {what}\u00a0: il faut une surface, Polygon ou MultiPolygon.")
    polygons = [parts] if kind == "Polygon" else parts
    if not polygons:
        raise DomainError(f"{called} a un contour vide.")
    for rings in polygons:
        if not _listed(rings):
            raise DomainError(f"{called} a un contour vide.")
        yield [_ring(ring if arcs is None else _joined(ring, arcs, called), called) for ring in rings]


def _with_surface(polygon: Polygon) -> Polygon:
    """The polygon without rings that rounding made a point or a line; nothing where its outside is one."""
    kept = [ring if len(set(ring)) > 2 else [] for ring in polygon]
    return [ring for ring in kept if ring] if kept[0] else []


def _joined(ring: Any, arcs: Arcs, called: str) -> list[Any]:
    """The points of a ring of arcs; below zero, ~index is an arc that is followed backwards."""
    points: list[Any] = []
    for index in _listed(ring):
        if not isinstance(index, int) or isinstance(index, bool) or not -len(arcs) <= index < len(arcs):
            raise DomainError(f"{called} renvoie à un arc qui n’est pas dans le fichier\u00a0: il est abîmé.")
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _ring(points: Any, called: str) -> Ring:
    rounded: Ring = []
    given = _listed(points)
    for point in given:
        place = _point(point, called)
        if not rounded or rounded[-1] != place:
            rounded.append(place)
    if len(given) < 3:
        raise DomainError(f"{called} a un anneau vide\u00a0: il faut au moins trois points.")
    if rounded[0] != rounded[-1] or len(rounded) == 1:
        rounded.append(rounded[0])
    return rounded


def _point(point: Any, called: str) -> Point:
    given = point if isinstance(point, list | tuple) else ()
    numbers = [one for one in given[:2] if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) < 2 or not all(abs(one) < TOO_FAR for one in numbers):
        raise DomainError(f"{called} a un point qui n’est pas fait de deux nombres\u00a0: le fichier est abîmé.")
    longitude, latitude = numbers
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise DomainError(
            f"{called} a un point hors du globe ({longitude:.9g}\u00a0; {latitude:.9g})\u00a0: ce fichier est sans"
            " doute projeté, en Lambert\u00a093 par exemple. Exportez-le en degrés, WGS\u00a084 (EPSG:4326)."
        )
    return round(float(longitude), PLACES), round(float(latitude), PLACES)


# -- Maps as SVG paths, from contours and positions in degrees

#: In degrees: what is no larger is a point, which no scale can blow up to a sheet.
A_METRE = 1e-5


@dataclass(frozen=True)
class Projection:
    """Degrees to the units of a sheet of `width` × `height`, whose origin is at the top left."""

    shrink: float
    scale: float
    left: float
    top: float

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place is on the sheet, to the right and down."""
        return longitude * self.shrink * self.scale + self.left, -latitude * self.scale + self.top

    def path(self, polygons: Iterable[Sequence[Sequence[Sequence[float]]]]) -> str:
        """Return the path data of these polygons, to one decimal: with `fill-rule="evenodd"` holes stay open.

        A ring that is smaller than the drawing can show is left out; the largest one of all is always drawn.
        """
        rings = [self._places(ring) for polygon in polygons for ring in polygon]
        shown = [ring for ring in rings if len(ring) > 2] or [max(rings, key=len)] if rings else []
        return "".join(f"M{'L'.join(f'{x} {y}' for x, y in ring)}Z" for ring in shown)

    def _places(self, ring: Sequence[Sequence[float]]) -> list[tuple[str, str]]:
        """The points of a ring as they are written, without those that fall on the one before, and its closing one."""
        places: list[tuple[str, str]] = []
        for longitude, latitude, *_ in ring:
            x, y = self.project(longitude, latitude)
            place = _written(x), _written(y)
            if not places or places[-1] != place:
                places.append(place)
        if len(places) > 1 and places[0] == places[-1]:
            places.pop()
        return places


def _written(value: float) -> str:
    """« 12.3 », « 12 », never « -0 »."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def projection_of(contours: Iterable[Contour], *, width: float, height: float, margin: float = 0.0) -> Projection:
    """Return the projection that fits all these contours in the sheet, proportions kept, in its middle.

    `margin` is left free on each side, for what is drawn around the edges. Raises ValueError without a contour or
    where the margins leave nothing of the sheet.
    """
    boxes = [(one.west, one.south, one.east, one.north) for one in contours]
    if not boxes or min(width, height) <= 2 * margin:
        raise ValueError("there is nothing to fit, or no room to fit it in")
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    shrink = max(math.cos(math.radians((south + north) / 2)), 1e-6)
    across, down = (east - west) * shrink, north - south
    rooms = [(width - 2 * margin) / across] if east - west > A_METRE else []
    rooms += [(height - 2 * margin) / down] if down > A_METRE else []
    scale = min(rooms, default=1.0)
    return Projection(
        shrink,
        scale,
        left=(width - across * scale) / 2 - west * shrink * scale,
        top=(height - down * scale) / 2 + north * scale,
    )


def svg_paths(contours: Sequence[Contour], *, width: float, height: float, margin: float = 0.0) -> dict[str, str]:
    """Return the path data of each contour by SIREN, all fitted in one sheet; nothing without a contour.

    Places go on the same sheet by `projection_of(contours, …).project(longitude, latitude)`.
    """
    if not contours:
        return {}
    projection = projection_of(contours, width=width, height=height, margin=margin)
    return {one.siren: projection.path(one.polygons) for one in contours}


# -- Points of communes, from the State's open files: GeoJSON, JSON, CSV or workbook

#: The file of all communes with 47 columns weighs half of that.
POINT_BOUNDS = Bounds(megabytes=60, rows=60_000)
#: Names of columns in the searched form, the better one first: a town hall is where people go, a centre is a field.
_CODE_NAMES = ("code insee", "code commune insee", "code commune", "insee com", "codgeo", "com", "insee", "code")
_DEGREES = (
    ("latitude mairie", "longitude mairie"),
    ("latitude centre", "longitude centre"),
    ("latitude", "longitude"),
    ("lat", "lon"),
    ("lat", "lng"),
    ("y", "x"),
)
_POINT_NAMES = (
    "mairie",
    "centre",
    "geopoint",
    "geo point 2d",
    "coordonnees geographiques",
    "coordonnees gps",
    "geometry",
)
#: Two points of one commune in one file, in kilometres: the file of postal codes names it several times.
_SAME_TOWN = 2.0
_COMMUNE = re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII)


@dataclass(frozen=True)
class CommunePoint:
    """Where a commune is, in degrees."""

    code: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class ReadPoints:
    """The points of a file, and what was left out of it, in sentences."""

    points: list[CommunePoint]
    problems: list[str]


def read_points(data: bytes) -> ReadPoints:
    """Return the point of each commune of a file, by the names of its columns; metres of Lambert-93 are converted.

    Raises DomainError for what is no such file.
    """
    found: dict[str, CommunePoint] = {}
    problems: list[str] = []
    records = _json_records(data) if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{") else _table_records(data)
    for called, record in records:
        try:
            one = _commune_point(record)
        except ValueError as problem:
            problems.append(f"{called}\u00a0: {problem}")
            continue
        first = found.setdefault(one.code, one)
        away = great_circle_km((first.latitude, first.longitude), (one.latitude, one.longitude))
        if away > _SAME_TOWN:
            problems.append(
                f"{called}\u00a0: {one.code} y est deux fois, à {away:.0f}\u00a0km. La première est gardée."
            )
    if not found and not problems:
        raise DomainError("Ce fichier ne contient aucune commune.")
    return ReadPoints(list(found.values()), problems)


def _table_records(data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    names = {*_CODE_NAMES, *_POINT_NAMES, *(name for pair in _DEGREES for name in pair)}
    table = read_table(
        data, bounds=POINT_BOUNDS, known_headers=lambda cells: sum(search_form(str(one)) in names for one in cells)
    )
    titles = [search_form(str(title or "")) for title in table[0][1]]
    _refuse_without(titles)
    for number, cells in table[1:]:
        yield f"Ligne {number}", dict(zip(titles, cells, strict=False))


def _json_records(data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        read = read_json(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise DomainError("Ce fichier n’est pas du JSON lisible.") from None
    rows = read if isinstance(read, list) else _listed(_mapping(read).get("features"))
    for number, row in enumerate(rows, start=1):
        record = _mapping(row)
        record = {"geometry": record.get("geometry"), **_mapping(record.get("properties")), **record}
        record = {search_form(str(name)): value for name, value in record.items()}
        if number == 1:
            _refuse_without(record)
        yield f"Élément n°\u00a0{number}", record


def _refuse_without(names: Iterable[str]) -> None:
    known = set(names)
    if not known.intersection(_CODE_NAMES):
        raise DomainError("Ce fichier n’a pas de colonne pour le code INSEE des communes (code_insee, code…).")
    if not known.intersection(_POINT_NAMES) and not any(known.issuperset(pair) for pair in _DEGREES):
        raise DomainError(
            "Ce fichier n’a pas de colonne pour la position des communes (latitude et longitude, centre, _geopoint…)."
        )


def _commune_point(record: dict[str, Any]) -> CommunePoint:
    """The point of one record; ValueError says in French why there is none."""
    given = next((record[name] for name in _CODE_NAMES if record.get(name)), "")
    code = str(given).strip().upper().zfill(5)
    if not _COMMUNE.fullmatch(code):
        raise ValueError(f"«\u00a0{str(given)[:20]}\u00a0» n’est pas un code de commune.")
    pairs = [_pair_of(record.get(one), record.get(other)) for one, other in _DEGREES]
    pairs += [_point_of(record.get(name)) for name in _POINT_NAMES]
    pair = next(filter(None, pairs), None)
    if pair is None:
        raise ValueError(f"{code} n’a pas de position.")
    latitude, longitude = pair
    place = pair if in_france(*pair) else wgs84_from_metres(longitude, latitude)
    if place is None:
        why = "latitude et longitude y sont inversées" if in_france(longitude, latitude) else "elle est hors de France"
        raise ValueError(f"la position de {code} ({latitude:.9g}\u00a0; {longitude:.9g}) est refusée\u00a0: {why}.")
    if (code[:2] in ("97", "98")) == in_mainland(*place):
        raise ValueError(
            f"la position de {code} ({place[0]:.9g}\u00a0; {place[1]:.9g}) n’est pas là où est cette commune."
        )
    return CommunePoint(code, round(place[0], PLACES), round(place[1], PLACES))


def _pair_of(latitude: Any, longitude: Any) -> Point | None:
    """Two numbers, whether they are written with a point or a comma."""
    try:
        pair = [float(str(one).strip().replace(",", ".")) for one in (latitude, longitude)]
    except ValueError:
        return None
    return (pair[0], pair[1]) if all(map(math.isfinite, pair)) else None


def _point_of(value: Any) -> Point | None:
    """(latitude, longitude) of « 44.2, 0.6 », of a GeoJSON Point, or of {"lat": …, "lon": …}."""
    if isinstance(value, dict):
        place = value.get("coordinates")
        if value.get("type") == "Point" and isinstance(place, list) and len(place) > 1:
            return _pair_of(place[1], place[0])
        return _pair_of(value.get("lat"), value.get("lon"))
    parts = str(value or "").split(",")
    return _pair_of(*parts) if len(parts) == 2 else None
