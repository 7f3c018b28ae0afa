"""The picture of a fund: the worked example by hand, which nodes are named, then what must be true of every fund."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.funds.rules import ACTIONS, CONTRIBUTORS, flow_spoken, fund_flow
from inclusion.core.charts.bars import REST
from inclusion.core.charts.flows import BETWEEN, SOURCE, TARGET
from inclusion.core.french.money import ZERO, split

D = Decimal
BOTH = pytest.mark.parametrize("width", [760, 360])


def worked(width=760, **changes):
    """CAF gives 10 000, Orange 5 000, CPAM 0; the match is 30 000; two actions of 9 000."""
    told = {
        "contributors": [("CPAM", D(0)), ("Orange", D(5000)), ("CAF", D(10000))],
        "matchers": [("Département", D(30000))],
        "grants": [],
        "actions": [("Mes droits depuis chez moi", D(9000), D(0)), ("Forum", D(9000), D(0))],
        "left": D(27000),
    }
    return fund_flow(**(told | changes), width=width)


def names(chart, step):
    return [one.node.name for one in chart.at(step)]


def links(chart):
    return {(one.link.source.name, one.link.target.name): one.link.amount for one in chart.ribbons}


@BOTH
def test_the_worked_example(width):
    chart = worked(width)
    assert links(chart) == {
        ("CAF", "Réuni"): D(10000),
        ("Orange", "Réuni"): D(5000),
        ("Effet levier, Département", "Réuni"): D(30000),
        ("Réuni", "Mes droits depuis chez moi"): D(9000),
        ("Réuni", "Forum"): D(9000),
        ("Réuni", "Reste disponible"): D(27000),
    }
    assert names(chart, SOURCE) == ["CAF", "Orange", "Effet levier, Département"]
    assert names(chart, TARGET) == ["Mes droits depuis chez moi", "Forum", "Reste disponible"]
    assert [one.link.fill for one in chart.ribbons] == ["c1", "c1", "c2", "c4", "c4", REST]
    assert chart.width == width


def test_the_worked_example_in_words():
    assert flow_spoken(worked()).replace("\u202f", " ").replace("\u00a0", " ") == (
        "Reçu : 45 000 € (CAF : 10 000 € ; Orange : 5 000 € ; Effet levier, Département : 30 000 €). "
        "Réuni : 45 000 €. Engagé ou disponible : 45 000 € "
        "(Mes droits depuis chez moi : 9 000 € ; Forum : 9 000 € ; reste disponible : 27 000 €)."
    )


@BOTH
def test_one_grant_flows_straight_to_what_it_pays(width):
    chart = worked(
        width,
        grants=[("ANCT", D(150000))],
        actions=[("Forum", D(9000), D(0)), ("Pass", D(4000), D(110000))],
        left=D(72000),
    )
    found = links(chart)
    assert found["ANCT", "Pass"] == D(110000) and found["Réuni", "Pass"] == D(4000)
    assert found["ANCT", "Reste disponible"] == D(40000)
    assert found["Réuni", "Reste disponible"] == D(32000)
    assert names(chart, BETWEEN) == ["Réuni"]


def test_what_grants_pay_stands_level_with_them():
    """At the foot of the page's picture; first on the phone's, where grants join last."""
    told = {
        "grants": [("ANCT", D(9000))],
        "actions": [("Pass", D(0), D(9000)), ("Forum", D(9000), D(0))],
        "left": D(36000),
    }
    assert names(worked(760, **told), TARGET) == ["Forum", "Reste disponible", "Pass"]
    assert names(worked(360, **told), TARGET) == ["Pass", "Forum", "Reste disponible"]


def test_what_grants_hardly_pay_keeps_its_place():
    told = {"grants": [("ANCT", D(900))], "left": D(36900)}
    assert names(worked(actions=[("Forum", D(8100), D(900))], **told), TARGET)[0] == "Forum"
    assert names(worked(actions=[("Forum", D(8099), D(901))], **told), TARGET)[-1] == "Forum"


@BOTH
def test_several_grants_are_gathered_as_nobody_told_which_paid_what(width):
    chart = worked(
        width,
        grants=[("ANCT", D(3000)), ("Europe", D(2000))],
        actions=[("Pass", D(0), D(4000)), ("Forum", D(9000), D(0))],
        left=D(37000),
    )
    found = links(chart)
    assert names(chart, BETWEEN) == ["Réuni", "Subventions"]
    assert found["ANCT", "Subventions"] == D(3000) and found["Subventions", "Pass"] == D(4000)
    assert found["Subventions", "Reste disponible"] == D(1000)
    assert (
        "reste disponible\u00a0: 37\u202f000\u00a0€, dont pot commun\u00a0: 36\u202f000\u00a0€ et"
        in flow_spoken(chart)
    )


@BOTH
def test_the_largest_are_named_and_the_others_summed_up(width):
    chart = worked(
        width,
        contributors=[(f"C{number}", D(number)) for number in range(25)],
        matchers=[],
        actions=[(f"A{number}", D(number), D(0)) for number in range(1, 13)],
        left=D(300 - 78),
    )
    # 24 gave (one gave nothing): 24 to 19 are named, 18 × 19 / 2 = 171 are summed up.
    assert names(chart, SOURCE) == ["C24", "C23", "C22", "C21", "C20", "C19", "18 autres contributeurs"]
    assert chart.at(SOURCE)[-1].amount == D(171) and len(chart.at(SOURCE)[-1].node.parts) == 18
    assert names(chart, TARGET) == [
        "A12",
        "A11",
        "A10",
        "A9",
        "A8",
        "A7",
        "6 autres actions",
        "Reste disponible",
    ]
    assert chart.at(TARGET)[-2].amount == D(21)


def test_one_more_than_the_largest_is_named_too():
    """« 1 autre contributeur » would take the line of its name."""
    chart = worked(
        contributors=[(f"C{number}", D(5)) for number in range(CONTRIBUTORS + 1)],
        matchers=[],
        actions=[(f"A{number}", D(5), D(0)) for number in range(ACTIONS + 1)],
        left=D(0),
    )
    assert names(chart, SOURCE) == [f"C{number}" for number in range(CONTRIBUTORS + 1)]
    assert names(chart, TARGET) == [f"A{number}" for number in range(ACTIONS + 1)]


@BOTH
def test_one_contributor_and_nothing_spent(width):
    chart = fund_flow([("CAF", D(100))], [], [], [], D(100), width)
    assert links(chart) == {("CAF", "Réuni"): D(100), ("Réuni", "Reste disponible"): D(100)}


@BOTH
def test_an_empty_fund_is_an_empty_drawing(width):
    chart = fund_flow([("CAF", ZERO)], [], [], [("Forum", ZERO, ZERO)], ZERO, width)
    assert chart.nodes == () and chart.height == 0 and flow_spoken(chart) == ""


@BOTH
def test_amounts_a_thousand_times_smaller_stay_visible(width):
    chart = fund_flow(
        [("CAF", D(10**6)), ("MSA", D(10))], [], [], [("Forum", D(1), D(0))], D(10**6 + 9), width
    )
    assert min(one.thickness for one in chart.ribbons) == 2


AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)
ROWS = st.lists(st.tuples(st.text("abcM é", min_size=1, max_size=50), AMOUNTS), max_size=25)


@st.composite
def funds(draw):
    contributors, matchers, grants = draw(ROWS), draw(ROWS), draw(ROWS)
    count = draw(st.integers(0, 12))
    weights = st.lists(st.integers(0, 9), min_size=count, max_size=count)
    pot = sum((amount for _, amount in [*contributors, *matchers]), ZERO)
    granted = sum((amount for _, amount in grants), ZERO)
    own, by_grants = (split(total, [*draw(weights), 1]) for total in (pot, granted))
    actions = [(f"Action {at}", own[at], by_grants[at]) for at in range(count)]
    return contributors, matchers, grants, actions, own[-1] + by_grants[-1]


@given(funds(), st.sampled_from([760, 360]))
def test_no_cent_is_lost_in_the_picture(fund, width):
    contributors, matchers, grants, _, left = fund
    chart = fund_flow(*fund, width)
    came = sum((amount for _, amount in [*contributors, *matchers, *grants]), ZERO)
    assert chart.total(SOURCE) == chart.total(TARGET) == chart.total(BETWEEN) + _straight(chart) == came
    rest = [one.amount for one in chart.at(TARGET) if one.node.fill == REST]
    assert sum(rest, ZERO) == left
    for one in chart.nodes:
        into, out = (
            [ribbon for ribbon in chart.ribbons if getattr(ribbon.link, end) == one.node]
            for end in ("target", "source")
        )
        assert {sum(ribbon.link.amount for ribbon in side) for side in (into, out) if side} == {one.amount}
        assert {sum(ribbon.thickness for ribbon in side) for side in (into, out) if side} <= {
            one.height,
            one.width,
        }


@given(funds(), st.sampled_from([760, 360]))
def test_few_nodes_are_named_and_their_parts_add_up(fund, width):
    chart = fund_flow(*fund, width)
    assert len(chart.at(SOURCE)) <= 7 + 4 + 4 and len(chart.at(TARGET)) <= 8
    for one in chart.nodes:
        if one.node.parts:
            assert len(one.node.parts) > 1
            assert sum(amount for _, amount in one.node.parts) == one.amount


def _straight(chart):
    return sum(
        (one.link.amount for one in chart.ribbons if one.link.target.step - one.link.source.step == 2), ZERO
    )
