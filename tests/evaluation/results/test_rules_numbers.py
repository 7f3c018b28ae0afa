"""Means and medians of numbers: no answer of few people can be worked out of what is shown together."""

import itertools
import statistics
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.results.rules.numbers import MIDDLE, bins_shown, rounding_of, summary_shown

#: Fourteen answers before and after, of which a search over what was once printed left one solution.
BEFORE = [0] * 5 + [1] * 4 + [2, 2, 3, 4, 5]
AFTER = [1] * 5 + [2] * 4 + [3, 4, 4, 5, 6]


@pytest.mark.parametrize("values", [[1, 4, 9, 15, 28], [17, 34, 52, 68, 81], [3, 4, 4, 4], BEFORE, AFTER])
def test_few_answers_have_no_middle(values):
    shown = summary_shown(values)
    assert [shown[name] for name in MIDDLE] == [None] * 4
    assert shown["highest"] is None


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], [0, None, None, None, None, None, None]),
        ([3] * 4, [None] * 7),
        ([3] * 5, [5, 3, 3, 3, 3, 3, 3]),
        ([0] * 30 + [1] * 30, [60, None, None, 0, 1, 0, 1]),
        ([0] * 30 + [1] * 4, [34, None, 0, 0, 0, 0, None]),
        ([2.5] * 40 + [-3] * 40, [80, None, None, -3, 2.5, -3, 2.5]),
        ([*range(10)] * 40, [400, 5, None, 2, 7, 0, 9]),
        ([*[10**12] * 50, *[10**12 + 1] * 9], [59, None, 10**12, 10**12, 10**12, 10**12, 10**12 + 1]),
    ],
)
def test_what_is_shown(values, shown):
    names = ("n", "mean", "median", "lower", "upper", "lowest", "highest")
    found = summary_shown(values)
    assert [found[name] for name in names if name != "mean"] == shown[:1] + shown[2:]


def test_hundreds_of_answers_have_a_mean_and_a_median():
    values = [at % 21 for at in range(378)]
    assert rounding_of(values).keys() >= {"mean", "median"}


def test_one_who_answers_far_from_all_others_is_not_in_the_mean():
    assert summary_shown([*range(10)] * 30 + [500_000])["mean"] is None


def test_bins_hide_the_empty_ones_beside_hidden_ones():
    assert bins_shown([0] * 6 + [1] * 3 + [9] * 4, [1, 2, 5]) == [6, None, None, None]
    assert bins_shown([0] * 6 + [9] * 5, [1, 2, 5]) == [6, 0, 0, 5]
    assert bins_shown([1, 2, 3, 4], [2]) == [None, None]


def printed(values, edges):
    """What an attacker reads: bins, and each figure with what it is rounded to."""
    return bins_shown(values, edges), summary_shown(values), rounding_of(values)


def agrees(values, edges, bins, summary, rounding) -> bool:
    """Whether these answers agree with what was printed."""
    if summary["n"] != len(values):
        return False
    counts = Counter(sum(value >= edge for edge in edges) for value in values)
    if any(shown is not None and shown != counts[at] for at, shown in enumerate(bins)):
        return False
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    figures = {"mean": statistics.fmean(values), "median": median, "lower": low, "upper": high}
    near = all(abs(figures[name] - summary[name]) <= step / 2 + 1e-9 for name, step in rounding.items())
    ends = (summary["lowest"] in (None, min(values))) and (summary["highest"] in (None, max(values)))
    return near and ends


@settings(deadline=None)
@given(st.lists(st.integers(0, 2), min_size=5, max_size=40), st.sampled_from([[1], [2], [1, 2]]))
def test_a_search_over_all_answers_pins_no_answer_of_few(values, edges):
    shown = printed(values, edges)
    n = len(values)
    feasible = [
        (zeros, ones, n - zeros - ones)
        for zeros, ones in itertools.product(range(n + 1), repeat=2)
        if zeros + ones <= n and agrees([0] * zeros + [1] * ones + [2] * (n - zeros - ones), edges, *shown)
    ]
    counts = Counter(values)
    assert tuple(counts[value] for value in range(3)) in feasible
    for value in range(3):
        if 0 < counts[value] < 5:
            assert {one[value] for one in feasible} & ({0} | set(range(5, n + 1)))
            assert len({one[value] for one in feasible}) > 1
