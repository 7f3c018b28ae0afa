"""The map of coverage: each intercommunalité as its outline or as a tile, with a number, its marks and its name.

Outlines where any is known, else one hexagon each, near where the seats lie. A name stands where there is space for
it; each has its number, which is the one of the table.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inclusion.core.charts.bars import length
from inclusion.core.french.names import typographic
from inclusion.territories.rules import Contour, Projection, projection_of
from roadmaps.coverage.rules.standing import Seat, Standing, place_name

#: Half the box of sign, number and marks; the letters as a part of what `length` measures.
ACROSS, DOWN, LETTERS = 30, 18, 13 / 15
#: Where each mark begins in its box, from the middle.
MARKS_AT = ("-27", "-13.5", "0", "13.5")
LINE = 15  # from one line of a name to the next
WIDEST = 112  # of a line of a name
MARGIN = 14
#: How flat and how tall a map may be, as height over width.
FLATTEST, TALLEST = 0.5, 1.0
#: Tiles beside one another, at most; how wide one may be; how many places there are for one tile.
COLUMNS, TILE, SPACE = 5, 120, 1.2


@dataclass(frozen=True)
class Area:
    """One intercommunalité as it goes on the map."""

    siren: str
    number: int
    name: str
    standing: Standing
    seat: Seat | None = None

    @property
    def short_name(self) -> str:
        """Its name without its kind, as the map and its list show it."""
        return place_name(typographic(self.name))


@dataclass(frozen=True)
class Shape:
    """An intercommunalité on the sheet: its outline or tile, the middle of its box, the lines of its name."""

    area: Area
    path: str
    x: float
    y: float
    lines: tuple[tuple[str, float], ...] = ()
    name_x: float = 0.0
    anchor: str = "middle"

    # As they are written into a drawing: with a point, whatever the language of the page.

    @property
    def cx(self) -> str:
        return f"{self.x:g}"

    @property
    def cy(self) -> str:
        return f"{self.y:g}"

    @property
    def written(self) -> list[tuple[str, str, str]]:
        """The lines of its name with their places."""
        return [(words, f"{self.name_x:g}", f"{y:g}") for words, y in self.lines]


@dataclass(frozen=True)
class CoverageMap:
    """A drawing, and who has no place of its own on it: they are left out of outlines, and last among the tiles."""

    shapes: tuple[Shape, ...]
    width: int
    height: int
    missing: tuple[Area, ...]
    has_outlines: bool

    @property
    def unnamed(self) -> list[Area]:
        """Those that show their number alone."""
        return sorted((one.area for one in self.shapes if not one.lines), key=lambda area: area.number)


def coverage_map(
    areas: Sequence[Area], contours: Mapping[str, Contour], *, width: int, named: bool = True
) -> CoverageMap | None:
    """Draw them all on one sheet: as outlines where any contour is known, else as tiles. None where there are none.

    `named`: with the names on the tiles; names go beside outlines wherever they cover nothing.
    """
    if not areas:
        return None
    drawn = [one for one in areas if one.siren in contours]
    if not drawn:
        return _tiles(areas, width=width, named=named)
    boxes = [contours[one.siren] for one in drawn]
    height = _height(boxes, width)
    projection = projection_of(boxes, width=width, height=height, margin=MARGIN)
    placed = [_shape(one, contours[one.siren], projection) for one in drawn]
    placed = _apart(placed, width=width, height=height)
    placed = _with_names(placed, width=width, height=height)
    missing = tuple(one for one in areas if one not in drawn)
    return CoverageMap(tuple(placed), width, height, missing, has_outlines=True)


# -- Tiles ---------------------------------------------------------------------------------------------------------

Place = tuple[float, float]


def _tiles(areas: Sequence[Area], *, width: int, named: bool) -> CoverageMap:
    """One hexagon each: those with a seat near where it lies, the others after them, in the order of their numbers."""
    placed = [one for one in areas if one.seat is not None]
    others = tuple(one for one in areas if one.seat is None)
    columns = min(COLUMNS, max(3, round(math.sqrt(SPACE * len(areas)))))
    cells = tile_cells(placed, columns)
    first = max((row for row, _ in cells.values()), default=-1) + 1
    cells |= {one.siren: (first + rank // columns, rank % columns) for rank, one in enumerate(others)}
    across = min((width - 4) / (columns + 0.5), TILE)
    side = across / math.sqrt(3)
    left = (width - across * (columns + 0.5)) / 2
    shapes = []
    for one in areas:
        row, column = cells[one.siren]
        x, y = left + across * (column + 0.5 + row % 2 / 2), 2 + side * (1 + 1.5 * row)
        shapes.append(_tile(one, x, y, across, side, named=named))
    rows = 1 + max(row for row, _ in cells.values())
    return CoverageMap(tuple(shapes), width, round(4 + side * (1.5 * rows + 0.5)), others, has_outlines=False)


def _tile(area: Area, x: float, y: float, across: float, side: float, *, named: bool) -> Shape:
    """A hexagon; its name above its box, in as many lines as there is space for."""
    corners = [
        (x + dx * across / 2, y + dy * side) for dx, dy in ((0, -1), (1, -0.5), (1, 0.5), (0, 1), (-1, 0.5), (-1, -0.5))
    ]
    path = f"M{'L'.join(f'{one:.1f} {other:.1f}' for one, other in corners)}Z"
    words = broken(area.short_name, widest=across - 10) if named else []
    words = words if len(words) <= 3 else [*words[:2], f"{words[2]}…"]
    top = y - (len(words) * LINE + 2 * DOWN) / 2
    lines = tuple((line, round(top + 11 + rank * LINE, 1)) for rank, line in enumerate(words))
    return Shape(area, path, round(x, 1), round(top + len(words) * LINE + DOWN, 1), lines, round(x, 1))


def tile_cells(areas: Sequence[Area], columns: int) -> dict[str, tuple[int, int]]:
    """Row and column of each, all different, so that the ways from the seats to their tiles are short together.

    The same seats always give the same tiles, in whatever order they come. Rows without a tile are left out in pairs,
    as each second row is shifted by half a tile.
    """
    if not areas:
        return {}
    ordered = sorted(areas, key=lambda one: one.siren)
    rows = max(2, math.ceil(SPACE * len(ordered) / columns))
    middles = [(column + row % 2 / 2, row * 0.866) for row in range(rows) for column in range(columns)]
    seats = _spread([_degrees(one) for one in ordered], (columns - 0.5, (rows - 1) * 0.866))
    chosen = _nearest(seats, middles)
    top = min(chosen) // columns // 2 * 2
    return {one.siren: (cell // columns - top, cell % columns) for one, cell in zip(ordered, chosen, strict=True)}


def _degrees(area: Area) -> Place:
    """A seat from left to right and from top to bottom."""
    if area.seat is None:
        raise ValueError("a tile needs a seat")
    return float(area.seat.longitude), -float(area.seat.latitude)


def _spread(places: Sequence[Place], size: Place) -> list[Place]:
    """The same places, stretched to a rectangle of this size; what has no extent lies in its middle."""
    stretched = []
    for values, across in zip(zip(*places, strict=True), size, strict=True):
        low, extent = min(values), max(values) - min(values)
        stretched.append([(one - low) / extent * across if extent else across / 2 for one in values])
    return list(zip(*stretched, strict=True))


def _nearest(places: Sequence[Place], cells: Sequence[Place]) -> list[int]:
    """A cell for each place, all different: first the nearest pairs, then exchanged while that shortens the ways."""
    ways = [[(x - a) ** 2 + (y - b) ** 2 for a, b in cells] for x, y in places]
    pairs = sorted((way, i, cell) for i, row in enumerate(ways) for cell, way in enumerate(row))
    chosen: dict[int, int] = {}
    for _, i, cell in pairs:
        if i not in chosen and cell not in chosen.values():
            chosen[i] = cell
    for _ in range(len(places)):
        before = dict(chosen)
        for i in range(len(places)):
            for cell in range(len(cells)):
                _exchange(i, cell, chosen, ways)
        if chosen == before:
            break
    return [chosen[i] for i in range(len(places))]


def _exchange(i: int, cell: int, chosen: dict[int, int], ways: Sequence[Sequence[float]]) -> None:
    """Move one to this cell, where its holder takes the other's, if both ways together become shorter."""
    mine = chosen[i]
    other = next((j for j, taken in chosen.items() if taken == cell), None)
    gain = ways[i][mine] - ways[i][cell]
    if other is not None:
        gain += ways[other][cell] - ways[other][mine]
    if gain > 1e-9:
        chosen[i] = cell
        if other is not None:
            chosen[other] = mine


