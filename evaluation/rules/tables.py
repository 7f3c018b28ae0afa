"""One question counted over everybody and over groups, with what would tell of few people left out.

Groups come in *dimensions*: each parts the same people (territories, structures, ages, actions). All of them are shown
to the same readers, so all of them are guarded together: a structure less its territory is a group too.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evaluation.rules.disclosure import tells_few
from evaluation.rules.suppression import THRESHOLD, suppress

#: One value of one dimension: its place among the dimensions, and the value.
type Group = tuple[int, Hashable]
#: Everybody, beside the groups.
EVERYBODY: Group = (-1, "")


@dataclass(frozen=True)
class GuardedTable:
    """What may be shown: people per answer of everybody and of each group, None where a figure is hidden."""

    answers: tuple[Hashable, ...]
    #: Groups that are not here are hidden whole.
    cells: dict[Group, dict[Hashable, int | None]]
    #: How many people answered, of the groups that are here.
    people: dict[Group, int]
    #: The groups that are hidden whole.
    hidden: frozenset[Group] = field(default=frozenset())

    @property
    def hides_something(self) -> bool:
        """Whether a reader must be told why figures are missing."""
        return bool(self.hidden) or any(None in row.values() for row in self.cells.values())


def guarded_table(
    parts: Mapping[tuple[tuple[Hashable, ...], Hashable], int],
    *,
    answers: Iterable[Hashable],
    threshold: int = THRESHOLD,
) -> GuardedTable:
    """Count a question whose people are given by what they are and what they answered.

    `parts` maps (value of each dimension, answer) to a number of people; `answers` are all that could be given. No sum
    or difference of the figures returned tells those of 1 to `threshold` − 1 people.
    """
    counted = {part: people for part, people in parts.items() if people > 0}
    table = _Open(counted, tuple(answers), threshold)
    table.hide_small_groups()
    table.hide_small_cells()
    while table.tells_few():
        table.hide_next()
    return table.closed()


class _Open:
    """A table from which figures are still being taken."""

    def __init__(
        self,
        parts: Mapping[tuple[tuple[Hashable, ...], Hashable], int],
        answers: tuple[Hashable, ...],
        threshold: int,
    ) -> None:
        self.parts, self.answers, self.threshold = parts, answers, threshold
        self.counts: dict[Group, Counter[Hashable]] = {EVERYBODY: Counter()}
        for (values, answer), people in parts.items():
            for group in (EVERYBODY, *enumerate(values)):
                self.counts.setdefault(group, Counter())[answer] += people
        self.out: set[Group] = set()
        self.hidden: set[tuple[Group, Hashable]] = set()

    def hide_small_groups(self) -> None:
        """Few people, and whoever would be known by taking the others from everybody."""
        if self.counts[EVERYBODY].total() < self.threshold:
            self.out.update(self.counts)
        for dimension in {group[0] for group in self.counts} - {EVERYBODY[0]}:
            sizes = {group: row.total() for group, row in self.counts.items() if group[0] == dimension}
            kept = suppress(sizes, threshold=self.threshold)
            self.out.update(group for group, people in kept.items() if people is None)

    def hide_small_cells(self) -> None:
        """Row by row, then down each answer of a dimension, until neither hides anything more."""
        before = -1
        while before != len(self.hidden):
            before = len(self.hidden)
            for group in self._shown():
                self._hide_in({(group, answer): self.counts[group][answer] for answer in self.answers})
            for dimension in {group[0] for group in self._shown()} - {EVERYBODY[0]}:
                groups = [group for group in self.counts if group[0] == dimension]
                for answer in self.answers:
                    self._hide_in({(group, answer): self.counts[group][answer] for group in groups})

    def _hide_in(self, line: dict[tuple[Group, Hashable], int]) -> None:
        """Hide more of a line whose total is known: several cells, enough people together."""
        out = {cell for cell in line if cell[0] in self.out}
        shown = suppress(line, also=out | (self.hidden & set(line)), threshold=self.threshold)
        self.hidden.update(cell for cell, people in shown.items() if people is None and cell not in out)

    def tells_few(self) -> bool:
        """Whether what is still shown tells of few people."""
        shown = set(self._shown())
        if not shown:
            return False
        figures = [[group] for group in shown] + [
            [(group, answer)]
            for group in shown
            for answer in self.answers
            if (group, answer) not in self.hidden and self.counts[group][answer]
        ]
        column = {part: at for at, part in enumerate(self.parts)}
        row_of: dict[Any, int] = {figure[0]: at for at, figure in enumerate(figures)}
        matrix = np.zeros((len(figures), len(column)), dtype=np.int64)
        for (values, answer), at in column.items():
            for group in (EVERYBODY, *enumerate(values)):
                for figure in (group, (group, answer)):
                    if figure in row_of:
                        matrix[row_of[figure], at] = 1
        return tells_few(matrix, list(self.parts.values()), threshold=self.threshold)

    def hide_next(self) -> None:
        """Hide the smallest figure that a group still shows; a group that shows none goes whole, the smallest first."""
        cells = [
            (self.counts[group][answer], index, group, answer)
            for index, group in enumerate(self._shown())
            for answer in self.answers
            if group != EVERYBODY and self.counts[group][answer] and (group, answer) not in self.hidden
        ]
        if cells:
            _, _, group, answer = min(cells, key=lambda cell: cell[:2])
            self.hidden.add((group, answer))
            return
        groups = [group for group in self._shown() if group != EVERYBODY] or [EVERYBODY]
        self.out.add(min(groups, key=lambda group: self.counts[group].total()))

    def _shown(self) -> list[Group]:
        return [group for group in self.counts if group not in self.out]

    def closed(self) -> GuardedTable:
        return GuardedTable(
            answers=self.answers,
            cells={
                group: {
                    answer: None if (group, answer) in self.hidden else self.counts[group][answer]
                    for answer in self.answers
                }
                for group in self._shown()
            },
            people={group: self.counts[group].total() for group in self._shown()},
            hidden=frozenset(self.out),
        )
