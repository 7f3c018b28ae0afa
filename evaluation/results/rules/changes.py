"""What changed between the answers before and after of the same people: figures, sentences, flows."""

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product
from math import isnan
from typing import Any, TypeGuard

from evaluation.results.rules.findings import FELL, HIGH, NO_ANSWER, ROSE, STAYED, UNCLEAR, UNPAIRED, high_answers
from evaluation.results.rules.suppression import THRESHOLD
from evaluation.results.rules.tables import (
    EVERYBODY,
    Cells,
    Group,
    Test,
    both_among,
    differs,
    equals,
    guarded_beside,
    is_among,
)
from inclusion.core.french.names import so_many

# What changed between the answers before and the answers after of the same people.
#
# scipy computes: the Wilcoxon signed-rank test with zeros after Pratt (1959) — people who did not change are ranked
# with the others, then left out of the sums — and the bootstrap interval. The effect is the matched-pairs
# rank-biserial correlation of Kerby (2014): the share of the ranks that rose less the share that fell.

#: Below this many pairs a test says nothing: no p-value, no interval.
FEWEST_TESTED = 3
#: Below this many pairs no change, however clear, reaches p < 0.05 on both sides: 2 / 2⁵ = 0.0625.
FEWEST_CONCLUSIVE = 6
#: Of the interval.
CONFIDENCE = 0.95
RESAMPLES = 2000
#: The same answers give the same interval.
SEED = 2026
#: To what an effect is known, at least, that is said of the figures that are shown.
ROUGHLY = 0.1
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
    """Compare two answers of each person, which are at the same place of both lists; None where one is missing.

    Raises ValueError for lists of two lengths.
    """
    import numpy as np

    if len(before) != len(after):
        raise ValueError("before and after are of the same people: two lists of one length")
    both = [(b, a) for b, a in zip(before, after, strict=True) if _is_answered(b) and _is_answered(a)]
    change = np.array([a - b for b, a in both], dtype=float)
    n, missing = len(both), len(before) - len(both)
    if not n:
        return PairedChange(0, missing, None, None, None, None, None)
    median, effect = float(np.median(change)), float(rank_biserial(change))
    if n < FEWEST_TESTED:
        return PairedChange(n, missing, median, None, None, effect, None)
    statistic, p_value = _signed_rank(change)
    return PairedChange(n, missing, median, statistic, p_value, effect, _interval(change))


def _is_answered(answer: float | None) -> TypeGuard[float]:
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


# -- Sentences about a change, which never say more than the figures do
#
# The words for the size of an effect are those of Cohen (1988) for a correlation: small from 0.1, medium from 0.3,
# large from 0.5. The rank-biserial correlation is one; they are a habit of reading, not a law.

#: From this absolute effect on, the word.
SIZES = ((0.5, "forte"), (0.3, "moyenne"), (0.1, "faible"))
#: Of the test: beyond this chance, nothing can be concluded.
LEVEL = 0.05
SIZES_SOURCE = "Repères de Cohen (1988) pour une corrélation\u00a0: 0,1 faible, 0,3 moyenne, 0,5 forte."


def way_of(change: PairedChange) -> str:
    """Where the answers clearly went, `UNCLEAR` where chance may explain it; nothing where nothing was tested."""
    if change.effect is None or change.p_value is None:
        return ""
    if change.effect == 0 or change.p_value >= LEVEL:
        return UNCLEAR
    return ROSE if change.effect > 0 else FELL


def steady_way(change: Sequence[float], *, far: float, threshold: int = THRESHOLD) -> str:
    """Where answers clearly went, or that it is `UNCLEAR`, whatever fewer than `threshold` of the people answered.

    Nothing where they could make it another: beside the figures that are shown it would tell of theirs. `far` is the
    largest change that there can be. The sum of ranks grows with each change: it is smallest where the largest changes
    are the opposite.
    """
    few, ordered = threshold - 1, sorted(map(float, change))
    if len(ordered) <= 2 * few:
        return ""
    return _common_way([-far] * few + ordered[:-few], ordered, ordered[few:] + [far] * few)


