"""The members' pages: who opens them, what they show, what they refuse."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclusion.core.models.networks import Invitation, Membership
from inclusion.core.scope import scoped_to
from tests.builders import make_membership, make_partner, make_user
from tests.inclusion.builders import make_invitation, make_join_request


def url(name, network, *args):
    return reverse(name, args=[network.slug, *args])


def page(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode().replace("\u00a0", " ")


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# -- The list ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_members_invitations_and_requests(network, cast, client_of):
    with scoped_to(network):
        make_invitation(make_partner("CPAM"), email="attendue@exemple.example")
        make_invitation(email="ratee@exemple.example", problem="Le serveur de messagerie refuse cette adresse.")
        make_join_request(asked_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
        make_membership(user=make_user("partie@exemple.example"), ended_at="2026-11-01T09:00Z")
    shown = page(client_of("coordinator").get(url("member_list", network)))
    for word in (
        "attendue@exemple.example",
        "Non remise",
        "CCAS de Marmande",
        "Opérateur financeur",
        "10 membres",
        "reçue le 1er décembre 2026",
    ):
        assert word in shown
    assert "partie@exemple.example" not in shown
    assert "etrangere@exemple.example" not in shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("role=operator", ["operator@exemple.example"]),
        ("q=EPCI", ["epci-referent@exemple.example"]),
        ("q=prescriber+camille", ["prescriber@exemple.example"]),
        ("q=personne", []),
    ],
)
def test_the_list_is_narrowed_by_role_and_words(network, cast, client_of, query, names):
    table = client_of("coordinator").get(url("member_list", network) + f"?{query}").context["table"]
    with scoped_to(network):
        assert [row.record.user.email for row in table.rows] == names


def test_the_list_is_narrowed_by_partner(network, cast, client_of):
    partner = cast["operator"].partner
    table = client_of("coordinator").get(url("member_list", network), {"partner": partner.pk}).context["table"]
    with scoped_to(network):
        assert [row.record for row in table.rows] == [cast["operator"]]


def test_the_list_goes_out_as_a_file_as_it_is_filtered(network, cast, client_of):
    answer = client_of("coordinator").get(url("member_list", network) + "?role=operator&export=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Nom;Adresse électronique;Partenaire;Rôles")
    assert lines[1].startswith("Camille Operator;operator@exemple.example;Organisme operator;Opérateur financeur")
    assert len(lines) == 2


def test_the_list_asks_as_much_for_three_rows_as_for_one(network, cast, client_of):
    client, address = client_of("coordinator"), url("member_list", network)
    with scoped_to(network):
        make_invitation(make_partner("CPAM"))
        make_join_request()
    client.get(address)
    one = queries(client, address)
    with scoped_to(network):
        for number in range(2):
            make_membership(make_partner(f"Nouveau {number}"))
            make_invitation(make_partner(f"Invité {number}"), email=f"invite{number}@exemple.example")
            make_join_request(email=f"demande{number}@exemple.example")
    assert queries(client, address) == one


# -- Walls ------------------------------------------------------------------------------------------------------------


def test_asking_for_a_link_to_act_is_refused(network, cast, client_of):
    with scoped_to(network):
        sent = make_invitation()
    for name in ("member_invitation_withdraw", "member_invitation_resend"):
        assert client_of("coordinator").get(url(name, network, sent.pk)).status_code == 405


# -- What they do -----------------------------------------------------------------------------------------------------


def test_a_coordinator_invites(network, cast, client_of):
    with scoped_to(network):
        partner = make_partner("CPAM")
    answer = client_of("coordinator").post(
        url("member_invite", network),
        {"email": "Nouvelle@exemple.example", "partner": partner.pk, "roles": ["operator", "reader"]},
        follow=True,
    )
    assert "L’invitation part à l’adresse nouvelle@exemple.example." in page(answer)
    with scoped_to(network):
        sent = Invitation.objects.get()
        assert (sent.partner, sent.invited_by) == (partner, cast["coordinator"].user)
    assert sent.roles == ["operator", "reader"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Ce champ est obligatoire"),
        ({"email": "pas une adresse"}, "adresse"),
        ({"roles": []}, "Choisissez au moins un rôle."),
        ({"partner": ""}, "Choisissez un partenaire."),
        ({"email": "operator@exemple.example"}, "Cette personne est déjà membre du réseau."),
    ],
)
def test_an_invitation_that_cannot_be_says_why(network, cast, client_of, changes, sentence):
    data = {"email": "x@exemple.example", "partner": cast["reader"].partner_id, "roles": ["reader"]} | changes
    answer = client_of("coordinator").post(url("member_invite", network), data)
    assert sentence in page(answer) and not answer.context["form"].non_field_errors()
    with scoped_to(network):
        assert not Invitation.objects.exists()


def test_roles_are_changed(network, cast, client_of):
    data = {"job_title": "Chargée de mission", "roles": ["prescriber", "reader"]}
    client_of("coordinator").post(url("member_edit", network, cast["reader"].pk), data)
    with scoped_to(network):
        changed = Membership.objects.get(pk=cast["reader"].pk)
    assert (changed.job_title, changed.roles) == ("Chargée de mission", ["prescriber", "reader"])


def test_a_member_is_moved_to_another_partner(network, cast, client_of):
    address = url("member_reattach", network, cast["reader"].pk)
    answer = client_of("coordinator").post(address, {"partner": cast["operator"].partner_id}, follow=True)
    assert "fait désormais partie d’Organisme operator" in page(answer)
    assert "Choisissez un partenaire." in page(client_of("coordinator").post(address, {"partner": ""}))


def test_an_access_is_ended_after_a_question(network, cast, client_of):
    address = url("member_end", network, cast["reader"].pk)
    client = client_of("coordinator")
    assert "Retirer l’accès de Camille Reader ?" in page(client.get(address))
    with scoped_to(network):
        assert Membership.objects.in_force().filter(pk=cast["reader"].pk).exists()
    client.post(address)
    with scoped_to(network):
        assert not Membership.objects.in_force().filter(pk=cast["reader"].pk).exists()
    assert client_of("reader").get(url("network_home", network)).status_code == 404
    assert client.get(address).status_code == 404


def test_the_last_coordinator_stays(network, cast, client_of):
    sentence = "C’est la dernière personne à la coordination du réseau"
    client, pk = client_of("coordinator"), cast["coordinator"].pk
    assert sentence in page(client.post(url("member_end", network, pk)))
    assert sentence in page(client.post(url("member_edit", network, pk), {"roles": ["reader"], "job_title": ""}))


def test_a_coordinator_who_ends_their_own_access_is_led_out(network, cast, client_of):
    with scoped_to(network):
        make_membership(roles=("coordinator",))
    answer = client_of("coordinator").post(url("member_end", network, cast["coordinator"].pk))
    assert answer.url == reverse("my_networks")


def test_an_invitation_is_sent_again_and_withdrawn(network, cast, client_of):
    with scoped_to(network):
        sent = make_invitation()
    client = client_of("coordinator")
    again = client.post(url("member_invitation_resend", network, sent.pk), follow=True)
    assert "L’invitation repart à l’adresse nouvelle@exemple.example." in page(again)
    gone = client.post(url("member_invitation_withdraw", network, sent.pk), follow=True)
    assert "L’invitation de nouvelle@exemple.example est annulée." in page(gone)
    twice = client.post(url("member_invitation_withdraw", network, sent.pk), follow=True)
    assert "Cette invitation a été annulée." in page(twice)
