"""The years of a post: part years by the month, FTE, offers; civil years that add up in rows and columns."""

from dataclasses import astuple
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.posts.rules.plans import monthly_costs, post_plan
from funding.posts.rules.years import Shares
from funding.staff.rules import fte_figure
from inclusion.core.errors import DomainError
from tests.examples import examples

from .arithmetic import is_true

D = Decimal
SEPTEMBER = date(2026, 9, 1)

#: yearly cost, FTE, months, State by year, other aids a year, offers by year
#: → by year: cost, other aids, remainder, fund, collectivité, to find
PLANS = {
    "three full years": (
        ("40000", "1", 36, ["17500", "12500", "12500"], "0", []),
        [
            "40000.00 0.00 22500.00 11250.00 11250.00 0.00",
            "40000.00 0.00 27500.00 13750.00 13750.00 0.00",
            "40000.00 0.00 27500.00 13750.00 13750.00 0.00",
        ],
    ),
    "half a post": (("40000", "0.5", 12, ["8750"], "0", []), ["20000.00 0.00 11250.00 5625.00 5625.00 0.00"]),
    "half a year": (("40000", "1", 6, ["8750"], "0", []), ["20000.00 0.00 11250.00 5625.00 5625.00 0.00"]),
    "half a year, more than the half": (
        ("40000", "1", 6, ["8750"], "0", ["9000"]),
        ["20000.00 0.00 11250.00 2250.00 9000.00 0.00"],
    ),
    "a year and a half": (
        ("40000", "1", 18, ["17500", "6250"], "0", []),
        ["40000.00 0.00 22500.00 11250.00 11250.00 0.00", "20000.00 0.00 13750.00 6875.00 6875.00 0.00"],
    ),
    "1.75 FTE, State at zero": (("40000", "1.75", 12, [], "0", []), ["70000.00 0.00 70000.00 35000.00 35000.00 0.00"]),
    "0.8 FTE for seven months": (  # 38 000 × 0.8 × 7/12 = 17 733.333…
        ("38000", "0.8", 7, [], "0", []),
        ["17733.33 0.00 17733.33 8866.66 8866.67 0.00"],
    ),
    "a third of a post": (("40000", "1/3", 12, [], "0", []), ["13333.33 0.00 13333.33 6666.66 6666.67 0.00"]),
    "one month": (("40000", "1", 1, [], "0", []), ["3333.33 0.00 3333.33 1666.66 1666.67 0.00"]),
    "five months": (  # 16 666.666… goes up
        ("40000", "1", 5, [], "0", []),
        ["16666.67 0.00 16666.67 8333.33 8333.34 0.00"],
    ),
    "half a cent goes up": (("0.06", "1", 1, [], "0", []), ["0.01 0.00 0.01 0.00 0.01 0.00"]),
    "a tenth for one month": (  # 41 000 × 0.1 ÷ 12 = 341.666…
        ("41000", "0.1", 1, [], "0", []),
        ["341.67 0.00 341.67 170.83 170.84 0.00"],
    ),
    "other aids for three months": (
        ("40000", "1", 3, [], "6000", []),
        ["10000.00 1500.00 8500.00 4250.00 4250.00 0.00"],
    ),
    "other aids whose month is no cent": (  # 1 000 × 7/12 = 583.333…; 40 000 × 7/12 = 23 333.333…
        ("40000", "1", 7, ["10208.33"], "1000", []),
        ["23333.33 583.33 12541.67 6270.83 6270.84 0.00"],
    ),
    "offers that differ, a month over": (
        ("40000", "1", 25, [], "0", ["8000", None, "1000"]),
        [
            "40000.00 0.00 40000.00 8000.00 8000.00 24000.00",
            "40000.00 0.00 40000.00 20000.00 20000.00 0.00",
            "3333.33 0.00 3333.33 1000.00 1000.00 1333.33",
        ],
    ),
    "two posts, the State leaves": (
        ("40000", "2", 36, ["35000"], "0", ["22500"]),
        [
            "80000.00 0.00 45000.00 22500.00 22500.00 0.00",
            "80000.00 0.00 80000.00 40000.00 40000.00 0.00",
            "80000.00 0.00 80000.00 40000.00 40000.00 0.00",
        ],
    ),
    "a month short of three years": (  # 40 000 × 11/12 = 36 666.666…
        ("40000", "1", 35, ["17500", "12500", "11458.33"], "0", []),
        [
            "40000.00 0.00 22500.00 11250.00 11250.00 0.00",
            "40000.00 0.00 27500.00 13750.00 13750.00 0.00",
            "36666.67 0.00 25208.34 12604.17 12604.17 0.00",
        ],
    ),
    "aids beyond the cost of a part year": (
        ("40000", "1", 3, ["17500"], "0", ["500"]),
        ["10000.00 0.00 0.00 0.00 0.00 0.00"],
    ),
}


