"""Where the pieces of a bar chart lie, and where each is named: one layout for the page and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.french.money import ZERO, euros

GAP = 2
BAR = 38
TITLE = 26  # the line above a bar
LINE = 22  # from one line of a title to the next
ROW = 26  # a line of names below a bar
BETWEEN = 26
SIZE = 15  # of the letters
PADDING = 10
KEY = 16  # the side of a sample of a fill

#: Widths of the headings' font, bold, in hundredths of the size of the letters; a letter not named counts as wide.
_WIDTHS = {
    letter: width
    for width, letters in (
        (24, ".,;:'’ \u00a0\u202f"),
        (30, "Iijlîï!()"),
        (42, "frtJ1-/?"),
        (56, "szLcç7+×÷=–«»"),
        (65, "aàâbdeéèêëghknoôpquûüvxyEÉFPSTYZ2345690"),
        (74, "68ABCDGHKOQRUVXÀÇ€"),
    )
    for letter in letters
}
_WIDE = 98

#: Fills in the order of use.
FILLS = ("c1", "c2", "c3", "c4", "c5")
#: The same in print; the first is the network’s own colour.
PRINTED_FILLS = {"c2": "#d98a2b", "c3": "#2f7a68", "c4": "#8a4d7e", "c5": "#5d6878"}
#: The fill of what is not used yet: an outline.
REST = "rest"


def length(words: str) -> int:
    """How long the words are in the headings' font, bold, at the drawings' size; rather too long than too short."""
    return -(-sum(_WIDTHS.get(letter, _WIDE) for letter in words) * SIZE // 100)


def wrapped(words: str, room: int) -> list[str]:
    """The words in lines that are no wider than `room` where a space allows it."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and length(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True)
class Piece:
    """One amount of a bar, its name and its fill."""

    name: str
    amount: Decimal
    fill: str


def part_of_bar(amount: Decimal, pieces: Sequence[Piece]) -> str:
    """The amount that the title of a bar says: « 53 910 € sur 289 400 € » where its pieces come to more than that."""
    whole = sum((piece.amount for piece in pieces if piece.amount > 0), ZERO)
    said = euros(amount, decimals=False)
    return said if whole == amount else f"{said} sur {euros(whole, decimals=False)}"


