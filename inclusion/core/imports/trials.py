"""Files that are tried without a trace, then applied as a whole: what the trials of all kinds of files share."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import TextChoices

from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.reports import Report
from inclusion.core.models.documents import Document
from inclusion.core.models.imports import TriedFile


def store_file(data: bytes, *, filename: str, media_type: str, by: Any, at: datetime) -> Document:
    """Store a file as it was brought, the end of its name with it."""
    kind = DocumentKind.IMPORTED_FILE
    return store(data, kind=kind, filename=filename[-160:], media_type=media_type, by=by, at=at)


@transaction.atomic
def keep_trial[Tried: TriedFile](
    tried: Tried, report: Report, *, verb: TextChoices, label: str, by: Any, at: datetime
) -> Tried:
    """Write a trial down; a file's name stays out of the journal, as people put names in it."""
    tried.report, tried.tried_by, tried.tried_at = report.as_json(), by, at
    tried.save()
    journal.record(verb, on=tried, by=by, at=at, label=label, **report.counts(), wrong=len(report.wrong))
    return tried


def refuse_application(tried: TriedFile, report: Report) -> None:
    """Raise DomainError for a file that was decided on, has rows to correct or changes nothing."""
    if tried.state != ImportState.TRIED:
        label = tried.get_state_display()
        raise DomainError(f"Ce fichier est à l’état «\u00a0{label}\u00a0»\u00a0: il ne s’applique plus.")
    if report.wrong:
        raise DomainError(
            "Des lignes sont à corriger\u00a0: corrigez-les dans votre fichier et importez-le à nouveau."
        )
    if not report.writes:
        raise DomainError(report.NOTHING_REFUSAL)


@transaction.atomic
def drop_trial[Tried: TriedFile](
    tried: Tried, *, verb: TextChoices, label: str, by: Any, at: datetime
) -> Tried:
    """Decide that a file will not be applied; raises DomainError when it was."""
    dropped = states.move(tried, ImportState.DROPPED, by=by, at=at)
    journal.record(verb, on=dropped, by=by, at=at, label=label)
    return dropped
