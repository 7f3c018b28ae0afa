"""What the State pays for the months of a post: waves, uplifts, the day from which it pays nothing."""

from datetime import date
from decimal import Decimal

import pytest

from funding.posts.rules.state_aid import AidSchedule, aid_for, known_waves, paid_until
from inclusion.core.errors import InvalidAmount

D = Decimal


def paid(start, months, **terms):
    found = aid_for(known_waves(), start=start, months=months, **{"private": False, **terms})
    return [str(amount) for amount in found]


def test_the_known_waves_make_the_published_totals():
    assert {wave.name: sum(wave.amounts) for wave in known_waves()} == {
        "1re vague, employeur public": 50000,
        "1re vague, employeur privé": 40000,
        "Renouvellement, employeur public": 42500,
        "Renouvellement, employeur privé": 44000,
    }
    assert sum(sum(wave.amounts + wave.uplifts) for wave in known_waves() if wave.uplifts) == 50000


@pytest.mark.parametrize(
    ("start", "months", "terms", "amounts"),
    [
        (date(2024, 1, 1), 36, {}, ["17500.00", "12500.00", "12500.00"]),
        (date(2024, 1, 1), 36, {"private": True}, ["20000.00", "14000.00", "10000.00"]),
        (date(2024, 1, 1), 36, {"uplifted": True}, ["20000.00", "17500.00", "12500.00"]),
        (date(2024, 1, 1), 36, {"uplifted": True, "private": True}, ["20000.00", "14000.00", "10000.00"]),
        # the first wave lasts 24 months
        (date(2021, 5, 1), 36, {}, ["25000.00", "25000.00", "0.00"]),
        (date(2022, 12, 1), 24, {"private": True}, ["20000.00", "20000.00"]),
        (date(2023, 1, 1), 12, {}, ["17500.00"]),
        # part years, part posts
        (date(2024, 1, 1), 18, {}, ["17500.00", "6250.00"]),
        (date(2024, 1, 1), 1, {}, ["1458.33"]),
        (date(2024, 1, 1), 11, {}, ["16041.67"]),  # 16 041.666… goes up
        (date(2024, 1, 1), 12, {"fte": D("0.5")}, ["8750.00"]),
        # nothing from 2027
        (date(2026, 9, 1), 36, {}, ["5833.33", "0.00", "0.00"]),
        (date(2025, 7, 1), 24, {"private": True}, ["20000.00", "7000.00"]),
        (date(2027, 1, 1), 12, {}, ["0.00"]),
        # the fund joins a post in the eleventh month of its contract: 2 × 17 500/12 + 10 × 12 500/12
        (date(2026, 1, 1), 12, {"contract": date(2025, 3, 15)}, ["13333.33"]),
        # the contract begins two months after the financing: 10 × 17 500/12
        (date(2026, 1, 1), 12, {"contract": date(2026, 3, 1)}, ["14583.33"]),
    ],
)
def test_what_the_state_pays_by_year(start, months, terms, amounts):
    assert paid(start, months, **terms) == amounts


@pytest.mark.parametrize("schedules", [[], [()], [(D(0), D(0))]])
def test_a_schedule_may_be_empty_or_zero(schedules):
    table = [AidSchedule("Aide", False, date(2020, 1, 1), None, amounts) for amounts in schedules]
    found = aid_for(table, start=date(2026, 1, 1), months=13, private=False)
    assert [str(amount) for amount in found] == ["0.00", "0.00"]


def test_the_end_of_a_schedule_is_not_in_it():
    wave = AidSchedule("Aide", True, date(2026, 1, 1), date(2026, 7, 1), (D(1200),))
    assert wave.takes(date(2026, 1, 1), private=True)
    assert wave.takes(date(2026, 6, 30), private=True)
    assert not wave.takes(date(2026, 7, 1), private=True)
    assert not wave.takes(date(2025, 12, 31), private=True)
    assert not wave.takes(date(2026, 1, 1), private=False)


def test_the_first_schedule_that_takes_the_contract_pays():
    table = [AidSchedule("Aide", False, date(2026, 1, 1), None, (D(amount),)) for amount in (100, 900)]
    assert aid_for(table, start=date(2026, 2, 1), months=12, private=False) == [D(100)]


def test_an_amount_that_is_none_is_refused():
    table = [AidSchedule("Aide", False, date(2026, 1, 1), None, (D(-1),))]
    with pytest.raises(InvalidAmount):
        aid_for(table, start=date(2026, 1, 1), months=12, private=False)


@pytest.mark.parametrize(
    ("start", "months", "terms", "until"),
    [
        (date(2024, 1, 1), 36, {}, date(2027, 1, 1)),
        (date(2025, 1, 1), 36, {}, date(2027, 1, 1)),
        (date(2026, 1, 1), 12, {}, date(2027, 1, 1)),  # to the end of the financing
        (date(2022, 1, 1), 36, {}, date(2024, 1, 1)),  # the first wave lasts 24 months
        (date(2026, 9, 1), 36, {"contract": date(2025, 3, 1)}, date(2027, 1, 1)),
        (date(2026, 9, 1), 12, {"contract": date(2026, 11, 1)}, date(2027, 1, 1)),  # it begins later
        (date(2027, 1, 1), 36, {}, None),  # no schedule takes the contract
        (date(2027, 1, 1), 36, {"contract": date(2026, 1, 1)}, None),  # the last euro was paid before
        (date(2026, 1, 1), 36, {"contract": date(2022, 1, 1)}, None),
    ],
)
def test_the_state_pays_until(start, months, terms, until):
    terms = {"private": False, **terms}
    assert paid_until(known_waves(), start=start, months=months, **terms) == until


def test_a_schedule_at_zero_pays_until_no_day():
    zero = AidSchedule("Zéro", False, date(2026, 1, 1), None, (D(0),))
    assert paid_until([zero], start=date(2026, 1, 1), months=12, private=False) is None
