"""What changed between the answers before and the answers after of the same people.

scipy computes: the Wilcoxon signed-rank test with zeros after Pratt (1959) — people who did not change are ranked with
the others, then left out of the sums — and the bootstrap interval. The effect is the matched-pairs rank-biserial
correlation of Kerby (2014): the share of the ranks that rose less the share that fell.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, TypeGuard

#: Below this many pairs a test says nothing: no p-value, no interval.
FEWEST_TESTED = 3
#: Below this many pairs no change, however clear, reaches p < 0.05 on both sides: 2 / 2⁵ = 0.0625.
FEWEST_CONCLUSIVE = 6
#: Of the interval.
CONFIDENCE = 0.95
RESAMPLES = 2000
#: The same answers give the same interval.
SEED = 2026
#: How many ranks a bootstrap holds in memory at once.
_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class PairedChange:
    """The change of one measure over pairs; a positive change is an answer that rose."""

    #: Pairs with both answers.
    n: int
    #: Pairs that lack one answer or both.
    missing: int
    #: Of after less before, in steps of the scale; None without a pair.
    median_change: float | None
    #: The smaller of the two sums of ranks; None where no test is made.
    statistic: float | None
    #: Two-sided; None where no test is made.
    p_value: float | None
    #: Rank-biserial, from −1 (all fell) to 1 (all rose), 0 where nobody changed; None without a pair.
    effect: float | None
    #: Of the effect, by the percentile bootstrap; None where no test is made.
    interval: tuple[float, float] | None


def paired_change(before: Sequence[float | None], after: Sequence[float | None]) -> PairedChange:
    """Compare two answers of each person, which stand at the same place of both lists; None where one is missing.

    Raises ValueError for lists of two lengths.
    """
    import numpy as np

    if len(before) != len(after):
        raise ValueError("before and after are of the same people: two lists of one length")
    both = [(b, a) for b, a in zip(before, after, strict=True) if _is_told(b) and _is_told(a)]
    change = np.array([a - b for b, a in both], dtype=float)
    n, missing = len(both), len(before) - len(both)
    if not n:
        return PairedChange(0, missing, None, None, None, None, None)
    median, effect = float(np.median(change)), float(rank_biserial(change))
    if n < FEWEST_TESTED:
        return PairedChange(n, missing, median, None, None, effect, None)
    statistic, p_value = _signed_rank(change)
    return PairedChange(n, missing, median, statistic, p_value, effect, _interval(change))


def _is_told(answer: float | None) -> TypeGuard[float]:
    return answer is not None and not isnan(answer)


def rank_biserial(change: Any, axis: int = -1) -> Any:
    """The rank-biserial correlation of changes along an axis, zeros after Pratt; 0 where nothing changed."""
    import numpy as np
    from scipy import stats

    ranks = stats.rankdata(np.abs(change), axis=axis)
    ranked = np.sum(ranks * (change != 0), axis=axis)
    balance = np.sum(ranks * np.sign(change), axis=axis)
    return np.divide(balance, ranked, out=np.zeros_like(balance), where=ranked != 0)


def _signed_rank(change: Any) -> tuple[float, float]:
    from scipy import stats

    if not change.any():
        # Every way to give signs to no rank gives the same sum.
        return 0.0, 1.0
    result = stats.wilcoxon(change, zero_method="pratt")
    return float(result.statistic), float(result.pvalue)


def _interval(change: Any) -> tuple[float, float]:
    import numpy as np
    from scipy import stats

    with warnings.catch_warnings():
        # Changes that are all the same have an interval of one point, which scipy warns of.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (change,),
            rank_biserial,
            confidence_level=CONFIDENCE,
            n_resamples=RESAMPLES,
            method="percentile",
            batch=max(1, _AT_ONCE // len(change)),
            rng=np.random.default_rng(SEED),
        )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
