"""Which figures may be shown together, so that nobody works out those of a small group by adding and subtracting.

Whoever knows every figure that is shown knows every sum and every difference of them. A figure counts people; so the
figures of a set of people are known exactly where the set is a sum of shown ones, which is where every weighting of
the people that makes all shown figures zero makes the set zero too. One random weighting of that kind tells: the sets
that it makes zero are those that are known (but for one chance in 2⁶²). The sets to look for have fewer people than
the threshold, and so few parts.

People who stand in the same shown groups are told apart by no figure: they are one *part*, and all sets are made of
parts. Weightings are computed modulo a prime, where no rounding hides or invents a zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.rules.suppression import THRESHOLD

#: A prime below 2³¹, so that the product of two remainders fits in 63 bits.
PRIME = 2**31 - 1
#: The weighting is random, and the same each time.
SEED = 20_261


def tells_few(figures: Any, people: Sequence[int], *, threshold: int = THRESHOLD) -> bool:
    """Whether these figures together tell those of a set of 1 to `threshold` − 1 people.

    `figures` is an array of 0 and 1, figures × parts: which parts a figure counts; `people` counts each part, none of
    which is empty. Raises ValueError for a threshold above 5, where sets have too many parts to look through.
    """
    if threshold > 5:
        raise ValueError("sets of more than four parts are too many to look through")
    counts, figures = np.asarray(people), np.asarray(figures, dtype=np.int64)
    few = np.flatnonzero((counts < threshold) & _may_be_known(figures, parts=threshold - 1))
    if not few.size:
        return False
    weights = _blind_weights(figures)[few]
    return _some_sum_is_zero(weights, counts[few], below=threshold)


def _may_be_known(figures: Any, *, parts: int) -> Any:
    """Which parts a known set of at most so many parts may hold: those that weigh enough in the figures.

    Projected on the space of the figures, a known set stays what it is. There a part of it meets itself and the
    `parts` − 1 others in 1 altogether, and each of them in the root of its own weight at the most.
    """
    figures = figures.astype(float)
    weight = np.sum(figures * (np.linalg.pinv(figures @ figures.T, hermitian=True) @ figures), axis=0)
    return weight > 1 / parts**2 - 1e-6


def _blind_weights(figures: Any) -> Any:
    """Two random weightings of the parts under which every figure is zero, packed into one number of 62 bits each."""
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
    ones = _Sets(np.arange(len(people))[:, None], people, weights)
    first, second = np.triu_indices(len(people), k=1)
    small = people[first] + people[second] < below
    first, second = first[small], second[small]
    twos = _Sets(
        np.stack([first, second], axis=1),
        people[first] + people[second],
        (weights[first] + weights[second]) % PRIME,
    )
    return (
        ones.one_is_known
        or twos.one_is_known
        or _cancel(twos, ones, below=below)
        or _cancel(twos, twos, below=below)
    )


def _cancel(some: _Sets, others: _Sets, *, below: int) -> bool:
    """Whether a set of `some` and one of `others`, without a part in common, have opposite weights."""
    by_weight: dict[int, list[int]] = {}
    opposite = _packed(-others.weights % PRIME)
    weights = _packed(some.weights)
    for at in np.flatnonzero(np.isin(opposite, weights)):
        by_weight.setdefault(int(opposite[at]), []).append(int(at))
    for at in np.flatnonzero(np.isin(weights, opposite)) if by_weight else ():
        for other in by_weight[int(weights[at])]:
            apart = not set(some.parts[at]) & set(others.parts[other])
            if apart and some.people[at] + others.people[other] < below:
                return True
    return False


def _packed(weights: Any) -> Any:
    return weights[:, 0] << 31 | weights[:, 1]