# -- Outlines ------------------------------------------------------------------------------------------------------


def _height(boxes: Sequence[Contour], width: int) -> int:
    """The height that keeps the proportions of all boxes together, within reason."""
    south, north = min(one.south for one in boxes), max(one.north for one in boxes)
    across = max(one.east for one in boxes) - min(one.west for one in boxes)
    across *= math.cos(math.radians((south + north) / 2))
    ratio = (north - south) / across if across > 0 else TALLEST
    return round(width * min(max(ratio, FLATTEST), TALLEST))


def _shape(area: Area, contour: Contour, projection: Projection) -> Shape:
    rings = [
        [projection.project(point[0], point[1]) for point in polygon[0]] for polygon in contour.polygons if polygon
    ]
    x, y = inner_place(max(rings, key=_extent))
    return Shape(area, projection.path(contour.polygons), round(x, 1), round(y, 1))


def _extent(ring: Sequence[tuple[float, float]]) -> float:
    """The area of the box around a ring: enough to find the largest part."""
    across, down = zip(*ring, strict=True)
    return (max(across) - min(across)) * (max(down) - min(down))


def inner_place(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return a place well inside a ring: the middle of the widest stretch on a few lines across it.

    Lines near its top and its bottom count less: a sign needs space above and below as well.
    """
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best, widest = ring[0], -1.0
    for part in range(3, 14):
        y = top + (bottom - top) * part / 16
        weight = 1 - abs(part / 16 - 0.5)
        for left, right in _stretches(ring, y):
            if (right - left) * weight > widest:
                best, widest = ((left + right) / 2, y), (right - left) * weight
    return best


def _stretches(ring: Sequence[tuple[float, float]], y: float) -> list[tuple[float, float]]:
    """Where a line across lies inside the ring, from left to right."""
    crossed = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 <= y) != (y2 <= y):
            crossed.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    crossed.sort()
    return list(zip(crossed[::2], crossed[1::2], strict=False))


def _apart(shapes: Sequence[Shape], *, width: int, height: int) -> list[Shape]:
    """Push boxes that lie on one another apart, a little at a time; each stays on the sheet."""
    places = [(one.x, one.y) for one in shapes]
    for _ in range(60):
        moved = False
        for i in range(len(places)):
            for j in range(i):
                if push := _push(places[j], places[i], 2 * ACROSS + 2, 2 * DOWN + 2):
                    (xj, yj), (xi, yi) = places[j], places[i]
                    places[j], places[i] = (xj - push[0], yj - push[1]), (xi + push[0], yi + push[1])
                    moved = True
        places = [_kept(*place, width=width, height=height) for place in places]
        if not moved:
            break
    return [replace(one, x=round(x, 1), y=round(y, 1)) for one, (x, y) in zip(shapes, places, strict=True)]


def _kept(x: float, y: float, *, width: int, height: int) -> Place:
    """This place, or as near to it as a box may lie on the sheet."""
    across, down = ACROSS + 2, DOWN + 2
    return min(max(x, across), width - across), min(max(y, down), height - down)


def _push(
    one: tuple[float, float], other: tuple[float, float], across: float, down_to: float
) -> tuple[float, float] | None:
    """Half of the way that takes two boxes apart, the shorter way round; None where they are."""
    right, down = other[0] - one[0], other[1] - one[1]
    if abs(right) >= across or abs(down) >= down_to:
        return None
    if down_to - abs(down) <= across - abs(right):
        return 0.0, (1 if down >= 0 else -1) * ((down_to - abs(down)) / 2 + 0.05)
    return (1 if right >= 0 else -1) * ((across - abs(right)) / 2 + 0.05), 0.0


Box = tuple[float, float, float, float]


def _with_names(shapes: Sequence[Shape], *, width: int, height: int) -> list[Shape]:
    """Write each name at the best place where it covers nothing; one without a place keeps its number alone."""
    taken: list[Box] = [(one.x - ACROSS, one.y - DOWN, one.x + ACROSS, one.y + DOWN) for one in shapes]
    named = []
    for one in shapes:
        words = broken(one.area.short_name)
        for anchor, x, box in _label_boxes(one, words, width):
            on_sheet = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            if on_sheet and not any(_cover(box, other) for other in taken):
                taken.append(box)
                lines = tuple((line, round(box[1] + 12 + rank * LINE, 1)) for rank, line in enumerate(words))
                one = replace(one, lines=lines, name_x=round(x, 1), anchor=anchor)
                break
        named.append(one)
    return named


def _label_boxes(one: Shape, words: Sequence[str], width: int) -> list[tuple[str, float, Box]]:
    """Where a name may be: below its box, above it, to the right, to the left; the best first."""
    across, down = max(length(line) for line in words) * LETTERS, len(words) * LINE
    middle = min(max(one.x, across / 2 + 4), width - across / 2 - 4)
    right, left = one.x + ACROSS + 4, one.x - ACROSS - 4
    below, above, beside = one.y + DOWN + 2, one.y - DOWN - down - 2, one.y - down / 2
    return [
        ("middle", middle, (middle - across / 2 - 2, below, middle + across / 2 + 2, below + down)),
        ("middle", middle, (middle - across / 2 - 2, above, middle + across / 2 + 2, above + down)),
        ("start", right, (right - 2, beside, right + across + 2, beside + down)),
        ("end", left, (left - across - 2, beside, left + 2, beside + down)),
    ]


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def broken(words: str, *, widest: float = WIDEST) -> list[str]:
    """A name on lines that are not too wide; it breaks at spaces, and after the hyphens that join several names."""
    lines: list[str] = []
    for word in re.findall(r"\S+?-(?=\S{4})|\S+", words):
        glue = "" if lines and re.search(r"\S-$", lines[-1]) else " "
        longer = f"{lines[-1]}{glue}{word}" if lines else word
        if lines and length(longer) * LETTERS <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
