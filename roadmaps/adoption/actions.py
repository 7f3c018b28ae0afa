"""Adoption of a roadmap, the making of its PDFs, and the invariants checked each night."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, Sum
from django.utils import timezone

from funding.ledger.models.funds import Fund
from inclusion.core import jobs, journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import checked_pdf
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import Network, User
from inclusion.core.registry.invariants import register_invariant
from inclusion.meetings.models import Body
from roadmaps.adoption.queries import paid_since
from roadmaps.enums import AdoptionState, RoadmapState, Verb
from roadmaps.plans.actions.editing import take
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.budgets import FundLine
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import RoadmapPrint, RoadmapVersion, adoption_conditions
from roadmaps.plans.queries import content_of


def seal_of(content: dict[str, Any]) -> str:
    """The SHA-256 of a content: of its JSON with sorted keys, without spaces, in UTF-8."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def adopt(
    roadmap: Roadmap, *, body: Body, on: date, minutes: Document, confirmed: bool, by: User, at: datetime
) -> RoadmapVersion:
    """Freeze a version that this body adopted on this day, with the document of its minutes.

    `confirmed`: the coordination notes it itself; else it counts nowhere before `confirm_adoption`, and the roadmap
    stays in preparation. Raises DomainError for a day to come or before the last version and while another one waits,
    TransitionRefused with the sentences of what is missing.
    """
    roadmap = take(roadmap)
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: une adoption se note une fois votée.").at("on")
    last = RoadmapVersion.objects.standing().filter(roadmap=roadmap).first()
    if last is not None and last.is_waiting:
        raise DomainError(
            f"La version {last.number} attend déjà d’être confirmée par la coordination. "
            "Si elle est fausse, retirez-la d’abord."
        )
    if last is not None and on < last.adopted_on:
        raise DomainError(f"La version {last.number} a été adoptée le {plain_date(last.adopted_on)}, plus tard.").at(
            "on"
        )
    if not roadmap.adopting_bodies().filter(pk=body.pk).exists():
        raise DomainError(f"«\u00a0{body}\u00a0» est fermée, ou n’est pas une instance de ce territoire.").at("body")
    if minutes.kind != DocumentKind.ROADMAP_MINUTES:
        raise DomainError("Joignez le compte rendu de l’instance qui adopte.").at("minutes")
    if missing := [one.missing for one in adoption_conditions(roadmap) if not one.is_met]:
        raise states.TransitionRefused(" ".join(missing))
    content = content_of(roadmap)
    seal = seal_of(content)
    if last is not None and (last.body_id, last.adopted_on, last.sha256) == (body.pk, on, seal):
        raise DomainError(
            f"Cette adoption est déjà enregistrée\u00a0: c’est la version {last.number}, et rien n’a changé depuis."
        )
    number = (roadmap.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = RoadmapVersion.objects.create(
        network_id=roadmap.network_id,
        roadmap=roadmap,
        number=number,
        body=body,
        adopted_on=on,
        minutes=minutes,
        content=content,
        sha256=seal,
        epcis=list(roadmap.territories.exclude(epci=None).values_list("epci", flat=True)),
        is_nested=roadmap.parent_id is not None,
        by=by,
        at=at,
    )
    if confirmed:
        version, roadmap = _confirm(version, roadmap, by=by, at=at)
    journal.record(
        Verb.ROADMAP_ADOPTED, on=roadmap, by=by, at=at, version=number, sha256=version.sha256, body=str(body)
    )
    return version


@transaction.atomic
def adopt_with_minutes(
    roadmap: Roadmap, *, body: Body, on: date, data: bytes, filename: str, confirmed: bool, by: User, at: datetime
) -> RoadmapVersion:
    """The same with the bytes of the minutes, which are kept only where the adoption is noted.

    Raises DomainError (at "file") for a file that is no readable PDF, and all that `adopt` raises.
    """
    minutes = store(
        checked_pdf(data, filename=filename, wanted="le compte rendu en PDF"),
        kind=DocumentKind.ROADMAP_MINUTES,
        filename=f"compte-rendu-feuille-de-route-{roadmap.pk}-{on.isoformat()}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    return adopt(roadmap, body=body, on=on, minutes=minutes, confirmed=confirmed, by=by, at=at)


def lock_with_version(version: RoadmapVersion) -> tuple[Roadmap, RoadmapVersion]:
    """Lock the roadmap, and its adoption as it is then; who confirms or withdraws one meanwhile waits."""
    roadmap = Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=version.roadmap_id)
    return roadmap, RoadmapVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)


