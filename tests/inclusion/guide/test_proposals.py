"""What the public proposes about the guide: kept unseen, decided by who may, answered, erased."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from inclusion.core.access import Member
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.guide.actions.duplicates import merge_places
from inclusion.guide.actions.proposals import accept_proposal, decline_proposal, erase_proposals, propose
from inclusion.guide.enums import ProposalKind, ProposalState
from inclusion.guide.models import PlaceProposal
from tests.builders import AT, make_partner
from tests.inclusion.pages import page, url
from tests.inclusion.place_builders import make_place
from tests.pages import plain
from tests.setup_data import setup_data

SAID = "Le mercredi, c’est fermé l’après-midi."


@setup_data
def place(network, cast):
    with scoped_to(network):
        return make_place(
            name="Médiathèque Camus", partner=cast["training_place"].partner, opening_hours="We 09:00-17:00"
        )


@pytest.fixture
def rows(network):
    """Every proposal of the network, read anew."""

    def read():
        with scoped_to(network):
            return list(PlaceProposal.objects.order_by("pk"))

    return read


def test_a_visitor_proposes_a_correction_that_nobody_but_who_decides_sees(network, place, client_of, rows):
    visitor = client_of("visitor")
    assert url("guide_place_propose", network, place.pk) in page(visitor.get(url("guide_place", network, place.pk)))
    typed = {"kind": "hours", "said": SAID, "email": "Lea@exemple.example"}
    answer = visitor.post(url("guide_place_propose", network, place.pk), typed, follow=True)
    assert "votre proposition est arrivée" in page(answer)
    [row] = rows()
    assert (row.place_id, row.kind, row.said, row.email) == (place.pk, "hours", SAID, "lea@exemple.example")
    assert SAID not in page(visitor.get(url("guide_place", network, place.pk)))
    for role in ("training_place", "coordinator"):
        text = page(client_of(role).get(url("place_proposal", network, row.pk)))
        assert SAID in text and "9 h à 17 h" in text
    assert "Une proposition du public" in page(client_of("training_place").get(url("network_home", network)))
    assert "Une proposition du public" not in page(client_of("coordinator").get(url("network_home", network)))


def test_a_place_that_is_missing_waits_for_the_coordination(network, client_of, rows):
    typed = {"name": "Foyer rural", "town": "Duras", "said": "Ouvert le mardi."}
    client_of("visitor").post(url("guide_propose", network), typed)
    [row] = rows()
    coordinator = client_of("coordinator")
    assert "Foyer rural" in page(coordinator.get(url("network_home", network)))
    answer = coordinator.post(url("place_proposal_accept", network, row.pk), follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/lieux/ajouter/?proposition={row.pk}")
    assert "Ouvert le mardi." in page(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "hours", "said": " "}, "Indiquez en quelques mots"),
        ({"kind": "other", "said": "le 2 69 05 49 588 157 80 de ma voisine"}, "sécurité sociale"),
        ({"kind": "other", "said": "la dame de l’accueil est dépressive"}, "santé"),
        ({"kind": "new_place", "said": SAID}, "Sélectionnez un choix valide"),
        ({"kind": "hours", "said": SAID, "email": "lea"}, "adresse"),
    ],
)
def test_what_may_not_be_kept_is_said_beside_its_field(network, place, client_of, rows, typed, sentence):
    answer = client_of("visitor").post(url("guide_place_propose", network, place.pk), typed)
    assert sentence in page(answer) and rows() == []


def test_a_robot_is_thanked_and_what_comes_too_often_is_refused(network, place, client_of, rows):
    cache.clear()
    visitor, address = client_of("visitor"), url("guide_place_propose", network, place.pk)
    robot = visitor.post(address, {"kind": "hours", "said": SAID, "site": "http://x.example"}, follow=True)
    assert "est arrivée" in page(robot) and rows() == []
    for number in range(5):
        visitor.post(address, {"kind": "hours", "said": f"{SAID} {number}"})
    answer = visitor.post(address, {"kind": "hours", "said": f"{SAID} encore"})
    assert answer.status_code == 429 and len(rows()) == 5


def test_the_same_words_wait_once(network, place):
    with scoped_to(network):
        first = propose(place, kind="hours", said=SAID, at=AT)
        assert propose(place, kind="hours", said=SAID, at=AT) == first
        assert propose(place, kind="contact", said=SAID, at=AT) != first


def test_each_address_left_with_the_same_words_is_answered(network, place, rows):
    with scoped_to(network):
        for email in ("", "un@exemple.example", "Deux@exemple.example", "deux@exemple.example", ""):
            propose(place, kind="closed", email=email, at=AT)
    assert [row.email for row in rows()] == ["", "un@exemple.example", "deux@exemple.example"]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("hours", "modifier/?partie=horaires"),
        ("contact", "modifier/?partie=contact"),
        ("address", "modifier/?partie=adresse"),
        ("other", "modifier/?partie=lieu"),
        ("closed", "fermer/?"),
    ],
)
def test_who_accepts_goes_on_to_the_form_with_the_proposal_beside_it(network, place, client_of, kind, address):
    with scoped_to(network):
        row = propose(place, kind=kind, said=SAID, at=AT)
    answer = client_of("training_place").post(url("place_proposal_accept", network, row.pk), follow=True)
    assert address in answer.redirect_chain[-1][0]
    assert SAID in page(answer)


def test_a_second_click_leads_to_what_was_decided(network, place, client_of):
    with scoped_to(network):
        row = propose(place, kind="hours", said=SAID, at=AT)
    keeper, address = client_of("training_place"), url("place_proposal_accept", network, row.pk)
    keeper.post(address)
    answer = keeper.post(address, follow=True)
    assert answer.redirect_chain[-1][0] == url("place_proposal", network, row.pk)
    assert "Reporter dans la fiche" in page(answer)


def test_who_left_an_address_is_answered(network, place, client_of, mailbox, committed):
    with scoped_to(network):
        row = propose(place, kind="hours", said=SAID, email="lea@exemple.example", at=AT)
        silent = propose(place, kind="contact", said=SAID, at=AT)
    keeper = client_of("training_place")
    with committed():
        keeper.post(url("place_proposal_decline", network, row.pk), {"answer": "Nous restons ouverts."})
        keeper.post(url("place_proposal_decline", network, silent.pk), {"answer": ""})
    [sent] = mailbox.taken
    assert sent["To"] == "lea@exemple.example"
    body = plain(sent.get_body(("plain",)).get_content())
    assert "le guide reste tel quel" in body and "Nous restons ouverts." in body
    assert "Refusée" in page(keeper.get(url("place_proposal_list", network)))


def test_a_proposal_is_decided_once(network, place, cast):
    with scoped_to(network):
        row = propose(place, kind="hours", said=SAID, at=AT)
        decision = {"by": cast["training_place"].user, "at": AT}
        accept_proposal(row, **decision)
        with pytest.raises(DomainError):
            decline_proposal(row, **decision)
        row.refresh_from_db()
        assert row.state == ProposalState.ACCEPTED


def test_the_coordination_decides_for_nobody_and_after_a_fortnight_for_all(network, place, cast):
    with scoped_to(network):
        own = propose(place, kind="hours", said=SAID, at=AT)
        free = propose(make_place(name="Libre"), kind="hours", said=SAID, at=AT)
        elsewhere = propose(make_place(name="Autre", partner=make_partner()), kind="hours", said=SAID, at=AT)

        def waits(role, days):
            found = PlaceProposal.objects.to_decide(Member(cast[role]), on=AT.date() + timedelta(days=days))
            return set(found)

        assert waits("coordinator", 0) == {free}
        assert waits("training_place", 0) == {own}
        assert waits("coordinator", 14) == {own, free, elsewhere}


def test_a_proposal_follows_a_merged_place_and_is_erased_after_a_year(network, place, cast):
    with scoped_to(network):
        kept = make_place(name="Médiathèque")
        row = propose(place, kind=ProposalKind.CLOSED, at=AT)
        merge_places(place, kept, by=cast["coordinator"].user, at=AT)
        row.refresh_from_db()
        assert row.place == kept
        assert erase_proposals(at=AT + timedelta(days=360)) == 0
        assert erase_proposals(at=AT + timedelta(days=370)) == 1
        assert not PlaceProposal.objects.exists()
