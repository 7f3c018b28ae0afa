"""Bins of numbers and days: open at both ends, whole, without a hole."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.enums import AgeBand
from evaluation.results.rules.numbers import counts_between
from evaluation.results.rules.questions import age_bins, day_bins, number_bins


@pytest.mark.parametrize(
    ("values", "limits", "labels"),
    [
        ([*range(5)] * 5, (0, None), ["Moins de 1", "1", "2", "3", "4 et plus"]),
        (
            [*range(40)] * 2,
            (0, None),
            [
                *("Moins de 4", "4 à 7", "8 à 11", "12 à 15", "16 à 19"),
                *("20 à 24", "25 à 29", "30 à 34", "35 et plus"),
            ],
        ),
        ([1236] * 9 + [1812] * 9, (0, None), ["Moins de 1300", "1300 et plus"]),
        (
            [*range(1940, 2000)],
            (1900, 2026),
            ["Moins de 1946", *(f"{at} à {at + 5}" for at in range(1946, 1994, 6)), "1994 et plus"],
        ),
        ([-20] * 5 + [-17] * 5, (None, None), ["Moins de -19", "-19 et plus"]),
        ([3] * 12, (None, None), ["A répondu"]),
        ([0] * 5 + [1] * 4 + [2, 2, 3, 4, 5], (0, None), ["Moins de 1", "1 et plus"]),
        ([1, 4, 9, 15, 28], (0, None), ["A répondu"]),
        ([0] * 9 + [50], (0, None), ["A répondu"]),
    ],
)
def test_bins_of_numbers(values, limits, labels):
    minimum, maximum = limits
    assert [one.label for one in number_bins(values, minimum=minimum, maximum=maximum)] == labels


@given(st.lists(st.integers(-1000, 10**6), max_size=60))
def test_every_number_has_one_bin_of_several_people(values):
    bins = number_bins(values)
    edges = [one.below for one in bins[:-1]]
    assert bins[-1].below is None
    assert edges == sorted(set(edges))
    assert len(bins) <= 10
    assert len({one.code for one in bins}) == len(bins)
    assert not any(0 < count < 5 for count in counts_between(values, edges)) or len(values) < 5


def test_ages_go_into_the_bands_of_the_coop():
    assert [one.code for one in age_bins()] == [band for band in AgeBand if band != AgeBand.UNKNOWN]


def test_days_of_half_a_year_are_counted_by_month():
    days = [date(2026, month, 3) for month in (10, 11, 12) for _ in range(6)] + [date(2027, 2, 1)]
    labels = [one.label for one in day_bins(days)]
    assert labels == ["Avant novembre 2026", "novembre 2026", "À partir de décembre 2026"]


def test_days_of_another_century_are_counted_by_year():
    days = [date(year, 3, 3) for year in (1961, 1962, 1964, 2025) for _ in range(6)]
    labels = [one.label for one in day_bins(days)]
    assert labels == ["Avant 1962", "1962", "1963 à 1964", "À partir de 1965"]


@given(st.lists(st.dates(max_value=date(9800, 1, 1)), max_size=60))
def test_every_day_has_one_bin_of_several_people(days):
    bins = day_bins(days)
    edges = [one.below for one in bins[:-1]]
    assert bins[-1].below is None
    assert all(one < other for one, other in pairwise(edges))
    assert len(bins) <= 10
    assert not any(0 < count < 5 for count in counts_between(days, edges)) or len(days) < 5
