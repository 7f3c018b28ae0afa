"""What is left of the votes of a bank, by year, and why."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from equipment.budget.rules import above_what_is_left, budget_of
from tests.pages import plain

D = Decimal
VOTES = [(date(2025, 6, 27), "Session de juin", D("65000.00")), (date(2027, 3, 1), "Complément", D("5000.00"))]


def test_left_is_voted_less_bought_year_by_year():
    budget = budget_of(VOTES, {2025: (D("21700.00"), 6), 2026: (D("1200.50"), 1)})
    assert (budget.voted, budget.bought, budget.left) == (D("70000.00"), D("22900.50"), D("47099.50"))
    assert [(one.year, one.voted, one.bought, one.left) for one in budget.years] == [
        (2025, D("65000.00"), D("21700.00"), D("43300.00")),
        (2026, D("0.00"), D("1200.50"), D("42099.50")),
        (2027, D("5000.00"), D("0.00"), D("47099.50")),
    ]
    assert [plain(one) for one in budget.steps] == [
        "Voté le 27 juin 2025 : Session de juin. + 65 000,00 €",
        "Voté le 1er mars 2027 : Complément. + 5 000,00 €",
        "6 achats en 2025. − 21 700,00 €",
        "1 achat en 2026. − 1 200,50 €",
    ]


def test_nothing_yet():
    budget = budget_of([], {})
    assert (budget.left, budget.years, budget.steps) == (D("0.00"), (), ())


def test_more_bought_than_voted_is_shown():
    budget = budget_of([], {2026: (D("10.00"), 1)})
    assert budget.left == D("-10.00")
    assert plain(budget.steps[-1]) == "Les achats dépassent ce qui a été voté. 10,00 € de trop"


def test_a_purchase_above_what_is_left():
    assert above_what_is_left(D("10.00"), D("10.00")) == ""
    said = "Cet achat dépasse de 0,01 € ce qu’il reste du budget voté (10,00 €)."
    assert plain(above_what_is_left(D("10.01"), D("10.00"))) == said
    said = "Il ne reste rien du budget voté : cet achat le dépasse de 15,00 €."
    assert plain(above_what_is_left(D("10.00"), D("-5.00"))) == said


cents = st.integers(min_value=1, max_value=10**9).map(lambda count: D(count) / 100)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@given(
    votes=st.lists(st.tuples(days, st.just("Vote"), cents), max_size=6),
    bought=st.dictionaries(st.integers(2020, 2030), st.tuples(cents, st.integers(1, 50)), max_size=6),
)
def test_the_years_add_up_to_the_whole(votes, bought):
    budget = budget_of(votes, bought)
    assert sum((one.voted for one in budget.years), D(0)) == budget.voted
    assert sum((one.bought for one in budget.years), D(0)) == budget.bought
    assert not budget.years or budget.years[-1].left == budget.left == budget.voted - budget.bought
