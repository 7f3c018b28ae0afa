"""Two people on one device at one moment: one of them gets an error, and nothing is half-written."""

import pytest

from equipment.models import Device, Donation, Wipe
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.wipes import Erasure, come_back, wipe
from equipment.refurbishing.enums import DeviceState
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network, make_user
from tests.crowds import at_once
from tests.equipment.aid_builders import make_device, make_donation

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = AT.date()


@pytest.fixture
def network(transactional_db):
    return make_network()


@pytest.fixture
def by(network):
    return make_user()


def ready(network, by, **fields):
    with scoped_to(network):
        return make_device(state=DeviceState.READY, by=by, **fields)


def test_a_device_is_given_or_recycled_and_not_both(network, by):
    device = ready(network, by)

    def leave(n):
        leaves = actions.give if n else actions.recycle
        return leaves([device], left_to="Quelqu’un", left_on=TODAY, by=by, at=AT)

    answers = at_once(network, leave, 2)
    assert sum(isinstance(one, list) for one in answers) == 1
    with scoped_to(network):
        assert StateChange.objects.filter(to_state__in=["given", "recycled"]).count() == 1


def test_wiped_twice_at_once_one_wipe_stands(network, by):
    with scoped_to(network):
        device = make_device()
    erasure = Erasure("secure_erase", TODAY, "Atelier", tool="nwipe", verified=True)
    at_once(network, lambda n: wipe([device], erasure, by=by, at=AT), 2)
    with scoped_to(network):
        assert Wipe.objects.filter(superseded=False).count() == 1
        assert Device.objects.get().state == DeviceState.WIPED


def test_what_comes_back_while_it_is_wiped_is_wiped_or_collected_and_never_between(network, by):
    device = ready(network, by)
    with scoped_to(network):
        (device,) = actions.give([device], left_to="Association", left_on=TODAY, by=by, at=AT)
    erasure = Erasure("secure_erase", TODAY, "Atelier", tool="nwipe", verified=True)

    def either(n):
        return wipe([device], erasure, by=by, at=AT) if n else come_back(device, by=by, at=AT)

    at_once(network, either, 2)
    with scoped_to(network):
        found = Device.objects.get()
        assert found.is_wiped == (found.state == DeviceState.WIPED)
        assert found.state in (DeviceState.WIPED, DeviceState.COLLECTED)


def test_two_lists_in_the_other_order_wait_for_one_another_and_end(network, by):
    with scoped_to(network):
        pair = [make_device(), make_device()]
    erasure = Erasure("secure_erase", TODAY, "Atelier", tool="nwipe", verified=True)
    answers = at_once(network, lambda n: wipe(pair if n else pair[::-1], erasure, by=by, at=AT), 2)
    assert all(isinstance(one, list) for one in answers)


def test_numbers_are_given_once(network, by):
    with scoped_to(network):
        lot = make_donation()
    at_once(network, lambda n: actions.add_devices(lot, [{"kind": "laptop"}] * 3, by=by, at=AT), 4)
    with scoped_to(network):
        assert sorted(Device.objects.values_list("number", flat=True)) == [f"REC-2026-{n:04}" for n in range(1, 13)]
        assert Donation.objects.count() == 1
