"""Two people decide one proposal of the public at once; with the lock of its row, and without it."""

import threading

import pytest
from django.db import connection, transaction

from inclusion.core import states
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from inclusion.core.states import TransitionRefused
from inclusion.guide.actions import proposals
from inclusion.guide.enums import ProposalKind
from inclusion.guide.models import PlaceProposal
from tests.builders import AT, make_user
from tests.inclusion.place_builders import make_place
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)


@setup_data
def row(scope):
    return proposals.propose(make_place(), kind=ProposalKind.CLOSED, at=AT)


def decided_at_once(network, row):
    """One accepts, the other declines, at the same moment; how many could."""
    begun, outcomes, by = threading.Barrier(2, timeout=60), [], make_user()

    def one(decide):
        try:
            with scoped_to(network), transaction.atomic():
                begun.wait()
                decide(row, by=by, at=AT)
            outcomes.append(True)
        except TransitionRefused:
            outcomes.append(False)
        finally:
            connection.close()

    acts = (proposals.accept_proposal, proposals.decline_proposal)
    running = [threading.Thread(target=one, args=[decide]) for decide in acts]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    assert len(outcomes) == 2
    return sum(outcomes)


def test_of_two_who_decide_a_proposal_at_once_one_is_refused(scope, row):
    assert decided_at_once(scope, row) == 1
    assert StateChange.objects.count() == 1


def test_without_the_lock_of_the_row_both_would_decide(scope, row, monkeypatch):
    read, real = threading.Barrier(2, timeout=60), states.blockers

    def both_have_read(obj, to):
        found = real(obj, to)
        read.wait()
        return found

    def careless(obj, to, **what):
        return states.move_locked(PlaceProposal.objects.get(pk=obj.pk), to, **what)

    monkeypatch.setattr("inclusion.guide.actions.proposals.states.move", careless)
    monkeypatch.setattr("inclusion.core.states.blockers", both_have_read)
    assert decided_at_once(scope, row) == 2
    assert StateChange.objects.count() == 2
