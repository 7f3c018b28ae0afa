"""Documents are stored once, and erased where nobody needs them any more."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.enums import DocumentKind, Verb
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document, DocumentContent, DocumentErasure


@transaction.atomic
def store(data: bytes, *, kind: DocumentKind, filename: str, media_type: str, by: Any, at: datetime) -> Document:
    """Store these bytes with their SHA-256 in the active network and return the document; it can never be changed."""
    document = Document.objects.create(
        kind=kind,
        filename=filename,
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_at=at,
    )
    DocumentContent.objects.create(document=document, data=data)
    journal.record(Verb.DOCUMENT_STORED, on=document, by=by, at=at, sha256=document.sha256)
    return document


def store_pdf(data: bytes, *, kind: DocumentKind, filename: str, by: Any, at: datetime) -> Document:
    """The same for a PDF."""
    return store(data, kind=kind, filename=filename, media_type="application/pdf", by=by, at=at)


@transaction.atomic
def erase_content(document: Document, *, reason: str, by: Any, at: datetime) -> DocumentErasure:
    """Let the bytes of a document go and keep why; erased once, it stays as it is. `reason` is shown to whoever asks.

    What is known of it stays: its name, its size, its SHA-256. Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError("Indiquez pourquoi ce document est effacé.")
    content = DocumentContent.objects.select_for_update().filter(document=document).defer("data").first()
    if content is None:
        return DocumentErasure.objects.get(document=document)
    erasure = DocumentErasure.objects.create(
        network_id=document.network_id, document=document, erased_at=at, erased_by=by, reason=reason.strip()
    )
    content.delete()
    journal.record(Verb.DOCUMENT_ERASED, on=document, by=by, at=at, sha256=document.sha256, reason=reason)
    return erasure
