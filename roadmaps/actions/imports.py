"""Files of a roadmap: tried out without a trace, then applied as a whole or not at all."""

from datetime import datetime

from django.db import transaction

from funding.enums import ImportState
from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.imports.spreadsheets import media_type
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from roadmaps.actions.editing import lock_roadmap
from roadmaps.actions.exchange_files import known_of, read_rows
from roadmaps.actions.import_effects import write_plan
from roadmaps.enums import Verb
from roadmaps.models import Roadmap, RoadmapImport
from roadmaps.rules.exchange_plan import plan
from roadmaps.rules.exchange_reports import Report


@transaction.atomic
def try_import(roadmap: Roadmap, *, data: bytes, filename: str, by: User, at: datetime) -> RoadmapImport:
    """Keep a file and what it would change; the roadmap stays as it is.

    Rows that are refused are in the report, each with its sentence. Raises DomainError (at "file") for what is no file
    of a roadmap.
    """
    rows = read_rows(data)
    roadmap = lock_roadmap(roadmap)
    report = plan(known_of(roadmap), rows).report
    document = store(
        data,
        kind=DocumentKind.IMPORTED_FILE,
        filename=filename[-160:],
        media_type=media_type(data),
        by=by,
        at=at,
    )
    return _kept(roadmap, document=document, report=report, by=by, at=at)


@transaction.atomic
def apply_import(tried: RoadmapImport, *, by: User, at: datetime) -> RoadmapImport:
    """Write all that a file says, or nothing; return it, applied.

    Where it would now do anything else than its report shows, nothing is written: a new trial takes its place and is
    returned instead, in the state TRIED. Raises DomainError for a file that was decided on, has rows to correct or
    changes nothing.
    """
    roadmap = lock_roadmap(tried.roadmap)
    tried = RoadmapImport.objects.select_related("document__content").get(pk=tried.pk)
    _refuse(tried)
    found = plan(known_of(roadmap), read_rows(tried.document.data))
    if found.report.as_json() != tried.report:
        drop_import(tried, by=by, at=at)
        return _kept(roadmap, document=tried.document, report=found.report, by=by, at=at)
    write_plan(roadmap, found, by=by, at=at)
    roadmap.refresh_from_db(fields=["revision"])
    roadmap.count_modification()
    return states.move(tried, ImportState.APPLIED, by=by, at=at, applied_by=by, applied_at=at)


@transaction.atomic
def drop_import(tried: RoadmapImport, *, by: User, at: datetime) -> RoadmapImport:
    """Decide that a file will not be applied; raises DomainError when it was."""
    dropped = states.move(tried, ImportState.DROPPED, by=by, at=at)
    journal.record(Verb.IMPORT_DROPPED, on=dropped, by=by, at=at, label="Fichier d’une feuille de route")
    return dropped


def _refuse(tried: RoadmapImport) -> None:
    """Raise DomainError for what stands between a trial and its being applied."""
    report = Report.from_json(tried.report)
    if tried.state != ImportState.TRIED:
        label = tried.get_state_display()
        raise DomainError(f"Ce fichier est à l’état «\u00a0{label}\u00a0»\u00a0: il ne s’applique plus.")
    if report.wrong:
        raise DomainError(
            "Des lignes sont à corriger\u00a0: corrigez-les dans votre fichier et apportez-le à nouveau."
        )
    if not report.writes:
        raise DomainError(
            "Ce fichier ne change rien\u00a0: la feuille de route dit déjà tout ce qu’il contient."
        )


def _kept(roadmap: Roadmap, *, document: Document, report: Report, by: User, at: datetime) -> RoadmapImport:
    """Write a trial down; a file's name stays out of the journal, as people put names in it."""
    tried = RoadmapImport.objects.create(
        network_id=roadmap.network_id,
        roadmap=roadmap,
        document=document,
        report=report.as_json(),
        tried_by=by,
        tried_at=at,
    )
    label = "Fichier d’une feuille de route"
    counts = {**report.counts(), "wrong": len(report.wrong)}
    journal.record(Verb.IMPORT_TRIED, on=tried, by=by, at=at, label=label, **counts)
    return tried
