"""Flows beside both moments, by hand."""

from evaluation.results.rules.changes import ABSENT, ScaleStep, guarded_flows
from evaluation.results.rules.findings import NO_ANSWER

STEPS = tuple(
    ScaleStep(code, code, score, frozenset([code]))
    for score, code in enumerate(("low", "mid", "high"), start=1)
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
    flows = flows_of(
        {("low", "mid"): 12, ("low", "high"): 3, ("mid", "mid"): 20}, before={"low": 15, "mid": 20}
    )
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
