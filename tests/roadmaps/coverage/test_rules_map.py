"""The map of coverage: tiles apart and where the seats are; boxes of outlines apart, names that cover nothing."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.territories.rules import contour_of, read_contours
from roadmaps.coverage.rules.drawing import ACROSS, DOWN, Area, broken, coverage_map, inner_place, tile_cells
from roadmaps.coverage.rules.standing import Seat, Standing, place_name
from tests.boundaries import FOLDER, needs_boundaries


def area(number, *, seat=None, name=""):
    return Area(f"20000000{number}", number, name or f"CC Pays {number}", Standing.GAP, seat)


def square(siren, west, south, side=0.2):
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return contour_of(siren, [[ring]])


def seat(latitude, longitude):
    return Seat(Decimal(str(latitude)), Decimal(str(longitude)))


def test_outlines_where_any_is_known_else_tiles():
    assert coverage_map([], {}, width=760) is None
    areas = [area(1, seat=seat(44, 4)), area(2, seat=seat(44.1, 4.5)), area(3)]
    tiles = coverage_map(areas, {}, width=760)
    assert len(tiles.shapes) == 3 and not tiles.has_outlines and [one.number for one in tiles.missing] == [3]
    drawn = coverage_map(areas, {areas[0].siren: square(areas[0].siren, 4, 44)}, width=760)
    assert len(drawn.shapes) == 1 and drawn.has_outlines
    assert [one.number for one in drawn.missing] == [2, 3]


def test_tiles_lie_as_the_seats_do():
    """Nine seats in a cross of compass points: rows from north to south, columns from west to east."""
    names = ["nw", "n", "ne", "w", "c", "e", "sw", "s", "se"]
    areas = [
        Area(name, number, f"CC {name}", Standing.GAP, seat(46 - number // 3, 1 + number % 3))
        for number, name in enumerate(names)
    ]
    cells = tile_cells(areas, 3)
    assert cells == tile_cells(areas[::-1], 3)
    for row in (names[:3], names[3:6], names[6:]):
        assert sorted(row, key=lambda one: cells[one][1]) == row
    for column in range(3):
        down = names[column::3]
        assert sorted(down, key=lambda one: cells[one][0]) == down


def test_a_sign_lies_inside_its_shape():
    """A horseshoe, open below: its box's middle is outside, the sign is in the bar or in a leg."""
    ring = [(0, 0), (90, 0), (90, 90), (60, 90), (60, 30), (30, 30), (30, 90), (0, 90)]
    x, y = inner_place(ring)
    assert (0 < x < 90 and 0 < y < 30) or ((0 < x < 30 or 60 < x < 90) and 0 < y < 90)


def test_names_are_written_short_on_lines_that_fit():
    assert place_name("CC du Pays de Duras") == "Pays de Duras"
    assert place_name("CA Luberon Monts de Vaucluse") == "Luberon Monts de Vaucluse"
    assert place_name("CC d'Albret") == "Albret"
    assert place_name("Val de Garonne") == "Val de Garonne"
    assert broken("Enclave des Papes - Pays de Grignan")[1].startswith("Papes - Pays")
    assert broken("Luberon Monts de Vaucluse") == ["Luberon Monts", "de Vaucluse"]
    assert broken("") == [] or broken("") == [""]


coordinates = st.tuples(st.floats(42, 51, allow_nan=False), st.floats(-5, 9, allow_nan=False))


@given(st.lists(st.one_of(st.none(), coordinates), min_size=1, max_size=40), st.sampled_from([760, 360]))
def test_tiles_never_overlap_and_never_leave_the_sheet(places, width):
    """Whatever the seats, also all at one place or unknown: middles at least a tile apart, the same in any order."""
    areas = [
        area(number, seat=place and seat(round(place[0], 5), round(place[1], 5)))
        for number, place in enumerate(places, 1)
    ]
    drawn = coverage_map(areas, {}, width=width, named=width > 400)
    assert {one.area.siren: one.path for one in drawn.shapes} == {
        one.area.siren: one.path for one in coverage_map(areas[::-1], {}, width=width).shapes
    } or len(drawn.missing) > 1
    middles, across = [], 0.0
    for one in drawn.shapes:
        points = [tuple(map(float, point.split())) for point in one.path[1:-1].split("L")]
        xs, ys = zip(*points, strict=True)
        assert min(xs) >= 0 and max(xs) <= width and min(ys) >= 0 and max(ys) <= drawn.height
        across = max(xs) - min(xs)
        middles.append((sum(xs) / 6, sum(ys) / 6))
        assert across >= 2 * ACROSS
    for i, (x, y) in enumerate(middles):
        for a, b in middles[:i]:
            assert math.hypot(x - a, y - b) > across - 0.2


@needs_boundaries
@pytest.mark.parametrize("width", [760, 360])
@pytest.mark.parametrize("department", ["84", "40", "47", "49", "74", "85"])
def test_boxes_and_names_of_every_real_departement_cover_nothing(department, width):
    contours = {one.siren: one for one in read_contours((FOLDER / f"epci_{department}.geojson").read_bytes())}
    areas = [
        Area(siren, number, f"CC du Pays numéro {number}", Standing.COVERED)
        for number, siren in enumerate(sorted(contours), 1)
    ]
    drawn = coverage_map(areas, contours, width=width)
    assert len(drawn.shapes) == len(contours)
    assert len(drawn.unnamed) + sum(bool(one.lines) for one in drawn.shapes) == len(contours)
    assert len(drawn.unnamed) <= len(contours) * (0.4 if width > 400 else 1)
    for i, one in enumerate(drawn.shapes):
        for other in drawn.shapes[:i]:
            apart = abs(one.x - other.x) >= 2 * ACROSS or abs(one.y - other.y) >= 2 * DOWN
            assert apart, (one.area.number, other.area.number)
