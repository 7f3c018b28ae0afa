"""Many schools ask for the last item at the same moment: with the constraint one gets it, without it several do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Thread, local
from typing import Any

import pytest
from django.db import connection, transaction

from equipment.loans.actions import booking, lifecycle
from equipment.loans.actions.booking import NEVER_TWICE, NotFree, book
from equipment.loans.actions.lifecycle import extend, reschedule
from equipment.maintenance import actions as maintenance_actions
from equipment.maintenance.actions import begin_maintenance, change_maintenance
from equipment.models import Item, Loan, LoanItem, Maintenance, Occupation
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network
from tests.crowds import at_once, somebody_waits_for_us
from tests.equipment.builders import MONDAY, make_bank, make_item, make_kit, make_loan, make_model, make_school
from tests.template import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 40
DAY = timedelta(days=1)


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def school(network):
    with scoped_to(network):
        make_bank()
        return make_school()


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """Drop the exclusion of the table for a while."""
    (constraint,) = (one for one in Occupation._meta.constraints if one.name == NEVER_TWICE)
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Occupation, constraint)
    try:
        yield
    finally:
        with as_owner() as cursor:
            cursor.execute("TRUNCATE equipment_occupation")
        with as_owner(), connection.schema_editor() as editor:
            editor.add_constraint(Occupation, constraint)


def all_see_it_free(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Make everybody wait until all have read the availability once: the moment at which a race is lost."""
    together, real, seen = Barrier(times), booking.availability_of, local()

    def read_together(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        if not hasattr(seen, "once"):
            seen.once = True
            together.wait(120)
        return found

    monkeypatch.setattr(booking, "availability_of", read_together)


def overlapping(n: int) -> dict[str, Any]:
    """Days that all share a Thursday: each begins from Monday to Thursday, and ends on an open day after."""
    return {"start": MONDAY + timedelta(days=n % 4), "end": MONDAY + timedelta(days=(4, 5, 10, 11, 12)[n % 5])}


def test_forty_ask_for_the_last_item_and_one_gets_it(network, school, monkeypatch):
    with scoped_to(network):
        model = make_item().model
    all_see_it_free(monkeypatch, CROWD)
    answers = at_once(network, lambda n: book(school=school, wanted=model, by=None, at=AT, **overlapping(n)), CROWD)
    booked = [one for one in answers if isinstance(one, Loan)]
    refused = [one for one in answers if isinstance(one, NotFree)]
    assert (len(booked), len(refused)) == (1, CROWD - 1)
    assert all("n’est pas libre" in str(one) and one.nearest for one in refused)
    with scoped_to(network):
        assert Loan.objects.get() == booked[0]
        assert Occupation.objects.count() == LoanItem.objects.count() == 1


def test_without_the_constraint_several_get_it(network, school, monkeypatch):
    with scoped_to(network):
        model = make_item().model
    all_see_it_free(monkeypatch, CROWD)
    with without_the_constraint():
        answers = at_once(network, lambda n: book(school=school, wanted=model, by=None, at=AT, **overlapping(n)), CROWD)
        assert sum(isinstance(one, Loan) for one in answers) > 1
        with scoped_to(network):
            assert Occupation.objects.count() > 1


def test_forty_ask_for_two_kits_that_share_an_item_and_one_gets_one(network, school, monkeypatch):
    kits = two_kits(network)
    all_see_it_free(monkeypatch, CROWD)
    answers = at_once(
        network, lambda n: book(school=school, wanted=kits[n % 2], by=None, at=AT, **overlapping(n)), CROWD
    )
    (booked,) = (one for one in answers if isinstance(one, Loan))
    with scoped_to(network):
        # All of its parts, and nothing of the other.
        assert set(LoanItem.objects.values_list("item", flat=True)) == set(
            booked.kit.items.values_list("pk", flat=True)
        )
        assert Occupation.objects.count() == 3


def test_without_the_constraint_the_shared_item_is_promised_twice(network, school, monkeypatch):
    kits = two_kits(network)
    all_see_it_free(monkeypatch, CROWD)
    with without_the_constraint():
        answers = at_once(
            network, lambda n: book(school=school, wanted=kits[n % 2], by=None, at=AT, **overlapping(n)), CROWD
        )
        assert {one.kit for one in answers if isinstance(one, Loan)} == set(kits)


def two_kits(network: Any) -> list[Any]:
    with scoped_to(network):
        shared = make_item()
        # The shared item comes first in one kit and last in the other: there must be no deadlock.
        return [make_kit(shared, make_item(), make_item()), make_kit(make_item(), make_item(), shared)]


def test_several_items_go_to_as_many_and_never_twice(network, school, monkeypatch):
    with scoped_to(network):
        model = make_model()
        for _ in range(5):
            make_item(model)
    all_see_it_free(monkeypatch, CROWD)
    answers = at_once(network, lambda n: book(school=school, wanted=model, by=None, at=AT, **overlapping(n)), CROWD)
    assert sum(isinstance(one, Loan) for one in answers) == 5
    with scoped_to(network):
        assert LoanItem.objects.values("item").distinct().count() == 5


@contextmanager
def meanwhile(network, act) -> Iterator[Thread]:
    """Somebody does this while ours has locked the item, as a booking does."""

    def work() -> None:
        with scoped_to(network):
            act()
        connection.close()

    with scoped_to(network), transaction.atomic():
        booking.lock_items(Item.objects.values_list("pk", flat=True))
        other = Thread(target=work)
        other.start()
        yield other
    other.join()


@pytest.fixture(params=["extend", "reschedule", "change_maintenance"])
def new_days(request, network, school):
    """What gives other days to an item that is busy."""
    with scoped_to(network):
        item, later = make_item(), MONDAY + timedelta(days=11)
        if request.param == "change_maintenance":
            one = begin_maintenance(item, reason="Contrôle", start=MONDAY, expected_end=MONDAY + DAY, by=None, at=AT)
            return lambda: change_maintenance(one, reason="Écran", expected_end=later, by=None, at=AT)
        loan = make_loan(item.model, school=school)
        if request.param == "extend":
            return lambda: extend(loan, end=later, by=None, at=AT)
        return lambda: reschedule(loan, start=MONDAY, end=later, by=None, at=AT)


def test_other_days_wait_for_whoever_has_the_item(network, new_days):
    """Two that write at once would each wait for what the other has written: a deadlock."""
    with meanwhile(network, new_days) as other:
        while not somebody_waits_for_us():
            assert other.is_alive()
    assert not other.is_alive()


def test_without_the_lock_other_days_wait_for_nobody(network, new_days, monkeypatch):
    for module in (lifecycle, maintenance_actions):
        monkeypatch.setattr(module, "lock_items", lambda keys: None)
    with meanwhile(network, new_days) as other:
        other.join(60)
        assert not other.is_alive()


def test_an_extension_a_booking_and_a_repair_at_once_leave_one_of_them(network, school):
    with scoped_to(network):
        item = make_item()
        loan = make_loan(item.model, school=school)
    days = {"start": MONDAY + timedelta(days=8), "end": MONDAY + timedelta(days=11)}

    def one(n: int) -> Any:
        if n % 3 == 0:
            return extend(loan, end=MONDAY + timedelta(days=11), by=None, at=AT)
        if n % 3 == 1:
            return book(school=school, wanted=item.model, by=None, at=AT, **days)
        return begin_maintenance(item, reason="Contrôle", start=days["start"], by=None, at=AT)

    answers = at_once(network, one, 12)
    assert all(isinstance(answer, (Loan, Maintenance, DomainError)) for answer in answers)
    won = [answer for answer in answers if not isinstance(answer, DomainError)]
    assert len(won) == 1
    with scoped_to(network):
        rows = sorted((row.busy.lower, row.busy.upper) for row in Occupation.objects.all())
        assert all(before[1] <= after[0] for before, after in pairwise(rows))
