"""Before and after: published examples, figures by hand, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.results.rules.changes import PairedChange, paired_change, steady_way
from evaluation.results.rules.findings import ROSE, UNCLEAR

#: Darwin's maize, by which Wilcoxon (1945) showed the test: differences of 15 pairs, in eighths of an inch.
MAIZE = (6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75)
#: Hollander & Wolfe (1973), depression of nine patients at a first and a second visit.
FIRST = (1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
SECOND = (0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
#: Ten pairs with a zero and a tie.
OLD = (110, 122, 125, 120, 140, 124, 123, 137, 135, 145)
NEW = (125, 115, 130, 140, 140, 115, 140, 125, 140, 135)

#: Answers on a ladder of four steps, some missing.
STEPS = st.one_of(st.none(), st.integers(1, 4).map(float))
PAIRS = st.lists(st.tuples(STEPS, STEPS), max_size=40)


@pytest.fixture(scope="module")
def stats():
    """SciPy's, which take a second to load: not in each process that only collects the tests."""
    from scipy import stats

    return stats


def of(change, start: float = 0.0) -> PairedChange:
    """What is found of these changes."""
    return paired_change([start] * len(change), [start + one for one in change])


def test_the_maize_of_wilcoxon():
    """The two that fell rank 10 and 14: 24 of 120. Published, exact on both sides: 0.0413."""
    found = of(MAIZE)
    assert (found.n, found.missing, found.median_change, found.statistic) == (15, 0, 24.0, 24.0)
    assert found.p_value == pytest.approx(0.041259765625)
    assert found.effect == pytest.approx((96 - 24) / 120)


def test_the_depression_of_hollander_and_wolfe():
    """Published: the sum of the ranks that fell is 40 of 45, p = 0.01953 on one side."""
    found = paired_change(FIRST, SECOND)
    assert (found.n, found.statistic) == (9, 5.0)
    assert found.p_value == pytest.approx(2 * 0.01953125)
    assert found.effect == pytest.approx(-35 / 45)


def test_a_zero_is_ranked_and_left_out(stats):
    """By hand, after Pratt: the zero takes rank 1, the two fives 2.5 each; 32 rose, 22 fell, of 54."""
    found = paired_change(OLD, NEW)
    assert (found.statistic, found.median_change) == (22.0, 2.5)
    assert found.effect == pytest.approx((32 - 22) / 54)
    assert found.p_value == stats.wilcoxon(NEW, OLD, zero_method="pratt").pvalue


@pytest.mark.parametrize(
    ("n", "fell", "critical"),
    [
        pytest.param(6, (), 0, id="n = 6"),
        pytest.param(7, (2,), 2, id="n = 7"),
        pytest.param(8, (3,), 3, id="n = 8"),
        pytest.param(9, (5,), 5, id="n = 9"),
        pytest.param(10, (8,), 8, id="n = 10"),
        pytest.param(12, (6, 7), 13, id="n = 12"),
        pytest.param(15, (12, 13), 25, id="n = 15"),
        pytest.param(20, (16, 17, 19), 52, id="n = 20"),
    ],
)
def test_the_critical_values_of_the_tables(n, fell, critical):
    """The printed tables, 5 % on both sides: the critical sum still reaches it, one more does not."""
    found = of([-rank if rank in fell else rank for rank in range(1, n + 1)])
    assert found.statistic == critical
    assert found.p_value <= 0.05
    more = [*fell[:-1], fell[-1] + 1] if fell else [1]
    beyond = of([-rank if rank in more else rank for rank in range(1, n + 1)])
    assert beyond.statistic == critical + 1
    assert beyond.p_value > 0.05


@pytest.mark.parametrize("n", [5, 6])
def test_when_all_rise(n):
    """2 / 2ⁿ: of five, no change however clear reaches 5 %; of six, it does."""
    found = of(range(1, n + 1))
    assert found.p_value == pytest.approx(2 / 2**n)
    assert (found.effect, found.interval) == (1.0, (1.0, 1.0))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([], [], PairedChange(0, 0, None, None, None, None, None), id="nobody"),
        pytest.param([None, 2], [3, None], PairedChange(0, 2, None, None, None, None, None), id="no pair"),
        pytest.param([2], [3], PairedChange(1, 0, 1.0, None, None, 1.0, None), id="one"),
        pytest.param([2], [2], PairedChange(1, 0, 0.0, None, None, 0.0, None), id="one that stays"),
        pytest.param([2, 4], [3, 1], PairedChange(2, 0, -1.0, None, None, -1 / 3, None), id="two"),
        pytest.param([2, 3, None], [2, 3, 1], PairedChange(2, 1, 0.0, None, None, 0.0, None), id="two stay"),
        pytest.param([2] * 3, [2] * 3, PairedChange(3, 0, 0.0, 0.0, 1.0, 0.0, (0.0, 0.0)), id="three stay"),
        pytest.param([2] * 60, [2] * 60, PairedChange(60, 0, 0.0, 0.0, 1.0, 0.0, (0.0, 0.0)), id="all equal"),
    ],
)
def test_few_and_no_change(before, after, expected):
    assert paired_change(before, after) == expected


def test_not_a_number_is_no_answer():
    assert paired_change([1.0, float("nan"), 2.0], [2.0, 3.0, float("nan")]).missing == 2


def test_lists_of_two_lengths_are_not_of_the_same_people():
    with pytest.raises(ValueError, match="one length"):
        paired_change([1, 2], [1])


@given(PAIRS)
def test_it_is_what_scipy_says(stats, pairs):
    """Ties and zeros on a short ladder are the rule, not the exception."""
    before, after = [b for b, _ in pairs], [a for _, a in pairs]
    found = paired_change(before, after)
    both = [(b, a) for b, a in pairs if b is not None and a is not None]
    assert (found.n, found.missing) == (len(both), len(pairs) - len(both))
    if found.n < 3 or all(a == b for b, a in both):
        return
    change = np.array([a - b for b, a in both])
    said = stats.wilcoxon(change, zero_method="pratt")
    assert (found.statistic, found.p_value) == (said.statistic, said.pvalue)
    assert found.median_change == np.median(change)
    low, high = found.interval
    assert -1 <= low <= high <= 1


@given(PAIRS)
def test_before_and_after_swapped_give_the_opposite(pairs):
    before, after = [b for b, _ in pairs], [a for _, a in pairs]
    one, other = paired_change(before, after), paired_change(after, before)
    assert (one.n, one.missing) == (other.n, other.missing)
    if one.n:
        assert one.median_change == -other.median_change
        assert one.effect == pytest.approx(-other.effect)
    if one.p_value is not None:
        assert one.p_value == pytest.approx(other.p_value)


def test_the_same_answers_give_the_same_interval():
    assert of(MAIZE).interval == of(MAIZE).interval
    low, high = of(MAIZE).interval
    assert low < of(MAIZE).effect < high


def test_where_answers_went_is_said_where_four_people_do_not_change_it():
    assert steady_way([1] * 7, far=1) == "", "seven of seven: the test alone would say that nobody fell"
    assert steady_way([1] * 9 + [0] * 5, far=1) == ""
    assert steady_way([1] * 40 + [0] * 20 + [-1] * 2, far=1) == ROSE
    assert steady_way([1, -1] * 40, far=1) == UNCLEAR
