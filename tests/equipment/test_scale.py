"""With ten thousand items and a hundred thousand loans, pages answer at once."""

import sys
import time
from collections.abc import Callable
from statistics import median

import pytest
from django.test import Client
from django.utils import timezone

from equipment.enums import LoanState
from equipment.invariants import items_lent_twice, loans_without_item, wrong_item_states
from equipment.models import Item, Loan, LoanItem, Occupation
from inclusion.core.models.networks import User
from tests.builders import AT
from tests.equipment.history import write_history
from tests.pages import address

#: How many times as long as the middle page of a bank of two items a page may take, whatever it shows: a slow or busy
#: machine takes longer for both. What takes less seconds than this minimum is never too slow.
AS_LONG, FLOOR = 40, 1.5
#: Each page is opened so many times, and the quickest counts: the machine has other work.
TRIES = 3

#: Page, who opens it, what is asked for.
PAGES: tuple[tuple[str, str, str], ...] = (
    ("item_list", "bank_manager", ""),
    ("item_list", "bank_manager", "?q=GB-09"),
    ("loan_list", "bank_manager", ""),
    ("loan_list", "bank_manager", "?page=2000"),
    ("loan_list", "school", ""),
    ("loan_desk", "bank_manager", ""),
    ("loan_calendar", "bank_manager", ""),
    ("loan_request_list", "bank_manager", ""),
    ("equipment_home", "school", ""),
    ("equipment_home", "bank_manager", ""),
    ("equipment_follow", "bank_manager", ""),
    ("equipment_follow", "reader", ""),
    ("equipment_model_list", "bank_manager", ""),
    ("school_list", "bank_manager", ""),
)


def seconds(client: Client, url: str) -> float:
    """The quickest of some openings of a page."""
    best = float("inf")
    for _ in range(TRIES):
        began = time.perf_counter()
        response = client.get(url)
        best = min(best, time.perf_counter() - began)
        assert response.status_code == 200, url
    return best


@pytest.mark.slow(40)
def test_pages_answer_at_once_with_a_hundred_thousand_loans(rows, cast, network, client_of, clock, capsys):
    rows.loan()
    clients = {role: client_of(role) for role in {role for _, role, _ in PAGES}}
    single = [("item_detail", rows.items[0].pk), ("equipment_model_detail", rows.model.pk)]
    small = {key: seconds(clients[key[1]], address(key[0]) + key[2]) for key in PAGES}
    small |= {key: seconds(clients["bank_manager"], address(*key)) for key in single}
    began = time.perf_counter()
    keys = _write(network.pk, rows.school.partner.pk, cast["school"].user)
    _holds(rows.scope)
    written = time.perf_counter() - began
    large = {key: seconds(clients[key[1]], address(key[0]) + key[2]) for key in PAGES}
    for (name, before), now in zip(single, (keys["item_ids"][1], keys["model_ids"][1]), strict=True):
        large[name, before] = seconds(clients["bank_manager"], address(name, now))
    with capsys.disabled():
        sys.stdout.write(f"\nwritten and proven in {written:.1f} s\n")
        for key, took in large.items():
            sys.stdout.write(f"{took * 1000:6.0f} ms ({small[key] * 1000:4.0f})  {' '.join(map(str, key))}\n")
    most = max(FLOOR, AS_LONG * median(small.values()))
    assert not {key: took for key, took in large.items() if took > most}, f"{most:.1f} s at most"


def _write(network: int, partner: int, by: User) -> dict[str, list[int]]:
    return write_history(network=network, partner=partner, by=by.pk, today=timezone.localdate(AT), at=AT)


def _holds(scope: Callable) -> None:
    """The history is one that the actions could have left."""
    with scope():
        assert Item.objects.count() > 10_000
        assert Loan.objects.count() > 98_000
        assert LoanItem.objects.count() == Occupation.objects.count() == Loan.objects.count()
        assert set(Loan.objects.values_list("state", flat=True)) >= {
            LoanState.BOOKED,
            LoanState.OUT,
            LoanState.RETURNED,
        }
        assert Loan.objects.overdue(on=timezone.localdate()).count() > 150
        assert not items_lent_twice(None)
        assert not loans_without_item(None)
        assert not wrong_item_states(None)
