"""Two desks at one moment: an item has one holder, a loan comes back once, a return and an extension do not cross."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from equipment.enums import LoanState
from equipment.loans.actions import handover, lifecycle
from equipment.loans.actions.handover import give_back, hand_over
from equipment.loans.actions.lifecycle import extend
from equipment.models import Loan, LoanItem
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.equipment.builders import MONDAY, make_bank, make_item, make_loan, make_out, seen
from tests.template import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
ONE_HOLDER = "loan_item_one_holder"


@pytest.fixture
def network():
    network = make_network()
    with scoped_to(network):
        make_bank()
    return network


def refused(answers: list[Any]) -> list[Any]:
    return [one for one in answers if isinstance(one, Exception)]


def read_unlocked(loan: Loan) -> Loan:
    """Read the loan without holding it: what the lock is there against."""
    return Loan.objects.select_related("school", "model", "kit").get(pk=loan.pk)


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """Drop for a while the constraint of one holder an item."""
    (constraint,) = (one for one in LoanItem._meta.constraints if one.name == ONE_HOLDER)
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(LoanItem, constraint)
    try:
        yield
    finally:
        with as_owner() as cursor:
            cursor.execute("TRUNCATE equipment_loanitem CASCADE")
        with as_owner(), connection.schema_editor() as editor:
            editor.add_constraint(LoanItem, constraint)


def two_loans_of_one_item(network: Any) -> list[Loan]:
    """Two loans of one item, one after the other: the second may leave once the first is back."""
    with scoped_to(network):
        item = make_item()
        return [make_loan(item.model), make_loan(item.model, start=date(2026, 12, 14), end=date(2026, 12, 19))]


def both_leave(network: Any, booked: list[Loan]) -> list[Any]:
    at = AT.replace(day=30)  # the first day of the first

    def one(n: int) -> Any:
        # The second desk has the loan of the other school, on the day that it begins.
        day = at if n == 0 else at.replace(month=12, day=14)
        return hand_over(booked[n], seen=seen(booked[n]), by=None, at=day)

    return at_once(network, one, 2)


def test_two_desks_hand_over_one_item_and_one_does(network):
    booked = two_loans_of_one_item(network)
    answers = both_leave(network, booked)
    (sentence,) = map(str, refused(answers))
    assert "est encore chez un autre emprunteur" in sentence
    with scoped_to(network):
        assert LoanItem.objects.filter(handed_over_at__isnull=False).count() == 1
        assert sorted(Loan.objects.values_list("state", flat=True)) == [LoanState.BOOKED, LoanState.OUT]


def test_without_the_constraint_both_do(network):
    booked = two_loans_of_one_item(network)
    with without_the_constraint():
        assert refused(both_leave(network, booked)) == []
        with scoped_to(network):
            assert LoanItem.objects.filter(handed_over_at__isnull=False).count() == 2


def test_two_desks_hand_over_one_loan_and_one_does(network):
    with scoped_to(network):
        loan = make_loan()
    answers = at_once(network, lambda n: hand_over(loan, seen=seen(loan), by=None, at=AT), 4)
    assert len(refused(answers)) == 3
    assert all("ne peut pas être remis" in str(one) for one in refused(answers))
    with scoped_to(network):
        assert JournalEntry.objects.filter(verb="loan.handed_over").count() == 1


def test_two_desks_take_one_loan_back_and_one_does(network):
    with scoped_to(network):
        loan = make_out()
        looked_at = seen(loan)
    answers = at_once(network, lambda n: give_back(loan, seen=looked_at, by=None, at=AT), 2)
    (sentence,) = map(str, refused(answers))
    assert "n’est pas en cours" in sentence
    with scoped_to(network):
        assert JournalEntry.objects.filter(verb="loan.returned").count() == 1


def test_without_the_lock_on_the_loan_both_record_a_return(network, monkeypatch):
    with scoped_to(network):
        loan = make_out(make_loan(kit_of_two()))
        looked_at = seen(loan)
    together, hold_items = Barrier(2), handover.lock_items

    def once_both_have_looked(keys: Any) -> None:
        # What is still out was read, nothing is written yet: whoever read it later would see the other's half.
        together.wait(60)
        hold_items(keys)

    monkeypatch.setattr(handover, "lock_loan", read_unlocked)
    monkeypatch.setattr(handover, "lock_items", once_both_have_looked)
    # Each brings one half; neither sees the other's, and the loan never ends.
    answers = at_once(network, lambda n: give_back(loan, seen=[looked_at[n]], by=None, at=AT), 2)
    assert refused(answers) == []
    with scoped_to(network):
        assert Loan.objects.get().state == LoanState.OUT
        assert not LoanItem.objects.filter(returned_at=None).exists()


def test_with_the_lock_two_halves_end_the_loan(network):
    with scoped_to(network):
        loan = make_out(make_loan(kit_of_two()))
        looked_at = seen(loan)
    answers = at_once(network, lambda n: give_back(loan, seen=[looked_at[n]], by=None, at=AT), 2)
    assert refused(answers) == []
    with scoped_to(network):
        assert Loan.objects.get().state == LoanState.RETURNED


def kit_of_two() -> Any:
    from tests.equipment.builders import make_kit

    return make_kit()


def return_and_extension(network: Any, loan: Loan, looked_at: Any) -> list[Any]:
    def one(n: int) -> Any:
        if n == 0:
            return give_back(loan, seen=looked_at, by=None, at=AT)
        return extend(loan, end=date(2026, 12, 12), by=None, at=AT)

    return at_once(network, one, 2)


def test_a_return_and_an_extension_at_once_leave_the_item_free(network):
    for _ in range(3):
        with scoped_to(network):
            loan = make_out()
            looked_at = seen(loan)
        answers = return_and_extension(network, loan, looked_at)
        with scoped_to(network):
            loan = Loan.objects.get(pk=loan.pk)
            busy = loan.loan_items.get().occupation.busy
        assert loan.state == LoanState.RETURNED
        assert busy.upper < MONDAY, "it is free once it was checked, whatever the other asked for"
        assert all(isinstance(one, DomainError) for one in refused(answers))


def test_without_the_lock_a_loan_that_is_over_is_extended(network, monkeypatch):
    with scoped_to(network):
        loan = make_out()
        looked_at = seen(loan)
    together = Barrier(2)

    def read(one: Loan) -> Loan:
        found = read_unlocked(one)
        together.wait(60)
        return found

    monkeypatch.setattr(handover, "lock_loan", read)
    monkeypatch.setattr(lifecycle, "lock_loan", read)
    answers = return_and_extension(network, loan, looked_at)
    assert refused(answers) == []
    with scoped_to(network):
        loan = Loan.objects.get(pk=loan.pk)
        assert loan.state == LoanState.RETURNED
        assert loan.extensions == 1
