"""Plans of instalments on paper: sums by party and year, lengths and lists in words."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.agreements.rules.terms import (
    PlannedInstalment,
    change_of_end,
    figures_and_words,
    listed,
    plan_of,
    shown_length,
)
from inclusion.core.french.periods import Period


def due(payer, year, amount, day=(3, 31)):
    return PlannedInstalment(date(year, *day), year, payer, D(amount))


def test_a_plan_adds_up_by_party_and_year():
    plan = plan_of([due("MSA", 2027, "5.50"), due("CAF", 2026, "10.00"), due("CAF", 2027, "20.00")])
    assert [one.payer for one in plan.dues] == ["CAF", "MSA", "CAF"]
    assert plan.years == (2026, 2027)
    assert [(one.payer, one.by_year, one.total) for one in plan.payers] == [
        ("CAF", (D("10.00"), D("20.00")), D("30.00")),
        ("MSA", (None, D("5.50")), D("5.50")),
    ]
    assert plan.year_totals == (D("10.00"), D("25.50"))
    assert plan.total == D("35.50")
    assert plan.words == "trente-cinq euros et cinquante centimes"


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(2026, 2029), st.integers(1, 10**7)), min_size=1, max_size=30)
)
def test_rows_and_columns_give_the_same_total(rows):
    plan = plan_of([due(payer, year, D(cents) / 100) for payer, year, cents in rows])
    assert plan.total == sum(one.total for one in plan.payers) == sum(plan.year_totals)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 1, 1), date(2029, 1, 1), "trois ans"),
        (date(2026, 1, 1), date(2027, 1, 1), "un an"),
        (date(2026, 7, 1), date(2028, 1, 1), "dix-huit mois"),
        (date(2026, 1, 15), date(2026, 2, 15), "un mois"),
        (date(2026, 1, 1), date(2026, 1, 2), "1 jour"),
        (date(2026, 1, 1), date(2026, 2, 15), "45 jours"),
    ],
)
def test_a_length_in_words(start, end, words):
    assert shown_length(Period(start, end)) == words


def test_names_in_a_sentence():
    assert [listed(list(names)) for names in ("", "A", "AB", "ABC")] == ["", "A", "A et B", "A, B et C"]


def test_an_amount_in_figures_and_words():
    said = figures_and_words(D("92080.00")).replace("\u202f", " ").replace("\u00a0", " ")
    assert said == "92 080,00 € (quatre-vingt-douze mille quatre-vingts euros)"


def test_an_amendment_says_the_old_end_and_the_new_or_that_it_stays():
    assert change_of_end("31 décembre 2028", "30 juin 2028") == (
        "Le dernier jour de la convention, fixé au 31 décembre 2028 avant le présent avenant, est désormais le "
        "30 juin 2028."
    )
    assert change_of_end("31 décembre 2028", "31 décembre 2028") == (
        "Le dernier jour de la convention ne change pas\u00a0: c’est le 31 décembre 2028."
    )


@pytest.mark.parametrize(
    ("dues", "once_a_year"),
    [
        ([due("CAF", 2026, "10.00"), due("CAF", 2027, "10.00")], True),
        ([due("CAF", 2026, "10.00"), due("CAF", 2026, "5.00", (9, 30))], False),
        ([due("CAF", 2026, "10.00"), due("MSA", 2027, "10.00")], False),
    ],
)
def test_one_who_pays_once_a_year_needs_no_sums(dues, once_a_year):
    assert plan_of(dues).has_one_due_a_year is once_a_year
