"""Contours on a sheet: proportions, holes, places."""

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inclusion.territories.rules import A_METRE, contour_of, projection_of, read_contours, svg_paths
from tests.boundaries import FOLDER, needs_boundaries


def box(siren, west, south, east, north):
    return contour_of(siren, [[[(west, south), (east, south), (east, north), (west, north), (west, south)]]])


def places(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_square_of_degrees_at_sixty_degrees_is_twice_as_high_as_wide():
    """cos 60° is a half: 2° by 1° of latitude around 60° make a square sheet."""
    paths = svg_paths([box("a", 0, 59.5, 2, 60.5)], width=100, height=100)
    assert paths == {"a": "M0 100L100 100L100 0L0 0Z"}


def test_contours_keep_their_places_beside_one_another_in_the_middle_of_the_sheet():
    pair = [box("a", 0, 59.5, 1, 60.5), box("b", 1, 59.5, 2, 60.5)]
    assert svg_paths(pair, width=300, height=100) == {
        "a": "M100 100L150 100L150 0L100 0Z",
        "b": "M150 100L200 100L200 0L150 0Z",
    }


def test_a_margin_is_left_free():
    assert svg_paths([box("a", 0, 59.5, 2, 60.5)], width=120, height=120, margin=10) == {
        "a": "M10 110L110 110L110 10L10 10Z"
    }


def test_places_go_on_the_same_sheet():
    pair = [box("a", 0, 59.5, 1, 60.5), box("b", 1, 59.5, 2, 60.5)]
    project = projection_of(pair, width=300, height=100).project
    assert project(1, 60) == pytest.approx((150, 50))
    assert project(0, 60.5) == pytest.approx((100, 0))


def test_a_hole_is_a_ring_of_the_same_path():
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    hole = [(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 4.0)]
    path = svg_paths([contour_of("a", [[square, hole]])], width=100, height=100)["a"]
    assert path.count("M") == path.count("Z") == 2


def test_what_is_too_small_to_show_is_left_out_but_never_a_whole_contour():
    islet = [[(0.5, 0.5), (0.50001, 0.5), (0.5, 0.50001), (0.5, 0.5)]]
    land = box("a", 0, 0, 1, 1).polygons
    paths = svg_paths([contour_of("a", [*land, islet]), contour_of("b", [islet])], width=10, height=10)
    assert paths["a"].count("M") == 1
    assert re.fullmatch(r"M5(\.\d)? 5(\.\d)?Z", paths["b"])


def test_nothing_to_draw():
    assert svg_paths([], width=10, height=10) == {}
    for contours, size in (([], 10), ([box("a", 0, 0, 1, 1)], 0)):
        with pytest.raises(ValueError, match="nothing to fit"):
            projection_of(contours, width=size, height=size)


degrees = st.tuples(st.floats(-170, 169), st.floats(-80, 79), st.floats(0, 10), st.floats(0, 10))


@example(boxes=[(0.0, 68.0, 1.9e-305, 0.0)], width=19, height=10)
@example(boxes=[(0.0, 68.0, 1.1e-5, 0.0)], width=2000, height=10)
@given(st.lists(degrees, min_size=1, max_size=5), st.integers(10, 2000), st.integers(10, 2000))
def test_everything_lies_on_the_sheet_and_fills_it_one_way(boxes, width, height):
    contours = [box(str(n), x, y, min(x + w, 180), min(y + h, 90)) for n, (x, y, w, h) in enumerate(boxes)]
    paths = svg_paths(contours, width=width, height=height)
    drawn = [place for path in paths.values() for place in places(path)]
    assert all(-0.1 <= x <= width + 0.1 and -0.1 <= y <= height + 0.1 for x, y in drawn)
    assert not any("e" in path or "-0 " in path or "nan" in path for path in paths.values())
    project = projection_of(contours, width=width, height=height).project
    west, east = min(one.west for one in contours), max(one.east for one in contours)
    south, north = min(one.south for one in contours), max(one.north for one in contours)
    (left, bottom), (right, top) = project(west, south), project(east, north)
    if max(east - west, north - south) > A_METRE:
        fill = max((right - left) / width, (bottom - top) / height)
        assert fill == pytest.approx(1, abs=1e-3)


@needs_boundaries
def test_a_real_departement_is_drawn_in_its_proportions():
    contours = read_contours((FOLDER / "epci_84.geojson").read_bytes())
    projection = projection_of(contours, width=600, height=400)
    avignon, apt = projection.project(4.806, 43.949), projection.project(5.396, 43.876)
    km = math.dist(avignon, apt) / projection.scale * 111.2
    assert km == pytest.approx(48, abs=1.5)
    paths = svg_paths(contours, width=600, height=400)
    assert set(paths) == {one.siren for one in contours}
    assert sum(map(len, paths.values())) < 60_000
