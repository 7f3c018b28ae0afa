"""A whole run is refused when its set-ups took too long, a run of a few tests is not."""

from tests.costs import SETUP_BUDGET, WHOLE, Costs


def test_a_whole_run_holds_the_budget_of_set_ups():
    costs = Costs(None)
    costs.tests, costs.setup = WHOLE, WHOLE * SETUP_BUDGET / 1000
    assert not costs.over_budget()
    costs.setup *= 1.01
    assert costs.over_budget()
    costs.tests, costs.setup = WHOLE - 1, costs.setup * 2
    assert not costs.over_budget()
