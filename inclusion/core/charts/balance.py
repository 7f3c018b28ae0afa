"""Where an amount came from, a thin line, and what it is now, a thick one on the same scale; upright on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.charts.bars import GAP, KEY, PADDING, length
from inclusion.core.french.money import ZERO, euros

THIN, THICK, TALL = 12, 56, 76  # across: the line of sources, that of the parts, and the answer in it
SLIM, FULL = 62, 76  # upright: the width of the parts, and of the answer
INSET = 8  # from the edge of a part to the words in it
LINE = 20  # from one line of words to the next
COLUMN = 400  # the height of what stands upright
ACROSS_FROM = 600  # narrower drawings stand upright

#: Fills without a pattern, on which words can be read.
PLAIN = ("c1", "c5", "ink")


@dataclass(frozen=True)
class Part:
    """One amount, its name and its fill; `answer`: the one that the drawing is about, drawn larger.

    `words`: how the amount is written, if not in whole euros.
    """

    name: str
    amount: Decimal
    fill: str
    answer: bool = False
    words: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether its fill has no pattern."""
        return self.fill in PLAIN

    @property
    def value(self) -> str:
        """The amount in words."""
        return self.words or euros(self.amount, decimals=False)


@dataclass(frozen=True)
class Placed:
    """A part with its place, and that of its name; the amount is a line below. `leader`: the line that joins both."""

    part: Part
    x: int
    y: int
    width: int
    height: int
    text_x: int
    text_y: int
    leader: str = ""

    @property
    def inside(self) -> bool:
        """Whether the words are in the part itself."""
        return not self.leader

    @property
    def value_y(self) -> int:
        """The foot of the amount."""
        return self.text_y + LINE


@dataclass(frozen=True)
class Source:
    """A source with its place in the thin line, and that of its sample and words."""

    part: Part
    x: int
    y: int
    width: int
    text_x: int
    text_y: int

    @property
    def words(self) -> str:
        return f"{self.part.name} {self.part.value}"


@dataclass(frozen=True)
class Balance:
    """The drawing; `whole` is what the sources bring together, `foot` the foot of its words."""

    whole: Part
    sources: list[Source]
    parts: list[Placed]
    width: int
    height: int
    foot: int


def balance(whole: str, sources: Sequence[Part], parts: Sequence[Part], *, width: int) -> Balance:
    """Lay out sources and parts on one scale, from left to right, or upright where the drawing is narrow.

    Sources and parts add up to the same; amounts of zero or below are left out. `whole` names the sum.
    """
    shown = [part for part in sources if part.amount > 0], [part for part in parts if part.amount > 0]
    total = Part(whole, sum((part.amount for part in sources), ZERO), "")
    scale = max(sum((part.amount for part in own), ZERO) for own in shown)
    return (_across if width >= ACROSS_FROM else _upright)(total, *shown, scale=scale, width=width)


def _cut(parts: Sequence[Part], scale: Decimal, size: int) -> list[tuple[int, int]]:
    """Where each part begins and how long it is, on a line of this size; none is shorter than two."""
    found, before = [], ZERO
    for part in parts:
        first, last = (round(amount * size / scale) for amount in (before, before + part.amount))
        found.append((min(first, size - GAP), max(last - first - GAP, GAP)))
        before += part.amount
    return found


def _spread(wanted: Sequence[int], sizes: Sequence[int], *, size: int) -> list[int]:
    """Places as near as can be to the wanted ones, in their order, so that nothing overlaps or leaves the line."""
    places: list[int] = []
    for place, own in zip(wanted, sizes, strict=True):
        end = places[-1] + sizes[len(places) - 1] + PADDING if places else 0
        places.append(max(min(place, size - own), end))
    limit = size
    for index in reversed(range(len(places))):
        places[index] = max(min(places[index], limit - sizes[index]), 0)
        limit = places[index] - PADDING
    return places


def _fits(part: Part, room: int) -> bool:
    """Whether its words fit into it: `length` is of bold letters; names are plain, the answer's amount is larger."""
    value = length(part.value) * (6 if part.answer else 5) // 5
    return part.is_plain and max(length(part.name) * 7 // 8, value) + 2 * INSET <= room


def _across(total: Part, sources: list[Part], parts: list[Part], *, scale: Decimal, width: int) -> Balance:
    thin = _cut(sources, scale, width)
    sizes = [KEY + PADDING + length(f"{part.name} {part.value}") for part in sources]
    names = _spread([x for x, _ in thin], sizes, size=width)
    drawn = [
        Source(part, x, 26, own, text_x + KEY, 60) for part, (x, own), text_x in zip(sources, thin, names, strict=True)
    ]
    tall = 88  # the top of the answer; the others are in the middle of its height
    thick = [
        (part, x, own, tall if part.answer else tall + (TALL - THICK) // 2, TALL if part.answer else THICK)
        for part, (x, own) in zip(parts, _cut(parts, scale, width), strict=True)
    ]
    below = [one for one in thick if not _fits(one[0], one[2])]
    ends = _spread(
        [x for _, x, *_ in below], [max(length(part.name), length(part.value)) for part, *_ in below], size=width
    )
    words = dict(zip([id(one[0]) for one in below], ends, strict=True))
    placed = []
    for part, x, own, y, height in thick:
        if (text_x := words.get(id(part))) is None:
            placed.append(Placed(part, x, y, own, height, x + INSET, y + height // 2 - 4))
            continue
        leader = f"M{x + min(own // 2, PADDING)} {y + height + 1}L{text_x + 4} {tall + TALL + 14}"
        placed.append(Placed(part, x, y, own, height, text_x, tall + TALL + 30, leader))
    return Balance(total, drawn, placed, width, tall + TALL + (60 if below else 4), 15)


def _upright(total: Part, sources: list[Part], parts: list[Part], *, scale: Decimal, width: int) -> Balance:
    upside = list(reversed(parts))  # the answer stands last, and so on top
    cut = _cut(upside, scale, COLUMN)
    tops = _spread([y + own // 2 - LINE for y, own in cut], [2 * LINE] * len(cut), size=COLUMN)
    text_x = FULL + 28
    placed = []
    for part, (y, own), top in zip(upside, cut, tops, strict=True):
        x, across = (0, FULL) if part.answer else ((FULL - SLIM) // 2, SLIM)
        leader = f"M{x + across + 2} {y + own // 2}L{text_x - 6} {top + LINE}"
        placed.append(Placed(part, x, y, across, own, text_x, top + 15, leader))
    foot = COLUMN + 30
    drawn = [Source(part, 0, 0, 0, KEY + PADDING, foot + 26 * (index + 1)) for index, part in enumerate(sources)]
    return Balance(total, drawn, placed, width, foot + 26 * len(sources) + 8, foot)
