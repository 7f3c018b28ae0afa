"""Files of places: tried, then imported or dropped; the sources they come from and their rank."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import OperationalError, transaction

from inclusion.core import jobs, journal, states
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import store_file
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network
from inclusion.guide.actions.matching import is_made_up, own_mapping, propose, with_reasons, with_uses
from inclusion.guide.actions.open_data import invalidate_exports
from inclusion.guide.actions.plans import Plan, Report, make_plan
from inclusion.guide.actions.reading import PlaceFile, read_places, read_raw, type_of
from inclusion.guide.enums import PlaceImportState, PlaceSourceKind, PlaceVerb
from inclusion.guide.models import Place, PlaceIdentifier, PlaceImport, PlacePair, PlaceSource
from inclusion.guide.rules.mapping import FileMapping, checked_mapping
from inclusion.guide.rules.targets import Use, compose

logger = logging.getLogger(__name__)

#: The rank of a file of which nobody has said more: what places and the coordination say goes before it.
FILE_RANK = 50
STANDARD_NAME = "Fichier du standard national"


@transaction.atomic
def add_source(
    *,
    name: str,
    rank: int = FILE_RANK,
    licence: str = "",
    url: str = "",
    mapping: dict[str, Any] | None = None,
    by: Any,
    at: datetime,
) -> PlaceSource:
    """Add a file that comes again and again to the active network.

    Raises django's ValidationError for a name that another source has, DomainError (at "mapping") for a mapping that
    cannot be followed.
    """
    source = new_source(name=name, rank=rank, licence=licence, url=url, mapping=mapping)
    source.full_clean()
    source.save()
    journal.record(PlaceVerb.SOURCE_ADDED, on=source, by=by, at=at, rank=source.rank)
    return source


@transaction.atomic
def change_source(source: PlaceSource, *, by: Any, at: datetime, **fields: Any) -> PlaceSource:
    """Change `name`, `rank`, `licence`, `url` or `mapping`; what was said before keeps who said it.

    Raises as `add_source` does.
    """
    source = PlaceSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if fields.get("mapping"):
        checked_mapping(fields["mapping"])
    changed = sorted(name for name, value in fields.items() if getattr(source, name) != value)
    for name in changed:
        setattr(source, name, fields[name])
    source.full_clean()
    if changed:
        source.save(update_fields=changed)
        journal.record(PlaceVerb.SOURCE_CHANGED, on=source, by=by, at=at, fields=changed)
    return source


@transaction.atomic
def source_called(name: str, *, licence: str = "", by: Any, at: datetime) -> PlaceSource:
    """Return the source of this name in the active network, added where there is none."""
    found = PlaceSource.objects.filter(name=name).first()
    return found or add_source(name=name, licence=licence, by=by, at=at)


def new_source(
    *, name: str, rank: int = FILE_RANK, licence: str = "", url: str = "", mapping: dict[str, Any] | None = None
) -> PlaceSource:
    """A source that is not stored: to try a file with. Raises DomainError (at "mapping") as `add_source` does."""
    if mapping:
        checked_mapping(mapping)
    return PlaceSource(
        network=active_network(),
        kind=PlaceSourceKind.FILE,
        name=name,
        rank=rank,
        licence=licence,
        url=url,
        mapping=mapping or {},
    )


def name_for(mapping: FileMapping | None) -> str:
    """What the source of a file is called that names none: as its mapping says, or by the standard."""
    return (mapping.source or mapping.name if mapping else "") or STANDARD_NAME


# -- Trial, import or rejection of a file of places

_BATCH = 500


def report_on(
    data: bytes, *, source: PlaceSource, mapping: FileMapping | None = None, guess: bool = False, at: datetime
) -> dict[str, Any]:
    """Return what a file would do to the active network's guide; nothing is written, and `source` may be a new one.

    Raises DomainError (at "file") for a file that cannot be read.
    """
    return make_plan(_read(data, source, mapping, guess=guess), source=source, at=at).report.as_json()


def _read(data: bytes, source: PlaceSource, mapping: FileMapping | None, *, guess: bool = False) -> PlaceFile:
    """The file as it is understood: by this mapping, the source's own, a known one, or, where none fits, a guess."""
    proposal = propose(read_raw(data, mapping=mapping or own_mapping(source)), source, mapping=mapping, guess=guess)
    return proposal.file()


