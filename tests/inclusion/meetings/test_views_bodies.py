"""The pages of the bodies of the governance."""

from datetime import date

import pytest

from inclusion.core.scope import scoped_to
from inclusion.meetings.models import Body
from tests.builders import make_commune, make_epci, make_partner
from tests.inclusion.builders import make_body
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, one_field_at_a_time, page, table_names, url, xlsx_rows
from tests.setup_data import setup_data

GOOD = {"name": "COPIL du réseau", "kind": "copil"}


@setup_data
def epci(network):
    epci = make_epci()
    make_commune(epci=epci)
    return epci


@setup_data
def bodies(network, epci):
    with scoped_to(network):
        caf = make_partner("CAF")
        return [
            make_body("Comité de pilotage", partner=caf, deals_since=date(2024, 1, 1)),
            make_body("Conseil communautaire", kind="assembly", epci=epci),
            make_body("Ancien groupe", kind="group", closed_on=date(2025, 1, 1)),
        ]


def test_the_list_shows_every_body_of_this_network(network, other_network, bodies, client_of):
    with scoped_to(other_network):
        make_body("Étrangère")
    answer = client_of("school").get(url("body_list", network))
    assert table_names(answer, "name") == ["Ancien groupe", "Comité de pilotage", "Conseil communautaire"]
    shown = page(answer)
    for words in ("3 instances", "depuis le 01/01/2024", "Tout le département", "Pas encore", "1er janvier 2025"):
        assert words in shown
    for words in ("Étrangère", "Modifier", "Ajouter une instance"):
        assert words not in shown


def test_a_coordinator_is_offered_the_ways_to_change_it(network, bodies, coordinator):
    shown = page(coordinator.get(url("body_list", network)))
    assert url("body_add", network) in shown
    assert url("body_edit", network, bodies[0].pk) in shown


def test_it_is_a_tab_beside_the_meetings(network, client_of):
    for name in ("meeting_list", "body_list"):
        shown = page(client_of("reader").get(url(name, network)))
        for other in ("meeting_list", "body_list", "task_list"):
            assert f'href="{url(other, network)}"' in shown


def test_an_empty_list_says_how_to_begin(network, client_of):
    assert "Aucune instance n’est encore notée." in page(client_of("reader").get(url("body_list", network)))
    assert "Notez le comité" in page(client_of("coordinator").get(url("body_list", network)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=comite", ["Comité de pilotage"]),
        ("kind=assembly", ["Conseil communautaire"]),
        ("epci=200000001", ["Conseil communautaire"]),
        ("epci=departement", ["Ancien groupe", "Comité de pilotage"]),
        ("standing=dealing", ["Comité de pilotage"]),
        ("standing=active", ["Comité de pilotage", "Conseil communautaire"]),
        ("standing=closed", ["Ancien groupe"]),
        ("q=rien", []),
    ],
)
def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, bodies, client_of, query, names):
    client, address = client_of("reader"), url("body_list", network)
    assert table_names(client.get(f"{address}?{query}"), "name") == names
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(client.get(f"{address}?{query}&export={fmt}"))
        assert exported[0] == [
            "Nom",
            "Type",
            "Territoire",
            "Réunie par",
            "Rythme",
            "Prochaine réunion",
            "Inclusion numérique à l’ordre du jour",
            "Ne se réunit plus depuis le",
        ]
        assert [row[0] for row in exported[1:]] == names


@pytest.mark.parametrize("query", [*NONSENSE_QUERIES[0::3], "standing=zz", "kind=%00"])
def test_no_address_of_the_list_breaks_it(network, bodies, client_of, query):
    assert client_of("reader").get(f"{url('body_list', network)}?{query}").status_code == 200


def test_a_body_is_added_and_changed(network, epci, coordinator):
    with scoped_to(network):
        caf = make_partner("CAF")
    answer = coordinator.post(
        url("body_add", network), {**GOOD, "epci": epci.pk, "partner": caf.pk, "deals_since": "2025-03-01"}, follow=True
    )
    assert "« COPIL du réseau » est dans la liste des instances." in page(answer)
    with scoped_to(network):
        body = Body.objects.get()
    assert (body.epci_id, body.partner_id, body.deals_since) == (epci.pk, caf.pk, date(2025, 3, 1))
    shown = coordinator.get(url("body_edit", network, body.pk))
    assert 'value="2025-03-01"' in page(shown)
    answer = coordinator.post(url("body_edit", network, body.pk), {**GOOD, "name": "COTECH"}, follow=True)
    assert "Les changements sont enregistrés." in page(answer)
    with scoped_to(network):
        body.refresh_from_db()
    assert (body.name, body.epci_id, body.deals_since) == ("COTECH", None, None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"name": "Comité de pilotage"}, "Une instance de ce territoire porte déjà ce nom."),
        ({"kind": "roi"}, "Sélectionnez un choix valide"),
        ({"epci": "999999999"}, "Sélectionnez un choix valide"),
        ({"partner": "999"}, "Sélectionnez un choix valide"),
        ({"deals_since": "hier"}, "date"),
        ({"deals_since": "0202-01-01"}, "Choisissez une date entre 1950 et 2100."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(network, bodies, coordinator, fields, sentence):
    typed = {**GOOD, "description": "Deux fois par an", **fields}
    for address in (url("body_add", network), url("body_edit", network, bodies[1].pk)):
        if fields == {"name": "Comité de pilotage"} and address.endswith("modifier/"):
            typed["epci"] = ""
        answer = coordinator.post(address, typed)
        assert sentence in page(answer)
        assert {name: answer.context["form"][name].value() for name in typed} == typed
    with scoped_to(network):
        assert Body.objects.count() == 3


def test_nonsense_never_breaks_a_form(network, bodies, coordinator):
    for name, args, fields in (
        ("body_add", [], ["name", "kind", "description", "epci", "partner", "deals_since"]),
        ("body_close", [bodies[0].pk], ["closed_on"]),
    ):
        for field, typed in one_field_at_a_time(fields):
            answer = coordinator.post(url(name, network, *args), {**GOOD, field: typed})
            assert answer.status_code in (200, 302), (name, field, typed[:20])


def test_a_body_is_closed_and_opened_again(network, bodies, coordinator):
    body = bodies[0]
    assert "Clore « Comité de pilotage »" in page(coordinator.get(url("body_close", network, body.pk)))
    refused = coordinator.post(url("body_close", network, body.pk), {"closed_on": "2023-01-01"})
    assert "depuis le 1er janvier 2024" in page(refused)
    answer = coordinator.post(url("body_close", network, body.pk), {"closed_on": "2024-06-01"}, follow=True)
    assert "C’est noté : « Comité de pilotage » ne se réunit plus." in page(answer)
    assert "Elle ne se réunit plus depuis le 1er juin 2024" in page(coordinator.get(url("body_edit", network, body.pk)))
    answer = coordinator.post(url("body_reopen", network, body.pk), follow=True)
    assert "« Comité de pilotage » se réunit de nouveau." in page(answer)


def test_html_in_a_name_is_text(network, client_of):
    with scoped_to(network):
        body = make_body("<script>alert(1)</script>", closed_on=date(2025, 1, 1))
    for name, args in (("body_list", []), ("body_edit", [body.pk]), ("body_close", [body.pk])):
        raw = client_of("coordinator").get(url(name, network, *args)).content.decode()
        assert "<script>alert" not in raw
