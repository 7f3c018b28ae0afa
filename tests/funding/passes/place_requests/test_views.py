"""The public form to become a training place, one's own request, and the coordinator's pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from funding.models import PlaceRequest, TrainingPlace
from funding.passes.enums import PlaceRequestState
from funding.passes.programmes.actions import close_programme
from inclusion.core.scope import scoped_to
from inclusion.territories.models import Commune
from tests.builders import make_commune, make_partner
from tests.conftest import StrictClient
from tests.funding.pass_builders import IBAN, SIRET, make_place, make_place_request, make_programme
from tests.inclusion.pages import csv_rows, page, url
from tests.setup_data import setup_data

ANSWERS = {
    "organisation": "Ville de Marmande",
    "kind": "commune",
    "siret": "264 700 121 00017",
    "name": "Médiathèque",
    "address": "1 place du Marché",
    "postal_code": "47200",
    "town": "Marmande",
    "services": ["Utilisation sécurisée du numérique"],
    "labels": ["Qualiopi", "Aptic"],
    "is_accessible": "on",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "account_holder": "Ville de Marmande",
    "first_name": "Léa",
    "last_name": "Témoin",
    "email": "lea@exemple.example",
    "phone": "05 53 20 00 01",
    "consent": "on",
}


@setup_data
def programme(cast, network):
    with scoped_to(network):
        make_commune()
        return make_programme(by=cast["coordinator"].user)


@setup_data
def asked(programme, network):
    with scoped_to(network):
        return make_place_request()


def ask(network, client=None, **changes):
    return (client or StrictClient()).post(url("place_request_add", network), {**ANSWERS, **changes})


def requests(network):
    with scoped_to(network):
        return list(PlaceRequest.objects.all())


# -- For everybody


def test_an_organisation_asks_on_the_public_page(network, programme):
    shown = page(StrictClient().get(url("place_request_add", network)))
    assert "180 jours après la réponse" in shown and "Qualiopi" in shown
    assert ask(network).url == url("place_request_thanks", network)
    assert "Un courriel vous la confirme" in page(StrictClient().get(url("place_request_thanks", network)))
    [asked] = requests(network)
    assert (asked.siret, asked.commune_id, asked.iban) == (SIRET, "47157", IBAN)
    assert (asked.labels, asked.is_accessible) == (["Qualiopi", "Aptic"], True)


def test_the_form_to_join_names_it_where_passes_are_sent(network, other_network, programme, cast, clock):
    assert url("place_request_add", network) in page(StrictClient().get(reverse("join", args=[network.slug])))
    assert "accepter-les-pass" not in page(StrictClient().get(reverse("join", args=[other_network.slug])))
    assert StrictClient().get(url("place_request_add", other_network)).status_code == 404
    with scoped_to(network):
        today = timezone.localdate()
        close_programme(programme, closed_on=today, by=cast["coordinator"].user, at=timezone.now())
    assert StrictClient().get(url("place_request_add", network)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"siret": "26470012100018"}, "Ce SIRET contient une erreur"),
        ({"postal_code": "4720"}, "Un code postal compte cinq chiffres."),
        ({"town": "Marmende"}, "Est-ce Marmande"),
        ({"services": []}, "Cochez au moins une chose"),
        ({"iban": "FR76 1234"}, "IBAN"),
        ({"account_holder": ""}, "ou aucun des deux"),
        ({"consent": ""}, "Sans votre accord"),
        ({"email": "lea"}, "adresse"),
        ({"first_name": "Cliquez http://evil.example/x"}, "sans adresse de site"),
        ({"last_name": "WWW.evil"}, "sans adresse de site"),
        ({"organisation": "Visitez evil.example"}, "sans adresse de site"),
        ({"name": "www.evil.example"}, "sans adresse de site"),
        ({"phone": "pas de téléphone"}, "dix chiffres"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(network, programme, changes, sentence):
    assert sentence in page(ask(network, **changes))
    assert not requests(network)


def test_a_robot_is_thanked_and_leaves_nothing(network, programme):
    assert ask(network, site="https://spam.example").url == url("place_request_thanks", network)
    assert not requests(network)


def test_asked_for_too_often_from_one_address_it_says_so(network, programme):
    for _ in range(5):
        ask(network)
    assert "Réessayez dans une heure" in page(ask(network))
    assert len(requests(network)) == 1


def test_a_stranger_learns_nothing_of_a_known_siret_and_is_refused_kindly_while_one_waits(network, programme):
    with scoped_to(network):
        make_partner("Nom que le réseau connaît", siret=SIRET)
    assert ask(network).url == url("place_request_thanks", network)
    with scoped_to(network):
        network.phone = "05 53 00 00 47"
        network.save(update_fields=["phone"])
    shown = page(ask(network))
    assert "Une demande attend déjà une réponse pour ce SIRET" in shown and "05 53 00 00 47." in shown
    assert "Nom que le réseau connaît" not in shown


def test_by_the_secret_link_one_sees_and_withdraws_ones_own_request(network, asked):
    address, client = reverse("place_request_own", args=[network.slug, asked.token]), StrictClient()
    shown = client.get(address)
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Votre demande attend une réponse" in page(shown) and IBAN[-6:] not in page(shown)
    assert "Votre demande est retirée" in page(client.post(address, follow=True))
    assert [one.state for one in requests(network)] == [PlaceRequestState.WITHDRAWN]
    assert "a déjà reçu une réponse" in page(client.post(address, follow=True))
    wrong = reverse("place_request_own", args=[network.slug, "x" * 43])
    assert client.get(wrong).status_code == 404


# -- For the coordination


def test_what_waits_is_on_the_home_and_beside_the_places(network, asked, client_of):
    coordinator = client_of("coordinator")
    assert "Médiathèque de Marmande demande à accepter les pass" in page(coordinator.get(url("network_home", network)))
    places = page(coordinator.get(url("training_place_list", network)))
    assert "1 organisme demande" in " ".join(places.split()) and "accepter-les-pass" in places
    assert "accepter-les-pass" not in page(client_of("training_place").get(url("training_place_list", network)))
    listed = coordinator.get(url("training_place_request_list", network))
    assert "1 demande attend votre réponse" in " ".join(page(listed).split())
    [row] = csv_rows(coordinator.get(url("training_place_request_list", network), {"export": "csv"}))[1:]
    assert not any(IBAN in cell or "Témoin" in cell for cell in row)


def test_one_click_accepts_where_the_commune_is_known(network, asked, cast, client_of):
    with scoped_to(network):
        make_place("Cyber-base", by=cast["coordinator"].user, commune=asked.commune)
        Commune.objects.filter(pk=asked.commune.pk).update(latitude=44.4994, longitude=0.1653)
    client = client_of("coordinator")
    shown = page(client.get(url("training_place_request", network, asked.pk)))
    assert "44.4994, 0.1653" in shown and "FR76 3000 6000 0112 3456 7890 189" in shown
    assert "Aucun partenaire n’a ce SIRET" in shown
    answer = client.post(
        url("training_place_request_accept", network, asked.pk), {"position": "44.4994, 0.1653"}, follow=True
    )
    shown = page(answer)
    assert "La réponse part à lea@exemple.example." in shown and "Qualiopi" not in shown
    assert "Un changement de compte attend une seconde personne" in shown and "Aptic" in shown
    with scoped_to(network):
        assert TrainingPlace.objects.filter(name="Médiathèque de Marmande").exists()
    assert "demande acceptée" in page(client.get(url("training_place_request", network, asked.pk)))
    again = client.post(url("training_place_request_accept", network, asked.pk), {"position": "44.4994, 0.1653"})
    assert "déjà reçu une réponse" in page(again) and "Accepter et ajouter" not in page(again)


def test_a_partner_that_resembles_is_asked_about_and_who_gets_no_access_is_named(network, asked, cast, client_of):
    with scoped_to(network):
        known = make_partner("Ville de Marmande", siret="")
        PlaceRequest.objects.update(email=cast["prescriber"].user.email)
    client, address = client_of("coordinator"), url("training_place_request_accept", network, asked.pk)
    shown = page(client.get(url("training_place_request", network, asked.pk)))
    assert "celui-ci lui ressemble" in shown and "Ville de Marmande (sans SIRET)" in shown
    assert url("member_edit", network, cast["prescriber"].pk) in shown
    assert "Dites si c’est l’un" in page(client.post(address, {"position": "44.4994, 0.1653"}))
    answers = {"position": "44.4994, 0.1653", "partner": known.pk}
    assert "ne peut pas encore utiliser de pass" in page(client.post(address, answers, follow=True))
    with scoped_to(network):
        assert TrainingPlace.objects.get().partner == known
        known.refresh_from_db()
    assert known.siret == SIRET


def test_a_place_of_another_departement_is_named_so(network, programme, client_of):
    with scoped_to(network):
        asked = make_place_request(commune=make_commune("75056", "Paris", ("75001",)), postal_code="75001")
    assert "hors du département" in page(client_of("coordinator").get(asked.get_absolute_url()))


def test_without_a_point_or_a_reason_it_says_so(network, asked, client_of):
    client = client_of("coordinator")
    assert "Ce champ est obligatoire" in page(client.post(url("training_place_request_accept", network, asked.pk), {}))
    decline = url("training_place_request_decline", network, asked.pk)
    assert "Indiquez pourquoi" in page(client.post(decline, {"reason": " "}))
    client.post(decline, {"reason": "Trop loin."})
    shown = page(client.get(url("training_place_request", network, asked.pk)))
    assert "Trop loin." in shown and "Refuser la demande" not in shown
