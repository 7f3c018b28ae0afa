"""Whose euro pays for what: grants, targeted shares, all shares; never below zero, never a cent lost."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.spending.rules import PotTooSmall, attribute, release
from inclusion.core.errors import DomainError, InvalidAmount
from tests.examples import examples

D = Decimal
SHARES = {"CAF": D(30000), "Orange": D(15000), "CPAM": D(0)}


def written(shares):
    return {key: str(paid) for key, paid in shares.items()}


def test_the_worked_example():
    first = attribute(D(9000), shares=SHARES, targets=["CAF"])
    assert written(first.shares) == {"CAF": "9000.00", "Orange": "0.00", "CPAM": "0.00"}
    left = {key: share - first.shares[key] for key, share in SHARES.items()}
    second = attribute(D(9000), shares=left)
    assert written(second.shares) == {"CAF": "5250.00", "Orange": "3750.00", "CPAM": "0.00"}
    left = {key: share - second.shares[key] for key, share in left.items()}
    assert left == {"CAF": D(15750), "Orange": D(11250), "CPAM": D(0)}
    assert sum(left.values()) == 27000


def test_the_steps_say_why():
    shares = {"1": D(21000), "2": D(15000)}
    attribution = attribute(D(9000), shares=shares, labels={"1": "CAF", "2": "Orange"}, action="Forum")
    assert [str(step).replace("\u202f", " ").replace("\u00a0", " ") for step in attribution.steps] == [
        "Aucune subvention fléchée ne paie « Forum ».",
        "Aucun opérateur en particulier n’est visé par « Forum » : chacun paie selon ce qui lui reste. "
        "La part de chacun : 9 000 × ce qui lui restait ÷ 36 000, ce qui restait à tous",
    ]
    # 9 000 × 21 000 ÷ 36 000 = 5 250 and 9 000 × 15 000 ÷ 36 000 = 3 750
    assert [(row.name, row.before, row.part, row.after) for row in attribution.rows] == [
        ("CAF", D(21000), D(5250), D(15750)),
        ("Orange", D(15000), D(3750), D(11250)),
    ]
    assert (attribution.before, attribution.total, attribution.after) == (D(36000), D(9000), D(27000))


def test_grants_then_targets_then_all():
    found = attribute(
        D(10000), shares={"CAF": D(2000), "MSA": D(1000), "Orange": D(9000)}, targets=["MSA", "CAF"], grants=D(1000)
    )
    assert found.grants == 1000
    assert written(found.shares) == {"CAF": "2000.00", "MSA": "1000.00", "Orange": "6000.00"}
    assert found.total == 10000


def test_targets_pay_pro_rata_while_they_can():
    found = attribute(D(100), shares={"CAF": D(200), "MSA": D(100), "Orange": D(9000)}, targets=("CAF", "MSA", "MSA"))
    assert written(found.shares) == {"CAF": "66.67", "MSA": "33.33", "Orange": "0.00"}


def test_ties_go_to_the_earlier_share():
    assert written(attribute(D("0.01"), shares={"b": D(5), "a": D(5)}, targets=["a", "b"]).shares) == {
        "b": "0.01",
        "a": "0.00",
    }


def test_grants_may_pay_all():
    found = attribute(D(500), shares=SHARES, targets=["CAF"], grants=D(800))
    assert str(found.grants) == "500.00"
    assert set(written(found.shares).values()) == {"0.00"}
    assert attribute(D(5), shares={}, grants=D(5)).shares == {}


def test_a_target_without_a_share_is_passed_over():
    assert written(attribute(D(3), shares={"CAF": D(9)}, targets=["MSA"]).shares) == {"CAF": "3.00"}
    assert written(attribute(D(3), shares={"CAF": D(9), "C": D(9)}, targets="CAF").shares) == {
        "CAF": "3.00",
        "C": "0.00",
    }


def test_a_cost_of_zero_is_paid_by_nobody():
    found = attribute(D(0), shares=SHARES, grants=D(10))
    assert found.grants == 0
    assert set(found.shares.values()) == {D(0)}


@pytest.mark.parametrize(
    ("cost", "shares", "grants", "missing"),
    [
        ("45000.01", SHARES, "0", "0.01"),
        ("100", {}, "0", "100.00"),
        ("100", {"CAF": D(10)}, "30", "60.00"),
        ("100", {"CAF": D(-50), "MSA": D(120)}, "0", "30.00"),  # the pot holds 70
        ("100", {"CAF": D(-50)}, "20", "80.00"),
    ],
)
def test_a_pot_that_is_too_small_names_what_is_missing(cost, shares, grants, missing):
    with pytest.raises(PotTooSmall) as refusal:
        attribute(D(cost), shares=shares, grants=D(grants))
    assert str(refusal.value.missing) == missing
    assert missing.replace(".", ",") in str(refusal.value)
    assert isinstance(refusal.value, DomainError)


def test_the_pot_may_be_spent_to_the_last_cent():
    assert attribute(D(45000), shares=SHARES, targets=["Orange"]).shares == SHARES
    assert attribute(D(70), shares={"CAF": D(-50), "MSA": D(120)}).shares == {"CAF": D(0), "MSA": D(70)}


@pytest.mark.parametrize(
    ("cost", "grants", "share"),
    [("-1", "0", "9"), ("0.001", "0", "9"), ("1", "-1", "9"), ("1", "0.001", "9"), ("1", "0", "9.001")],
)
def test_amounts_that_are_none_are_refused(cost, grants, share):
    with pytest.raises(InvalidAmount):
        attribute(D(cost), shares={"CAF": D(share)}, grants=D(grants))


cents = st.integers(0, 10**6).map(lambda count: D(count) / 100)
pots = st.dictionaries(st.sampled_from("ABCDEFGH"), cents, max_size=8)


@settings(max_examples=examples(150), deadline=None)
@given(cents, pots, st.sets(st.sampled_from("ABCDEFGHZ")), cents)
def test_every_cent_is_paid_once_and_no_share_below_zero(cost, shares, targets, grants):
    pot = sum(shares.values()) + grants
    if cost > pot:
        with pytest.raises(PotTooSmall) as refusal:
            attribute(cost, shares=shares, targets=targets, grants=grants)
        assert refusal.value.missing == cost - pot
        return
    found = attribute(cost, shares=shares, targets=targets, grants=grants)
    assert found.grants == min(cost, grants)
    assert found.grants + sum(found.shares.values()) == cost
    assert list(found.shares) == list(shares)
    assert all(0 <= paid <= shares[key] for key, paid in found.shares.items())
    by_others = sum(paid for key, paid in found.shares.items() if key not in targets)
    if targets & shares.keys() and by_others > 0:
        assert all(found.shares[key] == shares[key] for key in targets & shares.keys())
    if not targets and cost > grants:
        total = sum(shares.values())
        for key, paid in found.shares.items():
            exact = Fraction(cost - grants) * Fraction(shares[key]) / Fraction(total)
            assert abs(Fraction(paid) - exact) < Fraction(1, 100)


def test_release_gives_back_in_the_same_proportion():
    assert release(D(3000), {"CAF": D(5250), "Orange": D(3750)}) == {"CAF": D(1750), "Orange": D(1250)}
    assert written(release(D("0.01"), {"CAF": D(1), "Orange": D(1)})) == {"CAF": "0.01", "Orange": "0.00"}
    assert written(release(D(0), {"CAF": D(0)})) == {"CAF": "0.00"}


@pytest.mark.parametrize("amount", ["9000.01", "-1", "0.001"])
def test_release_refuses_what_was_not_paid(amount):
    with pytest.raises(InvalidAmount):
        release(D(amount), {"CAF": D(5250), "Orange": D(3750)})


@settings(max_examples=examples(100), deadline=None)
@given(pots, st.integers(0, 100))
def test_release_gives_nobody_more_than_it_paid(paid_by, percent):
    amount = D(int(sum(paid_by.values()) * percent)) / 100
    given_back = release(amount, paid_by)
    assert sum(given_back.values()) == amount
    assert all(0 <= part <= paid_by[key] for key, part in given_back.items())
