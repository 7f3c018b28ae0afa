"""One browser sends several voices at the same moment: with the lock never more than allowed, without it more."""

from threading import Barrier
from typing import Any

import pytest
from django.db.models import QuerySet

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from roadmaps.models import ProposalVote, Workshop
from roadmaps.workshops import actions as workshop_actions
from roadmaps.workshops.actions import vote
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.roadmaps.builders import make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_workshop

pytestmark = pytest.mark.django_db(transaction=True)
IDEAS = 5


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def ideas(network):
    with scoped_to(network):
        workshop = make_workshop(make_roadmap("Feuille"), votes_each=2)
        return [make_idea(workshop) for _ in range(IDEAS)]


def given(network) -> int:
    with scoped_to(network):
        return ProposalVote.objects.count()


def test_never_more_voices_than_each_has(network, ideas):
    answers = at_once(network, lambda n: vote(ideas[n], voter="a", at=AT), IDEAS)
    assert given(network) == 2
    assert sum(isinstance(one, DomainError) for one in answers) == IDEAS - 2


def test_without_the_lock_a_browser_votes_too_often(network, ideas, monkeypatch):
    read, real = Barrier(IDEAS), workshop_actions.ballot_of
    lock = QuerySet.select_for_update

    def without_lock(self, *args: Any, **kwargs: Any) -> QuerySet:
        return self if self.model is Workshop else lock(self, *args, **kwargs)

    def all_read_first(*args: Any) -> Any:
        found = real(*args)
        read.wait(60)
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", without_lock)
    monkeypatch.setattr(workshop_actions, "ballot_of", all_read_first)
    at_once(network, lambda n: vote(ideas[n], voter="a", at=AT), IDEAS)
    assert given(network) == IDEAS


def test_two_taps_on_one_idea_are_one_voice(network, ideas):
    answers = at_once(network, lambda n: vote(ideas[0], voter="a", at=AT), IDEAS)
    assert answers == [ideas[0]] * IDEAS
    assert given(network) == 1
