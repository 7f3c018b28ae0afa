"""Whatever happens at a desk, in whatever order: no slot has more people than it holds, none lies outside the hours."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from inclusion.guide.models import SessionClosing
from inclusion.help_desks.actions import bookings, rota
from inclusion.help_desks.enums import BookingState
from inclusion.help_desks.models import Booking
from inclusion.help_desks.queries import settings_of
from inclusion.help_desks.rules import is_within
from tests.builders import AT
from tests.examples import stories
from tests.inclusion.help_desk_builders import make_booking, make_desk, make_waiting, slot_of

VERBS = ("book", "book", "book", "wait", "cancel", "move", "close", "reopen", "accept", "hours")


class Story:
    """One desk; each verb may be refused."""

    def __init__(self, random: Random, capacity: int) -> None:
        self.random, self.at = random, AT
        self.desk = make_desk(hours="Tu,Th 14:00-15:30", capacity=capacity, days_ahead=8)

    def any_of(self, rows):
        found = list(rows.order_by("pk"))
        if not found:
            raise IndexError("nothing to choose from")  # what a random choice says of it differs
        return self.random.choice(found)

    def one(self):
        return self.any_of(Booking.objects.all())

    def slot(self):
        return slot_of(self.desk, self.random.randrange(3), at=self.at)

    def book(self):
        make_booking(self.desk, slot=self.slot(), at=self.at)

    def wait(self):
        make_waiting(self.desk, at=self.at)

    def cancel(self):
        bookings.cancel(self.one(), by=None, at=self.at)

    def move(self):
        bookings.move(self.one(), slot=self.slot(), by=None, at=self.at)

    def accept(self):
        bookings.accept_offer(self.one(), by=None, at=self.at)

    def close(self):
        day = AT.date() + timedelta(days=self.random.choice((0, 2, 7)))
        rota.close_days(self.desk, start=day, last_day=day, reason="other", by=None, at=self.at)

    def reopen(self):
        rota.reopen_days(self.any_of(SessionClosing.objects.all()), by=None, at=self.at)

    def hours(self):
        self.at += timedelta(hours=self.random.randrange(8))
        bookings.follow_desk(self.desk, at=self.at)


@pytest.mark.usefixtures("scope", "clock")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=stories(6))
@given(random=st.randoms(use_true_random=False), capacity=st.integers(1, 3))
def test_no_slot_has_more_people_than_it_holds(random, capacity):
    with transaction.atomic():
        story = Story(random, capacity)
        for _ in range(30):
            try:
                with transaction.atomic():
                    getattr(story, random.choice(VERBS))()
            except (DomainError, IndexError):
                continue
            check(story, capacity)
        transaction.set_rollback(True)


def check(story, capacity):
    hours = settings_of(story.desk).session.hours
    taken = list(Booking.objects.taking().filter(ends_at__gt=story.at))
    for row in taken:
        assert is_within(row.slot, hours)
        assert sum(row.slot.meets(other.slot) for other in taken) <= capacity
    assert all(row.offer_until > row.booked_at for row in taken if row.state == BookingState.OFFERED)
