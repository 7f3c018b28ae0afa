"""Vacancies, shares and counts of posts, by hand and for any holders."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.staff.rules import (
    MeansOfYear,
    PaidTime,
    Span,
    Vacancy,
    covered_sentence,
    means_by_year,
    most_at_once,
    outcome_sentence,
    vacancies,
)
from tests.examples import examples

D = Decimal
START, END = date(2026, 1, 1), date(2027, 1, 1)
DAYS = st.dates(date(2025, 12, 1), date(2027, 2, 1))


def day(month, number=1):
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("spans", "today", "found"),
    [
        ([], day(3), [Vacancy(START, None)]),
        ([Span(START)], day(3), []),
        ([Span(day(2))], day(3), [Vacancy(START, day(2))]),
        ([Span(START, day(2))], day(3), [Vacancy(day(2), None)]),
        ([Span(START, day(2)), Span(day(2), day(5))], day(5), [Vacancy(day(5), None)]),
        ([Span(START, day(2)), Span(day(4))], day(3), [Vacancy(day(2), None)]),
        ([Span(START, day(6)), Span(day(2), day(3))], day(7), [Vacancy(day(6), None)]),
        ([Span(START, day(12))], date(2027, 3, 1), [Vacancy(day(12), END)]),
        ([], date(2025, 12, 31), []),
    ],
)
def test_days_without_anybody(spans, today, found):
    assert vacancies(START, END, spans, today=today) == found


@st.composite
def spans(draw):
    first = draw(DAYS)
    last = draw(st.none() | st.integers(1, 300).map(lambda days: first + timedelta(days=days)))
    return Span(first, last, draw(st.sampled_from([D("0.50"), D("1.00")])))


@pytest.mark.property
@settings(max_examples=examples(200), deadline=None)
@given(st.lists(spans(), max_size=5), DAYS, st.none() | st.just(END))
def test_vacant_are_the_days_that_no_holder_covers(holders, today, end):
    last = today if end is None else min(today, end - timedelta(days=1))
    days = [START + timedelta(days=one) for one in range((last - START).days + 1)]
    bare = {one for one in days if not any(span.covers(one) for span in holders)}
    found = vacancies(START, end, holders, today=today)
    assert {one for one in days for gap in found if Span(gap.since, gap.until).covers(one)} == bare
    assert all(one.until < two.since for one, two in pairwise(found))
    assert most_at_once(holders) == max(
        (sum((span.fte for span in holders if span.covers(one.since)), D(0)) for one in holders), default=D(0)
    )


def test_the_sentences():
    assert (
        covered_sentence(covered=11, of=13, fte=D("14.50"), co_financed=D("3.50")).replace("\xa0", " ")
        == "11 intercommunalités sur 13 ont un poste ; 14,50 ETP dans le réseau, dont 3,50 cofinancés"
    )
    assert covered_sentence(covered=0, of=13, fte=D(0), co_financed=D(0)) == "Aucun poste n’est en cours aujourd’hui"
    assert (
        covered_sentence(covered=0, of=17, fte=D("1.50"), co_financed=D(0)).replace("\xa0", " ")
        == "Aucune intercommunalité sur 17 n’a un poste ; 1,50 ETP dans le réseau"
    )
    counts = Counter({"kept": 4, "kept_otherwise": 1, "stopped": 1, "": 1})
    assert (
        outcome_sentence(counts, first=2022, last=2025).replace("\xa0", " ")
        == "7 postes financés de 2022 à 2025 : 5 pérennisés, 1 arrêté, 1 sans réponse"
    )
    assert outcome_sentence(Counter(), first=0, last=0) == ""


def test_the_means_of_each_year_by_hand():
    """2026 has 365 days, from 1 September on 122 of them: 0,75 × 122 ÷ 365 = 0,2507; 36 500 × 122 ÷ 365 = 12 200 €."""
    posts = [
        PaidTime(date(2026, 9, 1), date(2027, 9, 1), D("0.75"), D("36500.00")),
        PaidTime(date(2025, 1, 1), None, D("1.00"), None),
    ]
    assert means_by_year(posts, range(2024, 2029)) == [
        MeansOfYear(2025, D("1.00"), D("0.00"), 1),
        MeansOfYear(2026, D("1.25"), D("12200.00"), 1),
        MeansOfYear(2027, D("1.50"), D("24300.00"), 1),
        MeansOfYear(2028, D("1.00"), D("0.00"), 1),
    ]


@given(st.lists(st.tuples(DAYS, st.integers(1, 900), st.integers(1, 200))))
@settings(max_examples=examples(30))
def test_a_post_costs_as_much_over_its_years_as_its_days(rows):
    """Whole years of 365 days: the years add up to the cost of all days, but for the cent of each year."""
    posts = [PaidTime(s, s + timedelta(days=n), D("1.00"), D(cost * 365)) for s, n, cost in rows]
    found = means_by_year(posts, range(2025, 2032))
    days = Counter()
    for start, length, cost in rows:
        for one in range(length):
            on = start + timedelta(days=one)
            days[on.year] += D(cost * 365) / (366 if on.year % 4 == 0 else 365)
    assert {one.year for one in found} == set(days)
    assert all(abs(one.cost - days[one.year]) <= D("0.01") for one in found)
