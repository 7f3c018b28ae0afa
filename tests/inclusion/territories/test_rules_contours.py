"""Shapes read from GeoJSON and TopoJSON files, and what is said of files that are none."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from inclusion.territories import rules as territory_rules
from inclusion.territories.rules import read_contours
from tests.boundaries import FOLDER, needs_boundaries
from tests.pages import plain

SQUARE = [[0.0, 44.0], [1.0, 44.0], [1.0, 45.0], [0.0, 45.0], [0.0, 44.0]]
HOLE = [[0.4, 44.4], [0.6, 44.4], [0.6, 44.6], [0.4, 44.4]]
SIREN = "200000001"


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties or {"siren": SIREN}, "geometry": geometry}


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def read(value):
    return read_contours(json.dumps(value).encode())


def topology(geometry, arcs, **fields):
    return {"type": "Topology", "objects": {"n’importe": geometry}, "arcs": arcs, **fields}


def refused(value) -> str:
    with pytest.raises(DomainError) as error:
        read_contours(value if isinstance(value, bytes) else json.dumps(value).encode())
    return plain(error.value)


# -- GeoJSON -----------------------------------------------------------------------------------------------------------


def test_a_polygon_with_its_hole_and_its_box():
    [one] = read(collection(feature(polygon(SQUARE, HOLE))))
    assert one.siren == SIREN
    assert [[list(point) for point in ring] for ring in one.polygons[0]] == [SQUARE, HOLE]
    assert (one.west, one.south, one.east, one.north) == (0.0, 44.0, 1.0, 45.0)


def test_several_polygons_a_lone_feature_and_a_byte_order_mark():
    shape = {"type": "MultiPolygon", "coordinates": [[SQUARE], [HOLE]]}
    [one] = read_contours(b"\xef\xbb\xbf" + json.dumps(feature(shape)).encode())
    assert len(one.polygons) == 2


def test_parts_of_one_intercommunalite_become_one():
    far = [[x + 3, y] for x, y in SQUARE]
    [one, other] = read(
        collection(feature(polygon(far)), feature(polygon(SQUARE), siren="100000009"), feature(polygon(SQUARE)))
    )
    assert [one.siren, other.siren] == ["100000009", SIREN]
    assert (other.west, other.east, len(other.polygons)) == (0.0, 4.0, 2)


@pytest.mark.parametrize(
    "properties",
    [
        {"siren": SIREN},
        {"siren": int(SIREN)},
        {"SIREN": SIREN},
        {"code": SIREN},
        {"code_siren": "200 000 001"},
        {"CODGEO": SIREN},
        {"siren": None, "code": "47", "codgeo": SIREN},
    ],
)
def test_a_siren_is_found_where_files_put_it(properties):
    assert read(collection(feature(polygon(SQUARE), **properties)))[0].siren == SIREN


def test_places_are_rounded_rings_closed_and_heights_left_out():
    ring = [[0.1234567, 44, 120], [0.1234568, 44.0, 121], [1, 44, 0], [1, 45.9999999, 0]]
    [one] = read(collection(feature(polygon(ring))))
    assert one.polygons == [[[(0.12346, 44.0), (1.0, 44.0), (1.0, 46.0), (0.12346, 44.0)]]]


# -- TopoJSON ----------------------------------------------------------------------------------------------------------

#: Two squares that share a side, drawn once: arc 0 is the side, upwards; arc 1 goes round the left, arc 2 the right.
SIDE, LEFT, RIGHT = (
    [[10, 0], [0, 10]],
    [[10, 10], [-10, 0], [0, -10], [10, 0]],
    [[10, 10], [10, 0], [0, -10], [-10, 0]],
)
QUANTISED = {"scale": [0.1, 0.2], "translate": [2.0, 44.0]}


def two_squares():
    return {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"siren": "200000001"}},
            {"type": "MultiPolygon", "arcs": [[[-3, -1]]], "properties": {"siren": "200000002"}},
        ],
    }


def test_shared_arcs_are_joined_and_followed_backwards():
    left, right = read(topology(two_squares(), [SIDE, LEFT, RIGHT], transform=QUANTISED))
    assert left.polygons == [[[(3.0, 44.0), (3.0, 46.0), (2.0, 46.0), (2.0, 44.0), (3.0, 44.0)]]]
    assert right.polygons == [[[(3.0, 44.0), (4.0, 44.0), (4.0, 46.0), (3.0, 46.0), (3.0, 44.0)]]]
    assert (left.west, left.east, right.west, right.east) == (2.0, 3.0, 3.0, 4.0)


def test_without_a_transform_arcs_are_places():
    [one] = read(topology({"type": "Polygon", "arcs": [[0]], "properties": {"siren": SIREN}}, [SQUARE]))
    assert [list(point) for point in one.polygons[0][0]] == SQUARE


def test_a_collection_that_names_its_siren_is_one_shape():
    whole = two_squares() | {"properties": {"siren": SIREN}}
    [one] = read(topology(whole, [SIDE, LEFT, RIGHT], transform=QUANTISED))
    assert (len(one.polygons), one.west, one.east) == (2, 2.0, 4.0)


def test_layers_that_know_no_siren_are_left_out_beside_one_that_does():
    both = topology(two_squares(), [SIDE, LEFT, RIGHT], transform=QUANTISED)
    both["objects"]["dep"] = {"type": "Polygon", "arcs": [[1]], "properties": {"code": "47"}}
    assert len(read(both)) == 2
    del both["objects"]["n’importe"]
    assert "n’a pas de SIREN" in refused(both)


# -- What is no such file ----------------------------------------------------------------------------------------------


def named(geometry):
    return collection(feature(geometry, siren=SIREN, name="Val de Garonne"))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (b"", "n’est pas du JSON lisible"),
        (b"{", "n’est pas du JSON lisible"),
        (b"\xff\xfe{}", "n’est pas du JSON lisible"),
        (b"PK\x03\x04", "n’est pas du JSON lisible"),
        (b'{"type": NaN}', "n’est pas du JSON lisible"),
        (b"1" * 5000, "n’est pas du JSON lisible"),
        ({}, "n’est ni un GeoJSON (FeatureCollection) ni un TopoJSON"),
        ([1, 2], "n’est ni un GeoJSON"),
        ({"type": "FeatureCollection"}, "n’est ni un GeoJSON"),
        (polygon(SQUARE), "n’est ni un GeoJSON"),
        (collection(), "Ce fichier ne contient aucun contour."),
        (collection(7), "L’élément n° 1 n’a pas de SIREN à 9 chiffres"),
        (
            collection(feature(polygon(SQUARE)), feature(polygon(SQUARE), nom="Albret")),
            "« Albret » (élément n° 2) n’a pas de SIREN",
        ),
        (collection(feature(polygon(SQUARE), siren="47")), "n’a pas de SIREN à 9 chiffres"),
        (collection(feature(polygon(SQUARE), siren=True)), "n’a pas de SIREN à 9 chiffres"),
        (collection(feature(polygon(SQUARE), siren="٢٠٠٠٠٠٠٠١")), "n’a pas de SIREN à 9 chiffres"),
        (named(None), "« Val de Garonne » (élément n° 1) n’a pas de contour"),
        (named({"type": "Point", "coordinates": [0, 44]}), "de type « Point » : il faut une surface"),
        (named(polygon()), "« Val de Garonne » (élément n° 1) a un contour vide."),
        (named({"type": "MultiPolygon", "coordinates": [[]]}), "a un contour vide."),
        (named({"type": "GeometryCollection", "geometries": []}), "a un contour sans surface."),
        (named(polygon(SQUARE, [])), "« Val de Garonne » (élément n° 1) a un anneau vide"),
        (named(polygon(SQUARE[:2])), "a un anneau vide"),
        (named(polygon([[0, 44]] * 4)), "a un contour sans surface."),
        (named(polygon([[0, 44], [1, "x"], [1, 45]])), "un point qui n’est pas fait de deux nombres"),
        (named(polygon([[0, 44], [1], [1, 45]])), "un point qui n’est pas fait de deux nombres"),
        (named(polygon([[0, 44], None, [1, 45]])), "un point qui n’est pas fait de deux nombres"),
        (named(polygon([[0, 44], [True, 44], [1, 45]])), "un point qui n’est pas fait de deux nombres"),
        (named(polygon([[0, 44], [10**400, 44], [1, 45]])), "un point qui n’est pas fait de deux nombres"),
        (
            named(polygon([[842000, 6300000], [843000, 6300000], [843000, 6301000]])),
            "« Val de Garonne » (élément n° 1) a un point hors du globe (842000 ; 6300000)",
        ),
        (named(polygon([[180.1, 44], [1, 44], [1, 45]])), "Exportez-le en degrés, WGS 84 (EPSG:4326)."),
        (named(polygon([[0, -90.5], [1, 44], [1, 45]])), "en Lambert 93 par exemple"),
        (topology(two_squares(), None), "Ce fichier TopoJSON est abîmé : ses arcs manquent"),
        (topology(two_squares(), [7]), "ses arcs manquent"),
        (topology(two_squares(), [[[1]]]), "un point n’est pas fait de deux nombres"),
        (topology(two_squares(), [SIDE], transform=7), "sa transformation est illisible"),
        (topology(two_squares(), [SIDE], transform={"scale": [1, 1]}), "un point n’est pas fait de deux"),
        (
            topology(two_squares(), [SIDE], transform=QUANTISED),
            "L’élément n° 1 renvoie à un arc qui n’est pas dans le fichier",
        ),
        (
            topology({"type": "Polygon", "arcs": [["0"]], "properties": {"siren": SIREN}}, [SQUARE]),
            "renvoie à un arc qui n’est pas dans le fichier",
        ),
    ],
)
def test_what_is_wrong_is_said(value, sentence):
    assert sentence in refused(value)


def test_an_infinite_number_is_none():
    assert "deux nombres" in refused(json.dumps(named(polygon(SQUARE))).replace("45.0", "1e999").encode())


def test_a_file_that_is_too_heavy_or_too_deep_is_refused(monkeypatch):
    deep = '{"type":"Feature","properties":{"siren":"200000001"},"geometry":'
    deep += '{"type":"GeometryCollection","geometries":[' * 200_000
    assert "imbrique trop" in refused(deep.encode())
    monkeypatch.setattr(territory_rules, "MAX_CONTOUR_BYTES", 100)
    assert "60 Mo au plus" in refused(b" " * 101)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "properties", "siren", "geometry", "coordinates", "arcs", "objects"]),
            inner | st.sampled_from(["FeatureCollection", "Feature", "Topology", "Polygon", "MultiPolygon", SIREN]),
        )
    ),
    max_leaves=30,
)


@given(anything)
def test_whatever_is_brought_is_read_or_refused_in_words(value):
    try:
        read(value)
    except DomainError as error:
        assert str(error)


# -- Real files --------------------------------------------------------------------------------------------------------


def area_km2(one) -> float:
    """The area of a contour, holes taken off, to a per cent or so."""
    total = 0.0
    for rings in one.polygons:
        for number, ring in enumerate(rings):
            twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))
            total += abs(twice) / 2 * (1 if number == 0 else -1)
    latitude = math.radians((one.south + one.north) / 2)
    return total * 111.2**2 * math.cos(latitude)


@needs_boundaries
@pytest.mark.parametrize(
    ("code", "km2"), [("84", 3567), ("40", 9243), ("47", 5361), ("49", 7107), ("74", 4596), ("85", 6720)]
)
def test_the_intercommunalites_of_a_departement_fill_it(code, km2):
    """Areas as they are published; Haute-Savoie with its part of the lake, 208 km²."""
    found = read_contours((FOLDER / f"epci_{code}.geojson").read_bytes())
    assert len(found) == len({one.siren for one in found}) > 5
    assert all(5 < area_km2(one) < 3000 for one in found)
    assert sum(map(area_km2, found)) == pytest.approx(km2, rel=0.03)


@needs_boundaries
def test_both_formats_give_the_same_places():
    whole = {one.siren: one for one in read_contours((FOLDER / "epci_france.topojson").read_bytes())}
    assert len(whole) > 1200
    local = read_contours((FOLDER / "epci_84.geojson").read_bytes())
    compared = 0
    for one in local:
        other = whole[one.siren]
        clipped = area_km2(other) > 1.05 * area_km2(one)  # it goes on in the next département
        if not clipped:
            compared += 1
            for side in ("west", "south", "east", "north"):
                assert getattr(one, side) == pytest.approx(getattr(other, side), abs=0.02), (one.siren, side)
    assert compared >= 8


@needs_boundaries
def test_a_file_of_departements_is_none_of_intercommunalites():
    assert "n’a pas de SIREN" in refused((FOLDER / "departements.topojson").read_bytes())
