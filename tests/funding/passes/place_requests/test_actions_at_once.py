"""Two coordinators accept the same request at once; with the lock of the request, and without it."""

import threading

import pytest

from funding.models import PlaceRequest, TrainingPlace
from funding.passes.place_requests import actions
from funding.passes.place_requests.actions import accept_place_request
from inclusion.core.models.networks import Invitation
from tests.builders import AT, make_partner
from tests.funding.pass_builders import SIRET, make_place_request
from tests.funding.staff.test_actions_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def accepted_twice(network, by):
    make_partner("Ville de Marmande", siret=SIRET)
    asked = make_place_request()
    return at_once(network, lambda: accept_place_request(asked, latitude=44.5, longitude=0.1, by=by, at=AT))


def test_of_two_who_accept_at_once_one_makes_the_place(scope, by):
    assert accepted_twice(scope, by) == 1
    assert (TrainingPlace.objects.count(), Invitation.objects.count()) == (1, 1)


def test_without_the_lock_of_the_request_both_would_make_a_place(scope, by, monkeypatch):
    both, same_place = threading.Barrier(2, timeout=60), actions.same_place

    def both_have_looked(*args):
        found = same_place(*args)
        both.wait()
        return found

    monkeypatch.setattr(actions, "lock_request", lambda asked: PlaceRequest.objects.get(pk=asked.pk))
    monkeypatch.setattr(actions, "same_place", both_have_looked)
    assert accepted_twice(scope, by) == 2
    assert TrainingPlace.objects.count() == 2
