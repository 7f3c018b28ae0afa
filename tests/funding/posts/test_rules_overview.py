"""All posts over civil years: hundredths of FTE and cents by hand, and sums that add up whatever the posts are."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from funding.posts.rules.overview import FinancedPost, StoredYear, overview, slices
from funding.posts.rules.plans import post_plan
from funding.posts.rules.years import Shares
from inclusion.core.french.periods import months_after
from tests.examples import examples

D = Decimal
FUND = "Fonds « Postes »"


def shares(*amounts):
    return Shares(*(D(one) for one in amounts))


def september(**fields):
    """40 000 € from September to August: the State 17 500, the fund and the collectivité 11 250 each."""
    year = StoredYear(
        date(2026, 9, 1), date(2027, 9, 1), shares("40000.00", "17500.00", "0", "11250.00", "11250.00", "0")
    )
    values = {
        "key": 1,
        "territory": "Angers",
        "fund": FUND,
        "fte": D(1),
        "yearly_cost": D(40000),
        "years": (year,),
        **fields,
    }
    return FinancedPost(**values)


def half():
    """Half a post over 2026: 20 000 €, of which 4 000 stay to find."""
    year = StoredYear(date(2026, 1, 1), date(2027, 1, 1), shares("20000.00", "0", "0", "8000.00", "8000.00", "4000.00"))
    return FinancedPost(2, "Saumur", FUND, D("0.5"), D(40000), (year,))


def table(rows):
    return {row.name: " ".join(map(str, row.values)) for row in rows}


def test_a_post_is_parted_by_the_month():
    first, second = slices(september())
    assert (first.year, first.months, first.fte) == (2026, 4, Fraction(1, 3))
    assert (second.year, second.months, second.fte) == (2027, 8, Fraction(2, 3))
    assert first.shares == shares("13333.33", "5833.33", "0", "3750.00", "3750.00", "0")
    assert second.shares == shares("26666.67", "11666.67", "0", "7500.00", "7500.00", "0")


def test_state_aid_falls_on_the_months_that_it_pays():
    first, second = slices(september(aid_until=date(2027, 1, 1)))
    assert first.shares.state_aid == D("13333.33")  # all that four months cost
    assert second.shares.state_aid == D("4166.67")


def test_the_fte_of_a_funder_are_its_part_of_the_cost():
    """Half a post of 20 000 €, of which the fund pays 8 000: 0.5 × 8 000 ÷ 20 000 = 0.20."""
    found = overview([half()])
    assert found.years == (2026,)
    assert table(found.funders) == {FUND: "0.20", "Collectivités": "0.20", "Reste à trouver": "0.10"}
    assert table(found.territories) == {"Saumur": "0.50"}
    assert found.fte.values == (D("0.50"),)


def test_hundredths_that_are_left_go_to_the_largest_remainder():
    """A third of an FTE: 33 hundredths by 7 : 4.5 : 4.5 are 14.4, 9.3 and 9.3; two thirds are 29.3, 18.8 and 18.8."""
    found = overview([september()])
    assert table(found.funders) == {"État": "0.15 0.29", FUND: "0.09 0.19", "Collectivités": "0.09 0.19"}
    assert found.fte.values == (D("0.33"), D("0.67"))


def test_two_posts_in_two_territories():
    found = overview([september(), half()])
    assert table(found.territories) == {"Angers": "0.33 0.67", "Saumur": "0.50 0.00"}
    assert found.fte.values == (D("0.83"), D("0.67"))
    assert table(found.money) == {
        "État": "5833.33 11666.67",
        FUND: "11750.00 7500.00",
        "Collectivités": "11750.00 7500.00",
        "Reste à trouver": "4000.00 0.00",
    }
    assert found.money_total.values == (D("33333.33"), D("26666.67"))
    assert found.money_total.total == D("60000.00")
    assert [row.total for row in found.money] == [D("17500.00"), D("19250.00"), D("19250.00"), D("4000.00")]


def test_years_without_a_post_stand_between_others():
    found = overview(
        [half(), september(years=(StoredYear(date(2028, 1, 1), date(2029, 1, 1), half().years[0].shares),))]
    )
    assert found.years == (2026, 2027, 2028)
    assert found.fte.values[1] == D("0.00")


def test_nothing_makes_empty_tables():
    found = overview([])
    assert (found.years, found.funders, found.territories, found.money) == ((), (), (), ())


def test_a_cost_that_was_decided_otherwise_is_parted_evenly():
    first, second = slices(september(yearly_cost=D(50000)))
    assert first.shares.cost + second.shares.cost == D("40000.00")
    assert first.shares.cost == D("13333.36")  # the cents that twelve equal months leave go to the first ones


def test_months_that_cost_no_cent_are_left_to_the_collectivites():
    year = StoredYear(date(2026, 1, 1), date(2026, 2, 1), Shares())
    found = overview([FinancedPost(1, "Angers", FUND, D("0.01"), D("0.01"), (year,))])
    assert found.fte.values == (D("0.00"),)
    assert table(found.funders) == {"Collectivités": "0.00"}


amounts = st.integers(0, 6_000_000).map(lambda cents: D(cents) / 100)


@st.composite
def posts(draw):
    months, start = draw(st.integers(1, 36)), date(draw(st.integers(2024, 2027)), draw(st.integers(1, 12)), 1)
    years = -(-months // 12)
    fte = D(draw(st.integers(1, 200))) / 100
    cost = draw(st.integers(1, 9_000_000).map(lambda cents: D(cents) / 100))
    plan = post_plan(
        yearly_cost=cost,
        fte=fte,
        start=start,
        months=months,
        aids=draw(st.lists(amounts, max_size=years)),
        other_aid_yearly=draw(amounts),
        collectivite_by_year=draw(st.lists(st.none() | amounts, max_size=years)),
    )
    post = FinancedPost(
        draw(st.integers(1, 99)),
        draw(st.sampled_from(["Angers", "Cholet", "Saumur"])),
        draw(st.sampled_from(["Fonds A", "Fonds B"])),
        fte,
        cost,
        tuple(StoredYear(year.start, year.end, year.plan.shares) for year in plan.years),
        draw(st.none() | st.integers(-6, 40).map(lambda count: months_after(start, count))),
    )
    return post, plan


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(posts(), max_size=6))
def test_rows_and_columns_add_up_to_the_plans(some):
    found = overview([post for post, _ in some])
    total = sum((plan.total for _, plan in some), Shares())
    for index in range(len(found.years)):
        assert sum(row.values[index] for row in found.money) == found.money_total.values[index]
        for rows in (found.funders, found.territories):
            assert sum(row.values[index] for row in rows) == found.fte.values[index]
            assert all(row.values[index] >= 0 for row in rows)
    assert found.money_total.total == sum(row.total for row in found.money) == total.cost
    by_name = {row.name: row.total for row in found.money}
    assert by_name.get("État", 0) == total.state_aid
    assert by_name.get("Autres aides", 0) == total.other_aid
    assert by_name.get("Fonds A", 0) + by_name.get("Fonds B", 0) == total.fund
    assert by_name.get("Collectivités", 0) == total.collectivite
    assert by_name.get("Reste à trouver", 0) == total.to_find
    exact = sum((post.fte * plan_months(plan) / 12 for post, plan in some), D(0))
    assert abs(sum(found.fte.values, D(0)) - exact) <= D("0.01") * len(found.years)


def plan_months(plan):
    return sum(year.months for year in plan.years)


@settings(max_examples=examples(200), deadline=None)
@given(posts())
def test_the_slices_of_a_post_are_those_of_its_plan(some):
    post, plan = some
    assert {part.year: part.shares for part in slices(post)} == plan.by_civil_year(aid_until=post.aid_until)
