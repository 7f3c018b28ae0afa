"""The four words for the age of what is known of a place, at their borders."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.guide.rules.provenance import AGES, days_of, freshness, months_before

TODAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("updated_on", "label"),
    [
        (date(2026, 11, 15), "À jour"),
        (date(2026, 5, 16), "À jour"),
        (date(2026, 5, 15), "À surveiller"),
        (date(2025, 11, 16), "À surveiller"),
        (date(2025, 11, 15), "À vérifier"),
        (date(2025, 5, 16), "À vérifier"),
        (date(2025, 5, 15), "À actualiser"),
        (date(2019, 1, 1), "À actualiser"),
        (None, "À actualiser"),
        (date(2026, 11, 16), "À jour"),
    ],
)
def test_the_words_change_on_the_same_day_of_the_month(updated_on, label):
    assert freshness(updated_on, TODAY).label == label


def test_a_month_without_such_a_day_counts_to_its_last():
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2028, 8, 31), 6) == date(2028, 2, 29)
    assert months_before(date(2026, 1, 15), 6) == date(2025, 7, 15)
    # Said on 31 August: six months are over on 1 March, since February has no 31.
    assert freshness(date(2026, 8, 31), date(2027, 2, 28)).label == "À jour"
    assert freshness(date(2026, 8, 31), date(2027, 3, 1)).label == "À surveiller"


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(said=DAYS, today=DAYS)
def test_the_days_of_a_word_are_those_that_have_it(said, today):
    word = freshness(said, today)
    for age in AGES:
        after, until = days_of(age, today)
        holds = (after is None or said > after) and (until is None or said <= until)
        assert holds == (age is word)


@given(said=DAYS, today=DAYS)
def test_nothing_grows_younger(said, today):
    tomorrow = today + timedelta(days=1)
    assert AGES.index(freshness(said, tomorrow)) >= AGES.index(freshness(said, today))
