"""Hidden counts of which whole numbers and the totals beside them say that they are of few people.

Weights (`suppression`) find what follows from sums and differences. Counts are whole and never negative besides, and a
zero is shown: five people behind five hidden answers are one each. In a table of groups by answers a hidden count may
be another number where people can be moved along cycles of hidden counts that come back to it (D. Gusfield, « A graph
theoretic approach to statistical data security », SIAM Journal on Computing 17(3), 1988). Sums that are no such table
are solved by an integer programme.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

type Node = Hashable
type Arc = tuple[Node, Node]


@dataclass
class Flow:
    """People that go from a source through groups and answers; what is hidden may be another number.

    A count may grow by one where another on the way shrinks; it shrinks down to its lowest value, 0 or 1.
    """

    counts: dict[Arc, int] = field(default_factory=dict)
    lowest: dict[Arc, int] = field(default_factory=dict)
    _at: defaultdict[Node, list[Arc]] = field(default_factory=lambda: defaultdict(list))

    def hide(self, arc: Arc, count: int, *, lowest: int) -> None:
        """Add a hidden count of people from one node to another, which a reader knows to be at least `lowest`."""
        self.counts[arc], self.lowest[arc] = count, lowest
        for node in arc:
            self._at[node].append(arc)

    def known(self, *, below: int) -> list[Arc]:
        """The hidden counts of 1 to `below` − 1 people that can be neither none nor `below`."""
        return [arc for arc, count in self.counts.items() if 0 < count < below and not self._is_free(arc, below)]

    def _is_free(self, arc: Arc, below: int) -> bool:
        count, (start, end) = self.counts[arc], arc
        return self._moves(arc, end, start, below - count) or (
            not self.lowest[arc] and self._moves(arc, start, end, count)
        )

    def _moves(self, arc: Arc, start: Node, end: Node, people: int) -> bool:
        """Whether so many people, one after the other, find a way from one node to another but this hidden count."""
        counts = dict(self.counts)
        for _ in range(people):
            way = self._way(counts, arc, start, end)
            if way is None:
                return False
            for one, change in way:
                counts[one] += change
        return True

    def _way(self, counts: Mapping[Arc, int], without: Arc, start: Node, end: Node) -> list[tuple[Arc, int]] | None:
        """The counts that one person changes on a shortest way, and whether they grow; None where there is none."""
        came: dict[Node, tuple[Node, Arc, int] | None] = {start: None}
        ahead = [start]
        for node in ahead:
            for after, arc, change in self._steps(counts, node):
                if after not in came and arc != without:
                    came[after] = node, arc, change
                    ahead.append(after)
        if end not in came:
            return None
        way = []
        while (step := came[end]) is not None:
            end, arc, change = step
            way.append((arc, change))
        return way

    def _steps(self, counts: Mapping[Arc, int], node: Node) -> Iterator[tuple[Node, Arc, int]]:
        for arc in self._at[node]:
            start, end = arc
            if start == node:
                yield end, arc, 1
            elif counts[arc] > self.lowest[arc]:
                yield start, arc, -1


def certain_to_be_few[Name: Hashable](
    sums: Mapping[Name, Collection[int]],
    between: Mapping[Name, tuple[float, float]],
    wanted: Iterable[Name],
    *,
    below: int,
) -> list[Name]:
    """Which of the `wanted` sums of unknown counts are of 1 to `below` − 1 people whatever the counts are.

    `sums` says which counts, by their places, each adds up; `between` the least and the most that some of them are.
    """
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    wanted = list(wanted)
    if not wanted:
        return []
    matrix = np.zeros((len(sums), 1 + max(max(of, default=0) for of in sums.values())))
    row = {name: matrix[at] for at, name in enumerate(sums)}
    for name, of in sums.items():
        row[name][list(of)] = 1
    least, most = (np.array([between.get(name, (0, np.inf))[at] for name in sums]) for at in (0, 1))
    constraint, whole = LinearConstraint(matrix, least, most), np.ones(matrix.shape[1])
    fitting: list[Any] = []

    def is_free(name: Name) -> bool:
        values = {round(float(row[name] @ one)) for one in fitting}
        return bool(values - set(range(1, below)))

    found = []
    for name in wanted:
        for sign in (-1, 1):
            if not is_free(name):
                solved = milp(sign * row[name], constraints=constraint, integrality=whole)
                fitting += [solved.x] if solved.x is not None else []
        if not is_free(name):
            found.append(name)
    return found