def planned(terms, start=SEPTEMBER):
    yearly_cost, fte, months, aids, other, offers = terms
    return post_plan(
        yearly_cost=D(yearly_cost),
        fte=Fraction(fte),
        start=start,
        months=months,
        aids=[D(aid) for aid in aids],
        other_aid_yearly=D(other),
        collectivite_by_year=[None if offer is None else D(offer) for offer in offers],
    )


def row(plan):
    return " ".join(map(str, (plan.cost, plan.other_aid, plan.remainder, plan.fund, plan.collectivite, plan.to_find)))


def read(step):
    return str(step).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("name", PLANS)
def test_the_years_to_the_cent(name):
    terms, rows = PLANS[name]
    plan = planned(terms)
    assert [row(year.plan) for year in plan.years] == rows
    assert all(is_true(step.arithmetic) for step in plan.steps if step.arithmetic)


def test_the_years_follow_the_start_and_the_last_is_cut():
    plan = planned(("40000", "1", 30, ["17500", "12500", "6250"], "0", []))
    assert [(year.start, year.end, year.months, year.name) for year in plan.years] == [
        (date(2026, 9, 1), date(2027, 9, 1), 12, "1re année"),
        (date(2027, 9, 1), date(2028, 9, 1), 12, "2e année"),
        (date(2028, 9, 1), date(2029, 3, 1), 6, "3e année"),
    ]
    assert plan.total == Shares(D(100000), D(36250), D(0), D(31875), D(31875), D(0))
    assert (plan.remainder, plan.fund_max) == (D(63750), D(31875))


def test_the_steps_explain_a_part_year():
    plan = planned(("40000", "0.5", 7, [], "1000", ["3000"]))
    assert [read(step) for step in plan.steps] == [
        "1re année, du 1er septembre 2026 au 31 mars 2027.",
        "Le poste, à 0,5 ETP pendant 7 mois, coûte : 40 000 × 0,5 × 7 ÷ 12 ≈ 11 666,67 €",
        "Les autres aides, pendant 7 mois, font : 1 000 × 7 ÷ 12 ≈ 583,33 €",
        "Le coût, moins l’aide de l’État et les autres aides, laisse à financer : 11 666,67 − 0 − 583,33 = 11 083,34 €",
        "Le fonds peut payer jusqu’à 5 541,67 € parce que sa part est limitée à la moitié de ce que les aides "
        "laissent à financer. 11 083,34 ÷ 2 = 5 541,67 €",
        "La collectivité apporte 3 000,00 €.",
        "Le fonds ne paie pas plus que la collectivité, donc 3 000,00 €.",
        "Il reste à trouver : 11 083,34 − 3 000 − 3 000 = 5 083,34 €",
    ]


def test_the_steps_end_with_the_whole_duration():
    plan = planned(PLANS["three full years"][0])
    assert [read(step) for step in plan.steps[-2:]] == [
        "Sur toute la durée, le fonds paie : 11 250 + 13 750 + 13 750 = 38 750,00 €",
        "Sur toute la durée, la collectivité paie : 11 250 + 13 750 + 13 750 = 38 750,00 €",
    ]
    assert read(plan.steps[1]) == "Le poste, à 1 ETP pendant 12 mois, coûte : 40 000 × 1 = 40 000,00 €"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"months": 37}, "months"),
        ({"months": 0}, "months"),
        ({"start": date(2026, 9, 2)}, "start"),
        ({"fte": D(0)}, "fte"),
        ({"fte": D(3)}, "fte"),
        ({"yearly_cost": D(-1)}, "yearly_cost"),
        ({"other_aid_yearly": D("0.001")}, "other_aid_yearly"),
        ({"aids": [D(-1)]}, "state_aid"),
        ({"collectivite_by_year": [None, D(-1)]}, "collectivite"),
    ],
)
def test_terms_that_are_none_are_refused_at_their_parameter(change, field):
    terms = {"yearly_cost": D(40000), "fte": D(1), "start": SEPTEMBER, "months": 36}
    assert post_plan(**terms).total.cost == 120000
    with pytest.raises(DomainError) as refusal:
        post_plan(**{**terms, **change})
    assert refusal.value.field == field


