"""What changed: a whole in parts, each named below it; and a share before and after, as two rings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.charts.bars import GAP, KEY, PADDING, length, wrapped
from inclusion.core.charts.shares import counted

LINE, BAR, BETWEEN = 22, 26, 20
#: The radius of a ring, and what its words keep free at both ends of the line.
RING = 8


@dataclass(frozen=True)
class Split:
    """A whole in parts (how many, what they are, the fill), the most important first."""

    label: str
    parts: tuple[tuple[int, str, str], ...]

    @property
    def spoken(self) -> str:
        said = "\u00a0; ".join(f"{counted(count)} {words}" for count, words, _ in self.parts)
        return f"{self.label}\u00a0: {said}"


@dataclass(frozen=True)
class Move:
    """A share in whole percents, before and after."""

    label: str
    before: Decimal | int
    after: Decimal | int

    @property
    def spoken(self) -> str:
        return f"{self.label}\u00a0: {self.before}\u00a0% avant, {self.after}\u00a0% après"


type Change = Split | Move


@dataclass(frozen=True)
class Piece:
    """A part of a bar, and its words beside a sample of its fill."""

    fill: str
    words: str
    x: int
    width: int
    key_x: int
    key_y: int


@dataclass(frozen=True)
class Placed:
    """One change with its place: the lines of its label, then the pieces of a bar or the ends of a move."""

    change: Change
    lines: list[tuple[str, int]]
    y: int
    pieces: list[Piece]
    before_x: int = 0
    after_x: int = 0

    @property
    def is_move(self) -> bool:
        return isinstance(self.change, Move)

    @property
    def words_y(self) -> int:
        """The foot of what is below a line."""
        return self.y + 26

    @property
    def rises(self) -> bool:
        return self.after_x >= self.before_x

    @property
    def before_anchor(self) -> str:
        """On which side of its ring the share before is written: away from the share after, within the drawing."""
        return "end" if self.rises else "start"

    @property
    def after_anchor(self) -> str:
        return "start" if self.rises else "end"


@dataclass(frozen=True)
class Changes:
    """The drawing."""

    placed: list[Placed]
    width: int
    height: int


def changes(found: Sequence[Change], *, width: int) -> Changes:
    """Lay out changes one below the other."""
    placed, y = [], 0
    for change in found:
        lines = [(line, y + 15 + at * LINE) for at, line in enumerate(wrapped(change.label, width))]
        top = y + len(lines) * LINE
        if isinstance(change, Move):
            kept = length("avant 100 %") + RING  # the words of both ends stay in the drawing
            places = [kept + (width - 2 * kept) * int(share) // 100 for share in (change.before, change.after)]
            placed.append(Placed(change, lines, top + RING + 4, [], *places))
            y = top + RING + 4 + 30 + BETWEEN
        else:
            pieces, bottom = _pieces(change, top + 2, width)
            placed.append(Placed(change, lines, top + 2, pieces))
            y = bottom + BETWEEN
    return Changes(placed, width, max(y - BETWEEN, 0))


def _pieces(split: Split, y: int, width: int) -> tuple[list[Piece], int]:
    """The pieces of a bar as wide as the drawing, and the foot of their words."""
    whole = sum(count for count, _, _ in split.parts)
    pieces, before, key_x, key_y = [], 0, 0, y + BAR + 20
    for count, words, fill in split.parts:
        if not count:
            continue
        left, right = before * width // whole, (before + count) * width // whole
        before += count
        named = f"{counted(count)} {words}"
        room = KEY + PADDING + length(named)
        if key_x and key_x + room > width:
            key_x, key_y = 0, key_y + LINE
        pieces.append(Piece(fill, named, left, max(right - left - GAP, 2), key_x, key_y))
        key_x += room + 2 * PADDING
    return pieces, key_y + 6
