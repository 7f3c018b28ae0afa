"""Documents are stored once, with their print."""

import pytest
from django.db import IntegrityError, transaction

from inclusion.actions.documents import store
from inclusion.enums import DocumentKind
from inclusion.models import Document, DocumentContent, JournalEntry
from inclusion.scope import scoped_to
from tests.builders import AT, make_user

#: SHA-256 of "abc", from FIPS 180-2.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def keep(data: bytes = b"abc", by=None) -> Document:
    return store(
        data, kind=DocumentKind.STATEMENT, filename="r.pdf", media_type="application/pdf", by=by, at=AT
    )


def test_bytes_are_kept_with_their_print_and_told(scope):
    by = make_user()
    document = keep(by=by)
    document.refresh_from_db()
    assert (document.sha256, document.size, document.kind, document.stored_at) == (ABC, 3, "statement", AT)
    assert bytes(document.content.data) == b"abc"
    assert document.network == document.content.network == scope
    line = JournalEntry.objects.get()
    assert (line.verb, line.by, line.details) == ("document.stored", by, {"sha256": ABC})
    assert str(document) == "r.pdf"


def test_the_bytes_of_a_document_are_there_once(scope):
    document = keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentContent.objects.create(document=document, data=b"other")


def test_another_network_does_not_see_it(scope, other_network):
    keep()
    with scoped_to(other_network):
        assert not Document.objects.exists()
        assert not DocumentContent.objects.exists()
