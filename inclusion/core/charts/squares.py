"""Actions as squares, one each, in groups by where they stand; the number of each group is below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from inclusion.core.charts.bars import length

STEP, SIDE = 25, 20
LINE = 22
BETWEEN, ROWS_BETWEEN = 22, 14

#: Where an action can stand, in the order in which it is drawn.
DONE, RUNNING, LATE, STOPPED, TO_START = "done", "running", "late", "stopped", "to_start"


@dataclass(frozen=True)
class Group:
    """So many actions that stand alike: « 5 en cours »."""

    kind: str
    count: int
    words: str


@dataclass(frozen=True)
class Placed:
    """A group with the places of its squares and of its words."""

    group: Group
    squares: list[tuple[int, int]]
    words_x: int
    words_y: int


@dataclass(frozen=True)
class Squares:
    """The drawing."""

    groups: list[Placed]
    width: int
    height: int

    side = SIDE


def squares(groups: Sequence[Group], *, width: int) -> Squares:
    """Lay out groups beside one another while they fit, else below; a group of nothing is left out."""
    across = width // STEP
    placed, x, y, tall = [], 0, 0, 0
    for group in groups:
        if not group.count:
            continue
        own = max(min(group.count, across) * STEP, length(group.words))
        if x and x + own > width:
            x, y, tall = 0, y + tall + ROWS_BETWEEN, 0
        rows = -(-group.count // across)
        places = [(x + at % across * STEP + 2, y + at // across * STEP + 8) for at in range(group.count)]
        placed.append(Placed(group, places, x + 1, y + rows * STEP + 24))
        tall = max(tall, rows * STEP + LINE + 8)
        x += own + BETWEEN
    return Squares(placed, width, y + tall)


def spoken(groups: Sequence[Group]) -> str:
    """The drawing in words."""
    return ", ".join(group.words for group in groups if group.count)
