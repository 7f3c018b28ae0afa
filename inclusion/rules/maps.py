"""Maps as SVG paths: contours in degrees brought onto a sheet, and the places that are drawn on the same sheet.

The projection is equirectangular: at the scale of a département, shrinking longitudes by the cosine of the mean
latitude keeps shapes and directions right to the eye.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inclusion.rules.contours import Contour

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


def projection_of(
    contours: Iterable[Contour], *, width: float, height: float, margin: float = 0.0
) -> Projection:
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


def svg_paths(
    contours: Sequence[Contour], *, width: float, height: float, margin: float = 0.0
) -> dict[str, str]:
    """Return the path data of each contour by SIREN, all fitted in one sheet; nothing without a contour.

    Places go on the same sheet by `projection_of(contours, …).project(longitude, latitude)`.
    """
    if not contours:
        return {}
    projection = projection_of(contours, width=width, height=height, margin=margin)
    return {one.siren: projection.path(one.polygons) for one in contours}
