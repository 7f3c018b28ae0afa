"""Background work: claimed by row, followed by a page, swept when its worker died; what all tasks share."""

import logging
import math
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import Task, current_app
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from kombu.pools import producers

from inclusion.core import states
from inclusion.core.enums import JobState
from inclusion.core.models.jobs import Claimable, Job
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to

logger = logging.getLogger(__name__)

#: Seconds without another try after the broker did not answer: ten thousand letters do not each wait for it.
BROKER_PAUSE = 10.0
_broker_away_since = -math.inf


_left_to_the_sweep: ContextVar[bool] = ContextVar("left_to_the_sweep", default=False)


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """Send no tasks inside the block: where of thousands of rows hardly any still waits at the end."""
    token = _left_to_the_sweep.set(True)
    try:
        yield
    finally:
        _left_to_the_sweep.reset(token)


def enqueue_best_effort(name: str, *, priority: int | None = None, **what: int | str | None) -> None:
    """Send a task, by its name, once this is committed; when the broker is away, nobody is shown an error.

    For tasks of rows that a sweep finds, and for those alone: what was committed is done a little later then.
    """
    if _left_to_the_sweep.get():
        return
    transaction.on_commit(partial(_send, _task(name), priority, what))


def _task(name: str) -> Task:
    """The task of that name. Whoever sends it has not imported its module; NotRegistered for a name that none has."""
    if name not in current_app.tasks:
        current_app.autodiscover_tasks(force=True)
    return current_app.tasks[name]


def _send(task: Task, priority: int | None, what: dict[str, int | str | None]) -> None:
    global _broker_away_since
    if time.monotonic() < _broker_away_since + BROKER_PAUSE:
        return
    try:
        # Connections to the broker for sending alone: a page does not wait for one that does not answer.
        seconds = settings.REDIS_TIMEOUT
        patience = {"socket_connect_timeout": seconds, "socket_timeout": seconds, "max_retries": 0}
        with producers[task.app.connection_for_write(transport_options=patience)].acquire(block=True) as producer:
            task.apply_async(kwargs=what, priority=priority, producer=producer, retry=False)
    except OperationalError:
        _broker_away_since = time.monotonic()
        logger.warning("the broker is away: %s %s waits for the sweep", task.name, what)


def lease() -> timedelta:
    """How long a claim holds."""
    return timedelta(seconds=settings.CLAIM_LEASE_SECONDS)


def claimable(model: type[Claimable], *, fresh: str, taken: str, at: datetime) -> models.QuerySet[Any]:
    """Rows that wait (`fresh`), or were taken by a worker that has not been heard of for the length of a lease."""
    return model._default_manager.filter(models.Q(state=fresh) | models.Q(state=taken, claimed_at__lt=at - lease()))


@transaction.atomic
def claim(model: type[Claimable], pk: int, *, fresh: str, taken: str, at: datetime) -> Any | None:
    """Take the row for this worker and return it, or None when another one has it or it is done."""
    row = (
        claimable(model, fresh=fresh, taken=taken, at=at)
        .select_for_update(skip_locked=True, of=("self",))
        .filter(pk=pk)
        .first()
    )
    if row is None:
        return None
    return states.move_locked(row, taken, by=None, at=at, claimed_at=at, attempts=row.attempts + 1, failure="")


@transaction.atomic
def start(*, kind: str, title: str, total: int, by: Any, at: datetime, subject_id: int | None = None) -> Job:
    """Create a piece of work; the caller sends its task with `enqueue_best_effort`."""
    return Job.objects.create(kind=kind, title=title, total=total, started_by=by, created_at=at, subject_id=subject_id)


def advance(job: Job, *, done: int, at: datetime | None = None) -> bool:
    """Show progress and return whether the claim still holds; counts never pass the total.

    With `at`, the lease begins anew: for work that lasts longer than one.
    """
    lease_anew = {} if at is None else {"claimed_at": at}
    ours = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return bool(ours.update(done=min(done, job.total), **lease_anew))


def advance_apart(job: Job, *, done: int, at: datetime) -> None:
    """Show progress from inside a transaction: over a connection of its own, so that a page sees it at once."""

    def advance_and_close() -> None:
        try:
            advance(job, done=done, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(copy_context().run, advance_and_close).result()


def let_go(job: Job, *, at: datetime) -> None:
    """Give the claim back before the work is over: whoever comes next continues it."""
    ours = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    ours.update(claimed_at=at - lease() - timedelta(seconds=1))


def finish(job: Job, *, at: datetime, document: Any = None) -> Job:
    """Close the work with what it produced."""
    return states.move(job, JobState.DONE, by=None, at=at, ended_at=at, done=job.total, document=document)


def fail(job: Job, *, at: datetime, failure: str) -> Job:
    """Close the work with a French sentence that says what went wrong; it can be asked again."""
    return states.move(job, JobState.FAILED, by=None, at=at, ended_at=at, failure=failure)


# -- Work of one network after the other


def in_each_network(work: Callable[[Network], object]) -> None:
    """Do the work of a night in every network, one after the other, each in its own scope.

    What fails in one holds up no other. The last failure is raised in the end, so that whoever watches the workers
    hears of it.
    """
    failed: Exception | None = None
    for network in Network.objects.order_by("pk"):
        try:
            with scoped_to(network):
                work(network)
        except Exception as failure:
            logger.exception("%s: %s failed", network.slug, getattr(work, "__qualname__", work))
            failed = failure
    if failed is not None:
        raise failed


def resume_left(kinds: Collection[str], *, task: str) -> None:
    """Send the work of these kinds again of which no worker has been heard for the length of a lease.

    One network after the other; `task` takes `network_id` and `job_id`.
    """

    def resume(network: Network) -> None:
        now = timezone.now()
        left = claimable(Job, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=now)
        ours = left.filter(kind__in=kinds, created_at__lt=now - lease())
        for pk in ours.values_list("pk", flat=True):
            enqueue_best_effort(task, network_id=network.pk, job_id=pk)

    in_each_network(resume)


# -- Where work leads

_ways_back: dict[str, Callable[[Any], dict[str, str]]] = {}


def register_way_back(kind: str, way: Callable[[Any], dict[str, str]]) -> None:
    """Say where the work of this kind leads: called with the job, it returns `{"label", "url"}`."""
    _ways_back[kind] = way


def back_to(job: Any) -> dict[str, str] | None:
    """Return the page to go on from when this work is over, where its kind has one."""
    way = _ways_back.get(job.kind)
    return way(job) if way else None
