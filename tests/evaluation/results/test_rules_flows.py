"""Flows beside both moments: by hand, and against whoever solves for whole numbers."""

from collections import Counter
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.results.rules import tables
from evaluation.results.rules.changes import (
    ABSENT,
    ScaleStep,
    changes_shown,
    guarded_flows,
    paired_change,
    said_by_shown,
)
from evaluation.results.rules.findings import NO_ANSWER
from tests.evaluation.attack import are_few
from tests.examples import examples

STEPS = tuple(
    ScaleStep(code, code, score, frozenset([code])) for score, code in enumerate(("low", "mid", "high"), start=1)
)


def flows_of(moved: dict, *, before: dict | None = None, after: dict | None = None, threshold: int = 5):
    """The flows of one group « g », of which some figures are shown already."""
    parts = {(("g",), both): people for both, people in moved.items()}
    return guarded_flows(
        parts,
        steps=STEPS,
        before=before or {},
        after=after or {},
        pairs_shown=True,
        groups={(0, "g")},
        threshold=threshold,
    )


def test_large_flows_are_shown():
    flows = flows_of(
        {
            ("low", "mid"): 9,
            ("low", "high"): 6,
            ("mid", "mid"): 7,
            ("high", "low"): 5,
            ("mid", NO_ANSWER): 8,
            ("low", ABSENT): 12,
            (ABSENT, "mid"): 11,
        }
    )
    assert flows.cells == ((0, 9, 6), (0, 7, 0), (5, 0, 0))
    assert (flows.directions, flows.both) == ({"rose": 15, "stayed": 7, "fell": 5}, 27)
    assert flows.groups == {(0, "g"): {"rose": 15, "stayed": 7, "fell": 5, "unpaired": 20}}
    assert not flows.hides_something


def test_a_row_that_is_shown_before_hides_two_of_its_flows():
    """Fifteen said « low » before; shown the nine who moved to the middle and nobody else, three would be known."""
    flows = flows_of({("low", "mid"): 12, ("low", "high"): 3, ("mid", "mid"): 20}, before={"low": 15, "mid": 20})
    assert flows.cells[0][2] is None
    assert flows.cells[0][1] is None
    assert flows.directions["rose"] in (15, None)


def test_one_who_fell_is_not_revealed_by_what_the_others_did():
    flows = flows_of({("low", "mid"): 12, ("mid", "mid"): 20, ("high", "mid"): 1})
    shown = [flows.both, *flows.directions.values()]
    assert None in shown
    assert flows.directions["fell"] is None


def test_without_the_guard_all_is_shown():
    flows = flows_of({("low", "mid"): 12, ("high", "mid"): 1}, threshold=1)
    assert (flows.directions["fell"], flows.both) == (1, 13)


def test_where_a_flow_is_hidden_the_effect_is_worked_out_of_what_is_shown():
    """Of 35 who rose five went one step or two: each or none of them, the effect is near the same."""
    moved = {("low", "mid"): 30, ("mid", "high"): 3, ("low", "high"): 2, ("mid", "mid"): 40, ("mid", "low"): 12}
    flows = flows_of(moved)
    assert flows.cells[0][2] is None
    low, high = changes_shown(flows, STEPS)
    found = [low.count(2), high.count(2)]
    assert found == [0, 5]
    assert said_by_shown(flows, STEPS) == ("rose", 0.5)
    rank = {step.code: step.score for step in STEPS}
    pairs = [both for both, people in moved.items() for _ in range(people)]
    exact = paired_change([rank[one] for one, _ in pairs], [rank[other] for _, other in pairs])
    assert exact.effect == pytest.approx(0.5, abs=0.1)


def test_where_a_direction_is_hidden_no_effect_is_said():
    flows = flows_of({("low", "mid"): 12, ("mid", "mid"): 20, ("high", "mid"): 1})
    assert said_by_shown(flows, STEPS) == ("", None)


CODES = ("low", "mid", "high", NO_ANSWER, ABSENT)
BOTH_TIMES = [both for both in product(CODES, CODES) if both != (ABSENT, ABSENT)]
RANK = {"low": 1, "mid": 2, "high": 3}
WAYS = {"rose": 1, "stayed": 0, "fell": -1}


def margin(moved: dict, at: int) -> dict:
    """What is shown of one moment: the answers of five and more, or of nobody."""
    found: Counter = Counter()
    for both, people in moved.items():
        found[both[at]] += people
    return {code: found[code] if found[code] >= 5 or not found[code] else None for code in CODES[:-1]}


def certain(moved: dict) -> list:
    """What is of one to four people for certain, for who reads flows, directions, pairs and both moments."""
    sides = [margin(moved, at) for at in (0, 1)]
    flows = flows_of(moved, before=sides[0], after=sides[1])

    def way(both):
        ranks = [RANK.get(code) for code in both]
        return None if None in ranks else (ranks[1] > ranks[0]) - (ranks[1] < ranks[0])

    sums = {("pairs",): lambda both: ABSENT not in both, ("both",): lambda both: way(both) is not None}
    sums |= {(name,): lambda both, sign=sign: way(both) == sign for name, sign in WAYS.items()}
    sums |= {(at, code): lambda both, at=at, code=code: both[at] == code for at in (0, 1) for code in CODES}
    sums |= {(at, "all"): lambda both, at=at: both[at] != ABSENT for at in (0, 1)}
    sums |= {both: lambda one, both=both: one == both for both in product(RANK, RANK)}
    said = {("pairs",): 1, ("both",): flows.both} | {(name,): flows.directions[name] for name in WAYS}
    said |= {(at, code): sides[at][code] for at in (0, 1) for code in CODES[:-1]}
    said |= {(at, "all"): 1 for at in (0, 1)}
    said |= {(one, other): flows.cells[at][by] for (at, one), (by, other) in product(enumerate(RANK), enumerate(RANK))}
    rows = {name: [int(test(both)) for both in BOTH_TIMES] for name, test in sums.items()}
    true = {name: sum(moved.get(both, 0) for both in BOTH_TIMES if sums[name](both)) for name in sums}
    shown = {name: (rows[name], true[name]) for name in sums if said.get(name) is not None}
    hidden = [name for name in (*product(RANK, RANK), *((name,) for name in WAYS)) if said[name] is None]
    lowest = [] if any(not true[name] for name in hidden) else [(rows[name], 1) for name in hidden]
    # What both moments and the pairs say without any flow is not theirs to hide.
    beside = [shown[name] for name in shown if name[0] in (0, 1, "pairs")]
    return [
        name
        for name in hidden
        if 0 < true[name] < 5 and are_few([*shown.values()], lowest, rows[name]) and not are_few(beside, [], rows[name])
    ]


#: People by what they answered before and after, so few that much is hidden.
MOVED = st.dictionaries(st.sampled_from(BOTH_TIMES), st.sampled_from([1, 2, 3, 4, 5, 7, 9]), max_size=9)
#: Two who stayed at the top: eight were there before, and six are known to have gone.
LEFT_AT_THE_TOP = {
    ("high", "high"): 2,
    ("high", "mid"): 6,
    ("low", "low"): 5,
    ("mid", "mid"): 5,
    ("low", "mid"): 3,
    ("mid", "low"): 4,
}


@settings(max_examples=examples(40))
@given(MOVED)
def test_no_flow_is_of_few_people_for_certain(moved):
    assert certain(moved) == []


def test_without_the_guard_whole_numbers_reveal_who_moved():
    with patch.object(tables._Open, "hide_certain_to_be_few", lambda *_: None):
        assert certain(LEFT_AT_THE_TOP)
    assert certain(LEFT_AT_THE_TOP) == []
