"""The statements of a year in one go: for whom, one by one, none twice, bound together."""

import io
import zipfile
from datetime import date, timedelta

import pytest

from funding.contributions.actions.pledges import withdraw_contribution
from funding.enums import Verb
from funding.models import (
    Contribution,
    FundingStatement,
    StatementBatch,
    StatementBatchLine,
    StatementFile,
    StatementMail,
)
from funding.statements.actions.batches import (
    archive,
    carry_out,
    contributors_of_year,
    issue_missing,
    issue_year,
    last_job,
)
from funding.statements.actions.issue import end_of_day
from funding.statements.actions.outbox import mail_statement
from funding.statements.mails import OBSOLETE, compose_mail, skip_reason
from inclusion.core import jobs
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.jobs import Job
from inclusion.partners.actions import add_contact
from tests.builders import AT, make_membership, make_partner, make_user
from tests.funding.builders import close, engage, make_contribution, make_fund, receive, worked_example
from tests.pages import plain
from tests.setup_data import setup_data

LATER = AT + timedelta(hours=1)


@setup_data
def worked(scope):
    example = worked_example()
    close(example.fund)
    return example


class Died(BaseException):
    """The worker was killed: nothing in the program can catch it."""


class Clock:
    """The moments at which a worker looks at the clock, a second apart; at the `stop`-th look something happens."""

    def __init__(self, start=AT, *, stop=None, happens=None):
        self.now, self.stop, self.happens, self.looks = start, stop, happens, 0

    def __call__(self):
        self.looks += 1
        self.now += timedelta(seconds=1)
        if self.looks == self.stop:
            self.happens()
        return self.now


def die():
    raise Died


def ask(worked, **changed):
    return issue_year(worked.fund, **{"year": 2026, "by": worked.by, "at": AT, **changed})


def reread(job):
    return Job.objects.select_related("document__content").get(pk=job.pk)


def batch_of(job):
    return StatementBatch.objects.get(pk=job.subject_id)


def zipped(job):
    return zipfile.ZipFile(io.BytesIO(bytes(reread(job).document.content.data)))


def numbers():
    return list(FundingStatement.objects.order_by("number").values_list("number", "partner__name"))


def test_a_year_is_asked_for_and_followed(worked):
    job = ask(worked)
    batch = batch_of(job)
    assert (job.state, job.total, job.title) == (
        JobState.QUEUED,
        3,
        "Relevés 2026 du fonds «\u00a0Fonds d’inclusion numérique\u00a0»",
    )
    assert [str(line) for line in batch.lines.for_lists()] == ["CAF", "CPAM", "Orange"]
    assert last_job(batch) == job
    assert JournalEntry.objects.filter(verb=Verb.STATEMENTS_ASKED, target_id=batch.pk).count() == 1
    assert not FundingStatement.objects.exists()


def test_each_contributor_gets_its_statement_and_the_papers_are_bound(worked):
    job = ask(worked)
    carry_out(job.pk, clock=Clock())
    job = reread(job)
    assert (job.state, job.done, job.failure) == (JobState.DONE, 3, "")
    assert numbers() == [(1, "CAF"), (2, "CPAM"), (3, "Orange")]
    assert not StatementMail.objects.exists()  # nobody has an address
    assert job.document.kind == DocumentKind.STATEMENT_ARCHIVE
    assert job.document.filename == "releves-2026.zip"
    with zipped(job) as bound:
        assert bound.testzip() is None
        assert bound.namelist() == [
            "releve-0001-2026-caf.pdf",
            "releve-0002-2026-cpam.pdf",
            "releve-0003-2026-orange.pdf",
        ]
        for name, made in zip(bound.namelist(), StatementFile.objects.order_by("statement__number"), strict=True):
            assert bound.read(name) == bytes(made.document.content.data)


