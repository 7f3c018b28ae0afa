"""Funding statements: issued one by one, or all those of a year at once."""

import io
import logging
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

from django.db import OperationalError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify

from funding.contributions.enums import ContributionState
from funding.enums import Verb
from funding.ledger.actions import locked, next_number
from funding.ledger.enums import TransactionKind
from funding.ledger.models.funds import ActionReach, Fund
from funding.statements.models import (
    FundingStatement,
    StatementBatch,
    StatementBatchLine,
    StatementFile,
    sealed,
)
from funding.statements.papers import situation_pdf, statement_pdf
from funding.statements.queries import OwnMovement, own_movements, statement_movements
from funding.statements.rules import Statement, seal, situation_title, state_funding
from inclusion.core import jobs, journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import civil_year, plain_date, shown_end, stored_end
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

# -- Statements: numbered without gaps, sealed, kept as issued

#: The series of the network's statements.
STATEMENT_NUMBERS = "statement"


@dataclass(frozen=True)
class StatementFigures:
    """All that a statement says, before it has a number."""

    statement: Statement
    #: Users of the operator that each action helped, by the action's name.
    users: dict[str, int]
    #: The movements of its share in the period.
    movements: list[OwnMovement]

    @property
    def refunded(self) -> Decimal:
        """What was given back to the operator in the period; `received` has it taken off already."""
        receipts = (one.amount for one in self.movements if one.kind == TransactionKind.RECEIPT)
        return -sum((amount for amount in receipts if amount < 0), ZERO)


def statement_figures(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None = None
) -> StatementFigures:
    """Return the figures for the days `[start, end)`, as the portal knew them at a moment (now when None).

    Raises DomainError for a period without days.
    """
    if end <= start:
        raise DomainError("La fin de la période vient après son début.").at("end")
    movements = statement_movements(fund, start=start, end=end, known_at=as_at)
    return StatementFigures(
        statement=state_funding(movements, payer=str(partner.pk), start=start, end=end),
        users=_users(fund, partner, start=start, end=end, as_at=as_at),
        movements=own_movements(fund, partner, start=start, end=end, known_at=as_at),
    )


def _users(fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None) -> dict[str, int]:
    """Users of the operator helped by each action: those reported year by year, and the people who were sent passes."""
    years = range(start.year, shown_end(end).year + 1)
    told = ActionReach.objects.people(partner=partner, years=years, known_at=as_at)
    names = dict(fund.funded_actions.values_list("pk", "name"))
    users = {names[pk]: people for pk, people in told.items() if pk in names and people}
    standing = Q(cancelled_at=None)
    known = Q()
    if as_at is not None:
        standing |= Q(cancelled_at__gt=as_at)
        known = Q(commitment__transactions__recorded_at__lte=as_at)
    sent = (
        partner.users_booklets.filter(standing, known, programme__funded_action__fund=fund)
        .filter(issued_on__gte=start, issued_on__lt=end)
        .order_by()
        .values_list("programme__funded_action__name")
        .annotate(people=Count("beneficiary", distinct=True))
    )
    for name, people in sent:
        users[name] = users.get(name, 0) + people
    return users


def figures_of(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None, found: StatementFigures
) -> dict[str, object]:
    """Return everything that is sealed except the network and the number, as plain JSON values."""
    plain = found.statement.figures()
    lines = [
        {**line, "users": found.users.get(line["label"], 0)}
        for line in cast("list[dict[str, str]]", plain["actions"])
    ]
    helped = [name for name in found.users if name not in {line["label"] for line in lines}]
    return {
        **plain,
        "actions": lines,
        "helped_besides": [{"label": name, "users": found.users[name]} for name in sorted(helped)],
        "refunded": str(found.refunded),
        "paid": str(found.statement.paid),
        "movements": [one.plain() for one in found.movements],
        "fund": fund.name,
        "partner": partner.name,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "as_at": None if as_at is None else as_at.astimezone(UTC).isoformat(),
    }


