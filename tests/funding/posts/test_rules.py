"""A year of a co-financed post: the ceiling of the fund, the equal share, what stays to find; cents by hand."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from funding.posts.rules.years import Shares, year_plan
from inclusion.core.errors import DomainError, InvalidAmount
from tests.examples import examples

from .arithmetic import is_true

D = Decimal

#: cost, State, other aids, collectivité offered (None: not asked) → remainder, ceiling, fund, collectivité, to find
CEILINGS = [
    # the worked example, and its State years
    ("40000", "17500", "0", None, "22500.00", "11250.00", "11250.00", "11250.00", "0.00"),
    ("40000", "17500", "0", "8000", "22500.00", "11250.00", "8000.00", "8000.00", "6500.00"),
    ("40000", "12500", "0", None, "27500.00", "13750.00", "13750.00", "13750.00", "0.00"),
    ("40000", "20000", "0", None, "20000.00", "10000.00", "10000.00", "10000.00", "0.00"),
    ("40000", "10000", "0", "12000", "30000.00", "15000.00", "12000.00", "12000.00", "6000.00"),
    # State at zero
    ("40000", "0", "0", None, "40000.00", "20000.00", "20000.00", "20000.00", "0.00"),
    ("40000", "0", "0", "20000", "40000.00", "20000.00", "20000.00", "20000.00", "0.00"),
    ("40000", "0", "0", "5000", "40000.00", "20000.00", "5000.00", "5000.00", "30000.00"),
    # other aids
    ("40000", "17500", "2500", None, "20000.00", "10000.00", "10000.00", "10000.00", "0.00"),
    ("40000", "17500", "2500.50", None, "19999.50", "9999.75", "9999.75", "9999.75", "0.00"),
    ("40000", "0", "39999.98", None, "0.02", "0.01", "0.01", "0.01", "0.00"),
    ("43210.99", "12500", "1234.56", None, "29476.43", "14738.21", "14738.21", "14738.22", "0.00"),
    # nothing remains
    ("40000", "40000", "0", None, "0.00", "0.00", "0.00", "0.00", "0.00"),
    ("40000", "50000", "0", None, "0.00", "0.00", "0.00", "0.00", "0.00"),
    ("40000", "25000", "15000", None, "0.00", "0.00", "0.00", "0.00", "0.00"),
    ("40000", "25000", "20000", "5000", "0.00", "0.00", "0.00", "0.00", "0.00"),
    ("40000", "40000", "0", "1000", "0.00", "0.00", "0.00", "0.00", "0.00"),
    ("0", "0", "0", None, "0.00", "0.00", "0.00", "0.00", "0.00"),
    ("0", "17500", "0", "10", "0.00", "0.00", "0.00", "0.00", "0.00"),
    # what the collectivité offers: nothing, a little, about the half, more than the half, all, more than all
    ("40000", "17500", "0", "0", "22500.00", "11250.00", "0.00", "0.00", "22500.00"),
    ("40000", "17500", "0", "0.01", "22500.00", "11250.00", "0.01", "0.01", "22499.98"),
    ("40000", "17500", "0", "11249.99", "22500.00", "11250.00", "11249.99", "11249.99", "0.02"),
    ("40000", "17500", "0", "11250", "22500.00", "11250.00", "11250.00", "11250.00", "0.00"),
    ("40000", "17500", "0", "11250.01", "22500.00", "11250.00", "11249.99", "11250.01", "0.00"),
    ("40000", "17500", "0", "15000", "22500.00", "11250.00", "7500.00", "15000.00", "0.00"),
    ("40000", "17500", "0", "22499.99", "22500.00", "11250.00", "0.01", "22499.99", "0.00"),
    ("40000", "17500", "0", "22500", "22500.00", "11250.00", "0.00", "22500.00", "0.00"),
    ("40000", "17500", "0", "22500.01", "22500.00", "11250.00", "0.00", "22500.00", "0.00"),
    ("40000", "17500", "0", "30000", "22500.00", "11250.00", "0.00", "22500.00", "0.00"),
    # odd cents: the ceiling is rounded down, the collectivité takes the cent
    ("100.01", "0", "0", None, "100.01", "50.00", "50.00", "50.01", "0.00"),
    ("100.01", "0", "0", "50", "100.01", "50.00", "50.00", "50.00", "0.01"),
    ("100.01", "0", "0", "50.01", "100.01", "50.00", "50.00", "50.01", "0.00"),
    ("100.01", "0", "0", "50.02", "100.01", "50.00", "49.99", "50.02", "0.00"),
    ("0.01", "0", "0", None, "0.01", "0.00", "0.00", "0.01", "0.00"),
    ("0.01", "0", "0", "0", "0.01", "0.00", "0.00", "0.00", "0.01"),
    ("0.02", "0", "0", None, "0.02", "0.01", "0.01", "0.01", "0.00"),
    ("0.03", "0", "0", None, "0.03", "0.01", "0.01", "0.02", "0.00"),
    ("0.03", "0", "0", "0.01", "0.03", "0.01", "0.01", "0.01", "0.01"),
    ("39999.99", "17500", "0", None, "22499.99", "11249.99", "11249.99", "11250.00", "0.00"),
    ("38457.37", "12500", "0", "10000", "25957.37", "12978.68", "10000.00", "10000.00", "5957.37"),
    ("12345678.91", "0", "0", None, "12345678.91", "6172839.45", "6172839.45", "6172839.46", "0.00"),
]


def planned(cost, state, other, offered):
    return year_plan(
        cost=D(cost), state_aid=D(state), other_aid=D(other), collectivite=None if offered is None else D(offered)
    )


def read(step):
    return str(step).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_worked_example():
    asked = year_plan(cost=D(40000), state_aid=D(17500))
    assert (asked.remainder, asked.fund_max, asked.fund) == (D(22500), D(11250), D(11250))
    assert (asked.collectivite, asked.to_find) == (D(11250), D(0))
    poor = year_plan(cost=D(40000), state_aid=D(17500), collectivite=D(8000))
    assert (poor.fund, poor.collectivite, poor.to_find) == (D(8000), D(8000), D(6500))


@pytest.mark.parametrize("row", CEILINGS, ids=lambda row: "-".join(map(str, row[:4])))
def test_the_ceiling_to_the_cent(row):
    plan = planned(*row[:4])
    found = (plan.remainder, plan.fund_max, plan.fund, plan.collectivite, plan.to_find)
    assert tuple(map(str, found)) == row[4:]
    assert all(is_true(step.arithmetic) for step in plan.steps if step.arithmetic)


def test_each_case_is_another():
    assert len({row[:4] for row in CEILINGS}) == len(CEILINGS) >= 34


def test_the_steps_say_why():
    assert [read(step) for step in planned("40000", "17500", "0", None).steps] == [
        "Le coût, moins l’aide de l’État, laisse à financer : 40 000 − 17 500 = 22 500,00 €",
        "Le fonds peut payer jusqu’à 11 250,00 € parce que sa part est limitée à la moitié de ce que les aides "
        "laissent à financer. 22 500 ÷ 2 = 11 250,00 €",
        "La collectivité paie au moins autant que le fonds, donc tout ce que le fonds ne peut pas payer : "
        "22 500 − 11 250 = 11 250,00 €",
        "Le fonds paie tout ce qu’il peut, 11 250,00 €.",
        "Tout est financé, il ne reste rien à trouver : 22 500 − 11 250 − 11 250 = 0,00 €",
    ]


def test_the_steps_name_what_holds_the_fund():
    assert [read(step) for step in planned("40000", "17500", "500", "8000").steps] == [
        "Le coût, moins l’aide de l’État et les autres aides, laisse à financer : 40 000 − 17 500 − 500 = 22 000,00 €",
        "Le fonds peut payer jusqu’à 11 000,00 € parce que sa part est limitée à la moitié de ce que les aides "
        "laissent à financer. 22 000 ÷ 2 = 11 000,00 €",
        "La collectivité apporte 8 000,00 €.",
        "Le fonds ne paie pas plus que la collectivité, donc 8 000,00 €.",
        "Il reste à trouver : 22 000 − 8 000 − 8 000 = 6 000,00 €",
    ]
    steps = [read(step) for step in planned("100.01", "0", "0", "60").steps]
    assert steps[1].endswith("laissent à financer, au centime inférieur. 100,01 ÷ 2 ≈ 50,00 €")
    assert steps[3] == "Le fonds paie ce que la collectivité laisse à financer : 100,01 − 60 = 40,01 €"
    steps = [read(step) for step in planned("100", "0", "0", "160").steps]
    assert steps[2] == "La collectivité propose 160,00 €, mais il n’y a que 100,00 € à financer."
    assert read(planned("100", "0", "0", "0").steps[2]) == "La collectivité n’apporte rien."


def test_where_nothing_remains_two_steps_are_enough():
    assert [read(step) for step in planned("40000", "30000", "15000", "10").steps] == [
        "Les aides dépassent le coût, il ne reste rien à financer : 30 000 + 15 000 > 40 000,00 €",
        "Le fonds n’a rien à payer parce que les aides couvrent tout le coût.",
        "La collectivité propose 10,00 €, mais il n’y a rien à financer.",
    ]


@pytest.mark.parametrize("parameter", ["cost", "state_aid", "other_aid", "collectivite"])
@pytest.mark.parametrize("amount", ["-0.01", "0.001", "NaN"])
def test_amounts_that_are_none_are_refused_at_their_parameter(parameter, amount):
    amounts = {"cost": D(40000), "state_aid": D(0), "other_aid": D(0), "collectivite": D(0)}
    with pytest.raises(InvalidAmount) as refusal:
        year_plan(**{**amounts, parameter: D(amount)})
    assert refusal.value.field == parameter
    assert isinstance(refusal.value, DomainError)


def test_aids_count_up_to_the_cost_those_of_the_state_first():
    assert planned("40000", "30000", "15000", None).shares == Shares(D(40000), D(30000), D(10000))
    assert planned("40000", "50000", "15000", None).shares == Shares(D(40000), D(40000))
    assert planned("40000", "10000", "0", "9000").shares == Shares(D(40000), D(10000), D(0), D(9000), D(9000), D(12000))


cents = st.integers(0, 10**7).map(lambda count: D(count) / 100)


@settings(max_examples=examples(300), deadline=None)
@given(cents, cents, cents, st.none() | cents)
@example(D("0.01"), D(0), D(0), None)
@example(D("0.03"), D(0), D(0), D("0.02"))
def test_whatever_is_asked_the_parts_hold(cost, state, other, offered):
    plan = year_plan(cost=cost, state_aid=state, other_aid=other, collectivite=offered)
    parts = (plan.fund, plan.collectivite, plan.to_find)
    assert min(*parts, plan.remainder, plan.fund_max) >= 0
    assert sum(parts) == plan.remainder == max(cost - state - other, 0)
    assert plan.fund <= plan.fund_max
    assert 2 * plan.fund <= plan.remainder
    assert plan.collectivite >= plan.fund
    assert offered is not None or plan.to_find == 0
    assert offered is None or plan.collectivite == min(offered, plan.remainder)
    shares = plan.shares
    payers = (shares.state_aid, shares.other_aid, shares.fund, shares.collectivite, shares.to_find)
    assert sum(payers) == shares.cost == cost
    assert min(payers) >= 0
    assert all(is_true(step.arithmetic) for step in plan.steps if step.arithmetic)


@settings(max_examples=examples(100), deadline=None)
@given(cents, cents, cents)
def test_the_fund_pays_the_most_that_the_rule_allows(cost, state, offered):
    plan = year_plan(cost=cost, state_aid=state, collectivite=offered)
    more = plan.fund + D("0.01")
    too_much = 2 * more > plan.remainder, more > plan.collectivite, more + plan.collectivite > plan.remainder
    assert any(too_much)
