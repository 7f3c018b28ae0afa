"""The two ways into a network: the link of an invitation, and the public form."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inclusion.core.models.networks import Invitation, JoinRequest, Membership, User
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_commune, make_partner, make_user
from tests.conftest import StrictClient
from tests.inclusion.builders import make_invitation, make_join_request
from tests.setup_data import setup_data

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")

PASSWORD = "quatre mots bien longs"
NEWCOMER = {"first_name": "Lou", "last_name": "Exemple", "password": PASSWORD}


def page(response, status=200) -> str:
    assert response.status_code == status, response
    return response.content.decode().replace("\u00a0", " ")


def invited(network, **fields) -> tuple[Invitation, str]:
    with scoped_to(network):
        sent = make_invitation(make_partner("CPAM"), sent_at=AT, **fields)
    return sent, reverse("invitation", args=[sent.token])


# -- The link of an invitation ----------------------------------------------------------------------------------------


def test_the_link_says_who_invites_to_what(network):
    _, address = invited(network, roles=["operator"], invited_by=make_user(first_name="Claire"))
    answer = StrictClient().get(address)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    shown = page(answer)
    for words in ("Bienvenue dans Déclic 47", "Claire Exemple</b> vous invite", "CPAM", "Opérateur financeur"):
        assert words in shown


def test_a_link_that_names_nothing_is_not_found(db):
    assert "Nous ne trouvons pas cette invitation" in page(StrictClient().get("/invitation/rien/"), 404)


def test_a_newcomer_opens_an_account_and_is_in(network):
    sent, address = invited(network)
    client = StrictClient()
    answer = client.post(address, NEWCOMER)
    assert answer.url == reverse("network_home", args=[network.slug])
    user = User.objects.get(email=sent.email)
    assert client.session["_auth_user_id"] == str(user.pk)
    with scoped_to(network):
        assert Membership.objects.get(user=user).roles == ["reader"]
    assert "a déjà été acceptée" in page(StrictClient().get(address))
    assert "a déjà été acceptée" in page(StrictClient().post(address, NEWCOMER | {"first_name": "Autre"}))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "court"}, "Ce mot de passe est trop court"),
        ({"password": "nouvelle@exemple"}, "trop semblable"),
        ({"first_name": " "}, "Ce champ est obligatoire"),
    ],
)
def test_an_answer_that_lacks_something_opens_no_account(network, changes, sentence):
    sent, address = invited(network)
    assert sentence in page(StrictClient().post(address, NEWCOMER | changes))
    assert not User.objects.filter(email=sent.email).exists()


def test_who_has_an_account_signs_in_first(network):
    sent, address = invited(network)
    user = make_user(sent.email)
    client = StrictClient()
    assert f"/compte/login/?next={address}" in page(client.get(address))
    assert "Ouvrir mon compte" not in page(client.post(address, NEWCOMER))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Entrer dans Déclic 47" in page(client.get(address))
    client.post(address)
    with scoped_to(network):
        assert Membership.objects.in_force().filter(user=user).exists()


def test_somebody_else_cannot_use_the_link(network, cast, client_of):
    _, address = invited(network)
    client = client_of("stranger")
    assert "Changer de compte" in page(client.get(address))
    assert "connectez-vous avec cette adresse" in page(client.post(address))


@pytest.mark.parametrize(
    ("fields", "sentence"), [({"withdrawn_at": AT}, "annulée"), ({"sent_at": AT - timedelta(days=14)}, "expiré")]
)
def test_a_closed_link_says_why(network, fields, sentence):
    with scoped_to(network):
        sent = make_invitation(**{"sent_at": AT} | fields)
    address = reverse("invitation", args=[sent.token])
    assert sentence in page(StrictClient().get(address))
    assert sentence in page(StrictClient().post(address, NEWCOMER))
    assert not User.objects.exists()


# -- The public form --------------------------------------------------------------------------------------------------

ANSWERS = {
    "organisation": "CCAS de Marmande",
    "kind": "ccas",
    "commune": "47200 Marmande",
    "first_name": "Alix",
    "last_name": "Exemple",
    "email": "alix@exemple.example",
}


def join(network, client=None, **changes):
    make_commune()
    return (client or StrictClient()).post(reverse("join", args=[network.slug]), ANSWERS | changes)


def asked_of(network) -> list[JoinRequest]:
    with scoped_to(network):
        return list(JoinRequest.objects.all())


def test_an_organisation_asks_to_join(network):
    assert "Rejoindre Déclic 47" in page(StrictClient().get(reverse("join", args=[network.slug])))
    answer = join(network, siret="264 700 121 00017", message="Le mardi.")
    assert answer.url == reverse("join_thanks", args=[network.slug])
    (asked,) = asked_of(network)
    assert (asked.siret, asked.commune_id, asked.message) == ("26470012100017", "47157", "Le mardi.")
    assert "Votre demande est arrivée" in page(StrictClient().get(answer.url))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"organisation": ""}, "Ce champ est obligatoire"),
        ({"commune": "47200 Atlantide"}, "Aucune commune"),
        ({"siret": "26470012100018"}, "Ce SIRET contient une erreur"),
        ({"email": "alix"}, "adresse"),
        ({"kind": ""}, "Ce champ est obligatoire"),
    ],
)
def test_a_request_that_lacks_something_says_what(network, changes, sentence):
    assert sentence in page(join(network, **changes))
    assert not asked_of(network)


def test_a_robot_is_thanked_and_forgotten(network):
    assert join(network, site="https://spam.example").url == reverse("join_thanks", args=[network.slug])
    assert not asked_of(network)


def test_one_address_asks_five_times_an_hour(network):
    answers = [join(network, email=f"alix{number}@exemple.example") for number in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "Réessayez dans une heure" in page(answers[-1])
    assert len(asked_of(network)) == 5


def test_no_network_no_form(db):
    assert StrictClient().get("/nulle-part/rejoindre/").status_code == 404


# -- The coordinator's answer -----------------------------------------------------------------------------------------


@setup_data
def asked(network) -> JoinRequest:
    with scoped_to(network):
        return make_join_request(siret="26470012100017")


def test_the_request_shows_whom_it_resembles(network, other_network, asked, cast, client_of):
    with scoped_to(network):
        make_partner("CCAS Marmande", kind="ccas")
        make_partner("Action sociale de la ville", kind="ccas", siret="26470012100017")
        make_partner("CCAS de Marmande, fusionné", merged_into=make_partner("Autre"))
    with scoped_to(other_network):
        make_partner("CCAS de Marmande", kind="ccas")
    shown = client_of("coordinator").get(reverse("member_join_request", args=[network.slug, asked.pk]))
    assert {partner.name for partner in shown.context["twins"]} == {"CCAS Marmande", "Action sociale de la ville"}
    assert "même SIRET" in page(shown)


def test_accepted_the_person_is_invited(network, asked, cast, client_of):
    address = reverse("member_join_accept", args=[network.slug, asked.pk])
    answer = client_of("coordinator").post(address, {"partner": "", "roles": ["prescriber"]}, follow=True)
    assert "L’invitation part à alix@exemple.example." in page(answer)
    with scoped_to(network):
        assert Invitation.objects.get().partner == Partner.objects.get(siret="26470012100017")
    again = client_of("coordinator").post(address, {"partner": "", "roles": ["prescriber"]})
    assert "demande acceptée" in page(again)


def test_accepted_without_a_role_it_says_so(network, asked, cast, client_of):
    address = reverse("member_join_accept", args=[network.slug, asked.pk])
    assert "Choisissez au moins un rôle." in page(client_of("coordinator").post(address, {"partner": ""}))


def test_refused_with_a_reason(network, asked, cast, client_of):
    address = reverse("member_join_decline", args=[network.slug, asked.pk])
    assert "Indiquez pourquoi la demande est refusée." in page(client_of("coordinator").post(address, {"reason": " "}))
    client_of("coordinator").post(address, {"reason": "Hors du département."})
    shown = page(client_of("coordinator").get(reverse("member_join_request", args=[network.slug, asked.pk])))
    assert "Hors du département." in shown
    assert "Refuser la demande" not in shown
