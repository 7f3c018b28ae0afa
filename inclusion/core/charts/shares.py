"""Answers out of a whole, and answers on a scale, as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from inclusion.core.charts.bars import length
from inclusion.core.french.money import NARROW_SPACE

#: Said in the place of a count that is hidden.
MASKED = "masqué"


def whole_percent(part: Fraction | Decimal | int, whole: Fraction | Decimal | int) -> int:
    """A part in whole percents, rounded half up; 100 is never said of what is not all. The whole is above zero."""
    share = Fraction(part) / Fraction(whole)
    rounded = floor(100 * share + Fraction(1, 2))
    return 99 if rounded == 100 and share < 1 else rounded


def percent(count: int, out_of: int) -> str:
    """« 43 % », in whole percents; what is not nothing is never written as 0, what is not all never as 100."""
    if out_of <= 0:
        return "–"
    whole = whole_percent(count, out_of)
    if count and not whole:
        return "moins de 1\u00a0%"
    if whole == 99 and 1000 * count >= 995 * out_of:
        return "plus de 99\u00a0%"
    return f"{whole}\u00a0%"


def counted(count: int) -> str:
    """A count in French form, « 1 284 »."""
    return f"{count:,}".replace(",", NARROW_SPACE)


@dataclass(frozen=True)
class Share:
    """How many of a whole: None where it is hidden."""

    name: str
    count: int | None
    out_of: int
    #: Beside the name: « bonne réponse ».
    mark: str = ""
    #: Distinguished from the others: what is no answer.
    is_apart: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.count is None

    @property
    def number(self) -> str:
        return MASKED if self.count is None else counted(self.count)

    @property
    def percent(self) -> str:
        return "–" if self.count is None else percent(self.count, self.out_of)

    @property
    def length(self) -> int:
        """Of the bar, where the whole is 1000."""
        return round(self.count * 1000 / self.out_of) if self.count and self.out_of > 0 else 0


# -- Diverging bars of answers on a scale: low values to the left, high values to the right

HEIGHT = 38
#: The mark of what is hidden, whatever it hides.
MARK = 16
GAP = 4
#: Fills from the lowest to the highest, by how many answers there are.
FILLS: dict[int, tuple[str, ...]] = {
    2: ("low2", "high2"),
    3: ("low2", "middle", "high2"),
    4: ("low2", "low1", "high1", "high2"),
    5: ("low2", "low1", "middle", "high1", "high2"),
}


@dataclass(frozen=True)
class Row:
    """One question: people per answer from the lowest to the highest, out of all."""

    name: str
    amounts: tuple[int | None, ...]
    out_of: int
    #: The page that says more of it.
    url: str = ""
    #: In words below the bar.
    note: str = ""


@dataclass(frozen=True)
class Segment:
    """One answer of a bar."""

    fill: str
    x: int
    width: int
    words: str

    height = HEIGHT

    @property
    def fits(self) -> bool:
        """Whether its words are inside it."""
        return length(self.words) + 10 <= self.width

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def plate(self) -> tuple[int, int]:
        """Left and width of the plain ground of its words."""
        room = length(self.words) + 8
        return self.middle - room // 2, room


@dataclass(frozen=True)
class Bar:
    """A row with its drawing."""

    row: Row
    segments: tuple[Segment, ...]
    #: Where the marks of hidden answers are.
    marks: tuple[int, ...]
    #: Where low and high part.
    middle: int
    width: int
    spoken: str

    height = HEIGHT


def diverging(rows: Sequence[Row], scale: Sequence[str], *, width: int) -> list[Bar]:
    """Lay out bars on one scale that begins in the middle; an answer in the middle lies half to each side.

    Raises KeyError for a scale of fewer than two answers or more than five.
    """
    fills = FILLS[len(scale)]
    sides = [_sides(row, fills) for row in rows]
    left = max((side[0] for side in sides), default=Fraction(0))
    right = max((side[1] for side in sides), default=Fraction(0))
    has_marks = any(None in row.amounts for row in rows)
    if has_marks:  # else the side of what is hidden would shrink, and the other would look like all there is
        left = right = max(left, right)
    kept = MARK + GAP if has_marks else 0
    unit = Fraction(width - 2 * kept) / (left + right) if left + right else Fraction(0)
    middle = round(kept + left * unit) if unit else width // 2
    return [_bar(row, scale, fills, unit=unit, middle=middle, width=width) for row in rows]


def _part(amount: int | None, row: Row) -> Fraction:
    return Fraction(amount, row.out_of) if amount and row.out_of > 0 else Fraction(0)


def _sides(row: Row, fills: Sequence[str]) -> tuple[Fraction, Fraction]:
    """What is shown on each side of the middle, as parts of the whole."""
    parts = [_part(amount, row) for amount in row.amounts]
    half = len(fills) // 2
    between = parts[half] / 2 if len(fills) % 2 else Fraction(0)
    return sum(parts[:half], between), sum(parts[len(fills) - half :], between)


def _bar(row: Row, scale: Sequence[str], fills: Sequence[str], *, unit: Fraction, middle: int, width: int) -> Bar:
    segments, at = [], middle - _sides(row, fills)[0] * unit
    start = round(at)
    for fill, amount in zip(fills, row.amounts, strict=True):
        end = at + _part(amount, row) * unit
        if amount:
            room = max(round(end) - round(at) - 2, 2)
            segments.append(Segment(fill, round(at), room, percent(amount, row.out_of)))
        at = end
    half = len(fills) / 2
    hidden = [place for place, amount in enumerate(row.amounts) if amount is None]
    marks = []
    if any(place + 0.5 < half for place in hidden):
        marks.append(start - GAP - MARK)
    if any(place + 0.5 >= half for place in hidden):
        marks.append(round(at) + GAP)
    said = [
        f"{name}\u00a0: {MASKED if amount is None else f'{amount}, soit {percent(amount, row.out_of)}'}"
        for name, amount in zip(scale, row.amounts, strict=True)
    ]
    return Bar(row, tuple(segments), tuple(marks), middle, width, f"{row.name}. {'; '.join(said)}.")
