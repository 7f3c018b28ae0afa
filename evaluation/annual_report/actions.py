"""Annual reports: written as drafts, made as numbered and sealed editions, whose files are set in the background."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone

from evaluation.annual_report.enums import ChapterKind, FileFormat
from evaluation.annual_report.models import AnnualReport, ReportEdition, ReportFile
from evaluation.annual_report.queries import content_of, first_year, offered_chapters
from evaluation.annual_report.rules import sealed
from evaluation.enums import Verb
from funding.ledger.actions import next_number
from funding.statements.rules.statement import seal
from inclusion.core import jobs, journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import Network, User
from inclusion.core.papers import opendocument, wordprocessing
from inclusion.core.registry.invariants import register_invariant
from inclusion.core.web.exports import FORMATS
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.rules.editing import merge

logger = logging.getLogger(__name__)

JOB_KIND = "annual_report"
#: The series of the network's annual reports.
NUMBERS = "annual_report"
NOT_SET = "Un fichier n’a pas pu être composé. Le rapport établi est gardé\u00a0: relancez ses fichiers."
MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.ODT: opendocument.MEDIA_TYPE,
    FileFormat.DOCX: wordprocessing.MEDIA_TYPE,
    FileFormat.XLSX: FORMATS["xlsx"],
}
type Render = Callable[[ReportEdition, FileFormat], bytes]


@transaction.atomic
def start_report(network: Network, *, year: int, by: User, at: datetime) -> AnnualReport:
    """Begin the report of a year with all chapters of what the network does; the one that is there, where one is.

    Raises DomainError for a year that has not begun, or in which the network did nothing yet.
    """
    today = timezone.localdate(at)
    if not (first := first_year(today)) <= year <= today.year:
        raise DomainError(f"Choisissez une année entre {first} et celle qui court.").at("year")
    chapters = [{"kind": str(kind), "text": ""} for kind in offered_chapters(network)]
    report, is_new = AnnualReport.objects.get_or_create(
        year=year, defaults={"network_id": network.pk, "chapters": chapters, "changed_at": at, "changed_by": by}
    )
    if is_new:
        journal.record(Verb.REPORT_STARTED, on=report, by=by, at=at, year=year)
    return report


@transaction.atomic
def change_report(
    report: AnnualReport,
    *,
    introduction: str,
    chapters: Sequence[tuple[str, str]],
    left_out: Sequence[tuple[str, str]] = (),
    seen: Mapping[str, str] | None = None,
    by: User,
    at: datetime,
) -> AnnualReport:
    """Save what is written for a year: the introduction, and each chapter's kind and text in their order.

    `left_out` are texts that stay in the draft and are not printed. `seen` is what the page showed, by its fields:
    what somebody else wrote meanwhile stays. Raises Clash, and writes nothing, where both changed the same field.
    """
    report = lock_report(report)
    offered = offered_chapters(report.network)
    named = [*chapters, *left_out]
    if any(kind not in offered for kind, _ in named) or len(dict(named)) < len(named):
        raise DomainError("Un chapitre n’est pas proposé par ce réseau, ou figure deux fois.")
    now = _plain(report.written())
    wanted = {**now, "introduction": introduction, **{f"place_{kind}": "" for kind in offered}}
    wanted |= {f"place_{kind}": str(place) for place, (kind, _) in enumerate(chapters, 1)}
    wanted |= {f"text_{kind}": text for kind, text in named}
    merged = merge(_plain(seen or {}), now, _plain(wanted))
    if merged.clashes:
        raise Clash(merged.clashes, [_label(one.field) for one in merged.clashes])
    written = now | merged.write
    report.introduction, report.chapters = written["introduction"], _chapters(written)
    report.changed_at, report.changed_by = at, by
    report.save(update_fields=["introduction", "chapters", "changed_at", "changed_by"])
    journal.record(Verb.REPORT_CHANGED, on=report, by=by, at=at, chapters=[str(kind) for kind in report.kinds])
    return report


def _plain(written: Mapping[str, str]) -> dict[str, str]:
    """Texts with plain ends of lines: browsers send others."""
    return {name: text.replace("\r\n", "\n").strip() for name, text in written.items()}


def _label(field: str) -> str:
    kind = field.partition("_")[2]
    return ChapterKind(kind).label if kind else "Introduction"


def _chapters(written: Mapping[str, str]) -> list[dict[str, Any]]:
    """The chapters as a report keeps them: those with a place in their order, then texts that are left out."""
    places = {kind: written[f"place_{kind}"] for kind in ChapterKind}
    chosen = sorted((kind for kind in ChapterKind if places[kind]), key=lambda kind: int(places[kind]))
    left = [kind for kind in ChapterKind if not places[kind] and written[f"text_{kind}"]]
    return [
        *({"kind": str(kind), "text": written[f"text_{kind}"]} for kind in chosen),
        *({"kind": str(kind), "text": written[f"text_{kind}"], "left_out": True} for kind in left),
    ]


@transaction.atomic
def remove_report(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Remove a draft. Raises DomainError for one of which an edition was made."""
    report = lock_report(report)
    if last_edition(report) is not None:
        raise DomainError("Un rapport a été établi avec ce brouillon\u00a0: il ne se retire plus.")
    journal.record(Verb.REPORT_REMOVED, on=report, by=by, at=at, year=report.year)
    report.delete()


