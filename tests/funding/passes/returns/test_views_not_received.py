"""The page on which somebody says that a person did not receive a letter: alone, asked, decided."""

import pytest

from funding.enums import ApprovalState
from funding.models import Booklet, Letter, Pass, ReplacementRequest
from funding.passes.enums import PassState, RefusalReason
from inclusion.core.navigation import Urgency
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.pass_builders import make_letter, make_place, make_programme
from tests.funding.redemption_builders import passes_of, use
from tests.funding.return_builders import posted, returned
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def lost(network, cast):
    """Posted a month ago to a person whom the prescriber follows."""
    with scoped_to(network):
        by = cast["coordinator"].user
        letter = make_letter(by=by, programme=make_programme(by=by), followed_by=cast["prescriber"].partner)
        return posted(letter, by=by)


@pytest.fixture
def later(clock):
    clock(AT.replace(month=12, day=20))


@pytest.fixture
def soon(clock):
    clock(AT.replace(day=26))


def person_of(network, letter):
    with scoped_to(network):
        return letter.booklet.beneficiary_id


def page_of(client, letter):
    return words(client.get(address("letter_not_received", letter.pk)))


def test_the_prescriber_replaces_it_alone(client_of, network, lost, later):
    client = client_of("prescriber")
    assert "La personne ne l’a pas reçue" in words(client.get(address("letter_detail", lost.pk)))
    page = page_of(client, lost)
    assert "Renvoyer un carnet à Jeanne Exemple ?" in page
    assert "Les 10 pass qui restent sont annulés" in page
    answer = client.post(address("letter_not_received", lost.pk), {"channel": "post"}, follow=True)
    assert "aucun utilisé, 10 rendus au fonds. Un nouveau carnet est demandé." in words(answer)
    with scoped_to(network):
        sent = Letter.objects.get(booklet__replaces=lost.booklet_id)
    assert answer.redirect_chain == [(address("letter_detail", sent.pk), 302)]
    page = words(client.get(address("letter_detail", lost.pk)))
    assert "Ce carnet est remplacé par" in page
    assert "Le carnet est annulé : aucun utilisé, 10 rendus au fonds." in page
    assert address("letter_not_received", lost.pk) not in page
    assert "remplacés par un autre carnet" in words(client.get(address("person_detail", person_of(network, lost))))
    answer = client.get(address("letter_not_received", lost.pk), follow=True)
    assert "Il ne reste aucun pass à remplacer" in words(answer)


def test_a_replacement_that_was_cancelled_is_in_nobodys_place(client_of, network, cast, lost, later):
    client = client_of("prescriber")
    client.post(address("letter_not_received", lost.pk), {"channel": "post"})
    with scoped_to(network):
        sent = Letter.objects.get(booklet__replaces=lost.booklet_id)
        code = passes_of(lost)[0].code
    assert "Ce carnet remplace <a" in words(client.get(address("letter_detail", sent.pk)))
    public = address("pass_public", code)
    assert "remplacé par un autre carnet" in words(client.get(public))
    client.post(address("letter_cancel", sent.pk))
    page = words(client.get(address("letter_detail", lost.pk)))
    assert "Le carnet est annulé : aucun utilisé, 10 rendus au fonds." in page
    assert "remplacé" not in page
    assert "remplacés" not in words(client.get(address("person_detail", person_of(network, lost))))
    assert "Ce pass numérique est annulé" in words(client.get(public))
    with scoped_to(network):
        by = cast["coordinator"].user
        assert use(passes_of(lost)[0], make_place(by=by), by=by).reason == RefusalReason.CANCELLED


