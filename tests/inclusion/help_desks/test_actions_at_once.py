"""Twenty people book one slot at the same moment: with the lock one gets it, without it several do."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.help_desks.actions import bookings
from inclusion.help_desks.models import Booking, BookingSettings
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.inclusion.help_desk_builders import make_booking, make_desk, slot_of

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, CAPACITY = 20, 2


@pytest.fixture
def network():
    return make_network()


def crowd(network):
    """What twenty people are answered, and how many have the slot."""
    with scoped_to(network):
        desk = make_desk(capacity=CAPACITY)
        slot = slot_of(desk, at=AT)
    answers = at_once(network, lambda n: make_booking(desk, slot=slot, at=AT, name=f"Personne {n}"), CROWD)
    with scoped_to(network):
        return answers, Booking.objects.filter(starts_at=slot).count()


def test_twenty_book_one_slot_and_as_many_get_it_as_it_holds(network):
    answers, taken = crowd(network)
    refused = [one for one in answers if isinstance(one, DomainError)]
    assert (taken, len(refused)) == (CAPACITY, CROWD - CAPACITY)
    assert all("Les prochains" in str(one) for one in refused)


def test_without_the_lock_more_get_it_than_it_holds(network, monkeypatch):
    together, free = Barrier(CROWD), bookings.free_slots_of

    def unlocked(session):
        return BookingSettings.objects.select_related("session__place", "network").get(session=session)

    def read_together(*args, **kwargs):
        found = free(*args, **kwargs)
        with suppress(BrokenBarrierError):
            together.wait(20)
        return found

    monkeypatch.setattr(bookings, "lock_desk", unlocked)
    monkeypatch.setattr(bookings, "free_slots_of", read_together)
    _, taken = crowd(network)
    assert taken > CAPACITY
