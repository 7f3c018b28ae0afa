"""What more money would draw: the real rule with and without it, and steps that anybody can check."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.contributions.rules.leverage import Lot, Outcome, Promise, Terms
from funding.contributions.rules.simulation import CostExample, simulate
from inclusion.core.errors import InvalidAmount
from tests.examples import examples
from tests.funding.posts.arithmetic import is_true

D = Decimal
TWO = Fraction(2)
TODAY = date(2026, 9, 1)
RECEIVED = [
    Lot("caf", 2026, date(2026, 3, 2), D(10000)),
    Lot("orange", 2026, date(2026, 3, 2), D(5000)),
    Lot("cpam", 2026, date(2026, 3, 2), D(0)),
]


def caf_gives(amount, terms, *, received=RECEIVED, pot="27000", **more):
    return simulate(
        received,
        [terms] if isinstance(terms, Terms) else terms,
        **{"contributor": "caf", "year": 2026, "on": TODAY, "name": "CAF"} | more,
        amount=D(amount),
        available=D(pot),
    )


def steps_of(simulation):
    """The steps, spaces made plain."""
    return [str(step).replace("\u00a0", " ").replace("\u202f", " ") for step in simulation.steps]


def test_if_the_caf_gave_5_000_more():
    """The worked example of the domain, after its two actions: 27 000 are left in the pot."""
    simulation = caf_gives(5000, Terms(TWO))
    assert (simulation.match, simulation.entering) == (D(10000), D(15000))
    assert (simulation.available_before, simulation.available_after) == (D(27000), D(42000))
    assert (simulation.own_before, simulation.own_after) == (D(30000), D(45000))
    assert str(simulation.leverage) == "3.00"
    assert simulation.others == simulation.to_come == {}
    assert steps_of(simulation) == [
        "CAF a déjà versé 10 000,00 € pour 2026. Avec 5 000,00 € de plus : 10 000 + 5 000 = 15 000,00 €",
        "La règle ajoute 2 € pour 1 € reçu : 15 000 × 2 = 30 000,00 €",
        "Les versements d’avant en ont déjà attiré 20 000,00 € : 30 000 − 20 000 = 10 000,00 €",
        "L’effet levier de CAF pour 2026 devient : 20 000 + 10 000 = 30 000,00 €",
        "Le fonds pourrait alors engager : 27 000 + 5 000 + 10 000 = 42 000,00 €",
        "Ce qui entre dans le pot pour chaque euro versé : 15 000 ÷ 5 000 = 3,00 €",
    ]


def test_a_new_operator():
    simulation = caf_gives(100, Terms(Fraction(2, 3)), contributor="", name="Votre organisme")
    assert simulation.match == D("66.66")
    assert steps_of(simulation) == [
        "Votre organisme n’a encore rien versé pour 2026, et verse 100,00 €.",
        "La règle ajoute 2 € pour 3 € reçus. Une fraction de centime n’est pas ajoutée : 100 × 2 ÷ 3 ≈ 66,66 €",
        "Le fonds pourrait alors engager : 27 000 + 100 + 66,66 = 27 166,66 €",
        "Ce qui entre dans le pot pour chaque euro versé : 166,66 ÷ 100 ≈ 1,67 €",
    ]


def test_the_cent_is_that_of_all_the_money_of_the_year():
    """66.66 were drawn by 100; 200 draw 133.33: the second hundred draws a cent more than the first."""
    received = [Lot("caf", 2026, TODAY, D(100))]
    assert caf_gives(100, Terms(Fraction(2, 3)), received=received).match == D("66.67")


def test_the_cap_per_contributor_is_named_where_it_cuts_and_where_it_does_not():
    cut = caf_gives(5000, Terms(TWO, cap=D(25000)))
    assert cut.match == D(5000)
    assert "Le plafond par contributeur et par an est de 25 000,00 € : l’effet levier s’arrête là. 30 000 > 25 000" in (
        steps_of(cut)
    )
    assert "Les versements d’avant en ont déjà attiré 20 000,00 € : 25 000 − 20 000 = 5 000,00 €" in steps_of(cut)
    assert str(cut.leverage) == "2.00"
    free = caf_gives(5000, Terms(TWO, cap=D(30000)))
    assert free.match == D(10000)
    assert "Le plafond par contributeur et par an est de 30 000,00 € : il n’est pas dépassé. 30 000 ≤ 30 000" in (
        steps_of(free)
    )


def test_the_cap_of_the_year_is_named_where_it_cuts_and_where_it_does_not():
    cut = caf_gives(5000, Terms(TWO, year_cap=D(33000)))
    assert (cut.match, cut.others) == (D(3000), {})
    assert (
        "Le plafond de l’année est de 33 000,00 € pour tous les contributeurs. 30 000,00 € sont déjà ajoutés : "
        "il laisse 3 000,00 € au lieu de 10 000,00 €. 33 000 − 30 000 = 3 000,00 €"
    ) in steps_of(cut)
    free = caf_gives(5000, Terms(TWO, year_cap=D(60000)), received=[])
    assert free.match == D(10000)
    assert (
        "Le plafond de l’année est de 60 000,00 € pour tous les contributeurs. Rien n’est encore ajouté : "
        "il reste assez. 60 000 − 0 = 60 000,00 €"
    ) in steps_of(free)


def test_while_somebody_waits_for_the_cap_of_the_year_more_money_draws_nothing():
    """Under 15 000 the CAF drew all; 6 000 of its 10 000 stay and draw 12 000, so that Orange drew 3 000 of 10 000."""
    terms = Terms(TWO, year_cap=D(15000))
    received = [*RECEIVED, Lot("caf", 2026, date(2026, 4, 1), D(-4000))]
    simulation = caf_gives(1000, terms, received=received)
    assert (simulation.match_before, simulation.match, simulation.others) == (D(12000), D(0), {})
    cut = caf_gives(1000, terms, contributor="orange", name="Orange", received=received)
    assert (cut.match_before, cut.match) == (D(3000), D(0))
    assert (
        "Les versements d’avant comptent pour 10 000,00 €, même si le plafond de l’année n’en a laissé que "
        "3 000,00 € : 12 000 − 10 000 = 2 000,00 €"
    ) in steps_of(cut)
    assert (
        "Le plafond de l’année est de 15 000,00 € pour tous les contributeurs. 15 000,00 € sont déjà ajoutés : "
        "il laisse 0,00 € au lieu de 2 000,00 €. 15 000 − 15 000 = 0,00 €"
    ) in steps_of(cut)


def test_earlier_money_takes_the_cap_of_the_year_from_later_money():
    simulation = caf_gives(1000, Terms(TWO, year_cap=D(30000)), on=date(2026, 2, 1))
    assert simulation.match == D(2000)
    assert simulation.others == {"orange": D(-2000)}
    assert simulation.entering == D(1000)
    assert str(simulation.leverage) == "1.00"
    assert (
        "Cet argent arrive avant d’autres versements de l’année. Sous le plafond, les autres contributeurs attirent "
        "2 000,00 € de moins."
    ) in steps_of(simulation)
    assert "Le fonds pourrait alors engager : 27 000 + 1 000 + 2 000 − 2 000 = 28 000,00 €" in steps_of(simulation)


def test_what_promises_would_draw_less_is_shown():
    promised = [Promise("msa", 2026, D(4000), TODAY), Promise("caf", 2027, D(500), date(2027, 1, 1))]
    simulation = caf_gives(1000, Terms(TWO, year_cap=D(36000)), promised=promised)
    assert simulation.match == D(2000)
    assert (simulation.expected_before, simulation.expected_after) == (D(7000), D(5000))
    assert simulation.to_come == {"msa": D(-2000)}
    assert steps_of(simulation)[-1] == (
        "Ce qui est encore promis, par tous, attirerait ensuite : 7 000 − 2 000 = 5 000,00 €"
    )
    assert caf_gives(1000, Terms(TWO), promised=promised).to_come == {}


def test_a_contributor_s_own_promise_meets_its_own_cap():
    promised = [Promise("caf", 2026, D(5000), TODAY)]
    simulation = caf_gives(3000, Terms(TWO, cap=D(30000)), promised=promised)
    assert simulation.match == D(6000)
    assert simulation.to_come == {"caf": D(-6000)}


def test_no_rule_on_the_day_no_match():
    for terms in ([], Terms(TWO, end=date(2026, 7, 1))):
        simulation = caf_gives(5000, terms)
        assert (simulation.match, simulation.entering) == (D(0), D(5000))
        assert steps_of(simulation)[0] == (
            "Aucune règle d’effet levier ne vaut le 1er septembre 2026 : rien n’est ajouté."
        )


def test_each_rule_counts_its_own_money():
    rules = [Terms(TWO, end=date(2026, 7, 1)), Terms(Fraction(1), start=date(2026, 7, 1))]
    simulation = caf_gives(5000, rules)
    assert (simulation.match_before, simulation.match, simulation.match_after) == (D(20000), D(5000), D(25000))
    assert steps_of(simulation)[0] == "CAF n’a encore rien versé pour 2026 sous cette règle, et verse 5 000,00 €."


def test_nothing_more_changes_nothing():
    simulation = caf_gives(0, Terms(TWO), promised=[Promise("msa", 2026, D(4000), TODAY)])
    assert simulation.entering == simulation.match == 0
    assert simulation.available_after == simulation.available_before
    assert simulation.leverage is None
    assert steps_of(simulation) == ["Rien n’est versé de plus : rien ne change."]


def test_what_it_would_pay():
    booklets = CostExample("carnet de pass", "carnets de pass", D(100))
    laptop = CostExample("ordinateur", "ordinateurs", D("8000.00"))
    assert caf_gives(5000, Terms(TWO), cost_examples=[booklets, laptop]).buys == (
        "150\u00a0carnets de pass",
        "1\u00a0ordinateur",
    )
    assert caf_gives(1, Terms(TWO), cost_examples=[booklets]).buys == ("0\u00a0carnet de pass",)


@pytest.mark.parametrize("amount", ["-1", "-0.01", "0.001", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(InvalidAmount):
        caf_gives(amount, Terms(TWO))


# -- Properties --------------------------------------------------------------------------------------------------------

WHO = ("caf", "orange", "msa")
START = date(2026, 1, 1)
cents = st.integers(0, 10**6).map(lambda count: D(count) / 100)
ratios = st.fractions(0, 5, max_denominator=12)
maybe_cap = st.none() | cents
days = st.integers(0, 600).map(lambda count: START + timedelta(days=count))
lots = st.lists(
    st.builds(
        Lot,
        st.sampled_from(WHO),
        st.sampled_from((2026, 2027)),
        days,
        st.integers(-(10**5), 10**6).map(lambda count: D(count) / 100),
    ),
    max_size=10,
)
promises = st.lists(st.builds(Promise, st.sampled_from(WHO), st.sampled_from((2026, 2027)), cents, days), max_size=4)


@st.composite
def rules(draw):
    """One or two rules that never share a day."""
    turn = draw(days)
    first = Terms(draw(ratios), START, turn, draw(maybe_cap), draw(maybe_cap))
    second = Terms(draw(ratios), turn, None, draw(maybe_cap), draw(maybe_cap))
    return draw(st.sampled_from([[first], [second], [first, second]]))


def drawn(receipts, terms):
    """All that the rules give, by contributor."""
    sums = dict.fromkeys(WHO, D(0))
    for given_by_rule in Outcome(receipts, terms).added:
        for (who, _), amount in given_by_rule.items():
            sums[who] += amount
    return sums


@settings(max_examples=examples(200), deadline=None)
@given(lots, rules(), cents, days, promises)
def test_it_is_the_difference_that_the_rule_makes(received, terms, amount, on, promised):
    simulation = simulate(
        received, terms, contributor="caf", year=2026, on=on, amount=amount, available=D(100), promised=promised
    )
    before = drawn(received, terms)
    after = drawn([*received, Lot("caf", 2026, on, amount)], terms)
    assert simulation.match == after["caf"] - before["caf"]
    assert simulation.others == {
        who: after[who] - before[who] for who in WHO if who != "caf" and after[who] != before[who]
    }
    assert simulation.entering == amount + sum(after.values()) - sum(before.values())
    assert simulation.match >= 0
    assert all(is_true(step.arithmetic) for step in simulation.steps if step.arithmetic)
    kept = [promise.kept() for promise in promised]
    assert simulation.expected_before == sum(drawn([*received, *kept], terms).values()) - sum(before.values())
    assert simulation.lost_to_come == -sum(simulation.to_come.values())


@settings(max_examples=examples(100), deadline=None)
@given(lots, rules(), cents)
def test_money_that_comes_last_takes_from_nobody(received, terms, amount):
    on = max([lot.on for lot in received], default=START)
    simulation = simulate(received, terms, contributor="caf", year=2026, on=on, amount=amount, available=D(0))
    assert simulation.others == {}
    assert simulation.entering >= amount
    assert simulation.available_after >= 0


@settings(max_examples=examples(100), deadline=None)
@given(lots, rules(), cents, cents, days)
def test_two_cuts_give_the_same_as_one(received, terms, first, second, on):
    def given_more(lots, amount):
        return simulate(lots, terms, contributor="caf", year=2026, on=on, amount=amount, available=D(0))

    one = given_more(received, first + second)
    part = given_more(received, first)
    rest = given_more([*received, Lot("caf", 2026, on, first)], second)
    assert part.match + rest.match == one.match
    assert part.entering + rest.entering == one.entering
    assert rest.own_after == one.own_after