def _common_way(*changes: Sequence[float]) -> str:
    """Where answers went in each of these; nothing where they did not go the same way."""
    import numpy as np

    ways = set()
    for some in map(np.array, changes):
        _, p_value = _signed_rank(some)
        ways.add(way_of(PairedChange(len(some), 0, None, None, p_value, float(rank_biserial(some)), None)))
    return ways.pop() if len(ways) == 1 else ""


def reading_of(
    change: PairedChange,
    *,
    people: str,
    missing: int | None,
    sized: bool = True,
    way: str | None = None,
    is_retrospective: bool = False,
) -> str:
    """What a paired change says: its direction and, where it is `sized`, its size, or that nothing can be concluded.

    `way` is where answers went as far as that may be said, None for what the change itself says.
    `people` says in words over how many it is counted; `missing` is how many pairs lack an answer, None where that is
    not shown.
    """
    start = f"Sur {people} qui ont répondu les deux fois"
    if is_retrospective:
        start = f"Sur {people}, en comparant aujourd’hui et le souvenir d’avant"
    gone = f" Il manque une réponse à {so_many(missing, 'autre', 'autres')}." if missing else ""
    return f"{start}, {_found(change, way_of(change) if way is None else way, sized=sized)}.{gone}"


def _found(change: PairedChange, went: str, *, sized: bool) -> str:
    if not sized and not went:
        return "l’écart n’est pas montré\u00a0: il ferait connaître la réponse de quelques personnes"
    if change.effect is None or change.p_value is None or change.n < FEWEST_CONCLUSIVE:
        return "il y a trop peu de réponses pour calculer\u00a0: rien ne permet de conclure"
    if went == UNCLEAR:
        return "les écarts peuvent être dus au hasard\u00a0: rien ne permet de conclure"
    way = "plus hautes" if went == ROSE else "plus basses"
    size = next((word for bound, word in SIZES if abs(change.effect) >= bound), "très faible")
    return f"les réponses sont {way} après\u00a0; l’écart est net{f' et d’ampleur {size}' if sized else ''}"


# -- Tables of answers before and after, counted together with the published figures of both moments

#: Of somebody who has no answers of that moment, or none that is known to be the same person's.
ABSENT = "absent"
#: Pairs with both answers, and all pairs.
BOTH, PAIRS = "both", "pairs"

#: People by their group and by their answers before and after: a code, `NO_ANSWER` or `ABSENT`.
type Moved = Mapping[tuple[tuple[Any, ...], tuple[str, str]], int]


@dataclass(frozen=True)
class ScaleStep:
    """One step of the scale on which answers move."""

    code: str
    label: str
    score: int
    #: The answers on it.
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
        """Whether a page must say why figures are missing."""
        rows = [*self.cells, self.directions.values(), *(row.values() for row in self.groups.values())]
        return self.both is None or any(None in row for row in rows)


def changes_shown(flows: Flows, steps: Sequence[ScaleStep]) -> tuple[list[float], list[float]] | None:
    """The changes that fit what is shown and make the effect smallest and largest; None where a direction is hidden.

    Ranks add up to the same whatever is hidden: the effect grows where who rose did so farther, and who fell did not.
    """
    if None in flows.directions.values():
        return None
    low, high = ([0.0] * (flows.directions[STAYED] or 0) for _ in range(2))
    for way, sign in ((ROSE, 1), (FELL, -1)):
        cells = [
            (second.score - first.score, people)
            for first, row in zip(steps, flows.cells, strict=True)
            for second, people in zip(steps, row, strict=True)
            if (second.score - first.score) * sign > 0
        ]
        shown = [float(change) for change, people in cells for _ in range(people or 0)]
        hidden = sorted(float(change) for change, people in cells if people is None)
        rest = (flows.directions[way] or 0) - len(shown)
        low += [*shown, *hidden[:1] * rest]
        high += [*shown, *hidden[-1:] * rest]
    return low, high


def said_by_shown(flows: Flows, steps: Sequence[ScaleStep]) -> tuple[str, float | None]:
    """Where answers went, and the effect to `ROUGHLY`, as anybody could work them out of the figures that are shown."""
    import numpy as np

    ends = changes_shown(flows, steps)
    if ends is None or len(ends[0]) < FEWEST_TESTED:
        return "", None
    low, high = (float(rank_biserial(np.array(end))) for end in ends)
    return _common_way(*ends), round((low + high) / 2, 1) + 0.0 if high - low <= ROUGHLY else None