@transaction.atomic
def confirm_adoption(version: RoadmapVersion, *, by: User, at: datetime) -> RoadmapVersion:
    """Confirm for the coordination that this version was adopted: from now on it counts.

    Raises DomainError where it does not wait to be confirmed.
    """
    roadmap, version = lock_with_version(version)
    if not version.is_waiting:
        raise DomainError(f"La version {version.number} n’attend pas d’être confirmée.")
    version, roadmap = _confirm(version, roadmap, by=by, at=at)
    journal.record(Verb.ROADMAP_CONFIRMED, on=roadmap, by=by, at=at, version=version.number)
    return version


def _confirm(version: RoadmapVersion, roadmap: Roadmap, *, by: User, at: datetime) -> tuple[RoadmapVersion, Roadmap]:
    confirmed = {"confirmed_at": at, "confirmed_by": by}
    version = states.move(version, AdoptionState.CONFIRMED, by=by, at=at, **confirmed)
    if roadmap.state == RoadmapState.DRAFT:
        roadmap = states.move(roadmap, RoadmapState.ADOPTED, by=by, at=at)
    return version, roadmap


@transaction.atomic
def withdraw_adoption(
    version: RoadmapVersion, *, reason: str, confirmed_too: bool = True, by: User, at: datetime
) -> RoadmapVersion:
    """Withdraw an adoption that was noted by mistake: nothing counts it any more, its history stays.

    A roadmap without another one that is confirmed is in preparation again. What was paid stays paid. Raises
    DomainError without a reason, for one that is withdrawn already, and, unless `confirmed_too`, for one that the
    coordination confirmed meanwhile.
    """
    roadmap, version = lock_with_version(version)
    reason = one_line(reason)
    if not reason:
        raise DomainError("Indiquez pourquoi cette adoption est retirée.").at("reason")
    if version.is_withdrawn:
        raise DomainError(f"La version {version.number} est déjà retirée.")
    if version.is_confirmed and not confirmed_too:
        raise DomainError("La coordination vient de confirmer cette adoption\u00a0: elle seule peut la retirer.")
    paid = sum((amount for _, amount in paid_since(version)), ZERO)
    gone = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_reason": reason}
    version = states.move(version, AdoptionState.WITHDRAWN, by=by, at=at, **gone)
    if roadmap.state != RoadmapState.DRAFT and not RoadmapVersion.objects.confirmed().filter(roadmap=roadmap).exists():
        roadmap = states.move(roadmap, RoadmapState.DRAFT, by=by, at=at)
    journal.record(
        Verb.ROADMAP_WITHDRAWN, on=roadmap, by=by, at=at, version=version.number, reason=reason, paid=str(paid)
    )
    return version


@transaction.atomic
def keep_print(version: RoadmapVersion, *, pdf: bytes, by: User, at: datetime) -> Document:
    """Keep the PDF of an adopted version; the first one is kept for good."""
    Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=version.roadmap_id)
    if known := RoadmapPrint.objects.filter(version=version).select_related("document").first():
        return known.document
    name = f"feuille-de-route-{version.roadmap_id}-version-{version.number}.pdf"
    document = store(pdf, kind=DocumentKind.ROADMAP, filename=name, media_type="application/pdf", by=by, at=at)
    made = RoadmapPrint.objects.create(network_id=version.network_id, version=version, document=document)
    journal.record(Verb.ROADMAP_PRINTED, on=made, label=str(version.roadmap), by=by, at=at)
    return document


# -- PDFs made in the background: of an adopted version once and for good, of a large project

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
    jobs.enqueue_best_effort("roadmaps.tasks.print_version", network_id=version.network_id, job_id=job.pk)
    return job


