"""Two coordinators convene one meeting, one person answers from two devices: with the lock once, without it not."""

from threading import Barrier

import pytest
from django.db import IntegrityError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions import convening
from inclusion.meetings.models import Invitee, Meeting, MeetingMail
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_meeting, make_seat

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def meeting(network):
    """A meeting of a body with two members: one has no address, which no uniqueness of addresses holds."""
    with scoped_to(network):
        body = make_body()
        make_seat(body)
        make_seat(body, email="")
        return make_meeting(body)


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody read the meeting before anybody convenes it, and nobody wait for anybody."""
    together = Barrier(CROWD)

    def read(meeting: Meeting, **_: bool) -> Meeting:
        found = Meeting.objects.select_related("body", "network").get(pk=meeting.pk)
        together.wait(60)
        return found

    monkeypatch.setattr(convening, "lock_planned_meeting", read)


def test_six_convene_and_everybody_is_asked_once(network, meeting):
    answers = at_once(network, lambda n: convening.convene(meeting, by=None, at=AT), CROWD)
    assert sum(isinstance(one, Meeting) for one in answers) == 1
    assert all("déjà convoquée" in str(one) for one in answers if isinstance(one, DomainError))
    with scoped_to(network):
        assert (Invitee.objects.count(), MeetingMail.objects.count(), StateChange.objects.count()) == (2, 1, 1)


def test_without_the_lock_they_collide_in_the_database(network, meeting, monkeypatch):
    without_the_lock(monkeypatch)
    answers = at_once(network, lambda n: convening.convene(meeting, by=None, at=AT), CROWD)
    # The address is kept unique by the table alone; whoever was late reads no sentence.
    assert any(isinstance(one, IntegrityError) for one in answers)
