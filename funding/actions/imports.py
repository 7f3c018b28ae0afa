"""Files of contributions and receipts: tried out without a trace, then applied as a whole or not at all."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from funding.actions.import_effects import EFFECTS
from funding.actions.import_files import read_rows
from funding.actions.ledger import locked
from funding.enums import ContributionState, ImportKind, ImportState, Verb
from funding.models import Contribution, Fund, FundImport
from funding.models.positions import fund_position
from funding.rules.import_reports import Report, Total
from funding.rules.import_rows import Row
from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.imports.spreadsheets import media_type
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User


@transaction.atomic
def try_import(
    fund: Fund, *, kind: ImportKind, data: bytes, filename: str, by: User, at: datetime
) -> FundImport:
    """Keep a file and what it would change: every line runs through the real actions, then all is undone.

    Lines that are refused are in the report, each with its sentence; the others are run all the same. Raises
    DomainError (at "file") for what is no file of this kind.
    """
    rows = read_rows(kind, data)
    fund = locked(fund)
    with transaction.atomic():
        report = _run(fund, kind, rows, by=by, at=at)
        transaction.set_rollback(True)  # to the savepoint: nothing of the run stays
    document = store(
        data,
        kind=DocumentKind.IMPORTED_FILE,
        filename=filename[-160:],
        media_type=media_type(data),
        by=by,
        at=at,
    )
    return _kept(fund, kind=kind, document=document, report=report, by=by, at=at)


@transaction.atomic
def apply_import(tried: FundImport, *, confirmed: bool, by: User, at: datetime) -> FundImport:
    """Run a file that was tried out for real, all its lines or none; return it, applied.

    Where it would now do anything else than its report shows, nothing is written: a new trial takes its place and is
    returned instead, in the state TRIED. `confirmed` says that the lines that ask are right. Raises DomainError for a
    file that was decided on, has lines to correct, changes nothing, or asks (at "confirmed").
    """
    fund = locked(tried.fund)
    tried = FundImport.objects.select_related("document__content").get(pk=tried.pk)
    kind = ImportKind(tried.kind)
    _refuse(tried, confirmed=confirmed)
    rows = read_rows(kind, tried.document.data)
    with transaction.atomic():
        report = _run(fund, kind, rows, by=by, at=at)
        as_shown = report.as_json() == tried.report
        transaction.set_rollback(not as_shown)
    if not as_shown:
        drop_import(tried, by=by, at=at)
        return _kept(fund, kind=kind, document=tried.document, report=report, by=by, at=at)
    applied = states.move(tried, ImportState.APPLIED, by=by, at=at, applied_by=by, applied_at=at)
    _record(Verb.IMPORT_APPLIED, applied, report, by=by, at=at)
    return applied


@transaction.atomic
def drop_import(tried: FundImport, *, by: User, at: datetime) -> FundImport:
    """Decide that a file will not be applied; raises DomainError when it was."""
    dropped = states.move(tried, ImportState.DROPPED, by=by, at=at)
    journal.record(Verb.IMPORT_DROPPED, on=dropped, by=by, at=at, label=dropped.get_kind_display())
    return dropped


def _refuse(tried: FundImport, *, confirmed: bool) -> None:
    """Raise DomainError for what stands between a trial and its being applied."""
    report = Report.from_json(tried.report)
    if tried.state != ImportState.TRIED:
        raise DomainError(f"Ce fichier est à l’état « {tried.get_state_display()} » : il ne s’applique plus.")
    if report.wrong:
        raise DomainError(
            "Des lignes sont à corriger : corrigez-les dans votre fichier et apportez-le à nouveau."
        )
    if not report.changing:
        raise DomainError("Ce fichier ne change rien : tout ce qu’il contient est déjà enregistré.")
    if report.asking and not confirmed:
        raise DomainError(
            "Relisez les lignes qui demandent votre accord, puis cochez cette case si elles sont exactes."
        ).at("confirmed")


def _run(fund: Fund, kind: ImportKind, rows: Sequence[Row], *, by: User, at: datetime) -> Report:
    """Run the lines inside the caller's savepoint; the caller holds the lock of the fund."""
    before = _sums(fund)
    lines = EFFECTS[kind](fund, rows, by=by, at=at).run()
    after = _sums(fund)
    return Report(lines, [Total(label, before[label], after[label]) for label in before])


def _sums(fund: Fund) -> dict[str, Decimal]:
    """What contributors promised and paid in, and what that drew."""
    standing = Contribution.objects.filter(fund=fund).exclude(state=ContributionState.WITHDRAWN)
    position = fund_position(fund)
    return {
        "Promis par les contributeurs": standing.aggregate(total=Sum("pledged", default=ZERO))["total"],
        "Reçu des contributeurs": position.received,
        "Effet levier": position.match,
    }


def _kept(
    fund: Fund, *, kind: ImportKind, document: Document, report: Report, by: User, at: datetime
) -> FundImport:
    """Write a trial down, with its line in the journal."""
    tried = FundImport.objects.create(
        fund=fund, kind=kind, document=document, report=report.as_json(), tried_by=by, tried_at=at
    )
    _record(Verb.IMPORT_TRIED, tried, report, by=by, at=at)
    return tried


def _record(verb: Verb, of: FundImport, report: Report, *, by: User, at: datetime) -> None:
    """Count the lines in the journal; a file's name stays out of it, as people put names in it."""
    label = ImportKind(of.kind).label
    journal.record(verb, on=of, by=by, at=at, label=label, **report.counts(), wrong=len(report.wrong))