def test_each_operator_is_written_to_once_and_once_more_when_it_is_asked(worked):
    """New figures are another statement, which is sent; the one that it replaces is not."""
    for partner in (worked.caf, worked.orange):
        add_contact(partner, name="Zoé", email=f"{partner}@exemple.example".lower(), by=worked.by, at=AT)
    carry_out(ask(worked).pk, clock=Clock())
    first, other = StatementMail.objects.order_by("pk")
    carry_out(ask(worked, at=LATER).pk, clock=Clock(LATER))
    assert StatementMail.objects.count() == 2
    close(worked.fund, until=None)
    engage(worked.forum, "100.00", by=worked.by, on=date(2026, 9, 1), at=LATER)
    close(worked.fund)
    carry_out(ask(worked, at=LATER).pk, clock=Clock(LATER))
    assert {skip_reason(first), skip_reason(other)} == {OBSOLETE}
    newest = StatementMail.objects.get(statement__partner=worked.caf, statement__replaced_by=None)
    message = compose_mail(newest)
    assert (message.to, skip_reason(newest)) == (["caf@exemple.example"], "")
    assert message.subject == "Votre relevé de financement 2026 est prêt"
    ((name, *_),) = message.attachments  # for whom has no account
    assert name == f"releve-{newest.statement.number:04d}-2026-caf.pdf" and "ci-joint" in message.body
    make_membership(worked.caf, roles=("operator",), user=make_user("caf@exemple.example"))
    with_account = compose_mail(newest)
    assert f"/releve/{newest.statement_id}/" in with_account.body and not with_account.attachments
    assert "il remplace le relevé n° 1" in plain(message.body)
    assert "Vos 10 000 € en ont réuni 30 000 € ; 14 308 € financent déjà deux actions." in plain(message.body)
    with pytest.raises(DomainError, match="Un relevé plus récent remplace celui-ci"):
        mail_statement(first.statement, once_more=True, by=worked.by, at=LATER)
    with pytest.raises(DomainError, match="Aucune adresse n’est connue pour CPAM"):
        silent = FundingStatement.objects.get(partner=worked.cpam)
        mail_statement(silent, once_more=True, by=worked.by, at=LATER)
    StatementMail.objects.filter(pk=newest.pk).update(mailed_at=LATER)
    assert mail_statement(newest.statement, by=worked.by, at=LATER) == []
    assert mail_statement(newest.statement, once_more=True, by=worked.by, at=LATER) == [newest]
    assert newest in StatementMail.objects.waiting()


def test_a_repeated_message_does_nothing(worked):
    job = ask(worked)
    carry_out(job.pk, clock=Clock())
    carry_out(job.pk, clock=Clock(LATER))
    assert numbers() == [(1, "CAF"), (2, "CPAM"), (3, "Orange")]
    assert reread(job).attempts == 1


def test_the_same_statements_are_the_same_archive(worked):
    first, second = ask(worked), None
    carry_out(first.pk, clock=Clock())
    second = ask(worked, at=LATER)
    assert second != first
    carry_out(second.pk, clock=Clock(LATER))
    assert len(numbers()) == 3
    assert reread(first).document.sha256 == reread(second).document.sha256
    assert archive(batch_of(second)) == bytes(reread(first).document.content.data)


def test_asked_again_while_it_goes_on_it_is_the_same_work(worked):
    job = ask(worked)
    assert ask(worked, at=LATER) == job
    assert StatementBatch.objects.count() == 1
    assert ask(worked, as_at=AT, at=LATER) != job  # another question


def test_a_worker_that_dies_half_way_is_replaced_and_nothing_is_issued_twice(worked):
    """It dies while CPAM's statement has its number and no paper yet; meanwhile the accounts move."""
    job = ask(worked)
    clock = Clock(stop=7, happens=die)
    with pytest.raises(Died):
        carry_out(job.pk, clock=clock)
    assert numbers() == [(1, "CAF"), (2, "CPAM")]
    assert StatementFile.objects.count() == 1
    assert (reread(job).state, reread(job).done) == (JobState.RUNNING, 1)
    carry_out(job.pk, clock=Clock())  # within the lease: it is somebody's
    assert reread(job).attempts == 1

    close(worked.fund, until=None)
    engage(worked.forum, "100.00", by=worked.by, on=date(2026, 9, 1), at=LATER)
    close(worked.fund)
    carry_out(job.pk, clock=Clock(LATER))
    assert reread(job).state == JobState.DONE
    assert numbers() == [(1, "CAF"), (2, "CPAM"), (3, "Orange")]
    assert FundingStatement.objects.get(number=1).figures["closing"] == "15750.00"
    assert len(zipped(job).namelist()) == 3


def test_a_worker_that_lost_its_claim_stops(worked):
    """Somebody else took the work over: the first leaves the job, and the archive, to it."""
    job = ask(worked)

    def taken_over():
        Job.objects.filter(pk=job.pk).update(attempts=2)

    carry_out(job.pk, clock=Clock(stop=4, happens=taken_over))
    assert (reread(job).state, reread(job).document) == (JobState.RUNNING, None)
    assert numbers() == [(1, "CAF")]


def test_long_work_keeps_its_claim(worked, settings):
    """Each statement done begins the lease anew: nobody takes work over from a worker that is well."""
    job = ask(worked)
    seen = []

    def look():
        seen.append(reread(job).claimed_at - AT)

    carry_out(job.pk, clock=Clock(stop=10, happens=look))
    assert seen == [timedelta(seconds=9)]  # the claim itself, then twice: issued, printed, sent, kept


