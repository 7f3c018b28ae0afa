"""Hidden counts of a table that whole numbers and its totals leave one value only.

Weights (`suppression`) find what follows from sums and differences. Counts are never negative besides, and a zero is
shown: five people behind five hidden answers are one each. In a table of groups by answers a hidden count is free
exactly where one person can be moved along a cycle of hidden counts that comes back to it (D. Gusfield, « A graph
theoretic approach to statistical data security », SIAM Journal on Computing 17(3), 1988); else it is known.
"""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

type Node = Hashable
type Arc = tuple[Node, Node]


@dataclass
class Flow:
    """People that go from a source through groups and answers; what is hidden may be another number.

    A count may grow by one where another on the way shrinks; it shrinks down to its lowest value, 0 or 1.
    """

    after: defaultdict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    counts: dict[Arc, tuple[int, int]] = field(default_factory=dict)

    def hide(self, arc: Arc, count: int, *, lowest: int) -> None:
        """Add a hidden count of people from one node to another, which a reader knows to be at least `lowest`."""
        start, end = arc
        self.counts[arc] = count, lowest
        self.after[start].add(end)
        if count > lowest:
            self.after[end].add(start)

    def known(self, *, below: int) -> list[Arc]:
        """The hidden counts of 1 to `below` − 1 people that can be no other number."""
        return [
            arc for arc, (count, _) in self.counts.items() if 0 < count < below and not self._is_free(arc)
        ]

    def _is_free(self, arc: Arc) -> bool:
        start, end = arc
        count, lowest = self.counts[arc]
        return self._leads(end, start) or (count > lowest and self._leads(start, end))

    def _leads(self, start: Node, end: Node) -> bool:
        """Whether there is a way from one node to another but the one step between them."""
        seen, ahead = {start}, [start]
        while ahead:
            node = ahead.pop()
            found = self.after[node] - seen
            if node == start:
                found.discard(end)
            if end in found:
                return True
            seen |= found
            ahead += found
        return False
