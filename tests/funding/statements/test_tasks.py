"""Real workers killed with SIGKILL in the middle of a year's statements: another one goes on, none is issued twice."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import FundingStatement, StatementFile
from funding.statements.actions.batches import issue_year
from funding.statements.tasks import sweep_statements
from inclusion.core.enums import JobState
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from tests.builders import make_partner
from tests.funding.builders import close, make_contribution, worked_example
from tests.worker import WORKER, nursery, order_death, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 400  # seconds; a worker on a busy machine takes several to start


def until(seen: Callable[[], bool], what: str, pause: float = 0.05) -> None:
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(pause)


def test_a_worker_killed_among_the_statements_of_a_year(network, settings, tmp_path):
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with scoped_to(network), nursery(tmp_path, "tests.deaths", DEATHS=str(deaths)) as one:
        worked = worked_example()
        for n in range(5):
            make_contribution(worked.fund, make_partner(f"Opérateur {n}"), "0.00", by=worked.by)
        close(worked.fund)
        job = issue_year(worked.fund, year=2026, by=worked.by, at=timezone.now())
        order_death(deaths, "statement issued, not printed", after=2)
        assert one.start(*WORKER).ended(within=PATIENCE)
        there = dict(FundingStatement.objects.values_list("partner_id", "number"))
        assert Job.objects.get().state == JobState.RUNNING
        assert len(there) == 3
        assert StatementFile.objects.count() == 2

        settings.CLAIM_LEASE_SECONDS = 1
        one.start(*WORKER)

        def swept() -> bool:
            sweep_statements()
            time.sleep(1)
            return Job.objects.get().state == JobState.DONE

        until(swept, f"the job is {Job.objects.get().state}")
        numbers = dict(FundingStatement.objects.values_list("partner_id", "number"))
        assert sorted(numbers.values()) == list(range(1, 9))
        assert there.items() <= numbers.items()
        assert StatementFile.objects.count() == 8
        data = bytes(Job.objects.get(pk=job.pk).document.content.data)
        with zipfile.ZipFile(io.BytesIO(data)) as bound:
            assert len(bound.namelist()) == 8


def test_the_sweep_finds_what_nobody_took_up_in_each_network(network, other_network, tmp_path):
    """A message that was lost: the row is still there, and the next sweep sends it anew."""
    long_ago = timezone.now() - timedelta(days=365)
    with workers(tmp_path) as start:
        for one in (network, other_network):
            with scoped_to(one):
                worked = worked_example()
                close(worked.fund)
                issue_year(worked.fund, year=2026, by=worked.by, at=timezone.now())
                Job.objects.update(created_at=long_ago)
        from inclusion.celery import app

        app.control.purge()
        start()
        sweep_statements()

        def over() -> bool:
            states = []
            for one in (network, other_network):
                with scoped_to(one):
                    states.append(Job.objects.get().state)
            return states == [JobState.DONE, JobState.DONE]

        until(over, "the swept work was never done", pause=0.5)
