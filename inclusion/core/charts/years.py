"""Bars of the years of one figure with a mark at each target: one layout for the page and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.charts.bars import PADDING, length

BAR = 26
NAME = 24  # the line of words above a bar
STEP = NAME + BAR + 22
KEY = 30  # the line that names the two fills
KEY_LINE = 24  # one more such line, where the width does not hold all names


@dataclass(frozen=True)
class Year:
    """One year: its own amount, what others add, the target, and how all that is written. None is not known."""

    name: str
    own: Decimal | None
    added: Decimal | None
    target: Decimal | None
    words: str


@dataclass(frozen=True)
class PlacedYear:
    """A year with the place of its words, of its bars and of the mark of its target."""

    year: Year
    y: int
    own_width: int
    added_x: int
    added_width: int
    #: Where the mark of the target is; None where there is no target.
    mark_x: int | None
    words_x: int

    @property
    def name_y(self) -> int:
        return self.y - 8

    @property
    def mark_top(self) -> int:
        return self.y - 5

    @property
    def mark_end(self) -> int:
        return self.y + BAR + 5


@dataclass(frozen=True)
class YearChart:
    """A drawing of one bar a year; a last line names the fills and the mark, where there is more than the own bars."""

    years: list[PlacedYear]
    width: int
    height: int
    key_y: int | None
    own_words: str
    added_words: str
    added_key_x: int | None
    mark_key_x: int | None
    #: The lines that these two are on: that of `key_y`, or one below.
    added_key_y: int
    mark_key_y: int

    bar = BAR


def year_chart(years: Sequence[Year], *, width: int, own: str, added: str) -> YearChart:
    """Lay out one bar a year on one scale. `own` and `added` name the two parts, where something is added.

    The longest bar or the farthest target fills the width.
    """
    ends = [(one.own or 0) + (one.added or 0) for one in years] + [one.target or 0 for one in years]
    longest = max(ends, default=0)
    room = width - 4

    def across(amount: Decimal | int) -> int:
        return round(amount * room / longest) if longest > 0 else 0

    placed = []
    for index, one in enumerate(years):
        first = across(one.own or 0)
        both = across((one.own or 0) + (one.added or 0))
        placed.append(
            PlacedYear(
                one,
                y=index * STEP + NAME,
                own_width=first,
                added_x=first,
                added_width=both - first,
                mark_x=None if one.target is None else max(across(one.target), 2),
                words_x=length(one.name) + PADDING,
            )
        )
    bottom = len(placed) * STEP - 12 if placed else 0
    has_added = any(one.added is not None for one in years)
    has_marks = any(one.target is not None for one in years)
    has_key = bool(placed) and (has_added or has_marks)
    key_at, line = 22 + length(own) + 2 * PADDING, bottom + KEY - 8

    def key_place(words: str, sign: int) -> tuple[int, int]:
        nonlocal key_at, line
        if key_at + sign + length(words) > width:
            key_at, line = 0, line + KEY_LINE
        place = key_at, line
        key_at += 22 + length(words) + 2 * PADDING
        return place

    added_place: tuple[int | None, int] = key_place(added, 22) if has_added else (None, line)
    mark_place: tuple[int | None, int] = key_place("cible", 18) if has_marks else (None, line)
    return YearChart(
        placed,
        width,
        line + 8 if has_key else bottom,
        bottom + KEY - 8 if has_key else None,
        own,
        added,
        added_key_x=added_place[0],
        mark_key_x=mark_place[0],
        added_key_y=added_place[1],
        mark_key_y=mark_place[1],
    )
