"""Days to come: a line as long as each is far, its name above it and its date below."""

from collections.abc import Sequence
from dataclasses import dataclass

from inclusion.core.charts.bars import PADDING, length, wrapped

LINE, BETWEEN = 21, 22
DOT = 7


@dataclass(frozen=True)
class Ahead:
    """Something that comes in so many days: « dans 8 jours », « le 8 décembre »."""

    name: str
    days: int
    distance: str
    on: str

    @property
    def spoken(self) -> str:
        return f"{self.name}, {self.distance}{', ' if self.on else ''}{self.on}"


@dataclass(frozen=True)
class Placed:
    """One of them with the lines of its name, the end of its line and the place of its words."""

    ahead: Ahead
    lines: list[tuple[str, int]]
    y: int
    end: int

    @property
    def words_x(self) -> int:
        return self.end + DOT + PADDING

    @property
    def on_y(self) -> int:
        return self.y + 28


@dataclass(frozen=True)
class Days:
    """The drawing."""

    placed: list[Placed]
    width: int
    height: int

    radius = DOT


def days_ahead(found: Sequence[Ahead], *, width: int) -> Days:
    """Lay out days one below the other on one scale: the farthest and its words fill the width."""
    kept = max((length(one.distance) for one in found), default=0) + 2 * DOT + 2 * PADDING
    farthest = max((one.days for one in found), default=0)
    placed, y = [], 0
    for one in found:
        lines = [(line, y + 15 + at * LINE) for at, line in enumerate(wrapped(one.name, width))]
        middle = y + len(lines) * LINE + 12
        end = DOT + ((width - kept) * one.days // farthest if farthest else 0)
        placed.append(Placed(one, lines, middle, end))
        y = middle + (34 if one.on else 14) + BETWEEN
    return Days(placed, width, max(y - BETWEEN, 0))
