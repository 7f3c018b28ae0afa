"""Sendings to several people behind the pages: a worker killed in the middle, the sweep, the nightly cleaning."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import Booklet, Letter, Mailing, MailingLine
from funding.passes.enums import MailingOutcome, MailingState
from funding.passes.mailings.actions import start_mailing
from funding.passes.mailings.tasks import carry_out_mailing, drop_stale_mailings, sweep_mailings
from inclusion.core import jobs
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import make_partner, make_user
from tests.funding.mailing_builders import family, row, tried
from tests.funding.pass_builders import make_programme
from tests.worker import WORKER, nursery, order_death

PATIENCE = 400  # seconds; a worker on a busy machine takes several to start
LINES = 24


def until(seen, what):
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what


def sent():
    return MailingLine.objects.filter(outcome=MailingOutcome.SENT).count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_sends_nobody_a_second_booklet(network, tmp_path):
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with scoped_to(network), nursery(tmp_path, "tests.deaths", DEATHS=str(deaths)) as one:
        by, cms = make_user(), make_partner("CMS")
        programme = make_programme(by=by, pot="9000.00")
        now = timezone.now()
        mailing = tried(programme, *family(LINES), prescriber=cms, by=by, at=now)
        start_mailing(mailing, by=by, at=now)
        for more, wanted in ((4, 4), (8, 12)):
            order_death(deaths, "line sent, not committed", after=more)
            assert one.start(*WORKER).ended(within=PATIENCE)
            assert sent() == wanted
            time.sleep(1.5)  # the length of a lease in these workers
            carry_out_mailing.delay(network_id=network.pk, job_id=Mailing.objects.get().job_id)
        one.start(*WORKER)

        def over():
            sweep_mailings.delay()
            time.sleep(0.5)
            return Mailing.objects.get().state == MailingState.DONE

        until(over, "the mailing never ended")
        each = Counter(Booklet.objects.values_list("beneficiary_id", flat=True))
        assert len(each) == LINES
        assert set(each.values()) == {1}
        assert Beneficiary.objects.count() == Letter.objects.count() == sent() == LINES
        job = Job.objects.get(kind="mailing")
        assert (job.done, job.total) == (LINES, LINES)
        assert not MailingLine.objects.exclude(fields={}).exists()


@pytest.mark.django_db
def test_what_waited_too_long_is_dropped_every_night(network):
    with scoped_to(network):
        by = make_user()
        old = timezone.now() - timedelta(days=31)
        mailing = tried(make_programme(by=by), row(), prescriber=make_partner(), by=by, at=old)
    drop_stale_mailings()
    with scoped_to(network):
        mailing.refresh_from_db()
        assert mailing.state == MailingState.DROPPED


@pytest.mark.django_db
def test_the_sweep_takes_up_what_nobody_has_been_heard_of(network, monkeypatch):
    taken = []
    monkeypatch.setattr(jobs, "enqueue_best_effort", lambda task, **fields: taken.append(fields))
    with scoped_to(network):
        by = make_user()
        mailing = tried(make_programme(by=by), row(), prescriber=make_partner(), by=by)
        start_mailing(mailing, by=by, at=timezone.now() - timedelta(hours=1))
        taken.clear()
    sweep_mailings()
    assert [one["network_id"] for one in taken] == [network.pk]
