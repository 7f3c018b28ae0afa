"""Work is claimed by row: of workers at once one wins, what a dead one left is taken up again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from celery.exceptions import NotRegistered
from django.db import IntegrityError, connections, transaction

from inclusion.core import jobs, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.models.history import StateChange
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user

WORKERS = 2
FRESH = {"fresh": JobState.QUEUED, "taken": JobState.RUNNING}


def make_job(**fields: Any) -> Job:
    return jobs.start(kind="essai", title="Essai", by=make_user(), at=AT, **{"total": 3, **fields})


def at_once(network, work: Callable[[], Any]) -> list[Any]:
    """Run `work` in threads with connections of their own."""

    def one(_: int) -> Any:
        try:
            with scoped_to(network):
                return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_once_exactly_one_claims(network):
    with scoped_to(network):
        job = make_job()
    together = Barrier(WORKERS)

    def claim():
        together.wait(60)
        return jobs.claim(Job, job.pk, **FRESH, at=AT)

    won = [one for one in at_once(network, claim) if one is not None]
    assert [(one.pk, one.state, one.attempts) for one in won] == [(job.pk, "running", 1)]
    with scoped_to(network):
        assert (Job.objects.get().attempts, StateChange.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_who_finds_the_row_locked_stops_at_once(network):
    """The first has claimed and not committed: the second neither waits nor gets it."""
    with scoped_to(network):
        job = make_job()
        with transaction.atomic():
            assert jobs.claim(Job, job.pk, **FRESH, at=AT)
            assert at_once(network, lambda: jobs.claim(Job, job.pk, **FRESH, at=AT)) == [None] * WORKERS


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_each_worker_believes_that_it_won(network):
    """The same steps, the lock left out: both read the row free before either has written."""
    with scoped_to(network):
        job = make_job()
    together = Barrier(WORKERS)

    def careless():
        with transaction.atomic():
            row = jobs.claimable(Job, **FRESH, at=AT).filter(pk=job.pk).first()
            together.wait(60)
            return row and states.move(
                row, JobState.RUNNING, by=None, at=AT, claimed_at=AT, attempts=row.attempts + 1, failure=""
            )

    assert [one.pk for one in at_once(network, careless)] == [job.pk] * WORKERS
    with scoped_to(network):
        assert StateChange.objects.count() == WORKERS


@pytest.mark.django_db(transaction=True)
def test_progress_saved_apart_is_seen_while_the_transaction_runs(network):
    with scoped_to(network):
        job = jobs.claim(Job, make_job().pk, **FRESH, at=AT)
        seen = lambda: Job.objects.get(pk=job.pk).done  # noqa: E731
        with transaction.atomic():
            jobs.advance(job, done=1, at=AT)
            assert at_once(network, seen) == [0] * WORKERS
        with transaction.atomic():
            jobs.advance_apart(job, done=2, at=AT)
            assert at_once(network, seen) == [2] * WORKERS


def test_a_claim_holds_for_its_lease_and_no_longer(scope, settings):
    settings.CLAIM_LEASE_SECONDS = 120
    job = make_job()
    jobs.claim(Job, job.pk, **FRESH, at=AT)
    for seconds in (0, 60, 120):
        assert jobs.claim(Job, job.pk, **FRESH, at=AT + timedelta(seconds=seconds)) is None
    late = AT + timedelta(seconds=121)
    again = jobs.claim(Job, job.pk, **FRESH, at=late)
    assert (again.attempts, again.claimed_at) == (2, late)
    assert [(one.from_state, one.to_state) for one in states.history(job)] == [
        ("running", "running"),
        ("queued", "running"),
    ]


def test_what_is_over_is_not_claimed(scope):
    job = make_job()
    jobs.finish(jobs.claim(Job, job.pk, **FRESH, at=AT), at=AT)
    assert jobs.claim(Job, job.pk, **FRESH, at=AT + timedelta(days=1)) is None


def test_a_row_of_another_network_is_not_claimed(scope, other_network):
    job = make_job()
    with scoped_to(other_network):
        assert jobs.claim(Job, job.pk, **FRESH, at=AT) is None


def test_progress_never_passes_the_total_and_only_running_work_has_any(scope):
    job = make_job()
    jobs.advance(job, done=1)
    assert Job.objects.get().done == 0
    claimed = jobs.claim(Job, job.pk, **FRESH, at=AT)
    for done, shown in ((2, 2), (99, 3)):
        assert jobs.advance(claimed, done=done)
        assert Job.objects.get().done == shown
    with pytest.raises(IntegrityError, match="job_done_within_total"), transaction.atomic():
        Job.objects.update(done=4)


def test_long_work_keeps_its_claim_and_learns_when_it_lost_it(scope):
    job, later = make_job(), AT + jobs.lease() + timedelta(seconds=1)
    first = jobs.claim(Job, job.pk, **FRESH, at=AT)
    assert jobs.advance(first, done=1, at=later)
    assert jobs.claim(Job, job.pk, **FRESH, at=later) is None
    second = jobs.claim(Job, job.pk, **FRESH, at=later + jobs.lease() + timedelta(seconds=1))
    assert not jobs.advance(first, done=3, at=later)
    assert Job.objects.get().done == 1
    assert jobs.advance(second, done=2)


def test_finished_work_shows_its_document(scope):
    job = make_job()
    claimed = jobs.claim(Job, job.pk, **FRESH, at=AT)
    document = store(
        b"%PDF", kind=DocumentKind.STATEMENT, filename="a.pdf", media_type="application/pdf", by=None, at=AT
    )
    done = jobs.finish(claimed, at=AT + timedelta(minutes=1), document=document)
    assert (done.state, done.done, done.document, done.is_over) == ("done", 3, document, True)
    assert done.ended_at == AT + timedelta(minutes=1)


def test_failed_work_says_why_and_can_be_asked_again(scope):
    job = make_job()
    assert not job.is_over
    failed = jobs.fail(jobs.claim(Job, job.pk, **FRESH, at=AT), at=AT, failure="Le disque est plein.")
    assert (failed.state, failed.failure, failed.is_over) == ("failed", "Le disque est plein.", True)
    states.move(failed, JobState.QUEUED, by=failed.started_by, at=AT)
    again = jobs.claim(Job, job.pk, **FRESH, at=AT)
    assert (again.attempts, again.failure) == (2, "")


def test_a_task_is_sent_by_its_name_and_a_name_that_none_has_is_refused(
    db, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(jobs, "_send", lambda task, priority, what: sent.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue_best_effort("inclusion.tasks.send_mail", mail_id=1)
    assert [task.name for task in sent] == ["inclusion.tasks.send_mail"]
    with pytest.raises(NotRegistered):
        jobs.enqueue_best_effort("inclusion.tasks.send_nothing")


def test_no_task_is_sent_for_what_is_left_to_the_sweep(db, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs, "_send", lambda task, priority, what: sent.append(what))
    with django_capture_on_commit_callbacks(execute=True):
        with jobs.left_to_the_sweep():
            jobs.enqueue_best_effort("inclusion.tasks.send_mail", pk=1)
        jobs.enqueue_best_effort("inclusion.tasks.send_mail", pk=2)
    assert sent == [{"pk": 2}]
