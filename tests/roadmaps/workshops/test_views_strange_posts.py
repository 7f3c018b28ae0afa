"""What a page never sends: answered with a sentence or as unknown, never with a fault of the portal."""

import json

import pytest

from roadmaps.models import Proposal
from roadmaps.plans.actions.axes import add_objective
from roadmaps.workshops import views as pages
from tests.builders import AT
from tests.conftest import StrictClient
from tests.pages import address, words
from tests.roadmaps.tab_pages import url
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data


@setup_data
def workshop(rows, made):
    return made(make_workshop, rows.local, "Aller vers", "Équiper", by=rows.by)


@pytest.mark.parametrize("text", ["Perma\x00nences", "Perma\ud800nences"], ids=["NUL", "half a character"])
@pytest.mark.parametrize("place", ["value", "reason"])
def test_a_cell_is_read_without_what_no_database_holds(client_of, rows, made, text, place):
    action = rows.actions[0]
    cell = {"id": action.pk, "field": "state", "seen": "À lancer", "value": "Bloquée", "reason": "Attente"}
    answer = client_of("coordinator").post(
        url("roadmap_grid_save", rows.local),
        json.dumps({"changes": [{**cell, place: text}]}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    made(action.refresh_from_db)
    expected = ("blocked", "Permanences") if place == "reason" else ("to_start", "")
    assert (action.state, action.state_reason) == expected


@pytest.mark.parametrize("key", ["²", "፩", "", "x", "-1", "9" * 40])
def test_a_voice_for_no_idea_is_refused(workshop, key):
    phone = StrictClient()
    phone.get(address("workshop_public", workshop.token))
    answer = phone.post(address("workshop_vote", workshop.token), {"idee": key, "rang": "1"}, follow=True)
    assert "Cette idée n’est plus au tableau" in words(answer)


@pytest.mark.parametrize("key", ["²", "፩", "x", "9" * 40])
def test_strange_ideas_are_not_merged(client_of, workshop, made, key):
    idea = made(make_idea, workshop)
    answer = client_of("coordinator").get(url("workshop_merge", workshop, f"?idee={key}&idee={idea.pk}"))
    assert answer.status_code == 200


def test_ideas_are_counted_by_the_table_that_they_go_to(workshop, made, monkeypatch):
    monkeypatch.setattr(pages, "MAX_IDEAS", 2)
    phone = StrictClient()
    table = made(workshop.tables.get, rank=1)
    for number in range(4):  # whatever the page is said to show
        fields = {"table": table.pk, "rang": f"x{number}", "text": f"Idée {number} de la salle"}
        phone.post(address("workshop_public", workshop.token), fields)
    assert made(Proposal.objects.count) == 2


@pytest.mark.parametrize("seen", ["sNaN", "NaN", "Infinity", "x", [1], {"a": 1}])
def test_a_budget_that_no_page_showed_counts_as_it_stands(client_of, rows, made, seen):
    action = rows.actions[0]
    page = url("roadmap_action_edit", action, "?partie=budget")
    sent = {"budget": "1 250,50", "seen": json.dumps({"budget": seen, "needs": []})}
    assert client_of("coordinator").post(page, sent).status_code == 302
    made(action.refresh_from_db)
    assert str(action.budget) == "1250.50"


def test_what_goes_and_comes_agrees_with_its_name(client_of, rows, made):
    client = client_of("coordinator")
    gone = client.post(url("roadmap_action_remove", rows.actions[2]), follow=True)
    assert "« Ateliers » est supprimée" in words(gone)
    made(type(rows.local).objects.filter(pk=rows.local.pk).update, axis_word="orientation")
    said = words(client.post(url("axis_add", rows.local), {"title": "Former"}, follow=True))
    assert "« Former » est ajoutée." in said
    former = made(rows.local.axes.get, title="Former")
    assert "partent avec" not in words(client.get(url("axis_remove", former)))
    made(add_objective, former, title="Se rapprocher", by=rows.by, at=AT)
    assert "partent avec elle" in words(client.get(url("axis_remove", former)))
    assert "« Former » est supprimée" in words(client.post(url("axis_remove", former), follow=True))
