"""Pages of a roadmap's files: take one away, bring one in, read what it would change, save it or drop it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from inclusion.core.enums import ImportState
from inclusion.core.models.imports import Trial
from inclusion.core.scope import scoped_to
from inclusion.core.web import exports
from inclusion.partners.models import Partner
from roadmaps.files.actions import rows_of
from roadmaps.models import Action
from roadmaps.plans.actions.actions import change_action
from tests.builders import AT
from tests.pages import address, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data


@setup_data
def local(network, cast):
    """The referent's own roadmap, in preparation."""
    with scoped_to(network):
        above = make_roadmap()
        make_action(make_axis(above, "Aller vers"))
        make_adopted(above)
        above.refresh_from_db()
        partner = Partner.objects.get(pk=cast["epci_referent"].partner_id)
        roadmap = make_local(above, "Feuille locale", carriers=[partner])
        roadmap.action = make_action(make_axis(roadmap, "Accès"), "Permanences")
    return roadmap


def send(client, roadmap, rows, **how):
    data = rows if isinstance(rows, bytes) else exports.to_csv(rows)
    return client.post(address("roadmap_import", roadmap.pk), {"file": SimpleUploadedFile("f.csv", data)}, **how)


def test_the_roadmap_is_taken_away_in_both_formats(local, client_of):
    client = client_of("epci_referent")
    csv = client.get(address("roadmap_export", local.pk) + "?export=csv")
    assert 'filename="feuille-locale.csv"' in csv.headers["Content-Disposition"]
    assert csv.content.decode("utf-8-sig").splitlines()[1].split(";")[:4] == ["1.1", "Accès", "", "Permanences"]
    xlsx = client.get(address("roadmap_export", local.pk) + "?export=xlsx").content
    assert [cell.value for cell in load_workbook(io.BytesIO(xlsx)).active[2]][-1] == local.action.pk
    empty = client.get(address("roadmap_export", local.pk) + "?export=csv&modele=1").content.decode("utf-8-sig")
    assert len(empty.splitlines()) == 1 and empty.startswith("N°;Axe;Objectif;Action")


def test_the_page_explains_each_column(local, client_of):
    shown = words(client_of("epci_referent").get(address("roadmap_import", local.pk)))
    assert "Ce que dit chaque colonne" in shown and "Reprend l’axe départemental" in shown
    assert "un fichier ne supprime jamais rien" in shown


def test_a_file_is_tried_then_saved(network, local, client_of):
    client = client_of("epci_referent")
    rows = [["Axe", "Action", "Identifiant"], ["Accès", "Aller vers", local.action.pk], ["Neuf", "Bus", ""]]
    shown = words(send(client, local, rows, follow=True))
    assert "<h1>1 action à ajouter, 1 à modifier</h1>" in shown and "Rien n’est encore enregistré." in shown
    assert "Axe ajouté : « Neuf »." in shown and "<b>Aller vers</b>" in shown
    with scoped_to(network):
        tried = Trial.objects.get()
    shown = words(client.post(address("roadmap_import_apply", tried.pk), follow=True))
    assert "C’est enregistré : 1 action ajoutée, 1 modifiée." in shown
    with scoped_to(network):
        assert set(Action.objects.of_roadmap(local).values_list("title", flat=True)) == {"Aller vers", "Bus"}
    assert "f.csv" in words(client.get(address("roadmap_import", local.pk)))


def test_wrong_rows_are_named_with_their_column(local, client_of):
    rows = [["Axe", "Action", "Pilotes", "Fin"], ["Accès", "Bus", "Organisme prescribeur", "31/02/2026"]]
    shown = words(send(client_of("epci_referent"), local, rows, follow=True))
    assert "<h1>1 ligne est à corriger : rien ne sera enregistré</h1>" in shown
    assert "Cette date n’existe pas au calendrier." in shown and "Voulez-vous dire « Organisme prescriber »" in shown
    assert "Importer le fichier corrigé" in shown and "Enregistrer ces changements" not in shown


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\x00\x01", "n’est pas un tableau"),
        (b"Nom;Prix\nA;1", "Il manque les colonnes « Axe », « Action »"),
        (b"", "Ce fichier est vide."),
    ],
)
def test_what_is_no_roadmap_is_reported_beside_the_field(network, local, client_of, data, sentence):
    assert sentence in words(send(client_of("epci_referent"), local, data))
    with scoped_to(network):
        assert not Trial.objects.exists()


def test_a_change_meanwhile_shows_the_differences_again(network, cast, local, client_of):
    client = client_of("epci_referent")
    send(client, local, [["Axe", "Action", "Identifiant"], ["Accès", "Le mien", local.action.pk]])
    with scoped_to(network):
        tried = Trial.objects.get()
        change_action(local.action, title="Le sien", by=cast["coordinator"].user, at=AT)
    shown = words(client.post(address("roadmap_import_apply", tried.pk), follow=True))
    assert "La feuille de route a changé depuis" in shown and "Le sien" in shown
    with scoped_to(network):
        local.action.refresh_from_db()
    assert local.action.title == "Le sien"


def test_a_file_is_dropped(network, local, client_of):
    client = client_of("epci_referent")
    send(client, local, [["Axe", "Action"], ["Accès", "Bus"]])
    with scoped_to(network):
        tried = Trial.objects.get()
    assert "rien n’en a été enregistré" in words(client.post(address("roadmap_import_drop", tried.pk), follow=True))
    assert "Abandonné" in words(client.post(address("roadmap_import_apply", tried.pk), follow=True))
    with scoped_to(network):
        tried.refresh_from_db()
    assert tried.state == ImportState.DROPPED


def test_what_the_file_leaves_out_is_listed(network, local, client_of):
    with scoped_to(network):
        make_action(make_axis(local, "Autre"), "Oubliée")
    shown = words(send(client_of("epci_referent"), local, [["Axe", "Action"], ["Accès", "Permanences"]], follow=True))
    assert "Rien à changer" in shown and "elle reste telle quelle" in shown and "2.1 Oubliée" in shown


def test_a_file_of_a_roadmap_that_one_may_not_write_is_not_found(network, local, client_of):
    with scoped_to(network):
        other = make_roadmap("Autre")
        make_action(make_axis(other))
    send(client_of("coordinator"), other, [["Axe", "Action"], ["Accès", "Bus"]])
    with scoped_to(network):
        tried = Trial.objects.get()
    assert client_of("epci_referent").get(address("roadmap_import_detail", tried.pk)).status_code == 404


def test_the_page_of_a_file_asks_as_much_for_three_rows_as_for_one(network, local, client_of):
    client = client_of("epci_referent")

    def cost(*titles):
        page = send(client, local, [["Axe", "Action"], *(["Accès", one] for one in titles)])
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        return len(queries)

    cost("A")
    assert cost("A") == cost("A", "B", "C")


def test_the_download_comes_back_as_nothing_to_change(network, local, client_of):
    with scoped_to(network):
        data = exports.to_xlsx(rows_of(local), title="Feuille")
    assert "Rien à changer" in words(send(client_of("epci_referent"), local, data, follow=True))
