"""The journal, the progress of work, stored documents."""

from datetime import UTC, datetime, timedelta

import pytest

from inclusion.core import jobs, journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind, JobState, Verb
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, page, table_names, url, xlsx_rows
from tests.setup_data import setup_data

FRESH = {"fresh": JobState.QUEUED, "taken": JobState.RUNNING}


def record_line(network, name, *, verb=Verb.PARTNER_ADDED, by=None, at=AT):
    with scoped_to(network):
        journal.record(verb, on=make_partner(name), by=by, at=at)


@setup_data
def journal_lines(network, other_network, cast):
    """Three lines of this network, the oldest first, and one of the other: what could leak."""
    record_line(network, "CAF", by=cast["coordinator"].user, at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    record_line(network, "=1+1", at=AT - timedelta(days=1))
    record_line(network, "CPAM", verb=Verb.PARTNER_CHANGED)
    record_line(other_network, "CAF étrangère", verb=Verb.PARTNER_MERGED)


# -- The journal ----------------------------------------------------------------------------------------------------


def test_the_journal_lists_the_newest_first_and_this_network_alone(network, journal_lines, client_of):
    answer = client_of("coordinator").get(url("journal_list", network))
    assert table_names(answer, "target_label") == ["CPAM", "=1+1", "CAF"]
    assert table_names(answer, "by") == ["Le portail", "Le portail", "Camille Coordinator"]
    shown = page(answer)
    assert "3 lignes" in shown
    assert "02/07/2026 00:30" in shown  # the moment of France
    assert "CAF étrangère" not in shown
    assert "Partenaires fusionnés" not in shown  # not even among what the filter offers


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("verb=partner.changed", ["CPAM"]),
        ("verb=partner.added", ["=1+1", "CAF"]),
        ("since=2026-11-24", ["CPAM"]),
        ("until=2026-07-02", ["CAF"]),
        ("until=2026-07-01", []),
        ("since=2026-07-02&until=2026-11-23", ["=1+1", "CAF"]),
        ("sort=at", ["CAF", "=1+1", "CPAM"]),
    ],
)
def test_the_journal_is_narrowed_and_leaves_as_it_is_narrowed(network, journal_lines, client_of, query, names):
    client, address = client_of("coordinator"), f"{url('journal_list', network)}?{query}"
    assert table_names(client.get(address), "target_label") == names
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(client.get(f"{address}&export={fmt}"))
        assert exported[0] == ["Quand", "Qui", "Action", "Sur quoi"]
        assert all(row[1] for row in exported)
        assert [row[3] for row in exported[1:]] == ["'=1+1" if one == "=1+1" else one for one in names]


def test_moments_leave_as_those_of_france(network, journal_lines, client_of):
    client, address = client_of("coordinator"), f"{url('journal_list', network)}?until=2026-07-02"
    assert csv_rows(client.get(f"{address}&export=csv"))[1][0] == "02/07/2026 00:30"
    assert xlsx_rows(client.get(f"{address}&export=xlsx"))[1][0] == datetime(2026, 7, 2, 0, 30)


@pytest.mark.parametrize("query", NONSENSE_QUERIES[1::3])
def test_no_address_of_the_journal_breaks_it(network, journal_lines, client_of, query):
    assert client_of("coordinator").get(f"{url('journal_list', network)}?{query}").status_code == 200


def test_the_journal_is_for_coordinators(network, journal_lines, cast, client_of):
    for role in cast:
        answer = client_of(role).get(url("journal_list", network))
        assert answer.status_code == {"coordinator": 200, "stranger": 404}.get(role, 403), role
        assert (b"CPAM" in answer.content) is (role == "coordinator")


# -- Work -----------------------------------------------------------------------------------------------------------


@setup_data
def job(network, cast) -> Job:
    """Work that the prescriber asked for."""
    with scoped_to(network):
        return jobs.start(kind="essai", title="Un lot", total=4, by=cast["prescriber"].user, at=AT)


def test_work_is_followed_by_who_asked_and_by_coordinators(network, job, cast, client_of):
    for role in cast:
        expected = {"coordinator": 200, "prescriber": 200, "stranger": 404}.get(role, 403)
        answer = client_of(role).get(url("job_detail", network, job.pk))
        assert answer.status_code == expected, role
        assert (b"Un lot" in answer.content) is (expected == 200)


def test_progress_is_said_at_every_step_and_asked_for_until_it_is_over(network, job, client_of):
    client, address = client_of("prescriber"), url("job_detail", network, job.pk)

    def shown():
        whole, part = (page(client.get(address, headers=headers)) for headers in ({}, {"HX-Request": "true"}))
        assert "Demandé par Camille Prescriber" in whole
        assert "<html" not in part
        return part

    waiting = shown()
    assert "Le travail attend son tour." in waiting
    assert f'hx-get="{address}"' in waiting
    with scoped_to(network):
        claimed = jobs.claim(Job, job.pk, **FRESH, at=AT)
        jobs.advance(claimed, done=1)
    assert "Le travail avance." in shown()
    with scoped_to(network):
        jobs.finish(claimed, at=AT)
    over = shown()
    assert "C’est fini." in over
    assert "hx-get" not in over


def test_work_that_failed_says_why(network, job, client_of):
    with scoped_to(network):
        jobs.fail(jobs.claim(Job, job.pk, **FRESH, at=AT), at=AT, failure="L’imprimante <b>dort</b>.")
    answer = client_of("prescriber").get(url("job_detail", network, job.pk))
    assert "L’imprimante <b>dort</b>." in page(answer)
    assert "<b>dort" not in answer.content.decode()


# -- Documents ------------------------------------------------------------------------------------------------------


def keep(network, data=b"%PDF-1.7", filename="relevé n° 1.pdf"):
    with scoped_to(network):
        return store(data, kind=DocumentKind.STATEMENT, filename=filename, media_type="application/pdf", by=None, at=AT)


def test_a_document_comes_back_byte_by_byte(network, cast, client_of):
    data = bytes(range(256)) * 3
    document = keep(network, data)
    answer = client_of("coordinator").get(url("document", network, document.pk))
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=utf-8''relev%C3%A9")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_documents_are_for_the_coordinators_of_their_network(network, other_network, cast, client_of):
    own, theirs = keep(network), keep(other_network)
    assert client_of("coordinator").get(url("document", network, own.pk)).status_code == 200
    assert client_of("coordinator").get(url("document", network, theirs.pk)).status_code == 404


def test_a_document_that_was_erased_says_when_and_why(network, cast, client_of):
    document = keep(network)
    with scoped_to(network):
        erase_content(document, reason="À la demande de la personne.", by=cast["coordinator"].user, at=AT)
    answer = client_of("coordinator").get(url("document", network, document.pk))
    assert answer.status_code == 410
    shown = answer.content.decode()
    assert "Ce document a été effacé le 24 novembre 2026" in shown
    assert "À la demande de la personne." in shown