@dataclass(frozen=True)
class Draft:
    """A statement that could be issued: its figures, and the one that answered the same question before.

    `situation`: what it is called while the accounts of its days are not closed, and it has neither number nor seal;
    empty once they are. Its figures are known up to `until` (exclusive).
    """

    fund: Fund
    partner: Partner
    start: date
    end: date
    figures: dict[str, object]
    former: FundingStatement | None
    situation: str
    until: date

    @property
    def is_former(self) -> bool:
        """Whether the former one says the same: then there is nothing to issue."""
        return self.former is not None and self.former.figures == self.figures

    def pdf(self) -> bytes:
        """The paper of a situation; nothing of it is kept."""
        return situation_pdf(
            self.figures,
            title=self.situation,
            fund=self.fund,
            partner=self.partner,
            start=self.start,
            end=self.end,
            until=self.until,
        )

    @property
    def filename(self) -> str:
        """What the file of a situation is called: « situation-2026-11-28-caf.pdf »."""
        return f"situation-{shown_end(self.until)}-{_name_of(self.partner)}.pdf"


def draft_statement(
    fund: Fund, *, partner: Partner, start: date, end: date, as_at: datetime | None, at: datetime
) -> Draft:
    """Return what `issue_statement` would issue; nothing is written, and the same is refused.

    Not refused: a period whose accounts are not closed, which gives a situation.
    """
    _refuse(fund, partner, start=start, end=end, as_at=as_at, at=at)
    found = statement_figures(fund, partner, start=start, end=end, as_at=as_at)
    key = {"fund": fund, "partner": partner, "start": start, "end": end, "as_at": as_at}
    on = timezone.localdate(as_at or at)
    closed = fund.is_closed(end)
    return Draft(
        fund=fund,
        partner=partner,
        start=start,
        end=end,
        situation="" if closed else situation_title(start=start, end=end, on=on),
        until=end if closed else max(min(end, stored_end(on)), stored_end(start)),
        figures=figures_of(fund, partner, start=start, end=end, as_at=as_at, found=found),
        former=FundingStatement.objects.of_key(**key).first(),
    )


@transaction.atomic
def issue_statement(
    fund: Fund,
    *,
    partner: Partner,
    start: date,
    end: date,
    as_at: datetime | None = None,
    by: User | None,
    at: datetime,
) -> FundingStatement:
    """Issue the statement of an operator for the days `[start, end)`; the same figures again give the
    statement that is there.

    New figures get the next number of the network and replace the statement that answered the same question
    before. Raises DomainError for a period outside the fund or whose accounts are not closed, a partner who
    never contributed, or a moment that is still to come.
    """
    fund = locked(fund)
    draft = draft_statement(fund, partner=partner, start=start, end=end, as_at=as_at, at=at)
    refuse_open(fund, end=end)
    if draft.former is not None and draft.is_former:
        return draft.former
    number = next_number(STATEMENT_NUMBERS)
    statement = FundingStatement(
        network_id=fund.network_id,
        fund=fund,
        partner=partner,
        number=number,
        start=start,
        end=end,
        as_at=as_at,
        issued_at=at,
        issued_by=by,
        figures=draft.figures,
        seal=seal(sealed(fund.network.slug, number, draft.figures)),
        replaces=draft.former,
    )
    statement.save(force_insert=True)
    journal.record(Verb.STATEMENT_ISSUED, on=statement, by=by, at=at, seal=statement.seal, partner=partner.pk)
    return statement


def print_statement(statement: FundingStatement, *, by: User | None, at: datetime) -> Document:
    """Return the file of a statement that was issued; made now if it is not there, once and for all.

    Apart from the issue, whose transaction locks the accounts: a page takes time to set.
    """
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is not None:
        return made.document
    return _kept(statement, statement_pdf(statement), by=by, at=at)


@transaction.atomic
def _kept(statement: FundingStatement, data: bytes, *, by: User | None, at: datetime) -> Document:
    """Store the file of a statement, or return the one that somebody else stored meanwhile."""
    locked(statement.fund)
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is not None:
        return made.document
    document = store(
        data,
        kind=DocumentKind.STATEMENT,
        filename=filename_of(statement),
        media_type="application/pdf",
        by=by,
        at=at,
    )
    made = StatementFile.objects.create(statement=statement, document=document)
    journal.record(Verb.STATEMENT_PRINTED, on=made, label=str(statement), by=by, at=at)
    return document


def filename_of(statement: FundingStatement) -> str:
    """What the file of a statement is called: « releve-0012-2026-caf.pdf »."""
    return f"{stem_of(statement)}.pdf"