@transaction.atomic
def try_import(
    data: bytes,
    filename: str,
    *,
    source: PlaceSource,
    mapping: FileMapping | None = None,
    guess: bool = False,
    at_most: int = 0,
    by: Any,
    at: datetime,
) -> PlaceImport:
    """Keep a file with what it would do to the guide; nothing of it is taken in yet.

    Without `mapping`, the source's own is used, the one that the columns ask for, or a guess; `guess` asks for one
    whatever is known. A file of more than `at_most` rows is tried in the background. Raises DomainError (at "file").
    """
    file = _read(data, source, mapping, guess=guess)
    is_long = bool(at_most) and len(file.rows) > at_most
    plan = Plan(Report(rows=len(file.rows), columns=file.columns)) if is_long else make_plan(file, source=source, at=at)
    document = store_file(data, filename=filename, media_type=type_of(data), by=by, at=at)
    tried = PlaceImport.objects.create(
        source=source,
        document=document,
        mapping=_stored(file.mapping) if file.mapping else {},
        report=plan.report.as_json(),
        tried_at=at,
        tried_by=by,
    )
    if is_long:
        start_work(tried, TRIAL, by=by, at=at)
    else:
        journal.record(PlaceVerb.FILE_TRIED, on=tried, by=by, at=at, **_counts(plan))
    return tried


@transaction.atomic
def change_columns(
    tried: PlaceImport,
    *,
    uses: Sequence[Use],
    services: Sequence[str] = (),
    day: date | None = None,
    closed_too: bool = False,
    keep: bool = True,
    at_most: int = 0,
    by: Any,
    at: datetime,
) -> PlaceImport:
    """Read a tried file by other columns and try it anew; `keep` says that the source's next files are read so too.

    Raises DomainError for a file that was taken in or dropped, or of which no column gives the names.
    """
    tried = lock_tried(tried)
    if not any(use.target == "nom" for use in uses):
        raise DomainError("Choisissez la colonne qui donne le nom des lieux.")
    before = checked_mapping(tried.mapping) if tried.mapping else None
    mapping = compose(
        uses,
        source=tried.source.name,
        services=services,
        day=day,
        closed_too=closed_too,
        made_up=is_made_up(before),
        before=before,
    )
    tried.mapping = _stored(mapping)
    if keep:
        change_source(tried.source, mapping=tried.mapping, by=by, at=at)
    if at_most and tried.report["rows"] > at_most:
        tried.report = Report(rows=tried.report["rows"], columns=tried.report["columns"]).as_json()
        tried.report["columns"] = with_uses(tried.report["columns"], uses)
        tried.save(update_fields=["mapping", "report"])
        start_work(tried, TRIAL, by=by, at=at)
        journal.record(PlaceVerb.FILE_TRIED, on=tried, by=by, at=at, rows=tried.report["rows"])
        return tried
    tried.save(update_fields=["mapping"])
    return try_again(tried, by=by, at=at)


@transaction.atomic
def try_again(tried: PlaceImport, *, by: Any, at: datetime) -> PlaceImport:
    """Say what a tried file would do to the guide as it is now."""
    return _tried_again(tried, by=by, at=at)


def _tried_again(
    tried: PlaceImport, *, progress: Callable[[int], object] = lambda done: None, by: Any, at: datetime
) -> PlaceImport:
    mapping = checked_mapping(tried.mapping) if tried.mapping else None
    file = _read(bytes(tried.document.data), tried.source, mapping)
    file.columns = with_reasons(file.columns, tried.report.get("columns", []))
    plan = make_plan(file, source=tried.source, at=at, progress=progress)
    tried.report, tried.tried_at = plan.report.as_json(), at
    with transaction.atomic():
        tried.save(update_fields=["report", "tried_at"])
        journal.record(PlaceVerb.FILE_TRIED, on=tried, by=by, at=at, **_counts(plan))
    return tried


def lock_tried(tried: PlaceImport) -> PlaceImport:
    """The file, locked. Raises DomainError for one that was taken in or dropped, or that is being worked on."""
    tried = PlaceImport.objects.select_for_update(of=("self",)).select_related("source", "document").get(pk=tried.pk)
    if tried.state != PlaceImportState.TRIED:
        raise DomainError("Ce fichier est déjà repris ou abandonné\u00a0: ses colonnes ne changent plus.")
    if is_worked_on(tried):
        raise DomainError("Ce fichier est en cours de lecture\u00a0: attendez qu’elle soit terminée.")
    return tried


# -- Long files, in the background

TRIAL, IMPORT = "places.trial", "places.import"
KINDS = (TRIAL, IMPORT)
_TITLES = {TRIAL: "Essai du fichier", IMPORT: "Enregistrement des lieux"}
NOT_DONE = "Ce fichier n’a pas pu être lu jusqu’au bout. Essayez de nouveau, ou partagez-le en deux fichiers."


def last_job(tried: PlaceImport) -> Job | None:
    """The latest work on a file, if any was done in the background."""
    return Job.objects.filter(kind__in=KINDS, subject_id=tried.pk).order_by("-pk").first()


def is_worked_on(tried: PlaceImport) -> bool:
    """Whether a worker has the file, or will have."""
    job = last_job(tried)
    return job is not None and not job.is_over


