"""The balance of training days of a volunteer, and when a day is outside a contract."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inclusion.civic_service.enums import Presence
from inclusion.civic_service.rules import Balance, balance, contract_blocker

TODAY = date(2026, 11, 24)
EXPECTED, PRESENT, ABSENT = Presence.EXPECTED, Presence.PRESENT, Presence.ABSENT


def test_three_days_of_five_are_followed():
    noted = [
        (PRESENT, date(2026, 10, 8)),
        (PRESENT, date(2026, 10, 22)),
        (ABSENT, date(2026, 11, 5)),
        (PRESENT, date(2026, 11, 12)),
        (EXPECTED, date(2026, 11, 19)),  # over, and nobody noted it
        (EXPECTED, date(2026, 12, 3)),
    ]
    found = balance(5, noted, today=TODAY)
    assert found == Balance(5, done=3, missed=1, to_come=1)
    assert (found.missing, found.is_complete, found.is_planned) == (2, False, False)
    assert found.words == "3\u00a0jours sur 5"
    assert found.detail == "2\u00a0jours à suivre, 1\u00a0prévu"


def test_what_is_left_is_said():
    assert Balance(5, 5).detail == "tout est suivi"
    assert Balance(5, 6).is_complete
    assert Balance(5, 4).detail == "1\u00a0jour à suivre, aucun prévu"
    assert Balance(5, 0).words == "0\u00a0jour sur 5"


DAYS = st.lists(
    st.tuples(st.sampled_from(Presence), st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))), max_size=12
)


@given(st.integers(1, 30), DAYS)
def test_a_balance_counts_each_day_once_at_most(due, noted):
    found = balance(due, noted, today=TODAY)
    assert found.done + found.missed + found.to_come <= len(noted)
    assert found.missing == max(due - found.done, 0)
    assert found.is_complete == (found.missing == 0)
    assert found.is_planned == (found.done + found.to_come >= due or found.is_complete)


@given(st.integers(1, 30), DAYS)
def test_one_more_day_followed_is_one_less_to_follow(due, noted):
    before, after = (balance(due, each, today=TODAY) for each in (noted, [*noted, (PRESENT, TODAY)]))
    assert after.done == before.done + 1
    assert after.missing == max(before.missing - 1, 0)
    assert (after.missed, after.to_come) == (before.missed, before.to_come)


@given(st.dates(), st.dates(), st.dates())
def test_the_last_day_of_a_contract_counts_and_the_day_after_does_not(day, start, end):
    assert bool(contract_blocker(day, start=start, end=end)) == (not start <= day < end)
