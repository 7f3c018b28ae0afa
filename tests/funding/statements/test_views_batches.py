"""The statements of a year on screen: asked for, followed, downloaded as one file, resumed after a failure."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.models import FundingStatement, StatementBatch, StatementBatchLine
from funding.statements.actions.batches import carry_out, issue_year
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.builders import close, make_contribution, make_fund, worked_example
from tests.pages import address, words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"


@setup_data
def worked(network, cast):
    with scoped_to(network):
        example = worked_example()
        close(example.fund)
        return example


def done(job):
    carry_out(job.pk, clock=timezone.now)
    return StatementBatch.objects.get(pk=job.subject_id)


def test_a_year_is_asked_for_and_followed_to_its_archive(worked, network, client_of):
    client = client_of("coordinator")
    assert "Établir tous les relevés" in words(client.get(address("statement_year")))
    response = client.post(
        address("statement_year"), {"fund": worked.fund.pk, "year": 2026, "as_at": "2026-11-24"}, follow=True
    )
    page = words(response)
    assert "C’est demandé : 3 relevés se préparent." in page
    assert "Le travail attend son tour." in page
    assert "Voir les relevés 2026" in page
    with scoped_to(network):
        job = Job.objects.get()
        batch = StatementBatch.objects.get(pk=job.subject_id)
        assert timezone.localdate(batch.as_at) == date(2026, 11, 24)
    waiting = words(client.get(address("statement_batch", batch.pk)))
    assert "Les relevés 2026 se préparent" in waiting
    assert "Télécharger tous les PDF" not in waiting
    assert client.get(address("statement_batch_document", batch.pk)).status_code == 404
    with scoped_to(network):
        done(job)
        paper = bytes(FundingStatement.objects.get(partner=worked.caf).file.document.content.data)
    page = words(client.get(address("statement_batch", batch.pk)))
    assert "Les 3 relevés 2026 sont établis" in page
    assert "15 750,00 €" in page
    assert "n° 1" in page
    foot = page.split("<tfoot>")[1]
    assert [f"{amount} €" in foot for amount in ("15 000,00", "30 000,00", "18 000,00", "27 000,00")] == [True] * 4
    assert "C’est fini." in words(client.get(reverse("job_detail", args=[SLUG, job.pk])))
    bound = client.get(address("statement_batch_document", batch.pk))
    assert bound.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(bound.content)) as archive:
        assert archive.read("releve-0001-2026-caf.pdf") == paper
    lines = client.get(address("statement_batch", batch.pk), {"export": "csv"}).content.decode("utf-8-sig")
    assert "CAF;1;10000,00;20000,00;14250,00;15750,00" in lines
    assert "3 sur 3" in words(client.get(address("statement_year")))


def test_what_is_missing_is_reported_and_taken_up(worked, network, client_of):
    with scoped_to(network):
        job = issue_year(worked.fund, year=2026, by=worked.by, at=AT)
        stray = make_partner("MSA")
        StatementBatchLine.objects.create(batch_id=job.subject_id, partner=stray)
        batch = done(job)
        close(worked.fund, until=None)
        make_contribution(worked.fund, stray, "0.00", by=worked.by)
        close(worked.fund)
    client = client_of("coordinator")
    page = words(client.get(address("statement_batch", batch.pk)))
    assert "3 relevés sur 4 pour 2026" in page
    assert "MSA n’a pas de contribution" in page
    taken_up = words(client.post(address("statement_batch_again", batch.pk), follow=True))
    assert "C’est relancé" in taken_up
    with scoped_to(network):
        done(Job.objects.first())
    assert "Les 4 relevés 2026 sont établis" in words(client.get(address("statement_batch", batch.pk)))
    refused = words(client.post(address("statement_batch_again", batch.pk), follow=True))
    assert "rien n’a été relancé" in refused
    with scoped_to(network):
        assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"year": "1999"}, "Sélectionnez un choix valide"),
        ({"fund": ""}, "Ce champ est obligatoire."),
        ({"fund": "past", "year": "2026"}, "L’année 2026 est hors de la période de ce fonds."),
        ({"fund": "past", "year": "2021"}, "n’a pas encore de contributeur pour 2021."),
        ({"as_at": "2099-01-01"}, "Le 1er janvier 2099 n’est pas encore passé : choisissez un jour déjà venu."),
        ({"as_at": "1888-01-01"}, "Choisissez une date entre 2000 et 2100."),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_nothing_is_written(worked, network, client_of, changed, sentence):
    with scoped_to(network):
        past = make_fund("Fonds passé", start=date(2020, 1, 1), end=date(2022, 1, 1))
        close(past)
    asked = {"fund": worked.fund.pk, "year": 2026, **changed}
    asked["fund"] = past.pk if asked["fund"] == "past" else asked["fund"]
    assert sentence in words(client_of("coordinator").post(address("statement_year"), asked))
    with scoped_to(network):
        assert not Job.objects.exists()
        assert not StatementBatch.objects.exists()


def test_a_year_that_is_not_closed_is_not_asked_for(worked, network, client_of):
    with scoped_to(network):
        close(worked.fund, until=None)
    client = client_of("coordinator")
    page = words(client.get(address("statement_year")))
    assert "Aucune année n’est close." in page
    assert "Établir tous les relevés" not in page
    client.post(address("statement_year"), {"fund": worked.fund.pk, "year": 2026})
    with scoped_to(network):
        assert not Job.objects.exists()


def test_a_network_without_funds_sees_how_it_begins(network, client_of):
    page = words(client_of("coordinator").get(address("statement_year")))
    assert "Aucun fonds n’est encore ouvert." in page
    assert "Établir tous les relevés" not in page


def test_the_latest_years_asked_for_come_first(worked, network, client_of):
    with scoped_to(network):
        for year in (2025, 2026):
            StatementBatch.objects.create(network=network, fund=worked.fund, year=year, asked_at=AT)
        for days in range(5):
            StatementBatch.objects.create(
                network=network, fund=worked.fund, year=2030 + days, asked_at=AT + timedelta(days=days + 1)
            )
    page = words(client_of("coordinator").get(address("statement_year")))
    shown = re.findall(r"Relevés (\d{4}) du fonds", page)
    assert shown == ["2034", "2033", "2032", "2031", "2030"]


def test_another_network_s_batch_is_not_this_one_s(worked, other_network, client_of):
    with scoped_to(other_network):
        other = worked_example()
        close(other.fund)
        job = issue_year(other.fund, year=2026, by=other.by, at=AT)
    client = client_of("coordinator")
    for name in ("statement_batch", "statement_batch_document"):
        assert client.get(address(name, job.subject_id)).status_code == 404
    assert client.post(address("statement_batch_again", job.subject_id)).status_code == 404
    assert client.get(address("statement_batch_again", job.subject_id)).status_code == 405
    asked = {"fund": other.fund.pk, "year": 2026}
    assert "Sélectionnez un choix valide" in words(client.post(address("statement_year"), asked))


def test_more_rows_ask_no_more_queries(worked, network, client_of):
    client = client_of("coordinator")

    def count(batch):
        numbers = []
        for name, args in (("statement_batch", [batch.pk]), ("statement_year", [])):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address(name, *args)).status_code == 200
            numbers.append(len(captured))
        return numbers

    with scoped_to(network):
        lone = make_fund("Fonds d’un seul")
        make_contribution(lone, worked.caf, "0.00", by=worked.by)
        close(lone)
        one = done(issue_year(lone, year=2026, by=worked.by, at=AT))
    count(one)
    before = count(one)
    with scoped_to(network):
        three = done(issue_year(worked.fund, year=2026, by=worked.by, at=AT))
    assert count(three) == before
