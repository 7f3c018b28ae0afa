"""The map of coverage: signs inside their shapes and apart, names that cover nothing, nothing off the sheet."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.territories.rules import contour_of, read_contours
from roadmaps.coverage.rules.drawing import Area, broken, coverage_map, inner_place
from roadmaps.coverage.rules.standing import Seat, Standing, place_name
from tests.boundaries import FOLDER, needs_boundaries


def area(number, *, seat=None, name=""):
    return Area(f"20000000{number}", number, name or f"CC Pays {number}", Standing.GAP, seat)


def square(siren, west, south, side=0.2):
    ring = [
        (west, south),
        (west + side, south),
        (west + side, south + side),
        (west, south + side),
        (west, south),
    ]
    return contour_of(siren, [[ring]])


def seat(latitude, longitude):
    return Seat(Decimal(str(latitude)), Decimal(str(longitude)))


def test_nothing_known_draws_nothing():
    assert coverage_map([area(1)], {}, width=760, named=True) is None
    assert coverage_map([], {}, width=760, named=True) is None


def test_outlines_first_then_seats_then_nothing():
    areas = [area(1, seat=seat(44, 4)), area(2, seat=seat(44.1, 4.5)), area(3)]
    drawn = coverage_map(areas, {areas[0].siren: square(areas[0].siren, 4, 44)}, width=760, named=True)
    first, second = drawn.shapes
    assert first.path.startswith("M") and second.path == ""
    assert drawn.has_outlines
    assert [one.number for one in drawn.missing] == [3]


def test_a_sign_lies_inside_its_shape():
    """A horseshoe, open below: its box's middle is outside, the sign is in the bar or in a leg."""
    ring = [(0, 0), (90, 0), (90, 90), (60, 90), (60, 30), (30, 30), (30, 90), (0, 90)]
    x, y = inner_place(ring)
    assert (0 < x < 90 and 0 < y < 30) or ((0 < x < 30 or 60 < x < 90) and 0 < y < 90)


def test_signs_on_one_another_are_pushed_apart():
    areas = [area(number, seat=seat(44, 4)) for number in range(1, 6)]
    shapes = coverage_map(areas, {}, width=760, named=True).shapes
    for one in shapes:
        for other in shapes:
            if one is not other:
                assert abs(one.x - other.x) >= 24 or abs(one.y - other.y) >= 24


def test_names_are_written_short_on_lines_that_fit():
    assert place_name("CC du Pays de Duras") == "Pays de Duras"
    assert place_name("CA Luberon Monts de Vaucluse") == "Luberon Monts de Vaucluse"
    assert place_name("CC d'Albret") == "Albret"
    assert place_name("Val de Garonne") == "Val de Garonne"
    assert broken("Enclave des Papes - Pays de Grignan")[1].startswith("Papes - Pays")
    assert broken("Luberon Monts de Vaucluse") == ["Luberon Monts", "de Vaucluse"]
    assert broken("") == [] or broken("") == [""]


coordinates = st.tuples(st.floats(42, 51, allow_nan=False), st.floats(-5, 9, allow_nan=False))


@given(st.lists(coordinates, min_size=1, max_size=9), st.sampled_from([760, 360]))
def test_nothing_leaves_the_sheet_and_no_name_covers_another(places, width):
    areas = [
        area(number, seat=seat(round(lat, 5), round(lon, 5))) for number, (lat, lon) in enumerate(places, 1)
    ]
    drawn = coverage_map(areas, {}, width=width, named=True)
    assert width * 0.5 - 1 <= drawn.height <= width * 1.25 + 1
    for one in drawn.shapes:
        assert 12 <= one.x <= width - 12 and 12 <= one.y <= drawn.height - 12
        for _, y in one.lines:
            assert 0 <= y <= drawn.height


@needs_boundaries
@pytest.mark.parametrize("department", ["84", "40", "47", "49", "74", "85"])
def test_every_real_departement_has_its_signs_and_most_names(department):
    contours = {one.siren: one for one in read_contours((FOLDER / f"epci_{department}.geojson").read_bytes())}
    areas = [
        Area(siren, number, f"CC du Pays numéro {number}", Standing.COVERED)
        for number, siren in enumerate(sorted(contours), 1)
    ]
    drawn = coverage_map(areas, contours, width=760, named=True)
    assert len(drawn.shapes) == len(contours)
    assert sum(bool(one.lines) for one in drawn.shapes) >= len(contours) * 0.6
