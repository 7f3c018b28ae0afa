"""The statements of a year for all contributors of a fund: issued, printed and sent one by one in the background.

Each operator is a row of the batch. Its statement is issued in the transaction that puts it on that row, so that a
worker who takes over from one that died issues none a second time; its PDF is made and its e-mail written afterwards,
outside of the lock of the accounts.
"""

import io
import logging
import zipfile
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q

from funding.contributions.enums import ContributionState
from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.models.funds import Fund
from funding.statements.actions.issue import issue_statement, print_statement, refuse_open, refuse_period
from funding.statements.actions.outbox import mail_statement
from funding.statements.models import FundingStatement, StatementBatch, StatementBatchLine, StatementFile
from inclusion.core import jobs, journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import civil_year
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

logger = logging.getLogger(__name__)

JOB_KIND = "statement_batch"
NOT_SET = "la page n’a pas pu être composée"
NOT_BOUND = "Les relevés sont établis, mais leur archive n’a pas pu être préparée. Relancez la préparation."
#: The moment of every entry of an archive: the same statements are the same bytes.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3


def last_job(batch: StatementBatch) -> Job | None:
    """Return the latest work on this batch."""
    return Job.objects.filter(kind=JOB_KIND, subject_id=batch.pk).select_related("document").first()


def contributors_of_year(fund: Fund, *, year: int) -> list[Partner]:
    """Return whoever has a statement of this year: those who promised for it or before, 0 € too, or paid by its end."""
    end = civil_year(year).end
    standing = fund.contributions.exclude(state=ContributionState.WITHDRAWN)
    members = standing.filter(Q(year__lte=year) | Q(receipts__received_on__lt=end))
    found = Partner.objects.filter(pk__in=members.order_by().values("partner_id"))
    return list(found.order_by("sort_name", "pk"))


@transaction.atomic
def issue_year(fund: Fund, *, year: int, as_at: datetime | None = None, by: User, at: datetime) -> Job:
    """Have the statements of a year issued for all contributors of the fund, and return the work to follow.

    Asked again while it goes on, the work that goes on is returned. Raises DomainError for a year outside the fund or
    that is not closed, a moment that is still to come, or a fund that nobody contributes to.
    """
    fund = locked(fund)
    start, end = civil_year(year)
    refuse_period(fund, start=start, end=end, as_at=as_at, at=at)
    refuse_open(fund, end=end)
    if (going_on := _going_on(fund, year=year, as_at=as_at)) is not None:
        return going_on
    partners = contributors_of_year(fund, year=year)
    if not partners:
        raise DomainError(f"Le fonds «\u00a0{fund}\u00a0» n’a pas encore de contributeur pour {year}.").at("fund")
    batch = StatementBatch.objects.create(network_id=fund.network_id, fund=fund, year=year, as_at=as_at, asked_at=at)
    StatementBatchLine.objects.bulk_create(
        StatementBatchLine(network_id=fund.network_id, batch=batch, partner=partner) for partner in partners
    )
    journal.record(Verb.STATEMENTS_ASKED, on=batch, by=by, at=at, year=year, operators=len(partners))
    return _start(batch, by=by, at=at)


def _going_on(fund: Fund, *, year: int, as_at: datetime | None) -> Job | None:
    same = StatementBatch.objects.filter(fund=fund, year=year, as_at=as_at).order_by()
    unfinished = Job.objects.filter(kind=JOB_KIND, state__in=[JobState.QUEUED, JobState.RUNNING])
    return unfinished.filter(subject_id__in=same.values("pk")).first()


@transaction.atomic
def issue_missing(batch: StatementBatch, *, by: User, at: datetime) -> Job:
    """Resume a batch whose work failed: what is issued stays, what is missing is made."""
    batch = StatementBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    job = last_job(batch)
    if job is None or job.state != JobState.FAILED:
        raise DomainError("Ces relevés sont prêts, ou en préparation\u00a0: rien n’a été relancé.")
    journal.record(Verb.STATEMENTS_ASKED, on=batch, by=by, at=at, year=batch.year)
    return _start(batch, by=by, at=at)


