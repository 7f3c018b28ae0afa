"""Positions in degrees: what metres of the French projections become, distances, where France is."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inclusion.core.french import coordinates
from inclusion.core.french.coordinates import (
    great_circle_km,
    in_france,
    lambert93_from_wgs84,
    wgs84_from_lambert93,
    wgs84_from_metres,
)

#: A ten-thousandth of a second of arc: 3 mm.
NEAR = 3e-8


def test_the_constants_of_lambert_93_are_those_that_the_ign_publishes():
    """NTG 71: n, C, Xs, Ys; and the origin of the projection lies where it is defined."""
    cone = coordinates._lambert93()
    assert cone.n == pytest.approx(0.7256077650, abs=1e-10)
    assert (cone.c, cone.xs, cone.ys) == pytest.approx((11754255.426, 700000, 12655612.050), abs=1e-3)
    assert wgs84_from_lambert93(700_000, 6_600_000) == pytest.approx((46.5, 3.0), abs=NEAR)


@pytest.mark.parametrize(
    ("metres", "degrees"),
    [  # by PROJ 9, EPSG:2154 to EPSG:4326
        ((652381.0, 6862047.0), (48.85669908, 2.35099908)),  # Paris
        ((892390.2, 6247035.2), (43.29649950, 5.36979971)),  # Marseille
        ((513000.0, 6360000.0), (44.31403552, 0.65524924)),  # Lot-et-Garonne
        ((147000.0, 6838000.0), (48.40627553, -4.48338571)),  # Brest
        ((1050000.0, 6845000.0), (48.61041315, 7.75053434)),  # Strasbourg
        ((1230000.0, 6100000.0), (41.80840158, 9.37000529)),  # Corse
        # by PROJ 9, EPSG:3942 to 3950
        ((1650000.0, 1210000.0), (42.08844876, 2.39561172)),
        ((1650000.0, 3210000.0), (44.08830261, 2.37562150)),
        ((1650000.0, 6210000.0), (47.08806802, 2.34144361)),
        ((1650000.0, 9210000.0), (50.08781155, 2.30126617)),
    ],
)
def test_metres_of_each_projection_are_the_degrees_of_proj(metres, degrees):
    assert wgs84_from_metres(*metres) == pytest.approx(degrees, abs=NEAR)


@pytest.mark.parametrize("metres", [(44.5, 0.16), (0, 0), (600000, 200000), (652381, -6862047), (2e6, 1e7), (9e6, 6e6)])
def test_metres_of_nothing_french_are_no_position(metres):
    assert wgs84_from_metres(*metres) is None


@given(st.floats(41.3, 51.1), st.floats(-5.1, 9.6))
def test_there_and_back_in_lambert_93(latitude, longitude):
    assert wgs84_from_lambert93(*lambert93_from_wgs84(latitude, longitude)) == pytest.approx(
        (latitude, longitude), abs=1e-9
    )


@given(st.integers(1, 9), st.floats(-1, 1), st.floats(-4.8, 8.3))
def test_a_point_of_a_conic_zone_is_never_read_as_lambert_93(zone, off, longitude):
    latitude = zone + 41 + off
    coast = -4.8 if latitude > 47.27 else -2.8 if latitude > 46.5 else -1.9  # Brittany, Belle-Île, Hendaye
    assume(longitude > coast)
    metres = coordinates._conic(zone).metres(latitude, longitude)
    expected = pytest.approx((latitude, longitude), abs=1e-9) if latitude >= 41.2 else None
    assert wgs84_from_metres(*metres) == expected


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((44.2049, 0.6212), (44.4994, 0.1653), 48.9),  # Agen – Marmande
        ((48.8566, 2.3522), (45.7640, 4.8357), 391.5),  # Paris – Lyon
        ((0.0, 0.0), (0.0, 180.0), 20015.1),  # half the globe
        ((44.2, 0.6), (44.2, 0.6), 0.0),
    ],
)
def test_distances_over_the_globe(one, other, km):
    assert great_circle_km(one, other) == pytest.approx(km, abs=0.1)


def test_france_is_where_it_is():
    assert in_france(48.85, 2.35)
    assert in_france(16.24, -61.53)
    assert not in_france(52.5, 13.4)
