"""Trainings that people who help have followed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.imports.uploads import read_scan
from inclusion.mediators.actions.entries import lock_helper, refuse_numbers
from inclusion.mediators.enums import Certificate, HelperVerb
from inclusion.mediators.models import Helper, HelperTraining


@transaction.atomic
def add_training(
    helper: Helper,
    *,
    title: str,
    hours: Decimal,
    on: date,
    is_seen: bool = False,
    data: bytes = b"",
    filename: str = "",
    by: Any,
    at: datetime,
) -> HelperTraining:
    """Note a training that somebody followed; `data` is its certificate, which is stored, `is_seen` that it was seen.

    Raises DomainError for a day to come and for a file that is neither PDF nor picture, ValidationError for hours that
    are not plausible.
    """
    helper = lock_helper(helper)
    if on > timezone.localdate(at):
        raise DomainError("Cette formation n’est pas encore terminée.").at("on")
    title = one_line(title)
    refuse_numbers(title=title)
    training = HelperTraining(network_id=helper.network_id, helper=helper, title=title, hours=hours, on=on)
    if data:
        scan = read_scan(data, filename=filename, wanted="l’attestation")
        training.document = store(
            scan.data,
            kind=DocumentKind.TRAINING_CERTIFICATE,
            filename=f"attestation-{helper.pk}-{on}.{scan.filename.rsplit('.', 1)[1]}",
            media_type=scan.media_type,
            by=by,
            at=at,
        )
        training.certificate = Certificate.STORED
    elif is_seen:
        training.certificate = Certificate.SEEN
    training.full_clean()
    training.save()
    journal.record(HelperVerb.TRAINED, on=helper, by=by, at=at, label=helper.journal_label, hours=str(hours))
    return training


@transaction.atomic
def remove_training(training: HelperTraining, *, by: Any, at: datetime) -> None:
    """Take a training off that was noted by mistake; the bytes of its certificate go."""
    helper = lock_helper(training.helper)
    found = HelperTraining.objects.filter(pk=training.pk).select_related("document").first()
    if found is None:
        return
    document = found.document
    found.delete()
    if document is not None:
        erase_content(document, reason="Formation retirée de la fiche", by=by, at=at)
    journal.record(HelperVerb.TRAINING_REMOVED, on=helper, by=by, at=at, label=helper.journal_label)
