"""The grid of a roadmap: read by all, written by those who may, cell by cell."""

import json

import pytest

from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from roadmaps.models import Action
from roadmaps.plans.actions.roadmaps import begin_roadmap
from tests.builders import AT
from tests.pages import address, plain, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data


@setup_data
def departmental(network, cast):
    with scoped_to(network):
        roadmap = make_roadmap("Feuille départementale")
        axis = make_axis(roadmap, "Accès aux droits")
        make_action(axis, "Interconnaissance", by=cast["coordinator"].user)
        make_adopted(roadmap)
        roadmap.refresh_from_db()
    return roadmap


@setup_data
def local(network, cast, departmental):
    """The referent's own roadmap, in preparation."""
    with scoped_to(network):
        partner = Partner.objects.get(pk=cast["epci_referent"].partner_id)
        roadmap = make_local(departmental, "Feuille locale", carriers=[partner])
        roadmap.action = make_action(make_axis(roadmap, "Aller vers"), "Permanences")
    return roadmap


def save(client, roadmap, *changes):
    cells = [dict(zip(("id", "field", "seen", "value", "reason"), one, strict=False)) for one in changes]
    return client.post(
        address("roadmap_grid_save", roadmap.pk), json.dumps({"changes": cells}), content_type="application/json"
    )


def test_everybody_reads_it(departmental, client_of):
    page = client_of("prescriber").get(address("roadmap_grid", departmental.pk))
    shown = words(page)
    assert "1 action au tableau, dont 1 sans dates, 1 sans budget" in shown
    assert "Interconnaissance" in shown and "Axe 1 : Accès aux droits" in shown and "À lancer" in shown
    assert "data-grid" not in page.content.decode() and "js/grid.js" not in page.content.decode()
    assert address("roadmap_export", departmental.pk) in page.content.decode()
    with scoped_to(departmental.network):
        action = Action.objects.of_roadmap(departmental).get()
    assert f'<a href="{address("roadmap_action", action.pk)}">1.1' in page.content.decode()


def test_those_who_may_write_it_get_the_grid(local, client_of):
    page = client_of("epci_referent").get(address("roadmap_grid", local.pk)).content.decode()
    assert f'data-save="{address("roadmap_grid_save", local.pk)}"' in page and "js/grid.js" in page
    assert 'data-grid-options="state"' in page and 'data-asks="Indiquez pourquoi' in page


def test_an_empty_roadmap_says_how_to_begin(network, cast, client_of):
    with scoped_to(network):
        roadmap = make_roadmap("Vide")
    shown = words(client_of("coordinator").get(address("roadmap_grid", roadmap.pk)))
    assert "Aucune action n’est encore écrite" in shown and "Importer un fichier" in shown
    with scoped_to(network):
        make_axis(roadmap)
        make_action(make_axis(roadmap))
    assert "aucune action" in words(client_of("coordinator").get(address("roadmap_grid", roadmap.pk)))


def test_a_cell_is_saved_and_answered_as_it_is_shown(local, client_of):
    answer = save(client_of("epci_referent"), local, (local.action.pk, "budget", "", "1250,5")).json()
    assert answer["cells"] == [{"id": local.action.pk, "field": "budget", "ok": True}]
    row = answer["rows"][str(local.action.pk)]
    assert plain(row["budget"]) == "1 250,50 €" and row["state"] == "À lancer" and ":" in answer["at"]


def test_each_cell_is_answered_what_became_of_it(network, local, client_of):
    client = client_of("epci_referent")
    key = local.action.pk
    answer = save(
        client,
        local,
        (key, "title", "Ancien titre", "Le mien"),
        (key, "budget", "", "cher"),
        (key, "state", "À lancer", "Bloquée"),
        (key, "end", "", "31/12/2030"),
    ).json()
    clash, budget, state, end = answer["cells"]
    assert clash["clash"]["theirs"] == "Permanences" and not clash["ok"]
    assert "en chiffres" in budget["error"] and state["asks"] and "Indiquez pourquoi" in state["error"]
    assert "l’action ne peut pas finir le 31 décembre 2030" in end["error"]
    answer = save(client, local, (key, "state", "À lancer", "Bloquée", "Pas de salle")).json()
    assert answer["cells"][0]["ok"] and answer["notes"][str(key)] == {"state": "Pas de salle"}


@pytest.mark.parametrize("body", ["", "[]", '{"changes": 1}', "[" * 3000, "\xff"])
def test_what_does_not_read_changes_nothing(local, client_of, body):
    response = client_of("epci_referent").post(
        address("roadmap_grid_save", local.pk), body.encode("latin-1"), content_type="application/json"
    )
    assert response.status_code == 400 and "rien n’est enregistré" in response.json()["sentence"]


def test_others_write_nothing(departmental, local, client_of):
    change = (local.action.pk, "title", "Permanences", "Pris")
    assert save(client_of("reader"), local, change).status_code == 403
    assert save(client_of("epci_referent"), departmental, change).status_code == 403
    assert save(client_of("stranger"), local, change).status_code == 404
    assert save(client_of("visitor"), local, change).status_code == 302


def test_a_row_of_another_network_is_none_here(network, other_network, local, client_of):
    with scoped_to(other_network):
        foreign = begin_roadmap(
            level="departmental", title="Ailleurs", start=local.start, end=local.end, by=None, at=AT
        )
        action = make_action(make_axis(foreign), "Secret")
    answer = save(client_of("epci_referent"), local, (action.pk, "title", "Secret", "Pris")).json()
    assert "n’est plus dans la feuille" in answer["cells"][0]["error"] and "Secret" not in json.dumps(answer)