@transaction.atomic
def ask_for_draft(roadmap: Roadmap, *, by: User, at: datetime) -> Job:
    """Have the PDF of a roadmap made as it is now, and return the work to follow.

    Asked again by the same person while it goes on, the work that goes on is returned.
    """
    Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=roadmap.pk)
    going_on = Job.objects.filter(kind=DRAFT_KIND, subject_id=roadmap.pk, started_by=by)
    if job := going_on.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).first():
        return job
    title = f"{roadmap}, projet"[:160]
    job = jobs.start(kind=DRAFT_KIND, title=title, total=1, by=by, at=at, subject_id=roadmap.pk)
    jobs.enqueue_best_effort("roadmaps.tasks.print_version", network_id=roadmap.network_id, job_id=job.pk)
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


def _kept(version: RoadmapVersion | None, roadmap: Roadmap | None, pdf: bytes, *, by: User, at: datetime) -> Document:
    if version is not None:
        return keep_print(version, pdf=pdf, by=by, at=at)
    assert roadmap is not None
    name = f"feuille-de-route-{roadmap.pk}-projet.pdf"
    return store(pdf, kind=DocumentKind.ROADMAP, filename=name, media_type="application/pdf", by=by, at=at)


# -- Invariants of the roadmaps of a network


def unsealed(network: Network) -> list[dict[str, Any]]:
    """Adopted versions whose content no longer gives the print that was kept."""
    return [
        {"roadmap": version.roadmap_id, "version": version.number}
        for version in RoadmapVersion.objects.order_by("pk").iterator()
        if seal_of(version.content) != version.sha256
    ]


def unversioned(network: Network) -> list[dict[str, Any]]:
    """Roadmaps in the state "adopted" without a confirmed version that says what was, and drafts with one."""
    confirmed = Exists(RoadmapVersion.objects.confirmed().filter(roadmap=OuterRef("pk")))
    wrong = Q(confirmed) ^ ~Q(state=RoadmapState.DRAFT)
    return [{"roadmap": key} for key in Roadmap.objects.filter(wrong).order_by("pk").values_list("pk", flat=True)]


def misplaced(network: Network) -> list[dict[str, Any]]:
    """Axes that take up one of another roadmap than the one above, actions in an objective of another axis."""
    axes = Axis.objects.exclude(taken_up=None).exclude(taken_up__roadmap=F("roadmap__parent"))
    actions = Action.objects.exclude(objective=None).exclude(objective__axis=F("axis"))
    return [
        *({"axis": key} for key in axes.values_list("pk", flat=True)),
        *({"action": key} for key in actions.values_list("pk", flat=True)),
    ]


def exceeding(network: Network) -> list[dict[str, Any]]:
    """Funds of which actions plan more than they have: a refund or a returned grant may have come after the plan."""
    planned = dict(FundLine.objects.order_by().values_list("fund").annotate(sum=Sum("planned", default=ZERO)))
    return [
        {"fund": fund.pk, "planned": planned[fund.pk], "available": max(fund.envelope, fund.brought)}
        for fund in Fund.objects.with_pot().filter(pk__in=list(planned)).order_by("pk")
        if planned[fund.pk] > max(fund.envelope, fund.brought)
    ]


def of_another_fund(network: Network) -> list[dict[str, Any]]:
    """Lines whose funded action is another fund's."""
    wrong = FundLine.objects.exclude(funded_action=None).exclude(funded_action__fund=F("fund"))
    return [{"line": key} for key in wrong.values_list("pk", flat=True)]


def register_invariants() -> None:
    """Have the roadmaps proven beside the ledger."""
    register_invariant(
        "roadmap_seals", "les empreintes des feuilles de route adoptées correspondent à leur contenu", unsealed
    )
    register_invariant(
        "roadmap_versions", "chaque feuille de route adoptée a une adoption confirmée, et elle seule", unversioned
    )
    register_invariant("roadmap_places", "chaque axe et chaque action est à sa place", misplaced)
    register_invariant(
        "roadmap_lines", "chaque ligne prévue sur un fonds est d’une action de ce fonds", of_another_fund
    )
    register_invariant(
        "roadmap_plans",
        "les feuilles de route ne prévoient pas plus qu’un fonds ne compte",
        exceeding,
        warning="les feuilles de route prévoient plus qu’un fonds ne compte encore\u00a0: un versement a été annulé "
        "ou rendu depuis",
    )
