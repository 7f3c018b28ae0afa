"""Which figures may be shown together, so that nobody computes those of a small group by adding and subtracting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inclusion.core.suppression import THRESHOLD

#: Free texts are shown from this many on: they say more of a person than a choice does.
FREE_TEXT_THRESHOLD = 10


# -- Suppression of figures from which those of a small group could be computed
#
# Whoever knows every figure that is shown knows every sum and every difference of them. A figure counts people; so
# the figures of a set of people are known exactly where the set is a sum of shown ones, which is where every
# weighting of the people that makes all shown figures zero makes the set zero too. One random weighting of that kind
# shows: the sets that it makes zero are the known ones (but for one chance in 2⁶²). The sets to look for have
# fewer people than the threshold, and so few parts.
#
# People who are in the same shown groups are distinguished by no figure: they are one *part*, and all sets
# are made of parts. Weightings are computed modulo a prime, where no rounding hides or invents a zero.

#: A prime below 2³¹, so that the product of two remainders fits in 63 bits.
PRIME = 2**31 - 1
#: The weighting is random, and the same each time.
SEED = 20_261


def discloses_small_group(figures: Any, people: Sequence[int], *, threshold: int = THRESHOLD) -> bool:
    """Whether these figures together reveal those of a set of 1 to `threshold` − 1 people.

    `figures` is an array of 0 and 1, figures × parts: which parts a figure counts; `people` counts each part, none of
    which is empty. Raises ValueError for a threshold above 5, where sets have too many parts to look through.
    """
    import numpy as np

    if threshold > 5:
        raise ValueError("sets of more than four parts are too many to look through")
    counts, figures = np.asarray(people), np.asarray(figures, dtype=np.int64)
    few = _few(figures.astype(float), counts, threshold=threshold)
    if not few.size:
        return False
    weights = _blind_weights(_without_repeats(figures, few))[-len(few) :]
    return _some_sum_is_zero(weights, counts[few], below=threshold)


class Watched:
    """Figures that are taken away one after the other, until they reveal nobody.

    Taking a figure away makes known sets fewer, never more: what is worked out once is narrowed from then on. It is
    worked out in floating point, which is quick; `discloses_small_group` has the last word.
    """

    def __init__(self, figures: Any, people: Sequence[int], *, threshold: int = THRESHOLD) -> None:
        import numpy as np

        figures, counts, self.threshold = np.asarray(figures, dtype=float), np.asarray(people), threshold
        self.few = _few(figures, counts, threshold=threshold)
        self.people = counts[self.few]
        #: Weightings of the figures that count nobody outside of these parts, at right angles; and what they count.
        self.weightings = _free(np.delete(figures, self.few, axis=1)) if self.few.size else figures[:0, :0]
        self.counted = self.weightings @ figures[:, self.few] if self.few.size else figures[:0, :0]

    def weights(self) -> Any | None:
        """The weights with which figures add up to a set of few people; None where they reveal none."""
        import numpy as np

        if not self.few.size:
            return None
        solve = self.counted.T @ np.linalg.pinv(self.counted @ self.counted.T, rcond=1e-11, hermitian=True)
        random = np.random.default_rng(SEED).normal(size=(len(self.few), 2))
        blind = random - solve @ (self.counted @ random)
        parts = _sum_near_zero(blind, self.people, below=self.threshold)
        return self.weightings.T @ solve[list(parts)].sum(axis=0) if parts else None

    def take_away(self, figure: int) -> None:
        """Go on without a figure: of the weightings, those remain that give it no weight."""
        import numpy as np

        if not self.few.size:
            return
        weight = self.weightings[:, figure]
        length = float(np.linalg.norm(weight))
        if length < 1e-9:
            return
        # Mirrored so that one weighting alone holds the figure; the others stay at right angles.
        mirror = weight / length - np.eye(len(weight))[0]
        if (size := float(mirror @ mirror)) > 1e-18:
            for rows in (self.weightings, self.counted):
                rows -= np.outer(2 / size * mirror, mirror @ rows)
        self.weightings, self.counted = self.weightings[1:], self.counted[1:]
        reached = np.abs(self.counted).max(axis=0, initial=0) > 1e-7
        self.few, self.people, self.counted = (self.few[reached], self.people[reached], self.counted[:, reached])


def _few(figures: Any, counts: Any, *, threshold: int) -> Any:
    """The parts of which a known set of few people may consist."""
    import numpy as np

    if not (counts < threshold).any():
        return np.zeros(0, dtype=np.int64)
    few = np.flatnonzero((counts < threshold) & _may_be_known(figures, parts=threshold - 1))
    # A known set is counted by a weighting of the figures that counts nobody else. Where none of those counts a part,
    # it is in no known set; leaving it out may leave out others.
    while few.size:
        free = _free(np.delete(figures, few, axis=1))
        reached = np.abs(free @ figures[:, few]).max(axis=0, initial=0) > 1e-6
        if reached.all():
            break
        few = few[reached]
    return few


def _free(figures: Any) -> Any:
    """The weightings of figures under which they count nobody, at right angles to each other."""
    import numpy as np

    values, vectors = np.linalg.eigh(figures @ figures.T)
    return vectors[:, values < 1e-6].T


def _without_repeats(figures: Any, few: Any) -> Any:
    """As many of the other parts as reveal all that they reveal, then these few: less to compute, exactly."""
    import numpy as np
    from scipy.linalg import qr

    others = np.unique(np.delete(figures, few, axis=1), axis=1)
    if others.shape[1]:
        _, triangle, order = qr(others.astype(float), mode="economic", pivoting=True)
        others = others[:, order[: int((np.abs(np.diag(triangle)) > 1e-8).sum())]]
    return np.hstack([others, figures[:, few]])


def _may_be_known(figures: Any, *, parts: int) -> Any:
    """Which parts a known set of at most so many parts may hold: those that weigh enough in the figures.

    Projected on the space of the figures, a known set stays what it is. There a part of it meets itself and the
    `parts` − 1 others in 1 altogether, and each of them in the root of its own weight at the most.
    """
    import numpy as np

    figures = figures.astype(float)
    weight = np.sum(figures * (np.linalg.pinv(figures @ figures.T, hermitian=True) @ figures), axis=0)
    return weight > 1 / parts**2 - 1e-6


def _blind_weights(figures: Any) -> Any:
    """Two random weightings of the parts under which every figure is zero, packed into one number of 62 bits each."""
    import numpy as np

    reduced, pivots = _reduced(figures % PRIME)
    parts = figures.shape[1]
    rng = np.random.default_rng(SEED)
    weights = rng.integers(0, PRIME, size=(2, parts), dtype=np.int64)
    weights[:, pivots] = 0
    # No row of a reduced matrix holds the pivot of another: each pivot's weight follows from the free ones.
    for row, pivot in zip(reduced, pivots, strict=True):
        weights[:, pivot] = -np.sum(row * weights % PRIME, axis=1) % PRIME
    return weights.T


def _reduced(matrix: Any) -> tuple[Any, list[int]]:
    """The reduced row echelon form modulo the prime, and the column of each row's leading one."""
    import numpy as np

    matrix = matrix.copy()
    pivots: list[int] = []
    for column in range(matrix.shape[1]):
        row = len(pivots)
        if row == len(matrix):
            break
        candidates = np.flatnonzero(matrix[row:, column])
        if not candidates.size:
            continue
        found = row + int(candidates[0])
        matrix[[row, found]] = matrix[[found, row]]
        matrix[row] = matrix[row] * pow(int(matrix[row, column]), -1, PRIME) % PRIME
        others = matrix[:, column].copy()
        others[row] = 0
        touched = np.flatnonzero(others)
        matrix[touched] = (matrix[touched] - others[touched, None] * matrix[row] % PRIME) % PRIME
        pivots.append(column)
    return matrix[: len(pivots)], pivots


