"""Files of all kinds: each is tried without a trace, then applied as a whole or dropped; again, it changes nothing."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from celery import shared_task
from django.db import models, transaction
from django.db.models import TextChoices
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind, ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.reports import Report, TableReport
from inclusion.core.imports.spreadsheets import media_type
from inclusion.core.jobs import in_each_network
from inclusion.core.models.documents import Document
from inclusion.core.models.imports import Trial

#: How long a file that names people waits for its word: a working day.
WORKING_DAY = timedelta(hours=8)


@dataclass(frozen=True)
class Attempt:
    """One run of a file: what it says, what it is about, what was chosen beside it, and what its trial showed."""

    content: Any
    subject: Any
    options: Mapping[str, Any]
    by: Any
    at: datetime
    shown: Any = None


class Importer:
    """What one kind of file means. `read` and `apply` are enough: a trial is an application that is undone."""

    name: ClassVar[str]
    report: ClassVar[type[Report]] = TableReport
    #: The model of the row that a file is about.
    subject_model: ClassVar[type[models.Model] | None] = None
    #: Whether the file itself is kept as a document; what is not kept is forgotten once it is decided on.
    keeps_file: ClassVar[bool] = False
    #: How long a trial waits for its word; None: for ever.
    waits: ClassVar[timedelta | None] = WORKING_DAY
    #: Whether nothing is written where a row is wrong, or where more or less would be written than the trial showed.
    is_strict: ClassVar[bool] = False
    #: What the journal calls the steps; a step without a verb is in the history of states alone.
    verbs: ClassVar[Mapping[ImportState, TextChoices]] = {}

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> Any:
        """What a file says. Raises DomainError (at "file") for what is no file of this kind."""
        raise NotImplementedError

    def apply(self, attempt: Attempt) -> Report:
        """Write all that the file says, and return what was written; raises DomainError to write nothing."""
        raise NotImplementedError

    def plan(self, attempt: Attempt) -> Report:
        """What `apply` would write. What it writes itself is undone."""
        return self.apply(attempt)

    def lock(self, subject: Any) -> Any:
        """Lock what a file is about, so that two files wait for each other; return it as it is now."""
        return subject

    def pack(self, data: bytes, content: Any) -> bytes:
        """What of a file waits until it is decided on, where the file itself is not kept."""
        return zlib.compress(data)

    def unpack(self, packed: bytes, options: Mapping[str, Any], *, at: datetime) -> Any:
        """What `read` returned, from what waits of it."""
        return self.read(zlib.decompress(packed), options, at=at)

    def refuse(self, trial: Trial, shown: Any, **answers: Any) -> None:
        """Raise DomainError for a trial that may not be applied, whatever was answered to what it asks."""
        if trial.state != ImportState.TRIED:
            label = trial.get_state_display()
            raise DomainError(f"Ce fichier est à l’état «\u00a0{label}\u00a0»\u00a0: il ne s’applique plus.")
        if self.is_strict and shown.faults:
            raise DomainError(
                "Des lignes sont à corriger\u00a0: corrigez-les dans votre fichier et importez-le à nouveau."
            )
        if not shown.writes:
            raise DomainError(shown.NOTHING_REFUSAL)

    def label(self, trial: Trial) -> str:
        """What the journal calls the file; its name stays out, as people put names in it."""
        return ""

    def record(self, trial: Trial, report: Report | None, *, by: Any, at: datetime) -> None:
        """Keep the step to which a trial came in the journal, where it has a verb."""
        if verb := self.verbs.get(ImportState(trial.state)):
            wrong = {fault.row for fault in report.faults} if report else ()
            counts = {"wrong": len(wrong), **report.counts()} if report else {}
            journal.record(verb, on=trial, by=by, at=at, label=self.label(trial), **counts)

    def trials(self, subject: Any = None) -> models.QuerySet[Trial]:
        """The files of this kind that were brought, the newest first; about this subject."""
        found = Trial.objects.filter(importer=self.name)
        return found if subject is None else found.filter(subject_id=subject.pk)

    def subject_of(self, trial: Trial) -> Any:
        """What a file is about."""
        return self.subject_model._default_manager.get(pk=trial.subject_id) if self.subject_model else None

    def report_of(self, trial: Trial) -> Any:
        """What a trial found."""
        return self.report.from_json(trial.report)


def store_file(data: bytes, *, filename: str, media_type: str, by: Any, at: datetime) -> Document:
    """Store a file as it was brought, the end of its name with it."""
    kind = DocumentKind.IMPORTED_FILE
    return store(data, kind=kind, filename=filename[-160:], media_type=media_type, by=by, at=at)


@transaction.atomic
def try_file(
    importer: Importer,
    *,
    data: bytes,
    filename: str = "",
    subject: Any = None,
    options: Mapping[str, Any] | None = None,
    by: Any,
    at: datetime,
) -> Trial:
    """Keep what a file would do; nothing of it is done. Raises DomainError (at "file") for what is no such file.

    Of the files that are not kept, one of each person waits: an earlier one of the same kind is dropped.
    """
    options = dict(options or {})
    content = importer.read(data, options, at=at)
    subject = importer.lock(subject)
    with transaction.atomic():
        report = importer.plan(Attempt(content, subject, options, by, at))
        transaction.set_rollback(True)  # to the savepoint: nothing of the run stays
    trial = Trial(importer=importer.name, subject_id=subject and subject.pk, options=options)
    if importer.keeps_file:
        trial.document = store_file(data, filename=filename, media_type=media_type(data), by=by, at=at)
    else:
        trial.packed = importer.pack(data, content)
        for earlier in importer.trials(subject).filter(state=ImportState.TRIED, tried_by=by):
            drop_trial(importer, earlier, by=by, at=at)
    return _kept(trial, importer, report, by=by, at=at)


@transaction.atomic
def apply_trial(importer: Importer, trial: Trial, *, by: Any, at: datetime, **answers: Any) -> Trial:
    """Write all that a file says, or nothing; return it, applied.

    A strict importer that would now write anything else than its trial showed writes nothing: a new trial takes its
    place and is returned instead, in the state TRIED. Raises DomainError for a trial that may not be applied.
    """
    subject = importer.lock(importer.subject_of(trial))
    trial = Trial.objects.select_for_update(of=("self",), no_key=True).get(pk=trial.pk)
    shown = importer.report_of(trial)
    importer.refuse(trial, shown, **answers)
    if trial.document:
        content = importer.read(trial.document.data, trial.options, at=at)
    else:
        content = importer.unpack(bytes(trial.packed or b""), trial.options, at=at)
    with transaction.atomic():
        report = importer.apply(Attempt(content, subject, trial.options, by, at, shown))
        is_as_shown = not importer.is_strict or report.as_json() == trial.report
        transaction.set_rollback(not is_as_shown)
    if is_as_shown:
        return _decide(importer, trial, ImportState.APPLIED, report, by=by, at=at)
    again = Trial(
        importer=importer.name,
        subject_id=trial.subject_id,
        options=trial.options,
        document=trial.document,
        packed=trial.packed,
    )
    drop_trial(importer, trial, by=by, at=at)
    return _kept(again, importer, report, by=by, at=at)


@transaction.atomic
def drop_trial(importer: Importer, trial: Trial, *, by: Any, at: datetime) -> Trial:
    """Decide that a file will not be applied; raises DomainError when it was."""
    trial = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    return _decide(importer, trial, ImportState.DROPPED, None, by=by, at=at)


@transaction.atomic
def forget_trials(*, at: datetime) -> int:
    """Drop the files of the active network that wait for their word too long; return how many."""
    late = Trial.objects.filter(state=ImportState.TRIED, forget_at__lt=at)
    rows = list(late.select_for_update(of=("self",), skip_locked=True))
    for trial in rows:
        states.move_locked(trial, ImportState.DROPPED, by=None, at=at, decided_at=at, packed=None, report={})
    return len(rows)


@shared_task(name="inclusion.tasks.forget_trials")
def sweep_trials() -> None:
    """Drop the files that waited too long for their word, in every network."""
    in_each_network(lambda network: forget_trials(at=timezone.now()))


def _kept(trial: Trial, importer: Importer, report: Report, *, by: Any, at: datetime) -> Trial:
    trial.report, trial.tried_by, trial.tried_at = report.as_json(), by, at
    trial.forget_at = at + importer.waits if importer.waits else None
    trial.save()
    importer.record(trial, report, by=by, at=at)
    return trial


def _decide(
    importer: Importer, trial: Trial, state: ImportState, report: Report | None, *, by: Any, at: datetime
) -> Trial:
    kept = report or importer.report_of(trial)
    if not importer.keeps_file:
        kept = kept.forgotten()
    decided = states.move_locked(
        trial, state, by=by, at=at, decided_by=by, decided_at=at, forget_at=None, packed=None, report=kept.as_json()
    )
    importer.record(decided, report, by=by, at=at)
    return decided
