"""The figures of one question beside those of others that are shown already.

Who was not asked a question answered an earlier one so; who rose was not at the top before. Whoever reads both figures
subtracts: so a question is guarded together with what decides whether it is asked, and a change with both its moments.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from evaluation.rules.suppression import THRESHOLD
from evaluation.rules.tables import Group, GuardedTable, Parts, guarded

#: What is shown of a question: by group and answer, None where a figure is hidden.
type Cells = Mapping[Group, Mapping[Any, int | None]]
#: Whether people who answered several questions so are counted.
type Test = Callable[[tuple[Any, ...]], bool]


def guarded_beside(
    parts: Parts,
    *,
    figures: Mapping[Any, Test],
    shown: Sequence[tuple[Test, Any, Cells]],
    groups: AbstractSet[Group],
    only: AbstractSet[Group] | None = None,
    add_up: bool = False,
    in_all: bool = True,
    threshold: int = THRESHOLD,
) -> GuardedTable:
    """Guard `figures` of people who answered several questions, by the answers that each counts.

    `shown` tells what stands beside: which answers a figure counts, its name, and the cells where it may stand.
    """
    answers = {answer for _, answer in parts}
    covers: dict[Any, AbstractSet[tuple[Any, ...]]] = {
        name: {answer for answer in answers if test(answer)} for name, test in figures.items()
    }
    known = set()
    for at, (test, name, cells) in enumerate(shown):
        covers[at, name] = {answer for answer in answers if test(answer)}
        known |= {(group, (at, name)) for group, row in cells.items() if row.get(name) is not None}
    return guarded(
        parts,
        covers=covers,
        answers=tuple(figures),
        groups=groups,
        only=only,
        known=known,
        add_up=add_up,
        in_all=in_all,
        threshold=threshold,
    )


def equals(at: int, value: Any) -> Test:
    """Of the answers to several questions, whether the one at this place is this."""
    return lambda answer: answer[at] == value


def differs(at: int, value: Any) -> Test:
    """Of the answers to several questions, whether the one at this place is another."""
    return lambda answer: answer[at] != value


def both_among(first: AbstractSet[Any], second: AbstractSet[Any]) -> Test:
    """Of the answers to two questions, whether each is among some."""
    return lambda both: both[0] in first and both[1] in second