def start_work(tried: PlaceImport, kind: str, *, by: Any, at: datetime) -> Job:
    """Have a long file tried or taken in by a worker."""
    job = jobs.start(kind=kind, title=_TITLES[kind], total=tried.report["rows"], by=by, at=at, subject_id=tried.pk)
    jobs.enqueue_best_effort("inclusion.tasks.work_on_places", network_id=tried.network_id, job_id=job.pk)
    return job


@transaction.atomic
def apply_later(tried: PlaceImport, *, by: Any, at: datetime) -> Job:
    """Have the rows of a long file taken in. Raises DomainError for one that is over or being worked on."""
    return start_work(lock_tried(tried), IMPORT, by=by, at=at)


def carry_out(job_id: int, *, clock: Callable[[], datetime]) -> None:
    """Try a long file, or take it in. Harmless when repeated."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None or job.subject_id is None:
        return
    tried = PlaceImport.objects.select_related("source", "document").get(pk=job.subject_id)
    progress = partial(_show_progress, job, clock)
    try:
        if job.kind == TRIAL:
            # Outside of a transaction, so that the page sees how far it is.
            _tried_again(tried, progress=progress, by=job.started_by, at=clock())
        elif tried.state == PlaceImportState.TRIED:
            progress = partial(_show_progress_apart, job, clock)
            apply_import(tried, progress=progress, by=job.started_by, at=clock())
    except OperationalError:  # the database went away: the sweep will find the job
        raise
    except Exception:
        logger.exception("places of import %s could not be read", tried.pk)
        jobs.fail(job, at=clock(), failure=NOT_DONE)
        return
    jobs.finish(job, at=clock())


def _show_progress(job: Job, clock: Callable[[], datetime], done: int) -> None:
    jobs.advance(job, done=done, at=clock())


def _show_progress_apart(job: Job, clock: Callable[[], datetime], done: int) -> None:
    jobs.advance_apart(job, done=done, at=clock())


@transaction.atomic
def apply_import(
    tried: PlaceImport, *, progress: Callable[[int], object] = lambda done: None, by: Any, at: datetime
) -> PlaceImport:
    """Take the rows of a tried file into the guide, as it is now: what changed since the trial is seen.

    Two files of one network wait for each other, so that a place is not made twice. Raises TransitionRefused for a file
    that was taken in or dropped already.
    """
    Network.objects.select_for_update(no_key=True).get(pk=active_network().pk)
    tried = PlaceImport.objects.select_for_update(of=("self",)).select_related("source", "document").get(pk=tried.pk)
    states.move_locked(tried, PlaceImportState.APPLIED, by=by, at=at, ended_at=at)
    mapping = checked_mapping(tried.mapping) if tried.mapping else None
    file = read_places(tried.document.data, mapping=mapping)
    file.columns = tried.report.get("columns", [])
    plan = make_plan(file, source=tried.source, at=at, lock=True, progress=progress)
    # Write what a plan says: few statements, however many rows.
    source = tried.source
    Place.objects.bulk_create(plan.created, batch_size=_BATCH)
    by_fields: dict[tuple[str, ...], list[Place]] = {}
    for place, attributes in plan.changed.values():
        by_fields.setdefault(tuple(sorted(attributes)), []).append(place)
    for names, places in by_fields.items():
        Place.objects.bulk_update(places, names, batch_size=_BATCH)
    network = active_network()
    PlaceIdentifier.objects.bulk_create(
        [
            PlaceIdentifier(network=network, place=place, source=source, external_id=external)
            for place, external in plan.identifiers
        ],
        batch_size=_BATCH,
    )
    ordered = [sorted((one, other), key=lambda place: place.pk) for one, other, _ in plan.pairs]
    PlacePair.objects.bulk_create(
        [
            PlacePair(network=network, first=first, second=second, likeness=min(likeness, 100))
            for (first, second), (_, _, likeness) in zip(ordered, plan.pairs, strict=True)
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    tried.report = plan.report.as_json()
    tried.save(update_fields=["report"])
    journal.record(PlaceVerb.FILE_APPLIED, on=tried, by=by, at=at, **_counts(plan))
    invalidate_exports(at=at)
    return tried


@transaction.atomic
def drop_import(tried: PlaceImport, *, by: Any, at: datetime) -> PlaceImport:
    """Put a tried file aside: nothing of it comes into the guide."""
    tried = states.move(tried, PlaceImportState.DROPPED, by=by, at=at, ended_at=at)
    journal.record(PlaceVerb.FILE_DROPPED, on=tried, by=by, at=at)
    return tried


def _stored(mapping: FileMapping) -> dict[str, Any]:
    """A mapping as it is kept."""
    return mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _counts(plan: Plan) -> dict[str, Any]:
    report = plan.report
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.rejected),
    }
