"""What was written once stays: the application's role may not even try, and the triggers refuse the owner as well."""

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from inclusion.core import jobs, journal, states
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind, Verb
from inclusion.core.invariants import unlike_the_journal
from inclusion.core.models.documents import Document, DocumentContent, DocumentErasure
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.models.jobs import Job
from tests.builders import AT, make_partner, make_user
from tests.setup_data import setup_data
from tests.template import as_owner

COLUMNS = {
    "inclusion_journalentry": "target_label",
    "inclusion_statechange": "to_state",
    "inclusion_document": "sha256",
    "inclusion_documentcontent": "data",
    "inclusion_documenterasure": "reason",
}


@setup_data
def traces(scope):
    """A row in each of the tables that only grow."""
    journal.record(Verb.PARTNER_ADDED, on=make_partner(), by=None, at=AT)
    states.move(jobs.start(kind="x", title="x", total=0, by=make_user(), at=AT), "running", by=None, at=AT)
    for _ in range(2):
        kept = store(
            b"abc", kind=DocumentKind.STATEMENT, filename="a.pdf", media_type="application/pdf", by=None, at=AT
        )
    erase_content(kept, reason="Plus nécessaire", by=None, at=AT)
    for model in (JournalEntry, StateChange, Document, DocumentContent, DocumentErasure):
        assert model.objects.exists()


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("table", COLUMNS)
def test_no_sql_changes_or_removes_a_row(traces, table):
    before = count(table)
    for sql in (f"UPDATE {table} SET {COLUMNS[table]} = {COLUMNS[table]}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match=r"permission denied|append-only"):
            execute(sql)
        with pytest.raises(DatabaseError, match="append-only"), as_owner() as cursor:
            cursor.execute(sql)
    assert count(table) == before


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_is_not_emptied_either(traces, table):
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(ProgrammingError, match="permission denied"):
        execute(f"TRUNCATE {table} CASCADE")
    with pytest.raises(DatabaseError, match="append-only: TRUNCATE refused"), as_owner() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_the_orm_gets_no_further_than_sql(traces):
    line = JournalEntry.objects.first()
    for change in (line.delete, line.save, lambda: JournalEntry.objects.update(label="x")):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    assert Job.objects.update(title="y") == 1  # what may change does


def test_the_journal_agrees_on_a_document_s_content_and_erasure(traces, scope):
    """Both refer to their document one to one: no line of theirs has to repeat it."""
    assert unlike_the_journal(scope) == []


def test_every_trace_has_its_guard():
    """A model of traces added later without its trigger fails here."""
    from django.apps import apps

    from inclusion.core.models.history import _Trace

    traces = {model._meta.db_table for model in apps.get_models() if issubclass(model, _Trace)}
    assert traces <= set(COLUMNS)
