"""Pages of the templates of agreements: versions, the editor and its fields, the example, publishing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.agreements.actions.texts import publish_template, shipped_sections, version_in_hand, write_template
from funding.models import AgreementTemplateVersion
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.funding.agreement_builders import make_agreement
from tests.pages import words
from tests.setup_data import setup_data

SLUG, KIND = "lot-et-garonne", "cooperation"


def address(name, *args, slug=SLUG):
    return reverse(name, args=[slug, *args])


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


@setup_data
def by(network):
    return make_user()


def written(network, by, *sections, note=""):
    with scoped_to(network):
        return write_template(KIND, sections=sections or [("Objet", "Pour {{ objet }}.")], note=note, by=by, at=AT)


def posted(*articles, **more):
    data = {"note": "Plus court", **more}
    for rank, (title, body) in enumerate(articles, start=1):
        data |= {f"title_{rank}": title, f"body_{rank}": body}
    return data


def test_the_list_says_which_version_each_kind_takes_up(client, network, by):
    said = words(client.get(address("agreement_template_list")))
    assert said.count("Texte fourni avec le portail") == 6
    with scoped_to(network):
        make_agreement(by=by)
    written(network, by)
    said = words(client.get(address("agreement_template_list")))
    assert "Version 1," in said
    assert "Version 2" in said


def test_the_shipped_text_is_read_before_anything_is_written(client):
    said = words(client.get(address("agreement_template", KIND)))
    assert "Le texte fourni avec le portail" in said
    assert "<mark>{{ echeancier }}</mark>" in said


def test_older_versions_stay_readable(client, network, by):
    with scoped_to(network):
        publish_template(written(network, by, note="Un seul article"), by=by, at=AT)
    newest = words(client.get(address("agreement_template", KIND)))
    assert "La version 2 est reprise par les nouvelles conventions" in newest
    assert "Un seul article" in newest
    older = words(client.get(address("agreement_template_version", KIND, 1)))
    assert "telle qu’elle fut publiée" in older
    assert "Demande annuelle de subvention" in older
    assert client.get(address("agreement_template_version", KIND, 9)).status_code == 404
    assert client.get(address("agreement_template", "autre")).status_code == 404


def test_the_editor_shows_the_text_and_the_fields_with_their_meaning(client):
    said = words(client.get(address("agreement_template_edit", KIND)))
    assert "{{ fonds_porteur }}" in said
    assert "organisme qui tient le fonds" in said
    assert "poste_etp" not in said
    assert f'name="body_{len(shipped_sections(KIND))}"' in said


def test_a_version_is_saved_shown_and_published(client, network):
    response = client.post(address("agreement_template_edit", KIND), posted(("Objet", "Pour {{ objet }}.")))
    assert response.url == address("agreement_template_version", KIND, 2)
    assert "La version 2 est en cours d’écriture" in words(client.get(response.url))
    assert client.post(address("agreement_template_publish", KIND)).status_code == 302
    with scoped_to(network):
        assert version_in_hand(KIND) is None
    assert client.post(address("agreement_template_publish", KIND)).status_code == 404


@pytest.mark.parametrize(
    ("articles", "sentence"),
    [
        ((("Objet", "Bonjour {{ objett }}"),), "vouliez-vous dire « objet »"),
        ((("Objet", ""), ("Suite", "Gardé tel quel")), "Écrivez le texte de cet article"),
        ((("", "Gardé tel quel"),), "title_1"),
        ((), "au moins un article"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, network, articles, sentence):
    response = client.post(address("agreement_template_edit", KIND), posted(*articles))
    said = words(response)
    assert response.status_code == 200
    assert sentence in said
    assert "Plus court" in said
    for title, body in articles:
        assert title in said
        assert body in said
    with scoped_to(network):
        assert not AgreementTemplateVersion.objects.exists()


def order(response):
    form = response.context["form"]
    return [one["title"].value() for one in form.articles]


@pytest.mark.parametrize(
    ("wish", "titles"),
    [
        ("up-2", ["B", "A", "C"]),
        ("down-2", ["A", "C", "B"]),
        ("remove-1", ["B", "C"]),
        ("add-2", ["A", "B", "", "C"]),
        ("up-1", ["A", "B", "C"]),
        ("down-3", ["A", "B", "C"]),
        ("remove-9", ["A", "B", "C"]),
        ("autre", ["A", "B", "C"]),
    ],
)
def test_articles_are_rearranged_while_nothing_is_saved(client, network, wish, titles):
    data = posted(("A", "a"), ("B", "{{ pas fini"), ("C", "c"), arrange=wish)
    response = client.post(address("agreement_template_edit", KIND), data)
    assert order(response) == titles
    assert "Plus court" in words(response)
    with scoped_to(network):
        assert not AgreementTemplateVersion.objects.exists()


def test_the_example_is_a_pdf_of_the_version_asked(client, network, by):
    written(network, by)
    for query in ("", "?version=1"):
        response = client.get(address("agreement_template_preview", KIND) + query)
        assert response.content.startswith(b"%PDF")
    assert client.get(address("agreement_template_preview", KIND) + "?version=9").status_code == 404


def test_more_versions_ask_no_more_queries(client, network, by):
    counts = []
    for _ in range(3):
        with scoped_to(network):
            publish_template(written(network, by), by=by, at=AT)
        asked = []
        for name, args in (("agreement_template_list", []), ("agreement_template", [KIND])):
            client.get(address(name, *args))
            with CaptureQueriesContext(connection) as captured:
                client.get(address(name, *args))
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[2]