def test_the_moment_asked_for_is_the_moment_of_the_figures(worked):
    moment = end_of_day(date(2026, 11, 24))
    close(worked.fund, until=None)
    receive(
        Contribution.objects.get(partner=worked.caf),
        "500.00",
        by=worked.by,
        on=date(2026, 4, 1),
        at=moment + timedelta(hours=1),
    )
    close(worked.fund)
    job = ask(worked, as_at=moment, at=moment + timedelta(hours=2))
    carry_out(job.pk, clock=Clock(moment + timedelta(hours=2)))
    assert FundingStatement.objects.get(partner=worked.caf).figures["received"] == "10000.00"


def test_who_has_a_statement_of_a_year(worked):
    """Members at 0 €, and whoever paid early; not who withdrew, nor who only promised for later."""
    does = {"by": worked.by}
    close(worked.fund, until=None)
    withdrew = make_contribution(worked.fund, make_partner("MSA"), "10.00", **does)
    withdraw_contribution(withdrew, by=worked.by, at=AT)
    make_contribution(worked.fund, make_partner("La Poste"), "10.00", year=2027, **does)
    early = make_contribution(worked.fund, make_partner("Carsat"), "10.00", year=2027, **does)
    receive(early, "10.00", on=date(2026, 12, 30), at=AT + timedelta(days=60), **does)

    def names(year):
        return [str(one) for one in contributors_of_year(worked.fund, year=year)]

    assert names(2026) == ["CAF", "Carsat", "CPAM", "Orange"]
    assert names(2027) == ["CAF", "Carsat", "CPAM", "La Poste", "Orange"]
    assert names(2025) == []


def test_one_that_cannot_be_issued_is_reported_and_the_others_are_there(worked):
    """A partner without contribution, past the guard: the work says so, and makes what is missing once it can."""
    job = ask(worked)
    batch, stray = batch_of(job), make_partner("MSA")
    StatementBatchLine.objects.create(batch=batch, partner=stray)
    Job.objects.filter(pk=job.pk).update(total=4)
    carry_out(job.pk, clock=Clock())
    sentence = "MSA n’a pas de contribution au fonds «\u00a0Fonds d’inclusion numérique\u00a0»"
    assert reread(job).state == JobState.FAILED
    assert reread(job).failure == f"Un relevé manque\u00a0; les autres sont établis. MSA\u00a0: {sentence}."
    assert (reread(job).done, reread(job).document) == (4, None)
    assert StatementBatchLine.objects.get(partner=stray).failure == sentence
    assert len(numbers()) == 3

    close(worked.fund, until=None)
    make_contribution(worked.fund, stray, "0.00", by=worked.by)
    close(worked.fund)
    again = issue_missing(batch, by=worked.by, at=LATER)
    assert (again.state, again.total) == (JobState.QUEUED, 4)
    carry_out(again.pk, clock=Clock(LATER))
    assert reread(again).state == JobState.DONE
    assert StatementBatchLine.objects.get(partner=stray).failure == ""
    assert len(zipped(again).namelist()) == 4
    assert numbers()[-1] == (4, "MSA")
    with pytest.raises(DomainError, match="rien n’a été relancé"):
        issue_missing(batch, by=worked.by, at=LATER)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"year": 2025}, "n’était pas ouvert"),
        ({"year": 2027}, "pas encore commencé"),
        ({"as_at": AT + timedelta(days=1)}, "n’est pas encore passé"),
        ({}, "ne sont pas clos jusqu’au 31 décembre 2026"),
    ],
)
def test_what_cannot_be_asked_for(worked, changed, sentence):
    close(worked.fund, until=None)
    with pytest.raises(DomainError, match=sentence):
        ask(worked, **changed)
    assert not StatementBatch.objects.exists()
    assert not Job.objects.exists()


def test_a_fund_without_contributors_has_nothing_to_issue(worked):
    empty = make_fund("Autre fonds")
    close(empty)
    with pytest.raises(DomainError, match="pas encore de contributeur"):
        issue_year(empty, year=2026, by=worked.by, at=AT)
    assert not Job.objects.exists()


def test_work_that_was_left_is_found_after_the_lease(worked, settings):
    job = ask(worked)
    with pytest.raises(Died):
        carry_out(job.pk, clock=Clock(stop=3, happens=die))
    free = {"fresh": JobState.QUEUED, "taken": JobState.RUNNING}
    assert not jobs.claimable(Job, at=AT + timedelta(seconds=60), **free).exists()
    assert jobs.claimable(Job, at=AT + timedelta(seconds=200), **free).get() == job
