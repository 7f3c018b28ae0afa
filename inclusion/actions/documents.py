"""Keep the bytes of a document, once."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion import journal
from inclusion.enums import DocumentKind, Verb
from inclusion.models import Document, DocumentContent


@transaction.atomic
def store(
    data: bytes, *, kind: DocumentKind, filename: str, media_type: str, by: Any, at: datetime
) -> Document:
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