@dataclass(frozen=True)
class _Sets:
    """Sets of one or two parts: which, how many people, and their weight."""

    parts: Any
    people: Any
    weights: Any

    @property
    def one_is_known(self) -> bool:
        return bool((self.weights == 0).all(axis=1).any())


def _some_sum_is_zero(weights: Any, people: Any, *, below: int) -> bool:
    """Whether some parts of fewer than `below` people together have no weight: one, two, three or four parts."""
    import numpy as np

    ones = _Sets(np.arange(len(people))[:, None], people, weights)
    first, second = np.triu_indices(len(people), k=1)
    small = people[first] + people[second] < below
    first, second = first[small], second[small]
    twos = _Sets(
        np.stack([first, second], axis=1), people[first] + people[second], (weights[first] + weights[second]) % PRIME
    )
    return (
        ones.one_is_known or twos.one_is_known or _cancel(twos, ones, below=below) or _cancel(twos, twos, below=below)
    )


def _cancel(some: _Sets, others: _Sets, *, below: int) -> bool:
    """Whether a set of `some` and one of `others`, without a part in common, have opposite weights."""
    import numpy as np

    by_weight: dict[int, list[int]] = {}
    opposite = _packed(-others.weights % PRIME)
    weights = _packed(some.weights)
    for at in np.flatnonzero(_stand_in(opposite, weights)):
        by_weight.setdefault(int(opposite[at]), []).append(int(at))
    for at in np.flatnonzero(_stand_in(weights, opposite)) if by_weight else ():
        for other in by_weight[int(weights[at])]:
            apart = not set(some.parts[at]) & set(others.parts[other])
            if apart and some.people[at] + others.people[other] < below:
                return True
    return False


