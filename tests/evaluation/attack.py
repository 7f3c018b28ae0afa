"""An attacker who knows every figure shown and who stands in which group, and solves for few people."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np


def known_sets(
    figures: Sequence[Sequence[int]], people: Sequence[int], *, below: int = 5
) -> list[tuple[int, ...]]:
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
