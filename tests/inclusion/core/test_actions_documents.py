"""Documents are stored once, with their print."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import ContentErased, Document, DocumentContent, DocumentErasure
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user, own_details
from tests.template import as_owner

#: SHA-256 of "abc", from FIPS 180-2.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#: And of "a", a million times.
MILLION = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"


def keep(data: bytes = b"abc", by=None) -> Document:
    return store(data, kind=DocumentKind.STATEMENT, filename="r.pdf", media_type="application/pdf", by=by, at=AT)


def test_bytes_are_kept_with_their_print_and_recorded(scope):
    by = make_user()
    document = keep(by=by)
    document.refresh_from_db()
    assert (document.sha256, document.size, document.kind, document.stored_at) == (ABC, 3, "statement", AT)
    assert bytes(document.content.data) == b"abc"
    assert document.network == document.content.network == scope
    line = JournalEntry.objects.get()
    assert (line.verb, line.by, own_details(line)) == ("document.stored", by, {"sha256": ABC})
    assert str(document) == "r.pdf"
    assert keep(b"a" * 1_000_000).sha256 == MILLION


def test_the_bytes_of_a_document_are_there_once(scope):
    document = keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentContent.objects.create(document=document, data=b"other")


def test_another_network_does_not_see_it(scope, other_network):
    keep()
    with scoped_to(other_network):
        assert not Document.objects.exists()
        assert not DocumentContent.objects.exists()


def test_bytes_go_with_their_erasure_and_what_is_known_stays(scope):
    by, document = make_user(), keep()
    erasure = erase_content(document, reason="À la demande de la personne.", by=by, at=AT)
    assert (erasure.document, erasure.erased_by, erasure.erased_at) == (document, by, AT)
    assert not DocumentContent.objects.exists()
    document = Document.objects.get()
    assert (document.sha256, document.size) == (ABC, 3)
    with pytest.raises(ContentErased) as gone:
        _ = document.data
    assert gone.value.erasure.reason == "À la demande de la personne."
    line = JournalEntry.objects.first()
    assert (line.verb, line.by, line.details["sha256"]) == ("document.erased", by, ABC)
    assert not JournalEntry.objects.main_lines().filter(verb="document.erased")


def test_a_second_erasure_changes_nothing(scope):
    document = keep()
    first = erase_content(document, reason="Une raison", by=None, at=AT)
    assert erase_content(document, reason="Une autre", by=None, at=AT) == first
    assert DocumentErasure.objects.get().reason == "Une raison"
    assert JournalEntry.objects.filter(verb="document.erased").count() == 1


def test_without_a_reason_nothing_is_erased(scope):
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        erase_content(keep(), reason=" ", by=None, at=AT)
    assert DocumentContent.objects.exists()


def test_the_database_holds_to_it(scope):
    """Bytes never go without their erasure, are never changed, and never come back."""
    kept, gone = keep(), keep()
    erase_content(gone, reason="Une raison", by=None, at=AT)
    for change in (
        lambda: DocumentContent.objects.filter(document=kept).delete(),
        lambda: DocumentContent.objects.update(data=b"x"),
        lambda: DocumentErasure.objects.all().delete(),
        lambda: DocumentErasure.objects.update(reason="x"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), as_owner():
            change()
    with pytest.raises(DatabaseError, match="erased for good"), transaction.atomic():
        DocumentContent.objects.create(document=gone, data=b"abc")
    assert kept.data == b"abc"
