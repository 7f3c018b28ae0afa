"""Vacancies, shares and counts of posts, by hand and for any holders."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.staff.rules import Span, Vacancy, covered_sentence, most_at_once, outcome_sentence, vacancies
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
def test_vacant_are_the_days_that_no_holder_covers(held, today, end):
    last = today if end is None else min(today, end - timedelta(days=1))
    days = [START + timedelta(days=one) for one in range((last - START).days + 1)]
    bare = {one for one in days if not any(span.covers(one) for span in held)}
    found = vacancies(START, end, held, today=today)
    assert {one for one in days for gap in found if Span(gap.since, gap.until).covers(one)} == bare
    assert all(one.until < two.since for one, two in pairwise(found))
    assert most_at_once(held) == max(
        (sum((span.fte for span in held if span.covers(one.since)), D(0)) for one in held), default=D(0)
    )


def test_the_sentences():
    assert (
        covered_sentence(covered=11, of=13, fte=D("14.50"), co_financed=D("3.50")).replace("\xa0", " ")
        == "11 intercommunalités sur 13 ont un poste ; 14,50 ETP dans le réseau, dont 3,50 cofinancés"
    )
    assert (
        covered_sentence(covered=0, of=13, fte=D(0), co_financed=D(0))
        == "Aucun poste n’est en cours aujourd’hui"
    )
    counts = Counter({"kept": 4, "kept_otherwise": 1, "stopped": 1, "": 1})
    assert (
        outcome_sentence(counts, first=2022, last=2025).replace("\xa0", " ")
        == "7 postes financés de 2022 à 2025 : 5 pérennisés, 1 arrêté, 1 sans réponse"
    )
    assert outcome_sentence(Counter(), first=0, last=0) == ""