def _start(batch: StatementBatch, *, by: User, at: datetime) -> Job:
    job = jobs.start(
        kind=JOB_KIND, title=str(batch)[:160], total=batch.lines.count(), by=by, at=at, subject_id=batch.pk
    )
    jobs.enqueue_best_effort("funding.tasks.issue_statements", network_id=batch.network_id, job_id=job.pk)
    return job


def carry_out(job_id: int, *, clock: Callable[[], datetime]) -> None:
    """Do the work of a batch from wherever it stopped. Harmless when repeated."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None:
        return
    assert job.subject_id is not None  # a job of this kind names its batch
    batch = StatementBatch.objects.select_related("fund").get(pk=job.subject_id)
    failures = []
    for done, line in enumerate(StatementBatchLine.objects.filter(batch=batch).for_lists(), 1):
        if failure := _serve(line, batch, by=job.started_by, clock=clock):
            failures.append(f"{line.partner}\u00a0: {failure}.")
        if not jobs.advance(job, done=done, at=clock()):
            return  # somebody else took the work over
    if failures:
        missing = "Un relevé manque" if len(failures) == 1 else f"{len(failures)} relevés manquent"
        there = job.total - len(failures)
        rest = "les autres sont établis" if there > 1 else "l’autre est établi" if there else "aucun n’est établi"
        jobs.fail(job, at=clock(), failure=f"{missing}\u00a0; {rest}. {' '.join(failures)}")
        return
    _bind(job, batch, clock=clock)


def _serve(line: StatementBatchLine, batch: StatementBatch, *, by: User, clock: Callable[[], datetime]) -> str:
    """Issue, print and send one operator's statement; return why it could not be, or nothing."""
    try:
        statement = _issued(line, batch, by=by, at=clock())
        print_statement(statement, by=by, at=clock())
        if batch.as_at is None:
            mail_statement(statement, by=by, at=clock())
    except OperationalError:  # the database went away: the sweep will find the job
        raise
    except DomainError as refused:
        failure = str(refused).rstrip(".")
    except Exception:
        logger.exception("statement of line %s could not be made", line.pk)
        failure = NOT_SET
    else:
        return ""
    StatementBatchLine.objects.filter(pk=line.pk, statement=None).update(failure=failure)
    return failure


@transaction.atomic
def _issued(line: StatementBatchLine, batch: StatementBatch, *, by: User, at: datetime) -> FundingStatement:
    """The statement of this operator in this batch: once issued, it is the one, whatever moved since."""
    line = StatementBatchLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.statement is None:
        start, end = civil_year(batch.year)
        line.statement = issue_statement(
            batch.fund, partner=line.partner, start=start, end=end, as_at=batch.as_at, by=by, at=at
        )
        line.failure = ""
        line.save(update_fields=["statement", "failure"])
    return line.statement


def _bind(job: Job, batch: StatementBatch, *, clock: Callable[[], datetime]) -> None:
    """Bind the papers of the batch and close the job, if the claim is still valid."""
    try:
        data = archive(batch)
    except OperationalError:
        raise
    except Exception:
        logger.exception("archive of batch %s could not be made", batch.pk)
        jobs.fail(job, at=clock(), failure=NOT_BOUND)
        return
    with transaction.atomic():
        row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if row.state != JobState.RUNNING or row.attempts != job.attempts:
            return
        document = store(
            data,
            kind=DocumentKind.STATEMENT_ARCHIVE,
            filename=f"releves-{batch.year}.zip",
            media_type="application/zip",
            by=job.started_by,
            at=clock(),
        )
        jobs.finish(row, at=clock(), document=document)


def archive(batch: StatementBatch) -> bytes:
    """Return the ZIP of the papers of a batch in the order of their numbers; the same papers give the same bytes."""
    files = StatementFile.objects.filter(statement__batch_lines__batch=batch)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bound:  # PDF does not shrink any more
        for one in files.select_related("document__content").order_by("statement__number").iterator():
            entry = zipfile.ZipInfo(one.document.filename, date_time=NO_MOMENT)
            entry.external_attr, entry.create_system = READABLE, UNIX
            bound.writestr(entry, one.document.data)
    return out.getvalue()
