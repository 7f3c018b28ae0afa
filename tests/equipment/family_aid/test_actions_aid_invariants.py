"""The proofs of the night find what no action can do."""

import pytest

from equipment.family_aid.actions.proposals import crowded_sessions, misjudged_paths
from equipment.family_aid.actions.sessions import register
from equipment.family_aid.enums import AidState
from equipment.models import FamilyAid, TrainingSession
from tests.builders import AT, make_user
from tests.equipment.aid_builders import make_accepted, make_given, make_session

pytestmark = pytest.mark.django_db


def test_a_path_that_is_said_to_be_complete_and_is_not_is_found(scope):
    aid = make_given(by=make_user())
    assert misjudged_paths(scope) == []
    FamilyAid.objects.filter(pk=aid.pk).update(state=AidState.COMPLETED)
    assert misjudged_paths(scope) == [{"aid": aid.pk, "attended": 0}]


def test_a_session_with_more_families_than_seats_is_found(scope):
    aid = make_accepted(by=make_user())
    session = make_session(aid.programme)
    register(session, aid, by=None, at=AT)
    assert crowded_sessions(scope) == []
    TrainingSession.objects.update(seats=0)
    assert crowded_sessions(scope) == [{"session": session.pk, "taken": 1}]
