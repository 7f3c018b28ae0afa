"""What would be there if every promise were kept."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from funding.contributions.rules.leverage import Lot, Promise, Terms, forecast
from inclusion.core.errors import InvalidAmount
from tests.examples import examples
from tests.funding.contributions.test_rules_simulation import drawn, lots, promises, rules
from tests.funding.posts.arithmetic import is_true

D = Decimal
TWO = Fraction(2)
SPRING, AUTUMN = date(2026, 3, 2), date(2026, 10, 1)
NAMES = {"caf": "CAF", "msa": "MSA", "orange": "Orange"}
RECEIVED = [Lot("caf", 2026, SPRING, D(10000)), Lot("orange", 2026, SPRING, D(5000))]


def figures(row):
    return (row.of, *(int(part) for part in (row.received, row.match, row.promised, row.to_come, row.total)))


def steps_of(made):
    return [str(step).replace("\u00a0", " ").replace("\u202f", " ") for step in made.steps]


def test_promises_draw_nothing_before_they_come_in_but_would():
    promised = [Promise("msa", 2026, D(4000), AUTUMN), Promise("caf", 2027, D(1000), date(2027, 1, 1))]
    made = forecast(RECEIVED, promised, [Terms(TWO)], labels=NAMES)
    assert figures(made.whole) == ("", 15000, 30000, 5000, 10000, 60000)
    assert [figures(row) for row in made.by_year] == [
        ("2026", 15000, 30000, 4000, 8000, 57000),
        ("2027", 0, 0, 1000, 2000, 3000),
    ]
    assert [figures(row) for row in made.by_contributor] == [
        ("CAF", 10000, 20000, 1000, 2000, 33000),
        ("MSA", 0, 0, 4000, 8000, 12000),
        ("Orange", 5000, 10000, 0, 0, 15000),
    ]
    assert steps_of(made) == [
        "MSA, 2026 : 4 000,00 € encore promis, effet levier attendu : 8 000,00 €. 4 000 × 2 = 8 000,00 €",
        "CAF, 2027 : 1 000,00 € encore promis, effet levier attendu : 2 000,00 €. 1 000 × 2 = 2 000,00 €",
        "Ce qui est reçu, avec l’effet levier qu’il a attiré : 15 000 + 30 000 = 45 000,00 €",
        "Ce qui est encore promis, avec l’effet levier qu’il attirerait : 5 000 + 10 000 = 15 000,00 €",
        "En tout, si chaque promesse est tenue : 45 000 + 15 000 = 60 000,00 €",
    ]


def test_caps_are_named_where_they_cut_a_promise():
    promised = [Promise("caf", 2026, D(4000), AUTUMN), Promise("msa", 2026, D(4000), AUTUMN)]
    capped = forecast(RECEIVED, promised, [Terms(TWO, cap=D(25000))], labels=NAMES)
    assert steps_of(capped)[:2] == [
        "CAF, 2026 : 4 000,00 € encore promis, effet levier attendu : 5 000,00 €. "
        "Le plafond par contributeur et par an est de 25 000,00 €. 25 000 − 20 000 = 5 000,00 €",
        "MSA, 2026 : 4 000,00 € encore promis, effet levier attendu : 8 000,00 €. 4 000 × 2 = 8 000,00 €",
    ]
    together = forecast(RECEIVED, promised, [Terms(TWO, year_cap=D(40000))], labels=NAMES)
    assert steps_of(together)[:2] == [
        "CAF, 2026 : 4 000,00 € encore promis, effet levier attendu : 8 000,00 €. 14 000 × 2 − 20 000 = 8 000,00 €",
        "MSA, 2026 : 4 000,00 € encore promis, effet levier attendu : 2 000,00 €. "
        "Sans le plafond de l’année, 40 000,00 €, ce serait 8 000,00 €.",
    ]


def test_the_rule_of_the_day_on_which_it_comes_counts():
    ending = Terms(TWO, end=date(2027, 1, 1))
    made = forecast([], [Promise("caf", 2027, D(1000), date(2027, 1, 1))], [ending], labels=NAMES)
    assert figures(made.whole) == ("", 0, 0, 1000, 0, 1000)
    assert steps_of(made)[0] == (
        "CAF, 2027 : 1 000,00 € encore promis, sans effet levier : aucune règle ne vaut le 1er janvier 2027."
    )
    alone = forecast([], [Promise("caf", 2027, D(1000), date(2027, 1, 1))], [], labels=NAMES)
    assert steps_of(alone) == ["En tout, si chaque promesse est tenue : 0 + 1 000 = 1 000,00 €"]


def test_an_empty_fund():
    made = forecast([], [], [])
    assert figures(made.whole) == ("", 0, 0, 0, 0, 0)
    assert made.by_year == made.by_contributor == ()


@pytest.mark.parametrize("amount", ["-1", "0.001"])
def test_what_is_no_promise_is_refused(amount):
    with pytest.raises(InvalidAmount):
        forecast([], [Promise("caf", 2026, D(amount), AUTUMN)], [Terms(TWO)])


@settings(max_examples=examples(200), deadline=None)
@given(lots, promises, rules())
def test_every_sum_is_what_the_rules_give(received, promised, terms):
    promised = [replace(promise, on=promise.on + timedelta(days=600)) for promise in promised]  # after it all
    made = forecast(received, promised, terms)
    kept = [promise.kept() for promise in promised]
    assert made.whole.match == sum(drawn(received, terms).values())
    assert made.whole.match + made.whole.to_come == sum(drawn([*received, *kept], terms).values())
    assert made.whole.promised == sum(promise.outstanding for promise in promised)
    assert made.whole.received == sum(lot.amount for lot in received)
    assert all(row.to_come >= 0 for row in made.by_contributor)
    for rows in (made.by_year, made.by_contributor):
        for part in ("received", "match", "promised", "to_come", "total"):
            assert sum(getattr(row, part) for row in rows) == getattr(made.whole, part)
    assert all(is_true(step.arithmetic) for step in made.steps if step.arithmetic)
