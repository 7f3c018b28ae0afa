"""What is kept and until when, handing it over, erasing it: for who may, and recorded in the journal."""

import io
import zipfile

import pytest

from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.events.models import Registration
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_partner, make_person
from tests.inclusion.event_builders import make_event
from tests.inclusion.pages import page, url
from tests.inclusion.registration_builders import make_registration
from tests.setup_data import setup_data

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def own(network, cast):
    """A person whom the prescriber's organisation follows."""
    with scoped_to(network):
        return make_person(cast["prescriber"].partner, by=cast["prescriber"].user, phone="06 39 98 00 00")


def journal_of(event) -> None:
    """A line of the journal that names somebody."""
    journal.record(Verb.CONTACT_ADDED, on=event, label="Jeanne Exemple", by=None, at=AT)


def verbs(network) -> list[str]:
    with scoped_to(network):
        return list(JournalEntry.objects.values_list("verb", flat=True))


def test_the_page_says_what_is_kept_why_and_until_when(network, own, client_of):
    shown = page(client_of("prescriber").get(url("person_rights", network, own.pk)))
    assert "La fiche de Jeanne Exemple est gardée jusqu’au 5 janvier 2028" in shown
    assert "Pour pouvoir lui écrire" in shown
    assert "06 39 98 00 00" in shown
    assert "Effacer une fiche appartient à la coordination" in shown
    assert "Effacer la fiche à sa demande" in page(client_of("coordinator").get(url("person_rights", network, own.pk)))
    assert "Ses droits" in page(client_of("prescriber").get(url("person_detail", network, own.pk)))


def test_all_is_handed_over_as_one_file(network, own, client_of):
    answer = client_of("prescriber").post(url("person_export", network, own.pk))
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bound:
        assert {"lisez-moi.html", "donnees.json", "tableaux/1 Votre fiche.csv"} <= set(bound.namelist())
        assert "Jeanne Exemple" in bound.read("lisez-moi.html").decode()
    assert verbs(network) == ["person.handed_over"]
    assert client_of("prescriber").get(url("person_export", network, own.pk)).status_code == 405


def test_erasing_asks_first_and_then_leaves_nothing(network, own, client_of):
    client = client_of("coordinator")
    address = url("person_erase", network, own.pk)
    asked = page(client.get(address))
    assert "Effacer la fiche de Jeanne Exemple ?" in asked
    assert "Cela ne se reprend pas." in asked
    assert verbs(network) == []
    answer = page(client.post(address, follow=True))
    assert "Cette fiche a été anonymisée le" in answer
    assert "Jeanne" not in answer
    with scoped_to(network):
        assert Beneficiary.objects.get().first_name == "Personne anonymisée"
    assert verbs(network) == ["person.erased"]
    assert "déjà effacée" in page(client.get(address))
    refused = page(client.post(url("person_export", network, own.pk), follow=True))
    assert "il ne reste rien à remettre" in refused
    # Its old address leads to what is left to say.
    assert "Cette fiche a été anonymisée" in page(client.get(url("person_detail", network, own.pk), follow=True))


def test_what_stands_elsewhere_is_shown_to_whoever_may_see_it_and_decides(network, own, client_of):
    with scoped_to(network):
        Beneficiary.objects.update(email="jeanne@courriel.example")
        event = make_event(title="Forum", description="Jeanne Exemple tient l’accueil.")
        mine = make_registration(event, name="J. E.", email="jeanne@courriel.example")
        namesake = make_registration(event, name="Jeanne Exemple", email="autre@courriel.example")
        journal_of(event)
    client, rights = client_of("coordinator"), url("person_rights", network, own.pk)
    assert "Chercher aussi ailleurs dans le réseau" in page(client.get(rights))
    searched = page(client.get(rights, {"ailleurs": "1"}))
    assert "Ces lignes portent son adresse électronique" in searched
    assert f'<b>Inscription n° {namesake.pk}</b> <span class="muted">(même nom)' in searched

    asked = page(client.get(url("person_erase", network, own.pk)))
    assert f'<b>Inscription n° {mine.pk}</b> <span class="muted">(même adresse électronique)' in asked
    assert "Ailleurs dans le réseau, est-ce bien elle ?" in asked
    assert "Le journal du réseau dit qui a fait quoi" in asked

    key = f"inclusion.registration:{namesake.pk}"
    answer = client.post(url("person_export", network, own.pk), {"trace": [key]})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bound:
        readable = bound.read("lisez-moi.html").decode()
    assert "jeanne@courriel.example" in readable
    assert "tient l’accueil" not in readable

    client.post(url("person_erase", network, own.pk), {"trace": [key]})
    with scoped_to(network):
        event.refresh_from_db()
        assert not Registration.objects.exclude(name="").exists()
        assert event.description.startswith("Jeanne Exemple")


def test_an_address_typed_into_a_file_opens_nothing_to_who_typed_it(network, own, client_of):
    """A prescriber could type any address: what others wrote stays with whoever answers for the network."""
    with scoped_to(network):
        Beneficiary.objects.update(email="voisine@courriel.example")
        row = make_registration(make_event(), email="voisine@courriel.example", needs="Fauteuil roulant")
    client = client_of("prescriber")
    shown = page(client.get(url("person_rights", network, own.pk), {"ailleurs": "1"}))
    assert "Inscription n°" not in shown
    assert "La coordination peut y joindre ce qui parle d’elle ailleurs" in shown
    data = {"trace": [f"inclusion.registration:{row.pk}"]}
    with zipfile.ZipFile(io.BytesIO(client.post(url("person_export", network, own.pk), data).content)) as bound:
        readme = bound.read("lisez-moi.html").decode()
    assert "Fauteuil" not in readme
    assert "La coordination du réseau peut aussi chercher" in readme


def test_others_see_nothing(network, other_network, own, cast, client_of):
    with scoped_to(network):
        theirs = make_person(make_partner("CCAS", kind="ccas"), by=cast["coordinator"].user)
    for name in ("person_rights", "person_export"):
        call = "post" if name == "person_export" else "get"
        for role, person, status in (("prescriber", theirs, 404), ("stranger", own, 404), ("reader", own, 403)):
            answer = getattr(client_of(role), call)(url(name, network, person.pk))
            assert answer.status_code == status, (name, role)
    assert client_of("prescriber").post(url("person_erase", network, own.pk)).status_code == 403
    assert verbs(network) == []


def test_files_at_their_end_are_found_in_the_list(network, own, client_of):
    client, address = client_of("coordinator"), url("person_list", network)
    assert "Jeanne" not in page(client.get(address, {"keeping": "month"}))
    with scoped_to(network):
        from django.utils import timezone

        Beneficiary.objects.update(keep_until=timezone.localdate())
    assert "Jeanne" in page(client.get(address, {"keeping": "month"}))
