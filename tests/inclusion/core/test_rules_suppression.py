"""No small group can be read or worked out, whatever the counts."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.suppression import suppress, suppressed, total_may_be_shown

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8)
#: How fast the machine is says nothing about the rule.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SMALL = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 7), max_size=4)


def groups(counts):
    """Groups of so many people each, none in two of them."""
    return {key: {f"{key}{n}" for n in range(count)} for key, count in counts.items()}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, {}),
        ({"a": 0, "b": 12}, {"a": 0, "b": 12}),
        ({"a": 5, "b": 12}, {"a": 5, "b": 12}),
        # One small cell: the next smallest keeps it company.
        ({"a": 3, "b": 12, "c": 9}, {"a": None, "b": 12, "c": None}),
        # Two that are four together: still too few.
        ({"a": 2, "b": 2, "c": 9, "d": 20}, {"a": None, "b": None, "c": None, "d": 20}),
        ({"a": 2, "b": 3, "c": 9}, {"a": None, "b": None, "c": 9}),
        # Five that are one each: the total would say so.
        (dict.fromkeys("abcde", 1) | {"f": 8}, dict.fromkeys("abcdef")),
        # Cells of zero hide nobody.
        ({"a": 4, "b": 0, "c": 0}, {"a": None, "b": 0, "c": 0}),
        # Of two that are alike, the first given.
        ({"a": 3, "b": 9, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 3, "c": 9, "b": 9}, {"a": None, "c": None, "b": 9}),
    ],
)
def test_what_is_hidden(counts, shown):
    assert suppress(counts) == shown


@PATIENT
@given(COUNTS, st.integers(2, 12))
def test_small_cells_are_hidden_and_zeros_stay(counts, threshold):
    shown = suppress(counts, threshold=threshold)
    assert shown.keys() == counts.keys()
    for key, count in counts.items():
        assert shown[key] in (None, count)
        if 0 < count < threshold:
            assert shown[key] is None
        if count == 0:
            assert shown[key] == 0


@PATIENT
@given(COUNTS, st.integers(2, 12))
def test_beside_a_total_hidden_cells_are_several_and_enough(counts, threshold):
    shown = suppress(counts, threshold=threshold)
    hidden = [counts[key] for key in counts if shown[key] is None]
    if total_may_be_shown(groups(counts), [k for k in counts if shown[k] is None], threshold=threshold):
        assert not hidden or (len(hidden) >= 2 and sum(hidden) >= threshold)
    else:  # then there is nothing left that could be hidden as well
        assert not [count for key, count in counts.items() if count and shown[key] is not None]


@PATIENT
@given(SMALL)
def test_with_the_total_known_nobody_can_work_a_hidden_cell_out(counts):
    """Every table that shows the same cells and the same total is gone through: each hidden cell differs in two."""
    shown = suppress(counts)
    hidden = [key for key in counts if shown[key] is None]
    if not hidden or not total_may_be_shown(groups(counts), hidden):
        return
    left = sum(counts.values()) - sum(count for count in shown.values() if count is not None)
    possible = [cells for cells in product(range(1, left + 1), repeat=len(hidden)) if sum(cells) == left]
    for place, key in enumerate(hidden):
        assert len({cells[place] for cells in possible}) > 1, key


@PATIENT
@given(COUNTS)
def test_the_same_counts_hide_the_same_cells(counts):
    assert suppress(counts) == suppress(dict(counts))


@PATIENT
@given(COUNTS, st.integers(2, 12))
def test_no_more_is_hidden_than_must_be(counts, threshold):
    """Where nothing is small, nothing is hidden."""
    if all(count == 0 or count >= threshold for count in counts.values()):
        assert None not in suppress(counts, threshold=threshold).values()


def test_people_in_two_groups_count_once_among_what_is_hidden():
    """Two groups of three are three people, when they are the same."""
    people = {"a": {1, 2, 3}, "b": {1, 2, 3}, "c": set(range(4, 14)), "d": set(range(20, 50))}
    assert suppressed(people) == {"a", "b", "c"}


@PATIENT
@given(st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.integers(0, 25)), max_size=6))
def test_hidden_groups_that_share_people_are_enough_people(people):
    hidden = suppressed(people)
    if hidden and total_may_be_shown(people, hidden):
        assert len(set().union(*(people[key] for key in hidden))) >= 5


def test_what_must_be_hidden_takes_another_with_it():
    assert suppressed(groups({"a": 20, "b": 30, "c": 40}), also={"c"}) == {"a", "c"}


def test_a_count_that_must_be_hidden_takes_another_with_it():
    """However many people are counted: none of them is looked at."""
    counts = {"a": 9, "b": 7, "c": 10**12}
    assert suppress(counts, also={"a"}) == {"a": None, "b": None, "c": 10**12}


def test_the_total_of_a_small_table_is_not_shown():
    assert not total_may_be_shown(groups({"a": 3}), {"a"})
    assert not total_may_be_shown(groups({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}), set("abcde"))
    assert total_may_be_shown(groups({"a": 3, "b": 4}), {"a", "b"})
    assert total_may_be_shown(groups({"a": 0}), set())
    assert total_may_be_shown({}, set())
