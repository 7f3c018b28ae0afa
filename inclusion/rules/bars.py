"""Where the pieces of a bar chart lie, and where each is named: one layout for the page and for paper.

Whole units everywhere, so that no template writes a decimal comma into a drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.rules.money import ZERO, euros

GAP = 2
BAR = 38
TITLE = 26  # the line above a bar
ROW = 26  # a line of names below a bar
BETWEEN = 26
LETTER = 8.2  # the mean width of a letter of the headings' font at 15 units, bold, with room to spare
PADDING = 10

#: Fills in the order of use.
FILLS = ("c1", "c2", "c3", "c4", "c5")
#: The fill of what is not used yet: an outline.
REST = "rest"


@dataclass(frozen=True)
class Piece:
    """One amount of a bar, its name and its fill."""

    name: str
    amount: Decimal
    fill: str


@dataclass(frozen=True)
class Placed:
    """A piece with its place, and its words: inside it, or on a line below, at the end of a bent line from it."""

    piece: Piece
    words: str
    x: int
    y: int
    width: int
    text_x: int
    text_y: int
    inside: bool

    height = BAR

    @property
    def plate(self) -> tuple[int, int, int]:
        """Left, top and width of the plain ground on which the words stand."""
        return self.text_x - 7, self.text_y - 18, round(len(self.words) * LETTER) + 14

    @property
    def path(self) -> str:
        """The bent line from the piece down to its words."""
        middle = self.x + min(self.width // 2, 10)
        return f"M{middle} {self.y + BAR}V{self.text_y - 5}H{max(self.text_x - 3, middle)}"


@dataclass(frozen=True)
class Bar:
    """One bar: its title above, its pieces from left to right."""

    title: str
    y: int
    pieces: list[Placed]


@dataclass(frozen=True)
class Chart:
    """A drawing of bars on one scale."""

    bars: list[Bar]
    width: int
    height: int


def bar_chart(bars: Sequence[tuple[str, Sequence[Piece]]], *, width: int) -> Chart:
    """Lay out bars on one scale: the longest fills the width; amounts of zero or below are left out."""
    shown = [(title, [piece for piece in pieces if piece.amount > 0]) for title, pieces in bars]
    longest = max((sum((piece.amount for piece in pieces), ZERO) for _, pieces in shown), default=ZERO)
    placed, y = [], 0
    for title, pieces in shown:
        bar, bottom = _bar(title, pieces, y=y, width=width, longest=longest)
        placed.append(bar)
        y = bottom + BETWEEN
    return Chart(placed, width, max(y - BETWEEN, 0))


def _bar(title: str, pieces: list[Piece], *, y: int, width: int, longest: Decimal) -> tuple[Bar, int]:
    """Return the bar and the height at which it ends, names below it included."""
    top, before = y + TITLE, ZERO
    shapes: list[tuple[Piece, int, int]] = []
    for piece in pieces:
        left, right = (round(amount * width / longest) for amount in (before, before + piece.amount))
        shapes.append((piece, left, max(right - left - GAP, 2)))
        before += piece.amount
    below = [index for index, (piece, _, room) in enumerate(shapes) if not _fits(piece, room)]
    # The rightmost name stands highest, so that no line crosses a name that starts to its right.
    rows = {index: row for row, index in enumerate(reversed(below), start=1)}
    placed = [_placed(*shape, top=top, row=rows.get(index, 0), width=width) for index, shape in enumerate(shapes)]
    return Bar(title, y, placed), top + BAR + len(below) * ROW


def _words(piece: Piece) -> str:
    return f"{piece.name} {euros(piece.amount, decimals=False)}".strip()


def _fits(piece: Piece, room: int) -> bool:
    return len(_words(piece)) * LETTER + 2 * PADDING <= room


def _placed(piece: Piece, x: int, room: int, *, top: int, row: int, width: int) -> Placed:
    words = _words(piece)
    if row == 0:
        text_x, text_y = x + PADDING, top + 25
    else:
        rightmost = max(width - round(len(words) * LETTER), 0)
        text_x, text_y = min(x + min(room // 2, 10) + 8, rightmost), top + BAR + row * ROW - 4
    return Placed(piece, words, x, top, room, text_x, text_y, inside=row == 0)


@dataclass(frozen=True)
class Row:
    """One amount (not below zero), its name, and how it is written."""

    name: str
    amount: Decimal | int
    value: str


@dataclass(frozen=True)
class Line:
    """A row with the place of its name, its bar and its value."""

    name: str
    value: str
    name_y: int
    y: int
    width: int
    value_x: int
    value_y: int


@dataclass(frozen=True)
class Lines:
    """A drawing of one bar a line."""

    lines: list[Line]
    width: int
    height: int


def line_chart(rows: Sequence[Row], *, width: int) -> Lines:
    """Lay out one bar a line: its name above it (cut where it is too long for one line), its value after it; the longest bar and its value fill the width."""
    step, longest = 56, max((row.amount for row in rows), default=0)
    kept_for_values = max((round(len(row.value) * LETTER) + PADDING for row in rows), default=0)
    lines = []
    for index, row in enumerate(rows):
        bar = round(row.amount * (width - kept_for_values) / longest) if longest > 0 else 0
        top = index * step
        lines.append(Line(_cut(row.name, width), row.value, top + 15, top + 22, bar, bar + PADDING - 2, top + 38))
    return Lines(lines, width, max(len(rows) * step - 10, 0))


def _cut(name: str, width: int) -> str:
    """A name that fits on one line of the drawing."""
    most = int(width / LETTER)
    return name if len(name) <= most else name[: most - 1].rstrip(" ,;:") + "…"
