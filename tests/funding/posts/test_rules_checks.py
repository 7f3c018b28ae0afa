"""What is refused of a post is explained in French, at the parameter that is at fault."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.posts.rules.years import faults_of_shares, faults_of_terms, refuse, year_plan
from inclusion.core.errors import DomainError
from tests.examples import examples

D = Decimal
START = date(2026, 9, 1)


def plain(faults):
    return {field: text.replace("\u202f", " ").replace("\u00a0", " ") for field, text in faults.items()}


@pytest.mark.parametrize(
    "terms",
    [
        {"months": 1},
        {"months": 36},
        {"end": date(2026, 10, 1)},
        {"end": date(2029, 9, 1)},
        {"months": 12, "fte": D("0.1"), "yearly_cost": D("40000.50")},
        {"months": 12, "fte": D(2)},
    ],
)
def test_terms_that_are_well(terms):
    assert faults_of_terms(**{"start": START, "fte": D(1), **terms}) == {}


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (
            {"months": 37},
            {"months": "Un poste est financé 36 mois au plus, et non 37 : jusqu’au 31 août 2029 au plus tard."},
        ),
        ({"months": 0}, {"months": "Le financement d’un poste dure au moins un mois."}),
        (
            {"end": date(2029, 10, 1)},
            {"end": "Un poste est financé 36 mois au plus, et non 37 : jusqu’au 31 août 2029 au plus tard."},
        ),
        ({"end": date(2026, 8, 1)}, {"end": "La fin, le 31 juillet 2026, est avant le début, le 1er septembre 2026."}),
        ({"end": START}, {"end": "La fin, le 31 août 2026, est avant le début, le 1er septembre 2026."}),
        (
            {"end": date(2027, 6, 16)},
            {
                "end": "Le financement d’un poste se termine le dernier jour d’un mois : "
                "choisissez le 31 mai 2027 ou le 30 juin 2027."
            },
        ),
        (
            {"end": date(2026, 9, 16)},
            {
                "end": "Le financement d’un poste se termine le dernier jour d’un mois : "
                "choisissez le 30 septembre 2026."
            },
        ),
        (
            {"start": date(2026, 9, 2), "months": 12},
            {
                "start": "Le financement d’un poste commence le premier jour d’un mois : "
                "choisissez le 1er septembre 2026 ou le 1er octobre 2026."
            },
        ),
        ({"fte": D(0)}, {"fte": "Un poste compte plus de 0 équivalent temps plein (ETP)."}),
        (
            {"fte": D(3)},
            {"fte": "Un poste compte 2 équivalents temps plein (ETP) au plus. Au-delà, faites une demande par poste."},
        ),
        ({"yearly_cost": D(-1)}, {"yearly_cost": "Un montant ne peut pas être négatif."}),
    ],
)
def test_terms_that_are_refused(terms, faults):
    assert plain(faults_of_terms(**{"start": START, "fte": D(1), **terms})) == faults


def test_all_faults_are_reported_at_once_and_the_first_is_raised():
    faults = faults_of_terms(start=date(2026, 9, 2), fte=D(3), months=40)
    assert list(faults) == ["fte", "start", "months"]
    with pytest.raises(DomainError) as refusal:
        refuse(faults)
    assert (refusal.value.field, str(refusal.value)) == ("fte", faults["fte"])
    refuse({})


def shares(**changes):
    amounts = {"cost": 40000, "state_aid": 17500, "fund": 11250, "collectivite": 11250, **changes}
    return plain(faults_of_shares(**{name: D(amount) for name, amount in amounts.items()}))


def test_shares_that_are_well():
    assert shares() == {}
    assert shares(to_find=0) == {}
    assert shares(fund=8000, collectivite=8000) == {}
    assert shares(fund=8000, collectivite=8000, to_find=6500) == {}
    assert shares(fund=0, collectivite=22500, to_find=0) == {}
    assert shares(cost=100, state_aid=500, fund=0, collectivite=0, to_find=0) == {}


def test_a_fund_share_above_its_ceiling():
    assert shares(fund="11250.01", collectivite="11250.01") == {
        "fund": "Le fonds peut payer jusqu’à 11 250,00 € parce que sa part est limitée à la moitié "
        "de ce que les aides laissent à financer. 22 500 ÷ 2 = 11 250,00 €",
        "collectivite": "Les parts ne tombent pas juste : 11 250,01 + 11 250,01 = 22 500,02 € "
        "pour 22 500,00 € à financer, c’est 0,02 € de trop.",
    }
    assert shares(cost=100, state_aid=500, fund=1, collectivite=1, to_find=-0) == {
        "fund": "Le fonds n’a rien à payer parce que les aides couvrent tout le coût.",
        "to_find": "Les parts ne tombent pas juste : 1 + 1 + 0 = 2,00 € pour 0,00 € à financer, c’est 2,00 € de trop.",
    }


def test_a_collectivite_below_the_fund():
    assert shares(collectivite=8000) == {
        "collectivite": "La collectivité paie au moins autant que le fonds : elle apporte 8 000,00 €, "
        "le fonds ne peut pas payer plus de 8 000,00 €."
    }


def test_shares_that_do_not_add_up():
    assert shares(fund=8000, collectivite=8000, to_find=6000) == {
        "to_find": "Les parts ne tombent pas juste : 8 000 + 8 000 + 6 000 = 22 000,00 € "
        "pour 22 500,00 € à financer, il manque 500,00 €."
    }
    assert shares(other_aid="0.01", to_find=0)["to_find"].endswith("c’est 0,01 € de trop.")


def test_amounts_that_are_none_are_reported_at_their_parameter():
    assert shares(fund=-1, to_find="0.001") == {
        "fund": "Un montant ne peut pas être négatif.",
        "to_find": "Un montant s’écrit avec deux décimales au plus.",
    }


cents = st.integers(0, 10**7).map(lambda count: D(count) / 100)


@settings(max_examples=examples(100), deadline=None)
@given(cents, cents, cents, st.none() | cents)
def test_what_the_rule_plans_is_never_refused(cost, state, other, offered):
    plan = year_plan(cost=cost, state_aid=state, other_aid=other, collectivite=offered)
    set_down = {"fund": plan.fund, "collectivite": plan.collectivite, "to_find": plan.to_find}
    assert faults_of_shares(cost=cost, state_aid=state, other_aid=other, **set_down) == {}
    set_down["fund"] = plan.fund + D("0.01")
    assert faults_of_shares(cost=cost, state_aid=state, other_aid=other, **set_down)
