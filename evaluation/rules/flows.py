"""Who answered what before and after: counted together with what is shown of both moments already."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from evaluation.rules.beside import Cells, Test, both_among, differs, equals, guarded_beside
from evaluation.rules.findings import NO_ANSWER
from evaluation.rules.suppression import THRESHOLD
from evaluation.rules.tables import EVERYBODY, Group

#: Of somebody who has no answers of that moment, or none that is known to be the same person's.
ABSENT = "absent"
#: What became of an answer.
ROSE, STAYED, FELL, UNPAIRED = "rose", "stayed", "fell", "unpaired"
#: Pairs with both answers, and all pairs.
BOTH, PAIRS = "both", "pairs"

#: People by what they were told by, and by their answers before and after: a code, `NO_ANSWER` or `ABSENT`.
type Moved = Mapping[tuple[tuple[Any, ...], tuple[str, str]], int]


@dataclass(frozen=True)
class ScaleStep:
    """One step of the scale on which answers move."""

    code: str
    label: str
    score: int
    #: The answers that stand on it.
    answers: frozenset[str]


@dataclass(frozen=True)
class Flows:
    """What may be shown of a change: people by both steps, and by what became of the first; None where hidden."""

    cells: tuple[tuple[int | None, ...], ...]
    directions: dict[str, int | None]
    #: How many have both answers.
    both: int | None
    #: What became of the answers of groups.
    groups: dict[Group, dict[str, int | None]]

    @property
    def hides_something(self) -> bool:
        """Whether a reader must be told why figures are missing."""
        rows = [*self.cells, self.directions.values(), *(row.values() for row in self.groups.values())]
        return self.both is None or any(None in row for row in rows)


def guarded_flows(
    moved: Moved,
    *,
    steps: Sequence[ScaleStep],
    before: Mapping[Any, int | None],
    after: Mapping[Any, int | None],
    pairs_shown: bool,
    groups: AbstractSet[Group],
    threshold: int = THRESHOLD,
) -> Flows:
    """Count a change, of which `before` and `after` are shown already, over everybody and over groups of before.

    Both steps are told of everybody, what became of an answer of groups as well. `pairs_shown` says whether it is told
    how many pairs there are.
    """
    score = {answer: step.score for step in steps for answer in step.answers}
    flows: dict[Any, Test] = {
        (first.code, second.code): both_among(first.answers, second.answers)
        for first in steps
        for second in steps
    }
    ways: dict[Any, Test] = {
        ROSE: lambda both: _way(both, score) == ROSE,
        STAYED: lambda both: _way(both, score) == STAYED,
        FELL: lambda both: _way(both, score) == FELL,
    }
    of_all = guarded_beside(
        _counted((((), both), people) for (_, both), people in moved.items()),
        figures={BOTH: lambda both: _way(both, score) != UNPAIRED, **ways, **flows},
        shown=[
            *_margin(0, [*score, NO_ANSWER], before),
            *_margin(1, [*score, NO_ANSWER], after),
            (differs(0, ABSENT), 0, {EVERYBODY: {0: 1}}),
            (differs(1, ABSENT), 1, {EVERYBODY: {1: 1}}),
            (lambda both: ABSENT not in both, PAIRS, {EVERYBODY: {PAIRS: 1 if pairs_shown else None}}),
        ],
        groups={EVERYBODY},
        in_all=False,
        threshold=threshold,
    ).cells[EVERYBODY]
    by_group = guarded_beside(
        _counted(
            ((values, (_way(both, score),)), people)
            for (values, both), people in moved.items()
            if both[0] != ABSENT
        ),
        figures={way: equals(0, way) for way in (*ways, UNPAIRED)},
        shown=[
            (differs(0, UNPAIRED), BOTH, {EVERYBODY: of_all}),
            *((equals(0, way), way, {EVERYBODY: of_all}) for way in ways),
        ],
        groups=groups | {EVERYBODY},
        only=groups,
        add_up=True,
        threshold=threshold,
    )
    return Flows(
        cells=tuple(tuple(of_all[first.code, second.code] for second in steps) for first in steps),
        directions={way: of_all[way] for way in ways},
        both=of_all[BOTH],
        groups={
            group: {str(way): people for way, people in row.items()} for group, row in by_group.cells.items()
        },
    )


def _way(both: tuple[str, str], score: Mapping[str, int]) -> str:
    first, second = score.get(both[0]), score.get(both[1])
    if first is None or second is None:
        return UNPAIRED
    return STAYED if first == second else ROSE if first < second else FELL


def _counted(people: Iterable[tuple[Any, int]]) -> Counter[Any]:
    """People who are no longer told apart, together."""
    found: Counter[Any] = Counter()
    for part, number in people:
        found[part] += number
    return found


def _margin(at: int, codes: Sequence[str], row: Mapping[Any, int | None]) -> list[tuple[Test, Any, Cells]]:
    return [(equals(at, code), code, {EVERYBODY: row}) for code in codes]