def stem_of(statement: FundingStatement) -> str:
    """The name of any file of a statement, without its ending."""
    name = _name_of(statement.partner)
    return f"releve-{statement.number:04d}-{statement.start.year}-{name}"


def _name_of(partner: Partner) -> str:
    """The name of an operator inside the name of a file."""
    name = (partner.short_name or partner.name).translate(_AS_IN_NAMES)
    return slugify(name)[:40].strip("-") or "operateur"


#: What a file's name contains for characters that have no accent to lose.
_AS_IN_NAMES = {ord("’"): " ", ord("'"): " ", ord("œ"): "oe", ord("Œ"): "Oe", ord("æ"): "ae"}


def end_of_day(day: date) -> datetime:
    """The last moment of a day where the portal lives: what « tel que connu le » means."""
    midnight = datetime.combine(stored_end(day), time.min, timezone.get_default_timezone())
    return midnight - timedelta(microseconds=1)


def _refuse(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None, at: datetime
) -> None:
    refuse_period(fund, start=start, end=end, as_at=as_at, at=at)
    if not fund.contributions.filter(partner=partner).exists():
        raise DomainError(f"{partner} n’a pas de contribution au fonds «\u00a0{fund}\u00a0».").at("partner")


def refuse_open(fund: Fund, *, end: date) -> None:
    """Raise DomainError where the accounts of the days before `end` are not closed: nothing is sealed that may move."""
    if not fund.is_closed(end):
        day = plain_date(shown_end(min(end, fund.end)))
        raise DomainError(
            f"Les comptes du fonds «\u00a0{fund}\u00a0» ne sont pas clos jusqu’au {day}\u00a0: ces chiffres peuvent "
            "encore changer, et aucun relevé n’est numéroté. La coordination clôt une année finie dans les réglages du "
            "fonds."
        ).at("end")


def refuse_period(fund: Fund, *, start: date, end: date, as_at: datetime | None, at: datetime) -> None:
    """Raise DomainError for days that no statement of the fund can be of, or a moment that is still to come."""
    if end <= start:
        raise DomainError("La fin de la période vient après son début.").at("end")
    if start >= fund.end or end <= fund.start:
        raise DomainError(f"Le fonds «\u00a0{fund}\u00a0» n’était pas ouvert pendant cette période.").at(
            "start"
        )
    if start > timezone.localdate(at):
        raise DomainError("Cette période n’a pas encore commencé.").at("start")
    if as_at is not None and timezone.localdate(as_at) > timezone.localdate(at):
        day = plain_date(timezone.localdate(as_at))
        raise DomainError(f"Nul ne sait encore ce qui sera connu le {day}.").at("as_at")


# -- Yearly batches of statements
#
# Each operator is a row of the batch. Its statement is issued in the transaction that puts it on that row, so that a
# worker who takes over from one that died issues none a second time; its paper is set afterwards, outside of the lock
# of the accounts.

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
        raise DomainError(f"Le fonds «\u00a0{fund}\u00a0» n’a pas encore de contributeur pour {year}.").at(
            "fund"
        )
    batch = StatementBatch.objects.create(
        network_id=fund.network_id, fund=fund, year=year, as_at=as_at, asked_at=at
    )
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
        kind=JOB_KIND,
        title=str(batch)[:160],
        total=batch.lines.count(),
        by=by,
        at=at,
        subject_id=batch.pk,
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
        jobs.fail(job, at=clock(), failure=_failures_in_words(failures, of=job.total))
        return
    _bind(job, batch, clock=clock)


def _failures_in_words(failures: list[str], *, of: int) -> str:
    missing = "Un relevé manque" if len(failures) == 1 else f"{len(failures)} relevés manquent"
    there = of - len(failures)
    rest = "les autres sont établis" if there > 1 else "l’autre est établi" if there else "aucun n’est établi"
    return f"{missing}\u00a0; {rest}. {' '.join(failures)}"


def _serve(
    line: StatementBatchLine, batch: StatementBatch, *, by: User, clock: Callable[[], datetime]
) -> str:
    """Issue and print one operator's statement; return why it could not be, or nothing."""
    try:
        statement = _issued(line, batch, by=by, at=clock())
        print_statement(statement, by=by, at=clock())
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
