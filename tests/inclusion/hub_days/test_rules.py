"""Days of a hub: how they are said, what is left, where the pace leads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.hub_days.rules import Balance, days_words, forecast, in_days, plain_days


@pytest.mark.parametrize(
    ("half_days", "words"),
    [
        (0, "0 jour"),
        (1, "0,5 jour"),
        (2, "1 jour"),
        (3, "1,5 jour"),
        (4, "2 jours"),
        (5, "2,5 jours"),
        (40, "20 jours"),
        (-3, "−1,5 jour"),
    ],
)
def test_half_days_are_said_in_days(half_days, words):
    assert days_words(half_days).replace("\u00a0", " ") == words
    assert words.startswith(plain_days(half_days))


def test_half_days_are_exact_days():
    assert in_days(5) == Decimal("2.5")


def test_what_is_left_is_neither_done_nor_planned():
    assert Balance(40, 22, 5).free == 13
    assert Balance(40, 22, 5) + Balance(20, 1, 0) == Balance(60, 23, 5)


#: On 1 July 2026, 181 of 365 days are over.
MIDDLE = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("done", "spent", "empty_on"),
    [
        # 20 × 365 ÷ 181 = 40.33; 40 × 181 ÷ 20 = 362 days: 29 December.
        (20, 40, date(2026, 12, 29)),
        # 10 × 365 ÷ 181 = 20.17
        (10, 20, None),
        # 30 × 365 ÷ 181 = 60.50; 40 × 181 ÷ 30 = 241.33, so 242 days: 31 August.
        (30, 60, date(2026, 8, 31)),
        (0, 0, None),
    ],
)
def test_the_pace_so_far_leads_somewhere(done, spent, empty_on):
    found = forecast(Balance(40, done, 0), year=2026, on=MIDDLE)
    assert (found.spent, found.empty_on) == (spent, empty_on)


def test_it_says_what_it_comes_to_and_why():
    found = forecast(Balance(40, 10, 4), year=2026, on=MIDDLE)
    assert found.words.replace("\u00a0", " ") == (
        "À ce rythme, 10 jours sur 20 seront faits au 31 décembre : 10 jours ne serviraient pas."
    )
    assert found.steps[1].arithmetic == "5 × 365 ÷ 181 ≈ 10"
    late = forecast(Balance(40, 30, 0), year=2026, on=MIDDLE)
    assert late.words == "À ce rythme, tous les jours seront faits vers le 31 août 2026."
    exact = forecast(Balance(2, 1, 0), year=2024, on=date(2024, 7, 2))
    assert exact.words == "À ce rythme, tous les jours seront faits au 31 décembre, pas un de plus."


def test_what_is_planned_is_the_least():
    """27 half days done when 330 days of 365 are over make 30; with 7 planned it will be 34, 17 days."""
    found = forecast(Balance(40, 27, 7), year=2026, on=date(2026, 11, 27))
    assert (found.spent, found.by_plan) == (34, True)
    assert found.words.replace("\u00a0", " ") == (
        "Avec ce qui est prévu, 17 jours sur 20 seront faits au 31 décembre : 3 jours ne serviraient pas."
    )


@pytest.mark.parametrize(
    "on", [date(2026, 1, 1), date(2026, 3, 1), date(2025, 12, 31), date(2027, 1, 1), date(2020, 6, 1)]
)
def test_it_says_nothing_too_early_or_of_another_year(on):
    assert forecast(Balance(40, 10, 0), year=2026, on=on) is None


def test_sixty_days_are_enough_and_nothing_allotted_has_no_pace():
    assert forecast(Balance(40, 10, 0), year=2026, on=date(2026, 3, 2)) is not None
    assert forecast(Balance(0, 0, 0), year=2026, on=MIDDLE) is None


@given(st.integers(1, 732), st.integers(0, 732), st.integers(60, 364), st.integers(2015, 2100), st.integers(0, 60))
def test_whatever_the_pace_it_never_goes_below_what_is_done(allotted, done, gone, year, more):
    on = date(year, 1, 1) + timedelta(days=gone)
    found = forecast(Balance(allotted, done, 0), year=year, on=on)
    assert found.spent >= done
    assert forecast(Balance(allotted, done + more, 0), year=year, on=on).spent >= found.spent
    if found.empty_on is not None:
        assert found.empty_on.year == year
        assert found.spent >= allotted
    else:
        assert found.spent <= allotted