def test_more_aids_than_years_are_a_mistake():
    with pytest.raises(ValueError, match="2 years"):
        planned(("40000", "1", 13, ["1", "2", "3"], "0", []))


def test_a_year_is_parted_over_civil_years_by_the_month():
    plan = planned(("40000", "1", 12, ["17500"], "0", []))
    assert plan.by_civil_year() == {
        2026: Shares(D("13333.33"), D("5833.33"), D(0), D(3750), D(3750), D(0)),
        2027: Shares(D("26666.67"), D("11666.67"), D(0), D(7500), D(7500), D(0)),
    }


def test_state_aid_that_ends_with_a_civil_year_stays_in_it():
    plan = planned(("40000", "1", 12, ["5833.33"], "0", []))
    assert plan.by_civil_year(aid_until=date(2027, 1, 1)) == {
        2026: Shares(D("13333.33"), D("5833.33"), D(0), D(3750), D(3750), D(0)),
        2027: Shares(D("26666.67"), D(0), D(0), D("13333.33"), D("13333.34"), D(0)),
    }


def test_state_aid_above_the_cost_of_its_months_pays_the_next():
    plan = planned(("12000", "1", 12, ["10000"], "0", []), start=date(2026, 11, 1))
    assert plan.by_civil_year(aid_until=date(2027, 1, 1)) == {
        2026: Shares(D(2000), D(2000)),
        2027: Shares(D(10000), D(8000), D(0), D(1000), D(1000), D(0)),
    }


def test_a_post_that_begins_in_january_is_parted_as_its_years():
    plan = planned(("40000", "1", 18, ["17500", "6250"], "0", ["8000"]), start=date(2026, 1, 1))
    assert plan.by_civil_year() == {2026 + index: year.plan.shares for index, year in enumerate(plan.years)}


@pytest.mark.parametrize(
    ("fte", "written"), [("1", "1"), ("0.5", "0,5"), ("1.75", "1,75"), ("2", "2"), ("1/3", "1 ÷ 3"), ("0.125", "1 ÷ 8")]
)
def test_a_number_of_fte_in_words(fte, written):
    assert fte_figure(Fraction(fte)) == written


def test_months_that_are_no_whole_cents_make_the_year():
    months = monthly_costs(D(40000), fte=D(1))
    assert list(map(str, months[:3])) == ["3333.33", "3333.34", "3333.33"]
    assert sum(months) == 40000


cents = st.integers(0, 10**7).map(lambda count: D(count) / 100)
ftes = st.fractions(min_value=Fraction(1, 20), max_value=2, max_denominator=20)


@settings(max_examples=examples(100), deadline=None)
@given(cents, ftes, st.integers(0, 12))
def test_monthly_parts_add_up_to_the_year(yearly_cost, fte, cut):
    months = monthly_costs(yearly_cost, fte=fte)
    assert len(months) == 12
    assert abs(Fraction(sum(months)) - Fraction(yearly_cost) * fte) <= Fraction(1, 200)
    assert sum(months[:cut]) == sum(monthly_costs(yearly_cost, fte=fte, months=cut))
    assert max(months) - min(months) <= D("0.01")


@settings(max_examples=examples(150), deadline=None)
@given(
    cents,
    ftes,
    st.integers(1, 12),
    st.integers(1, 36),
    st.lists(cents, max_size=3),
    cents,
    st.lists(st.none() | cents, max_size=3),
    st.none() | st.builds(date, st.integers(2026, 2029), st.integers(1, 12), st.just(1)),
)
def test_civil_years_add_up_in_rows_and_columns(yearly, fte, month, months, aids, other, offers, aid_until):
    count = -(-months // 12)
    plan = post_plan(
        yearly_cost=yearly,
        fte=fte,
        start=date(2026, month, 1),
        months=months,
        aids=aids[:count],
        other_aid_yearly=other,
        collectivite_by_year=offers[:count],
    )
    assert sum(year.months for year in plan.years) == months
    civil = plan.by_civil_year(aid_until=aid_until)
    assert sum(civil.values(), Shares()) == plan.total
    for shares in (*civil.values(), plan.total):
        cost, *payers = astuple(shares)
        assert sum(payers) == cost
        assert min(payers) >= 0
