"""Means and medians of numbers: no answer of few people can be worked out of what is shown together."""

import itertools
import statistics
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.results.rules.numbers import (
    MIDDLE,
    bins_shown,
    counts_between,
    number_edges,
    rounding_of,
    summary_shown,
)

#: Fourteen answers before and after, of which a search over what was once printed left one solution.
BEFORE = [0] * 5 + [1] * 4 + [2, 2, 3, 4, 5]
AFTER = [1] * 5 + [2] * 4 + [3, 4, 4, 5, 6]


@pytest.mark.parametrize("values", [[1, 4, 9, 15, 28], [17, 34, 52, 68, 81], [3, 4, 4, 4], BEFORE, AFTER])
def test_few_answers_have_no_middle(values):
    shown = summary_shown(values)
    assert [shown[name] for name in MIDDLE] == [None] * 4
    assert shown["highest"] is None


@pytest.mark.parametrize(
    ("values", "limits", "shown"),
    [
        ([], {}, [0, None, None, None]),
        ([3] * 4, {}, [None] * 4),
        ([3] * 5, {}, [5, None, None, None]),
        ([0] * 30 + [1] * 30, {"minimum": 0}, [60, None, 0, None]),
        ([0] * 30 + [1] * 30, {"minimum": 0, "maximum": 1}, [60, None, 0, 1]),
        ([0] * 30 + [1] * 30, {}, [60, None, None, None]),
        ([*range(10)] * 40, {}, [400, 4.5, 2, 7]),
    ],
)
def test_what_is_shown(values, limits, shown):
    found = summary_shown(values, **limits)
    assert [found[name] for name in ("n", "median", "lower", "upper")] == shown


def test_a_median_is_the_middle_of_its_bin():
    values = [at % 100 for at in range(600)]
    shown, rounding = summary_shown(values, minimum=0), rounding_of(values, minimum=0)
    assert (shown["median"], rounding["median"]) == (49.5, 20)
    assert (shown["lower"], rounding["lower"]) == (24.5, 10)


def test_of_numbers_with_decimals_a_bin_of_one_number_is_a_whole_number_wide():
    values = [at + 0.5 for at in range(9)] * 10
    assert (summary_shown(values)["median"], rounding_of(values)["median"]) == (4.5, 1)


def test_a_mean_is_of_a_hundred_numbers_at_least():
    values = [at % 3 for at in range(99)]
    assert summary_shown(values)["mean"] is None
    assert (summary_shown([*values, 0])["mean"], rounding_of([*values, 0])["mean"]) == (1, 0.2)


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


@pytest.mark.parametrize(("people", "most"), [(5, 4), (9, 2), (10, 3), (11, 2), (12, 2), (15, 2), (20, 2)])
@pytest.mark.parametrize("is_bounded", [True, False])
def test_who_knows_this_code_and_tries_all_answers_pins_none_of_few(people, most, is_bounded):
    """All answers that print the same: no number is in each of them, from one to four times."""
    limits = {"minimum": 0, "maximum": most if is_bounded else None}
    alike = defaultdict(list)
    for values in itertools.combinations_with_replacement(range(most + 1), people):
        edges = number_edges(values, **limits)
        shown = summary_shown(values, **limits), rounding_of(values, **limits), counts_between(values, edges)
        alike[str((edges, *shown))].append(Counter(values))
    for lists in alike.values():
        for number in range(most + is_bounded):
            counts = {one[number] for one in lists}
            assert not counts <= {1, 2, 3, 4}, (number, lists)