def lock_report(report: AnnualReport) -> AnnualReport:
    """Lock a report for this transaction, and return it as it is now: its editions are made one after the other.

    Raises DomainError for one that somebody removed meanwhile.
    """
    rows = AnnualReport.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("network").filter(pk=report.pk).first()
    if found is None:
        raise DomainError("Quelqu’un d’autre vient de retirer ce brouillon.")
    return found


def last_edition(report: AnnualReport) -> ReportEdition | None:
    """The edition that stands."""
    return ReportEdition.objects.filter(report=report).order_by("-number").first()


@transaction.atomic
def make_report(report: AnnualReport, *, key: UUID, by: User, at: datetime) -> ReportEdition:
    """Make an edition of what the report says now, and have its files set in the background.

    The same `key` again, or the same words and figures, give the edition that is there. A new one replaces the one
    before. Raises DomainError for a report without a chapter.
    """
    report = lock_report(report)
    if (known := ReportEdition.objects.filter(key=key).first()) is not None:
        return known
    if not set(report.kinds) & set(offered_chapters(report.network)):
        raise DomainError("Choisissez au moins un chapitre.")
    content, former = content_of(report, today=timezone.localdate(at)), last_edition(report)
    if former is not None and former.content == content:
        return former
    number = next_number(NUMBERS)
    edition = ReportEdition.objects.create(
        network_id=report.network_id,
        report=report,
        number=number,
        made_at=at,
        made_by=by,
        content=content,
        seal=seal(sealed(report.network.slug, number, content)),
        key=key,
        replaces=former,
    )
    journal.record(Verb.REPORT_MADE, on=edition, label=str(edition), by=by, at=at, seal=edition.seal)
    _start(edition, by=by, at=at)
    return edition


# -- Files, set in the background


def last_job(edition: ReportEdition) -> Job | None:
    """The latest work on the files of this edition."""
    return Job.objects.filter(kind=JOB_KIND, subject_id=edition.pk).first()


@transaction.atomic
def ask_for_files(edition: ReportEdition, *, by: User, at: datetime) -> Job:
    """Have the missing files of an edition set, and return the work; the one that goes on, where one does."""
    lock_report(edition.report)
    job = last_job(edition)
    if job is not None and not job.is_over:
        return job
    if edition.files.count() == len(FileFormat):
        raise DomainError("Les fichiers de ce rapport sont déjà prêts.")
    return _start(edition, by=by, at=at)


def _start(edition: ReportEdition, *, by: User, at: datetime) -> Job:
    total = len(FileFormat)
    job = jobs.start(kind=JOB_KIND, title=str(edition), total=total, by=by, at=at, subject_id=edition.pk)
    jobs.enqueue_best_effort("evaluation.tasks.set_report", network_id=edition.network_id, job_id=job.pk)
    return job


def carry_out(job_id: int, *, render: Render, clock: Callable[[], datetime]) -> None:
    """Set the files that an edition lacks, one after the other. Harmless when repeated."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None:
        return
    assert job.subject_id is not None  # a job of this kind names its edition
    edition = ReportEdition.objects.select_related("report", "network").get(pk=job.subject_id)
    for done, fmt in enumerate(FileFormat, 1):
        try:
            if not edition.files.filter(format=fmt).exists():
                keep_file(edition, fmt, render(edition, fmt), by=job.started_by, at=clock())
        except OperationalError:  # the database went away: the sweep will find the job
            raise
        except Exception:
            logger.exception("the %s of edition %s could not be made", fmt, edition.pk)
            jobs.fail(job, at=clock(), failure=NOT_SET)
            return
        if not jobs.advance(job, done=done, at=clock()):
            return  # somebody else took the work over
    jobs.finish(job, at=clock())


@transaction.atomic
def keep_file(edition: ReportEdition, fmt: FileFormat, data: bytes, *, by: User, at: datetime) -> Document:
    """Keep a file of an edition; the first one is kept for good."""
    lock_report(edition.report)
    if known := edition.files.filter(format=fmt).select_related("document").first():
        return known.document
    name = f"rapport-annuel-{edition.report.year}-n{edition.number}.{fmt}"
    kind = DocumentKind.ANNUAL_REPORT
    document = store(data, kind=kind, filename=name, media_type=MEDIA_TYPES[fmt], by=by, at=at)
    made = ReportFile.objects.create(network_id=edition.network_id, edition=edition, format=fmt, document=document)
    journal.record(Verb.REPORT_PRINTED, on=made, label=str(edition), by=by, at=at, format=str(fmt))
    return document


def broken_seals(network: Network) -> list[dict[str, object]]:
    """The editions whose seal is not that of what they say."""
    editions = ReportEdition.objects.select_related("report").order_by("number")
    return [
        {"edition": str(one)} for one in editions if seal(sealed(network.slug, one.number, one.content)) != one.seal
    ]


register_invariant("report_seals", "Le sceau de chaque rapport annuel est celui de ce qu’il dit.", broken_seals)
