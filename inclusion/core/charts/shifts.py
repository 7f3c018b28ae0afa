"""Who went from which answer to which: answers before on the left, answers after on the right, ribbons of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from inclusion.core.charts.bars import wrapped

#: The height of everybody who is shown, of a line of words, between two answers, of the slot of a hidden line.
PEOPLE, LINE, BETWEEN, SLOT = 240, 19, 16, 12
NODE = 14
ROSE, STAYED, FELL, HIDDEN = "rose", "stayed", "fell", "hidden"

type Flows = Sequence[Sequence[int | None]]


@dataclass(frozen=True)
class Ribbon:
    """People who gave one answer before and one after."""

    kind: str
    path: str
    #: How many, where there is space to write it.
    words: str
    words_x: int
    words_y: int


@dataclass(frozen=True)
class Answer:
    """An answer at one side."""

    lines: tuple[tuple[str, int], ...]
    x: int
    y: int
    height: int
    words_x: int
    anchor: str

    width = NODE


@dataclass(frozen=True)
class Shift:
    """A drawing of both sides and what runs between them."""

    answers: tuple[Answer, ...]
    ribbons: tuple[Ribbon, ...]
    width: int
    height: int
    hides_something: bool


def shift(labels: Sequence[str], flows: Flows, *, width: int) -> Shift:
    """Lay out `flows`, people by answer before (rows) and after (columns), from the lowest answer to the highest.

    The lowest is at the foot, so that a ribbon that rises is an answer that rose.
    """
    size = len(labels)
    shown = sum(people or 0 for row in flows for people in row)
    unit = PEOPLE / shown if shown else 0.0
    room = width * 30 // 100
    after = [[flows[before][answer] for before in range(size)] for answer in range(size)]
    sides = [
        [_given(label, row, unit, room) for label, row in zip(labels, rows, strict=True)] for rows in (flows, after)
    ]
    # An answer is as high after as before: a ribbon that rises is an answer that rose.
    top = 0.0
    for place in reversed(range(size)):
        here = [one for side in sides if (one := side[place])]
        for one in here:
            one.top = top + (max(other.height for other in here) - one.height) / 2
        top += max((one.height + BETWEEN for one in here), default=0.0)
    left, right = sides
    start, end = room, width - room - NODE
    answers = [_answer(one, x=start, words_x=start - 8, anchor="end") for one in left if one]
    answers += [_answer(one, x=end, words_x=end + NODE + 8, anchor="start") for one in right if one]
    return Shift(
        tuple(answers),
        tuple(_ribbons(flows, left, right, unit=unit, start=start + NODE, end=end)),
        width,
        round(max(top - BETWEEN, 0.0)),
        any(people is None for row in flows for people in row),
    )


@dataclass
class _Given:
    """An answer of one side that somebody gave, or may have given, and where each ribbon leaves it."""

    lines: list[str]
    height: float
    slots: list[float]
    top: float = 0.0


def _given(label: str, row: Sequence[int | None], unit: float, room: int) -> _Given | None:
    if not any(people is None or people for people in row):
        return None
    total = "" if None in row else f"\u00a0: {sum(people or 0 for people in row)}"
    lines = wrapped(label + total, room - 12)
    slots, at = [0.0] * len(row), 0.0
    for other in reversed(range(len(row))):
        slots[other] = at
        people = row[other]
        at += SLOT if people is None else people * unit
    height = max(at, len(lines) * LINE, NODE)
    # What is lower than its words lies in the middle of them.
    return _Given(lines, height, [slot + (height - at) / 2 for slot in slots])


def _answer(one: _Given, *, x: int, words_x: int, anchor: str) -> Answer:
    first = one.top + (one.height - len(one.lines) * LINE) / 2 + LINE - 5
    lines = tuple((line, round(first + at * LINE)) for at, line in enumerate(one.lines))
    return Answer(lines, x, round(one.top), round(one.height), words_x, anchor)


def _ribbons(
    flows: Flows, left: list[_Given | None], right: list[_Given | None], *, unit: float, start: int, end: int
) -> list[Ribbon]:
    found = []
    for before, row in enumerate(flows):
        for after, people in enumerate(row):
            source, target = left[before], right[after]
            if people == 0 or source is None or target is None:
                continue
            here, there = source.top + source.slots[after], target.top + target.slots[before]
            if people is None:
                path = _line(start, here + SLOT / 2, end, there + SLOT / 2)
                found.append(Ribbon(HIDDEN, path, "", 0, 0))
                continue
            kind = STAYED if before == after else ROSE if after > before else FELL
            high = people * unit
            words = str(people) if high >= LINE - 3 else ""
            middle = (start + end) // 2
            path = (
                f"{_line(start, here, end, there)}V{there + high:.0f}"
                f"C{middle} {there + high:.0f} {middle} {here + high:.0f} {start} {here + high:.0f}Z"
            )
            found.append(Ribbon(kind, path, words, start + 8, round(here + high / 2 + 5)))
    return found


def _line(start: int, y: float, end: int, to: float) -> str:
    middle = (start + end) // 2
    return f"M{start} {y:.0f}C{middle} {y:.0f} {middle} {to:.0f} {end} {to:.0f}"