def at_least(people: int, *, of: Sequence[int], threshold: int = THRESHOLD) -> int | None:
    """How many pairs there are at least, in whole steps, where it is not shown how many; None where it tells too much.

    They are `of` so many people who answered once: that few of these are no pair does not follow.
    """
    step, _ = _in_steps(people, threshold)
    return step if step + threshold <= min(of) or not step else None


def _in_steps(people: int, threshold: int) -> tuple[int, int]:
    """Between what lies a number of which it is said how many whole steps it has at least."""
    step = people - people % threshold
    return step, step + threshold - 1


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

    Both steps are shown of everybody, what became of an answer of groups as well. `pairs_shown` says whether
    it is said how many pairs there are.
    """
    score = {answer: step.score for step in steps for answer in step.answers}
    above = high_answers(score)
    flows: dict[Any, Test] = {
        (first.code, second.code): both_among(first.answers, second.answers) for first in steps for second in steps
    }
    ways: dict[Any, Test] = {
        ROSE: lambda both: _way(both, score) == ROSE,
        STAYED: lambda both: _way(both, score) == STAYED,
        FELL: lambda both: _way(both, score) == FELL,
    }
    numbers = {
        BOTH: sum(people for (_, both), people in moved.items() if _way(both, score) != UNPAIRED),
        PAIRS: sum(people for (_, both), people in moved.items() if ABSENT not in both),
    }
    codes = (*score, NO_ANSWER, ABSENT)
    of_all = guarded_beside(
        _counted((((), both), people) for (_, both), people in moved.items()),
        figures={BOTH: lambda both: _way(both, score) != UNPAIRED, **ways, **flows},
        shown=[
            *_margin(0, [*score, NO_ANSWER], before),
            *_margin(1, [*score, NO_ANSWER], after),
            (is_among(0, above), (0, HIGH), {EVERYBODY: {(0, HIGH): before.get(HIGH)}}),
            (is_among(1, above), (1, HIGH), {EVERYBODY: {(1, HIGH): after.get(HIGH)}}),
            (differs(0, ABSENT), 0, {EVERYBODY: {0: 1}}),
            (differs(1, ABSENT), 1, {EVERYBODY: {1: 1}}),
            (lambda both: ABSENT not in both, PAIRS, {EVERYBODY: {PAIRS: 1 if pairs_shown else None}}),
            # What is shown nowhere must not follow.
            (equals(0, ABSENT), (0, ABSENT), {}),
            (equals(1, ABSENT), (1, ABSENT), {}),
            (lambda both: ABSENT not in both and _way(both, score) == UNPAIRED, NO_ANSWER, {}),
        ],
        groups={EVERYBODY},
        in_all=False,
        possible=[both for both in product(codes, codes) if both != (ABSENT, ABSENT)],
        within={name: _in_steps(people, threshold) for name, people in numbers.items()},
        threshold=threshold,
    ).cells[EVERYBODY]
    by_group = guarded_beside(
        _counted(
            ((values, (_way(both, score),)), people) for (values, both), people in moved.items() if both[0] != ABSENT
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
        groups={group: {str(way): people for way, people in row.items()} for group, row in by_group.cells.items()},
    )


def _way(both: tuple[str, str], score: Mapping[str, int]) -> str:
    first, second = score.get(both[0]), score.get(both[1])
    if first is None or second is None:
        return UNPAIRED
    return STAYED if first == second else ROSE if first < second else FELL


def _counted(people: Iterable[tuple[Any, int]]) -> Counter[Any]:
    """People who are no longer distinguished, together."""
    found: Counter[Any] = Counter()
    for part, number in people:
        found[part] += number
    return found


def _margin(at: int, codes: Sequence[str], row: Mapping[Any, int | None]) -> list[tuple[Test, Any, Cells]]:
    return [(equals(at, code), code, {EVERYBODY: row}) for code in codes]
