"""The tab of workshops and documents; documents brought, opened, taken off."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmaps.models import RoadmapPaper
from roadmaps.plans.actions.budgets import ask_for_staff, decide_staff
from tests.builders import AT
from tests.pages import address, words
from tests.roadmaps.workshop_builders import PNG, make_idea, make_paper, make_workshop


def bring(client, roadmap, data=PNG, **fields):
    values = {"kind": "diagnostic", "title": "Diagnostic 2026", "action": "", **fields}
    if data is not None:
        values["file"] = SimpleUploadedFile("plan.png", data)
    return client.post(address("roadmap_paper_add", roadmap.pk), values, follow=True)


def test_the_tab_shows_workshops_documents_and_posts(rows, made, client_of):
    page = address("roadmap_papers", rows.local.pk)
    client = client_of("coordinator")
    assert "Aucun atelier, aucun document" in words(client.get(page))
    workshop = made(make_workshop, rows.local, by=rows.by)
    made(make_idea, workshop)
    made(make_paper, rows.local, title="Enquête", by=rows.by, action=rows.actions[0])
    for title, outcome in (("Coordinateur", "granted"), ("Médiateur", "declined"), ("Autre", "asked")):
        request = made(ask_for_staff, rows.local, title=title, fte=Decimal("0.50"), by=rows.by, at=AT)
        if outcome != "asked":
            made(decide_staff, request, outcome=outcome, on=AT.date(), reason="Budget", by=rows.by, at=AT)
    said = words(client.get(page))
    for shown in ("1 atelier, 1 document", "Enquête", "Permanences", "Créé", "Non retenu", "Demandé", "0,5"):
        assert shown in said, shown


def test_as_many_queries_at_one_row_as_at_three(rows, made, client_of):
    client = client_of("coordinator")

    def fill():
        made(make_idea, made(make_workshop, rows.local, by=rows.by))
        made(make_paper, rows.local, by=rows.by, action=rows.actions[0])
        made(ask_for_staff, rows.local, title="Poste", fte=Decimal("1.00"), action=rows.actions[0], by=rows.by, at=AT)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(address("roadmap_papers", rows.local.pk))
        return len(queries)

    fill()
    count()
    first = count()
    fill()
    fill()
    assert count() == first


def test_a_document_is_brought_opened_and_taken_off(rows, made, client_of):
    client = client_of("epci_referent")
    assert client.get(address("roadmap_paper_add", rows.local.pk)).status_code == 200
    assert "« Diagnostic 2026 » est joint" in words(bring(client, rows.local))
    paper = made(RoadmapPaper.objects.get)
    opened = client.get(address("roadmap_paper", paper.pk))
    assert opened.content == PNG
    assert opened.headers["Content-Type"] == "image/png"
    assert opened.headers["Content-Disposition"].startswith("inline")
    page = address("roadmap_paper_remove", paper.pk)
    assert "Retirer « Diagnostic 2026 » ?" in words(client.get(page))
    assert "son fichier est effacé" in words(client.post(page, follow=True))
    assert client.get(address("roadmap_paper", paper.pk)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"data": b"MZ\x90\x00"}, "n’est pas d’un type accepté"),
        ({"data": b""}, "vide"),
        ({"data": None}, "obligatoire"),
        ({"title": ""}, "obligatoire"),
        ({"kind": "autre"}, "choix"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(rows, made, client_of, fields, sentence):
    answer = bring(client_of("coordinator"), rows.local, **fields)
    assert sentence in words(answer)
    if "title" not in fields:
        assert "Diagnostic 2026" in answer.content.decode()
    assert not made(RoadmapPaper.objects.exists)


def test_documents_of_a_draft_are_for_those_who_see_it(rows, made, client_of):
    paper = made(make_paper, rows.local, by=rows.by)
    assert client_of("prescriber").get(address("roadmap_paper", paper.pk)).status_code == 404
    assert client_of("evaluator").get(address("roadmap_paper", paper.pk)).status_code == 200
    assert client_of("evaluator").get(address("roadmap_paper_remove", paper.pk)).status_code == 403