def _stand_in(some: Any, others: Any) -> Any:
    """Which of some numbers are among others."""
    import numpy as np

    others = np.append(np.sort(others), -1)
    return others[np.searchsorted(others[:-1], some)] == some


def _sum_near_zero(weights: Any, people: Any, *, below: int) -> tuple[int, ...]:
    """Parts as `_some_sum_is_zero` looks for, by weights that were rounded; none where there are none."""
    import numpy as np

    near = 1e-7
    ones = np.flatnonzero((np.abs(weights[:, 0]) < near) & (np.abs(weights[:, 1]) < near))
    if ones.size:
        return (int(ones[0]),)
    first, second = np.triu_indices(len(people), k=1)
    small = people[first] + people[second] < below
    first, second = first[small], second[small]
    sums = weights[first] + weights[second]
    twos = np.flatnonzero((np.abs(sums[:, 0]) < near) & (np.abs(sums[:, 1]) < near))
    if twos.size:
        return int(first[twos[0]]), int(second[twos[0]])
    pairs = np.stack([first, second], axis=1)
    by_sum = np.argsort(sums[:, 0])
    # Sought from the smallest on, which is quicker than in any order.
    sought = by_sum[::-1]
    opposite = -sums[sought, 0]
    for parts, of, order in (
        (np.arange(len(people))[:, None], weights, np.argsort(weights[:, 0])),
        (pairs, sums, by_sum),
    ):
        along = np.append(of[order, 0], np.inf)
        low = np.searchsorted(along, opposite - near)
        met = np.flatnonzero(along[low] < opposite + near)
        for at, place in sorted(zip(sought[met], met, strict=True)):
            high = np.searchsorted(along, opposite[place] + near)
            for other in order[low[place] : high]:
                both = (*map(int, pairs[at]), *map(int, parts[other]))
                apart = len(set(both)) == len(both) and sum(people[part] for part in both) < below
                if apart and abs(sums[at, 1] + of[other, 1]) < near:
                    return both
    return ()


def _packed(weights: Any) -> Any:
    return weights[:, 0] << 31 | weights[:, 1]
