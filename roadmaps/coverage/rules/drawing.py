"""The map of coverage: each intercommunalité as its shape or as a circle at its seat, with a sign, a number, a name.

Names are where there is space for them; each has its number, which is the one of the table.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inclusion.core.charts.bars import length
from inclusion.territories.rules import Contour, Projection, projection_of
from roadmaps.coverage.rules.standing import Seat, Standing, place_name

#: Half a sign, half a circle that stands for an intercommunalité; the letters as a part of what `length` measures.
SIGN, CIRCLE, LETTERS = 12, 20, 13 / 15
LINE = 16  # from one line of a name to the next
WIDEST = 118  # of a line of a name
MARGIN = 14
#: How flat and how tall a map may be, as height over width.
FLATTEST, TALLEST = 0.5, 1.0


@dataclass(frozen=True)
class Area:
    """One intercommunalité as it goes on the map."""

    siren: str
    number: int
    name: str
    standing: Standing
    seat: Seat | None = None


@dataclass(frozen=True)
class Shape:
    """An intercommunalité on the sheet: its outline (none: a circle at its seat), its sign, the lines of its name."""

    area: Area
    path: str
    x: float
    y: float
    lines: tuple[tuple[str, float], ...] = ()
    name_x: float = 0.0
    anchor: str = "middle"

    @property
    def reach(self) -> int:
        """How far its sign reaches from its middle."""
        return SIGN if self.path else CIRCLE

    # As they are written into a drawing: with a point, whatever the language of the page.

    @property
    def cx(self) -> str:
        return f"{self.x:g}"

    @property
    def cy(self) -> str:
        return f"{self.y:g}"

    @property
    def icon_x(self) -> float:
        """The corner of its sign."""
        return round(self.x - 8, 1)

    @property
    def icon_y(self) -> float:
        return round(self.y - 8, 1)

    @property
    def number_x(self) -> str:
        """Where its number is written, to the right of its sign."""
        return f"{self.x + self.reach + 4:g}"

    @property
    def number_y(self) -> str:
        return f"{self.y + 5:g}"

    @property
    def written(self) -> list[tuple[str, str, str]]:
        """The lines of its name with their places."""
        return [(words, f"{self.name_x:g}", f"{y:g}") for words, y in self.lines]


@dataclass(frozen=True)
class CoverageMap:
    """A drawing, and who could not be drawn on it."""

    shapes: tuple[Shape, ...]
    width: int
    height: int
    missing: tuple[Area, ...]

    @property
    def has_outlines(self) -> bool:
        return any(shape.path for shape in self.shapes)


def coverage_map(
    areas: Sequence[Area], contours: Mapping[str, Contour], *, width: int, named: bool
) -> CoverageMap | None:
    """Draw what has a contour or a seat, all on one sheet; None where nothing has.

    `named`: with names, not only numbers. A seat counts only where there is no contour.
    """
    drawn = [one for one in areas if one.siren in contours or one.seat is not None]
    if not drawn:
        return None
    boxes = [contours.get(one.siren) or _dot(one) for one in drawn]
    height = _height(boxes, width)
    projection = projection_of(boxes, width=width, height=height, margin=MARGIN + CIRCLE)
    placed = [_shape(one, contours.get(one.siren), projection) for one in drawn]
    placed = _apart(placed, width=width, height=height)
    if named:
        placed = _with_names(placed, width=width, height=height)
    missing = tuple(one for one in areas if one not in drawn)
    return CoverageMap(tuple(placed), width, height, missing)


def _dot(area: Area) -> Contour:
    """A seat as a contour without a surface, so that it takes its place on the sheet."""
    if area.seat is None:
        raise ValueError("a place without contour needs a seat")
    x, y = float(area.seat.longitude), float(area.seat.latitude)
    return Contour(area.siren, [], x, y, x, y)


def _height(boxes: Sequence[Contour], width: int) -> int:
    """The height that keeps the proportions of all boxes together, within reason."""
    south, north = min(one.south for one in boxes), max(one.north for one in boxes)
    across = max(one.east for one in boxes) - min(one.west for one in boxes)
    across *= math.cos(math.radians((south + north) / 2))
    ratio = (north - south) / across if across > 0 else TALLEST
    return round(width * min(max(ratio, FLATTEST), TALLEST))


def _shape(area: Area, contour: Contour | None, projection: Projection) -> Shape:
    if contour is None:
        dot = _dot(area)
        x, y = projection.project(dot.west, dot.north)
        return Shape(area, "", round(x, 1), round(y, 1))
    rings = [
        [projection.project(point[0], point[1]) for point in polygon[0]]
        for polygon in contour.polygons
        if polygon
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
        room = 1 - abs(part / 16 - 0.5)
        for left, right in _stretches(ring, y):
            if (right - left) * room > widest:
                best, widest = ((left + right) / 2, y), (right - left) * room
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
    """Push signs that lie on one another apart, a little at a time; each stays on the sheet."""
    places = [(one.x, one.y) for one in shapes]
    halves = [one.reach for one in shapes]
    numbered = [2 * one.reach + 6 + length(str(one.area.number)) * LETTERS for one in shapes]
    for _ in range(24):
        moved = False
        for i in range(len(places)):
            for j in range(i):
                if push := _push(
                    places[j], places[i], max(numbered[i], numbered[j]), halves[i] + halves[j] + 2
                ):
                    (xj, yj), (xi, yi) = places[j], places[i]
                    places[j], places[i] = (xj - push[0], yj - push[1]), (xi + push[0], yi + push[1])
                    moved = True
        if not moved:
            break
    return [_kept(one, *place, width=width, height=height) for one, place in zip(shapes, places, strict=True)]


def _kept(shape: Shape, x: float, y: float, *, width: int, height: int) -> Shape:
    """The shape with its sign at this place, or as near to it as the sheet allows."""
    edge = shape.reach + 2
    x, y = min(max(x, edge), width - edge - 22), min(max(y, edge), height - edge)
    return replace(shape, x=round(x, 1), y=round(y, 1))


def _push(
    one: tuple[float, float], other: tuple[float, float], across: float, down_to: float
) -> tuple[float, float] | None:
    """Half of the way that takes two signs apart, the shorter way round; None where they are."""
    right, down = other[0] - one[0], other[1] - one[1]
    if abs(right) >= across or abs(down) >= down_to:
        return None
    if down_to - abs(down) <= across - abs(right):
        return 0.0, (1 if down >= 0 else -1) * ((down_to - abs(down)) / 2 + 0.05)
    return (1 if right >= 0 else -1) * ((across - abs(right)) / 2 + 0.05), 0.0


Box = tuple[float, float, float, float]


def _with_names(shapes: Sequence[Shape], *, width: int, height: int) -> list[Shape]:
    """Write each name at the best place where it covers nothing; a sign without one keeps its number alone."""
    taken: list[Box] = [
        (
            one.x - one.reach,
            one.y - one.reach,
            one.x + one.reach + 4 + length(str(one.area.number)) * LETTERS,
            one.y + one.reach,
        )
        for one in shapes
    ]
    named = []
    for one in shapes:
        words = broken(place_name(one.area.name))
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
    """Where a name may be: below its sign, above it, to the right of its number, to the left; the best first."""
    across, room = max(length(line) for line in words) * LETTERS, len(words) * LINE
    middle = min(max(one.x, across / 2 + 4), width - across / 2 - 4)
    right = one.x + one.reach + 10 + length(str(one.area.number)) * LETTERS
    left = one.x - one.reach - 6
    below, above, beside = one.y + one.reach + 2, one.y - one.reach - room - 2, one.y - room / 2
    return [
        ("middle", middle, (middle - across / 2 - 2, below, middle + across / 2 + 2, below + room)),
        ("middle", middle, (middle - across / 2 - 2, above, middle + across / 2 + 2, above + room)),
        ("start", right, (right - 2, beside, right + across + 2, beside + room)),
        ("end", left, (left - across - 2, beside, left + 2, beside + room)),
    ]


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def broken(words: str) -> list[str]:
    """A name on lines that are not too wide; it breaks at spaces, and after the hyphens that join several names."""
    lines: list[str] = []
    for word in re.findall(r"\S+?-(?=\S{4})|\S+", words):
        glue = "" if lines and re.search(r"\S-$", lines[-1]) else " "
        longer = f"{lines[-1]}{glue}{word}" if lines else word
        if lines and length(longer) * LETTERS <= WIDEST:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
