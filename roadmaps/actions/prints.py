"""PDFs that take their time are made behind the pages: of an adopted version once and for good, of a large project."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, transaction

from inclusion.core import jobs
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User
from roadmaps.actions.adoption import keep_print
from roadmaps.models import Roadmap, RoadmapPrint, RoadmapVersion

logger = logging.getLogger(__name__)

JOB_KIND = "roadmap_print"
DRAFT_KIND = "roadmap_draft"
KINDS = (JOB_KIND, DRAFT_KIND)
#: Beyond, the PDF of a project is not made while somebody waits: 30 actions take a second, 500 take fifteen.
MAX_AT_ONCE = 60
NOT_SET = "La mise en pages n’a pas abouti. La version adoptée est gardée\u00a0: relancez la mise en pages."
DRAFT_NOT_SET = "La mise en pages n’a pas abouti. Rien n’est perdu\u00a0: demandez-la de nouveau."


def last_job(version: RoadmapVersion) -> Job | None:
    """The latest work on the PDF of this version."""
    return Job.objects.filter(kind=JOB_KIND, subject_id=version.pk).first()


@transaction.atomic
def ask_for_print(version: RoadmapVersion, *, by: User, at: datetime) -> Job | None:
    """Have the PDF of a version made and return the work to follow; None where it is there.

    Asked again while it goes on, the work that goes on is returned.
    """
    Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=version.roadmap_id)
    if RoadmapPrint.objects.filter(version=version).exists():
        return None
    job = last_job(version)
    if job is not None and not job.is_over:
        return job
    title = f"{version.roadmap}, version {version.number}"[:160]
    job = jobs.start(kind=JOB_KIND, title=title, total=1, by=by, at=at, subject_id=version.pk)
    from roadmaps.tasks import print_version  # tasks stand on a higher floor

    jobs.enqueue_best_effort(print_version, network_id=version.network_id, job_id=job.pk)
    return job


@transaction.atomic
def ask_for_draft(roadmap: Roadmap, *, by: User, at: datetime) -> Job:
    """Have the PDF of a roadmap made as it stands, and return the work to follow.

    Asked again by the same person while it goes on, the work that goes on is returned.
    """
    Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=roadmap.pk)
    going_on = Job.objects.filter(kind=DRAFT_KIND, subject_id=roadmap.pk, started_by=by)
    if job := going_on.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).first():
        return job
    title = f"{roadmap}, projet"[:160]
    job = jobs.start(kind=DRAFT_KIND, title=title, total=1, by=by, at=at, subject_id=roadmap.pk)
    from roadmaps.tasks import print_version  # tasks stand on a higher floor

    jobs.enqueue_best_effort(print_version, network_id=roadmap.network_id, job_id=job.pk)
    return job


def carry_out(
    job_id: int,
    *,
    render_version: Callable[[RoadmapVersion], bytes],
    render_draft: Callable[[Roadmap], bytes],
    clock: Callable[[], datetime],
) -> None:
    """Make the PDF that a piece of work is about and keep it; harmless when repeated."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None:
        return
    assert job.subject_id is not None  # a job of these kinds names its roadmap or its version
    version = roadmap = None
    try:
        if job.kind == JOB_KIND:
            version = RoadmapVersion.objects.select_related("roadmap__network", "body").get(pk=job.subject_id)
            pdf = render_version(version)
        else:
            roadmap = Roadmap.objects.select_related("network", "parent").get(pk=job.subject_id)
            pdf = render_draft(roadmap)
    except OperationalError:  # the database went away: the sweep will find the job
        raise
    except Exception:
        logger.exception("the PDF of job %s could not be made", job.pk)
        jobs.fail(job, at=clock(), failure=NOT_SET if job.kind == JOB_KIND else DRAFT_NOT_SET)
        return
    with transaction.atomic():
        row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if row.state != JobState.RUNNING or row.attempts != job.attempts:
            return  # somebody else took the work over
        document = _kept(version, roadmap, pdf, by=job.started_by, at=clock())
        jobs.finish(row, at=clock(), document=document)


def _kept(
    version: RoadmapVersion | None, roadmap: Roadmap | None, pdf: bytes, *, by: User, at: datetime
) -> Document:
    if version is not None:
        return keep_print(version, pdf=pdf, by=by, at=at)
    assert roadmap is not None
    name = f"feuille-de-route-{roadmap.pk}-projet.pdf"
    return store(pdf, kind=DocumentKind.ROADMAP, filename=name, media_type="application/pdf", by=by, at=at)
