"""The one function for changes of state: what it lets through, what it refuses, what it keeps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.core import states
from inclusion.core.enums import JobState, JoinState
from inclusion.core.errors import DomainError
from inclusion.core.models.history import StateChange
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import JoinRequest
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.inclusion.builders import make_join_request
from tests.setup_data import setup_data


@setup_data
def job(scope) -> Job:
    return Job.objects.create(kind="essai", title="Essai", total=3, started_by=make_user(), created_at=AT)


def test_a_move_changes_the_row_and_keeps_a_line(job, scope):
    moved = states.move(job, JobState.RUNNING, by=job.started_by, at=AT, attempts=1)
    assert (moved.pk, moved.state, moved.attempts) == (job.pk, "running", 1)
    assert Job.objects.get().state == "running"
    line = StateChange.objects.get()
    assert (line.from_state, line.to_state, line.by, line.at) == ("queued", "running", job.started_by, AT)
    assert (line.target_model, line.target_id, line.network) == ("inclusion.Job", job.pk, scope)
    assert str(line) == "queued → running"


def test_a_state_that_cannot_follow_is_refused_in_french(job):
    with pytest.raises(states.TransitionRefused) as refused:
        states.move(job, JobState.DONE, by=None, at=AT)
    assert str(refused.value) == "Cette étape n’est pas possible depuis l’état «\u00a0En attente\u00a0»."
    assert isinstance(refused.value, DomainError)
    assert Job.objects.get().state == "queued"
    assert not StateChange.objects.exists()


@pytest.mark.parametrize("state", JobState.values)
def test_every_pair_of_states_answers_as_the_table_says(job, state):
    for to in JobState.values:
        job.state = state
        assert (states.blockers(job, to) == []) == (to in Job.TRANSITIONS[state])


def test_what_is_missing_is_said_and_nothing_is_written(scope):
    asked, by = make_join_request(), make_user()
    with pytest.raises(states.TransitionRefused, match=r"Choisissez le partenaire, ou créez-le\."):
        states.move(asked, JoinState.ACCEPTED, by=by, at=AT, decided_at=AT, decided_by=by)
    assert JoinRequest.objects.get().decided_at is None
    partner = make_partner()
    moved = states.move(asked, JoinState.ACCEPTED, by=by, at=AT, decided_at=AT, decided_by=by, partner=partner)
    assert (moved.state, moved.partner) == ("accepted", partner)


def test_the_row_is_read_again_under_its_lock(job):
    """What the caller holds may be old: the state counts that is in the database."""
    stale = Job.objects.get()
    states.move(job, JobState.RUNNING, by=None, at=AT, attempts=4)
    with CaptureQueriesContext(connection) as asked:
        moved = states.move(stale, JobState.DONE, by=None, at=AT)
    assert "FOR UPDATE" in next(one["sql"] for one in asked if "inclusion_job" in one["sql"])
    assert (stale.state, moved.state, moved.attempts) == ("queued", "done", 4)
    with pytest.raises(states.TransitionRefused, match="depuis l’état «\u00a0Terminé\u00a0»"):
        states.move(stale, JobState.RUNNING, by=None, at=AT)


def test_history_is_the_rows_own_newest_first(job, scope):
    other = Job.objects.create(kind="essai", title="Autre", total=0, started_by=job.started_by, created_at=AT)
    states.move(other, JobState.RUNNING, by=None, at=AT)
    states.move(job, JobState.RUNNING, by=None, at=AT)
    states.move(job, JobState.DONE, by=None, at=AT + timedelta(minutes=1))
    assert [one.to_state for one in states.history(job)] == ["done", "running"]


def test_a_row_of_another_network_is_not_moved(job, other_network):
    with scoped_to(other_network), pytest.raises(Job.DoesNotExist):
        states.move(job, JobState.RUNNING, by=None, at=AT)


def test_a_locked_row_is_moved_without_being_read_or_written_whole(job, django_assert_num_queries):
    Job.objects.update(title="Changé entre-temps")
    with django_assert_num_queries(2):
        states.move_locked(job, JobState.RUNNING, by=None, at=AT, attempts=1)
    row = Job.objects.get()
    assert (row.state, row.attempts, row.title) == ("running", 1, "Changé entre-temps")
    assert StateChange.objects.get().to_state == "running"
    with pytest.raises(states.TransitionRefused):
        states.move_locked(row, JobState.QUEUED, by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_in_a_transaction_only(job):
    with pytest.raises(RuntimeError, match="inside a transaction"):
        states.move_locked(job, JobState.RUNNING, by=None, at=AT)