def test_too_early_one_click_asks_the_coordination_which_decides(client_of, network, lost, soon):
    prescriber, coordinator = client_of("prescriber"), client_of("coordinator")
    page = page_of(prescriber, lost)
    assert "elle peut encore arriver. Attendez le 1er décembre 2026" in page
    assert 'name="channel"' not in page
    refused = prescriber.post(address("letter_not_received", lost.pk), {"channel": "post"})
    assert refused.status_code == 200
    with scoped_to(network):
        assert Booklet.objects.count() == 1
    answer = prescriber.post(address("letter_not_received", lost.pk), {"ask": "1"}, follow=True)
    assert "La coordination est prévenue : elle décide." in words(answer)
    assert "La coordination est prévenue. Vous n’avez rien à faire." in page_of(prescriber, lost)
    home = words(coordinator.get(address("network_home")))
    assert "Jeanne Exemple n’a pas reçu sa lettre" in home
    page = page_of(coordinator, lost)
    assert "n’a pas reçu sa lettre : renvoyer un carnet ?" in page
    assert "demandez à la coordination" not in page
    assert "elle peut encore arriver" in page
    coordinator.post(address("letter_not_received", lost.pk), {"channel": "post"})
    with scoped_to(network):
        assert ReplacementRequest.objects.get().state == ApprovalState.CONFIRMED
        assert Booklet.objects.count() == 2
    assert "n’a pas reçu sa lettre" not in words(coordinator.get(address("network_home")))


def test_the_coordination_leaves_it_and_the_prescriber_reads_so(client_of, network, lost, soon):
    client_of("prescriber").post(address("letter_not_received", lost.pk), {"ask": "1"})
    assert client_of("prescriber").post(address("letter_not_received", lost.pk), {"decline": "1"}).status_code == 403
    answer = client_of("coordinator").post(address("letter_not_received", lost.pk), {"decline": "1"}, follow=True)
    assert "C’est noté : le carnet reste comme il est." in words(answer)
    answer = client_of("coordinator").post(address("letter_not_received", lost.pk), {"decline": "1"}, follow=True)
    assert "Cette demande est déjà décidée : rien n’a changé." in words(answer)
    page = words(client_of("prescriber").get(address("letter_detail", lost.pk)))
    assert "La coordination a décidé le 26 novembre 2026 de laisser ce carnet comme il est." in page
    with scoped_to(network):
        assert Pass.objects.filter(state=PassState.ISSUED).count() == 10


def test_asked_and_then_come_back_it_says_so_and_is_late_the_next_day(client_of, network, cast, lost, soon, clock):
    client_of("prescriber").post(address("letter_not_received", lost.pk), {"ask": "1"})
    with scoped_to(network):
        returned(lost, by=cast["coordinator"].user, at=AT.replace(day=27))
    clock(AT.replace(day=28))
    home = client_of("coordinator").get(address("network_home"))
    late = [todo for todo in home.context["groups"][0].todos if "n’a pas reçu sa lettre" in todo.title]
    assert (home.context["groups"][0].urgency, len(late)) == (Urgency.LATE, 1)
    page = page_of(client_of("coordinator"), lost)
    assert "ce carnet ne se remplace pas" in page
    assert "Revenue le 27 novembre 2026" in page
    assert "peut repartir avec les mêmes pass" in page
    assert "n’est pas partie" not in page


def test_where_passes_served_it_says_how_many(client_of, network, cast, lost, later):
    with scoped_to(network):
        by = cast["coordinator"].user
        place = make_place(by=by)
        for one in passes_of(lost)[:4]:
            use(one, place, by=by)
    page = page_of(client_of("prescriber"), lost)
    assert "4 pass de ce carnet ont servi : quelqu’un l’a reçu. La coordination décide." in page
    page = page_of(client_of("coordinator"), lost)
    assert "Les 6 pass qui restent sont annulés" in page
    answer = client_of("coordinator").post(address("letter_not_received", lost.pk), {"channel": "post"}, follow=True)
    assert "4 utilisés, 6 rendus au fonds" in words(answer)
    assert "4 utilisés, 6 rendus au fonds" in words(client_of("coordinator").get(address("letter_detail", lost.pk)))
    assert "4 utilisés, 6 rendus au fonds" in words(
        client_of("prescriber").get(address("person_detail", person_of(network, lost)))
    )
