"""The broker does not answer: what was asked for is kept, nobody is shown an error, a sweep makes it good."""

import math
from datetime import timedelta

import pytest
from celery.app.task import Task
from django.utils import timezone
from kombu.exceptions import OperationalError

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.outbox import mail_call
from funding.models import ContributionMail, Letter, Mailing, PlaceMail
from funding.passes.enums import LetterState, MailingState
from funding.passes.mailings.actions import start_mailing
from funding.passes.mailings.tasks import sweep_mailings
from funding.passes.reimbursements.actions.claims import validate
from funding.statements.actions.batches import issue_year
from funding.statements.tasks import sweep_statements
from inclusion.core import jobs
from inclusion.core.mail.outbox import LOST, sweep_mails
from tests.builders import make_partner, make_user
from tests.funding.builders import close, make_contribution, make_fund, worked_example
from tests.funding.mailing_builders import row, tried
from tests.funding.pass_builders import make_letter, make_place, make_programme
from tests.funding.reimbursement_builders import claim, use_passes
from tests.inclusion.pages import page, url

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(hours=1)


@pytest.fixture
def away(monkeypatch, clock):
    """The tasks that could not be sent, in the days of the funds that the builders make."""
    tried = []

    def refused(task, *args, **options):
        tried.append(task.name)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(Task, "apply_async", refused)
    monkeypatch.setattr(jobs, "_broker_away_since", -math.inf)
    return tried


def a_mailing():
    by, then = make_user(), timezone.now() - LONG_AGO
    one = tried(make_programme(by=by), row(), prescriber=make_partner(), by=by, at=then)
    start_mailing(one, by=by, at=then)


def statements_of_a_year():
    worked = worked_example()
    close(worked.fund)
    issue_year(worked.fund, year=2026, by=worked.by, at=timezone.now() - LONG_AGO)


def a_call():
    by, fund = make_user(), make_fund("Fonds des appels")
    promised = make_contribution(fund, make_partner("CAF", email="contact@caf.example"), "1000.00", by=by)
    now = timezone.now()
    today = timezone.localdate(now)
    call = call_for_funds(promised, due_on=today + timedelta(days=37), on=today, by=by, at=now)
    mail_call(call, by=by, at=now)


def a_validated_claim():
    by, now = make_user(), timezone.now()
    programme, place = make_programme(by=by), make_place(by=by, email="lieu@exemple.example")
    use_passes(1, place, programme, by=by, at=now)
    validate(claim(place, programme, by=by, at=now, month=timezone.localdate(now)), by=by, at=now)
    assert PlaceMail.objects.waiting().exists()


def swept(sweep, monkeypatch):
    """The tasks that a sweep sends once the broker answers again."""
    sent = []
    monkeypatch.setattr(Task, "apply_async", lambda one, *args, **options: sent.append(one.name))
    monkeypatch.setattr(jobs, "_broker_away_since", -math.inf)
    sweep()
    return sent


@pytest.mark.parametrize(
    ("asked", "sweep", "task"),
    [
        (a_mailing, sweep_mailings, "funding.tasks.carry_out_mailing"),
        (statements_of_a_year, sweep_statements, "funding.tasks.issue_statements"),
        (a_call, sweep_mails, "inclusion.tasks.send_mail"),
        (a_validated_claim, sweep_mails, "inclusion.tasks.send_mail"),
    ],
)
def test_what_is_asked_for_stands_and_a_sweep_asks_again(scope, away, monkeypatch, caplog, asked, sweep, task):
    monkeypatch.setattr(jobs, "BROKER_PAUSE", 0.0)
    asked()
    assert away[-1] == task
    assert "waits for the sweep" in caplog.text
    assert task in swept(sweep, monkeypatch)


def test_an_e_mail_that_may_have_been_asked_for_anew_is_not_sent_twice(scope, away, monkeypatch):
    a_call()
    ContributionMail.objects.update(written_at=timezone.now() - LOST - LONG_AGO)
    assert not swept(sweep_mails, monkeypatch)


def test_a_letter_is_kept_and_the_next_one_does_not_wait_for_the_broker(scope, away):
    first = make_letter()
    make_letter()
    assert len(away) == 1
    assert first.state == LetterState.QUEUED
    assert first in Letter.objects.due(at=timezone.now() + timedelta(days=400), lease=timedelta(seconds=120))


def test_the_page_goes_on_as_ever(client_of, cast, scope, away):
    prescriber = cast["prescriber"]
    programme = make_programme(by=prescriber.user)
    one = tried(programme, row(), prescriber=prescriber.partner, by=prescriber.user, at=timezone.now() - LONG_AGO)
    answer = client_of("prescriber").post(url("mailing_start", scope, one.pk), follow=True)
    assert "Les pass partent" in page(answer)
    assert Mailing.objects.get().state == MailingState.RUNNING
