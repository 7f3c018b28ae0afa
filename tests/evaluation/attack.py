"""An attacker who knows every figure shown and who stands in which group, and solves for few people."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import LinearConstraint, milp


def known_sets(figures: Sequence[Sequence[int]], people: Sequence[int], *, below: int = 5) -> list[tuple[int, ...]]:
    """The sets of parts with fewer than `below` people whose figures follow from those shown; every one is tried."""
    shown = np.array(figures, dtype=float).reshape(len(figures), len(people))
    found = []
    for size in range(1, below):
        for parts in combinations(range(len(people)), size):
            if sum(people[part] for part in parts) >= below:
                continue
            wanted = np.zeros(len(people))
            wanted[list(parts)] = 1
            weights = np.linalg.lstsq(shown.T, wanted, rcond=None)[0] if len(shown) else np.zeros(0)
            if np.allclose(shown.T @ weights, wanted, atol=1e-8):
                found.append(parts)
    return found


def are_few(
    shown: Sequence[tuple[Sequence[int], int]],
    lowest: Sequence[tuple[Sequence[int], int]],
    wanted: Sequence[int],
    *,
    below: int = 5,
) -> bool:
    """Whether these people are 1 to `below` − 1, whatever whole numbers fit.

    `shown` are sums of parts and what they come to, `lowest` sums and the least that they are; no part is negative.
    """
    rows = [row for row, _ in (*shown, *lowest)]
    if not rows:
        return False
    least = [count for _, count in (*shown, *lowest)]
    most = [count for _, count in shown] + [np.inf] * len(lowest)
    found = []
    for sign in (1, -1):
        solved = milp(
            sign * np.array(wanted),
            constraints=LinearConstraint(np.array(rows), least, most),
            integrality=np.ones(len(wanted)),
        )
        found.append(round(sign * solved.fun) if solved.success else np.inf)
    return found[0] >= 1 and found[1] < below
