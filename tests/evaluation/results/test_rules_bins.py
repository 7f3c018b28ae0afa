"""Bins of numbers and days: open at both ends, whole, without a hole."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.enums import AgeBand
from evaluation.results.rules.questions import age_bins, day_bins, number_bins


@pytest.mark.parametrize(
    ("low", "high", "minimum", "labels"),
    [
        (0, 4, 0, ["Moins de 1", "1", "2", "3", "4 et plus"]),
        (2, 38, 0, ["Moins de 5", *(f"{at} à {at + 4}" for at in range(5, 35, 5)), "35 et plus"]),
        (3, 3, None, ["Moins de 3", "3", "4 et plus"]),
        (100, 900, 0, ["Moins de 100", *(f"{at} à {at + 99}" for at in range(100, 900, 100)), "900 et plus"]),
    ],
)
def test_bins_of_numbers(low, high, minimum, labels):
    assert [one.label for one in number_bins(low, high, minimum=minimum)] == labels


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.one_of(st.none(), st.just(0)))
def test_every_number_has_one_bin(low, more, minimum):
    bins = number_bins(low, low + more, minimum=minimum)
    edges = [one.below for one in bins[:-1]]
    assert bins[-1].below is None
    assert edges == sorted(set(edges))
    assert 2 <= len(bins) <= 12
    assert len({one.code for one in bins}) == len(bins)


def test_ages_go_into_the_bands_of_the_coop():
    assert [one.code for one in age_bins()] == [band for band in AgeBand if band != AgeBand.UNKNOWN]


def test_days_of_half_a_year_are_counted_by_month():
    labels = [one.label for one in day_bins(date(2026, 11, 3), date(2027, 1, 20))]
    assert labels == [
        "Avant novembre 2026",
        "novembre 2026",
        "décembre 2026",
        "janvier 2027",
        "À partir de février 2027",
    ]


@given(st.dates(max_value=date(9800, 1, 1)), st.integers(0, 40_000))
def test_every_day_has_one_bin(first, days):
    last = first + timedelta(days=days)
    bins = day_bins(first, last)
    edges = [one.below for one in bins[:-1]]
    assert bins[-1].below is None
    assert all(one < other for one, other in pairwise(edges))
    assert 2 <= len(bins) <= 14