@dataclass(frozen=True)
class Placed:
    """A piece with its place, and its words: inside it, or on a line below, at the end of a bent line from it.

    Where bent lines would cross names, the words are beside a sample of the piece's fill instead (`keyed`).
    """

    piece: Piece
    words: str
    x: int
    y: int
    width: int
    text_x: int
    text_y: int
    inside: bool
    keyed: bool = False

    height = BAR

    @property
    def plate(self) -> tuple[int, int, int]:
        """Left, top and width of the plain ground below the words; it leaves their own bent line free."""
        left_of_line = not self.inside and not self.keyed and self.text_x < self.line
        return self.text_x - 7, self.text_y - 18, length(self.words) + (8 if left_of_line else 14)

    @property
    def line(self) -> int:
        """Where the bent line leaves the piece."""
        return self.x + min(self.width // 2, 10)

    @property
    def path(self) -> str:
        """The bent line from the piece down to its words."""
        left = self.text_x > self.line
        end = self.text_x - 3 if left else min(self.text_x + length(self.words) + 3, self.line)
        return f"M{self.line} {self.y + BAR}V{self.text_y - 5}H{end}"


@dataclass(frozen=True)
class Bar:
    """One bar: its title above, its pieces from left to right."""

    title: str
    #: The title in lines that fit the drawing, each with its foot.
    lines: list[tuple[str, int]]
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
    lines = [(line, y + 16 + at * LINE) for at, line in enumerate(wrapped(title, width))]
    top, before = y + TITLE + (len(lines) - 1) * LINE, ZERO
    shapes: list[tuple[Piece, int, int]] = []
    for piece in pieces:
        left, right = (round(amount * width / longest) for amount in (before, before + piece.amount))
        shapes.append((piece, left, max(right - left - GAP, 2)))
        before += piece.amount
    below = [
        index
        for index, (piece, _, room) in enumerate(shapes)
        if not (length(_words(piece, width)) + 2 * PADDING <= room)
    ]
    rows = _rows(shapes, below, width)
    placed = [_placed(*shape, top=top, row=rows.get(index, 0), width=width) for index, shape in enumerate(shapes)]
    if _cross(placed):
        rows = {index: row for row, index in enumerate(below, start=1)}
        placed = [
            _keyed(*shape, top=top, row=rows[index], width=width) if index in rows else placed[index]
            for index, shape in enumerate(shapes)
        ]
    return Bar(title, lines, placed), top + BAR + len(below) * ROW


def _rows(shapes: list[tuple[Piece, int, int]], below: list[int], width: int) -> dict[int, int]:
    """The line below the bar on which each name is, so that bent lines and names cross as little as can be.

    Names that have space to the right of their line are there, the rightmost highest. Those at the right edge are to
    the left of theirs, above the others, the leftmost highest.
    """
    at_edge = [index for index in below if _at_edge(*shapes[index], width=width)]
    others = [index for index in reversed(below) if index not in at_edge]
    return {index: row for row, index in enumerate([*at_edge, *others], start=1)}


def _at_edge(piece: Piece, x: int, room: int, *, width: int) -> bool:
    return x + min(room // 2, 10) + 8 + length(_words(piece, width)) > width


def _cross(placed: list[Placed]) -> bool:
    """Whether a bent line runs through the name of another piece, or a name out of the drawing."""
    below = [one for one in placed if not one.inside]
    return any(
        one.text_x - 6 <= other.line <= one.text_x + length(one.words) + 6
        for one in below
        for other in below
        if one is not other and other.text_y > one.text_y
    ) or any(one.text_x < one.line < one.text_x + length(one.words) for one in below)


def _keyed(piece: Piece, x: int, room: int, *, top: int, row: int, width: int) -> Placed:
    text_y = top + BAR + row * ROW - 4
    return Placed(piece, _words(piece, width), x, top, room, KEY + PADDING, text_y, inside=False, keyed=True)


def _words(piece: Piece, width: int) -> str:
    """The name and the amount; the name is cut where both are longer than the drawing leaves beside a sample."""
    amount = euros(piece.amount, decimals=False)
    return f"{_cut(piece.name, width - KEY - PADDING - length(f' {amount}'))} {amount}".strip()


def _placed(piece: Piece, x: int, room: int, *, top: int, row: int, width: int) -> Placed:
    words = _words(piece, width)
    line = x + min(room // 2, 10)
    text_y = top + BAR + row * ROW - 4
    if row == 0:
        text_x, text_y = x + PADDING, top + 25
    elif _at_edge(piece, x, room, width=width):
        text_x = max(line - 10 - length(words), 0)
    else:
        text_x = line + 8
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


def line_chart(rows: Sequence[Row], *, width: int, out_of: Decimal | int = 0) -> Lines:
    """Lay out one bar a line: its name above it (cut to one line), its value after it.

    The longest bar and the space for its value fill the width; with `out_of`, a bar of that amount does.
    """
    step, longest = 56, max((out_of, *(row.amount for row in rows)), default=0)
    kept_for_values = max((length(row.value) + PADDING for row in rows), default=0)
    lines = []
    for index, row in enumerate(rows):
        bar = round(row.amount * (width - kept_for_values) / longest) if longest > 0 else 0
        top = index * step
        lines.append(
            Line(_cut(row.name, width - PADDING), row.value, top + 15, top + 22, bar, bar + PADDING - 2, top + 38)
        )
    return Lines(lines, width, max(len(rows) * step - 10, 0))


def _cut(name: str, width: int) -> str:
    """A name that is not longer than this."""
    kept = name
    while kept and length(kept) > width - (0 if kept == name else length("…")):
        kept = kept[:-1].rstrip(" ,;:’'«")
    return name if kept == name else f"{kept}…"
