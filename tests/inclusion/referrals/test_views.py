"""The pages of referrals: sending in two presses, answering, reading; what each organisation sees of a person."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from inclusion.core.registry import people as registry_people
from inclusion.core.registry.people import PathLine
from inclusion.core.scope import scoped_to
from inclusion.people.actions.rights import erase
from inclusion.people.models import Beneficiary
from inclusion.referrals.actions import answering, paths, sending
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import address_line
from inclusion.referrals.views import links
from tests.access_table import is_refused
from tests.builders import AT, make_commune, make_person
from tests.equipment.family_aid.test_papers import words_of
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, page, table_names, url
from tests.inclusion.place_builders import make_place
from tests.inclusion.referral_builders import NEED, TOMORROW, make_accepted, make_receiver, make_referral
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")

PHONE, NOTE, STREET = "06 39 98 77 66", "Secret du besoin", "9 impasse du Secret"
EMAIL = "secrete@exemple.example"


@setup_data
def person(network, cast):
    """A person whom the prescriber's organisation follows, with all that can be shown."""
    with scoped_to(network):
        return make_person(
            cast["prescriber"].partner,
            by=cast["prescriber"].user,
            first_name="Odile",
            last_name="Modèle",
            phone=PHONE,
            email=EMAIL,
            address=STREET,
            commune=make_commune(),
        )


@setup_data
def places(network, cast):
    """A place in the person's town, kept by the cast's training place, and one elsewhere."""
    here = {"insee_code": "47157", "town": "Marmande", "postal_code": "47200"}
    with scoped_to(network):
        make_commune()
        make_commune("47001", "Agen", ("47000",))
        near = make_place(name="Médiathèque de Marmande", partner=cast["training_place"].partner, **here)
        far = make_place(name="Espace d’Agen", insee_code="47001", town="Agen", postal_code="47000")
        return near, far


@setup_data
def received(network, cast, person):
    """A referral that the training place received: of the person it shows the name and the telephone."""
    with scoped_to(network):
        return make_referral(
            person, receiver=cast["training_place"].partner, by=cast["prescriber"].user, shares_phone=True, note=NOTE
        )


def fresh(network, referral) -> Referral:
    with scoped_to(network):
        return Referral.objects.for_pages().get(pk=referral.pk)


def test_two_presses_send_a_person_to_the_nearest_place(network, person, places, client_of):
    client = client_of("prescriber")
    shown = page(client.get(person.get_absolute_url()))
    assert "Orienter" in shown
    address = f"{url('referral_add', network, person.pk)}?besoin={NEED}"
    shown = page(client.get(address))
    assert shown.index("Médiathèque de Marmande") < shown.index("Espace d’Agen")
    to = f"place:{places[0].pk}"
    assert re.search(rf'<input[^>]*value="{to}"[^>]*checked', shown)
    sent = {"to": to, "need": NEED, "consent": "on", "reach_by": "sender"}
    answer = client.post(address, sent, follow=True)
    assert "C’est envoyé à Médiathèque de Marmande" in page(answer)
    with scoped_to(network):
        referral = Referral.objects.get()
        assert (referral.place, referral.shares_phone) == (places[0], False)


def test_without_her_consent_nothing_leaves(network, person, places, client_of):
    sent = {"to": f"place:{places[0].pk}", "need": NEED, "reach_by": "sender"}
    answer = client_of("prescriber").post(url("referral_add", network, person.pk), sent)
    assert "Sans l’accord de la personne, rien ne part." in page(answer)
    with scoped_to(network):
        assert not Referral.objects.exists()


def test_a_number_of_social_security_is_refused_beside_its_text(network, person, places, client_of):
    sent = {
        "to": f"place:{places[0].pk}",
        "need": NEED,
        "consent": "on",
        "reach_by": "sender",
        "note": "2 58 07 47 157 001 22",
    }
    answer = client_of("prescriber").post(url("referral_add", network, person.pk), sent)
    assert "numéro de sécurité sociale" in page(answer)


def test_a_place_is_found_by_its_name_and_chosen_from_its_page(network, person, places, client_of):
    client = client_of("prescriber")
    with scoped_to(network):
        make_receiver("Relais d’Aiguillon")
    assert "Espace d’Agen" in page(client.get(f"{url('referral_add', network, person.pk)}?q=agen"))
    assert "Orienter une personne vers" in page(client.get(url("place_detail", network, places[1].pk)))
    shown = page(client.get(f"{url('referral_from_place', network, places[1].pk)}?q=odile"))
    assert f"?lieu={places[1].pk}" in shown


def test_one_press_accepts(network, person, places, cast, client_of):
    with scoped_to(network):
        referral = make_referral(person, place=places[0], by=cast["prescriber"].user)
    client = client_of("training_place")
    shown = page(client.get(url("referral_detail", network, referral.pk)))
    # Open on weekday mornings; it is Tuesday, ten o'clock.
    assert "Mercredi 25 novembre à 9 h" in shown
    answer = client.post(
        url("referral_accept", network, referral.pk), {"time": "2026-11-25T09:00:00+01:00"}, follow=True
    )
    assert "Rendez-vous fixé mercredi 25 novembre 2026 à 9 h" in page(answer)
    assert fresh(network, referral).state == "accepted"


@pytest.mark.parametrize("time", ["hier", "2026-99-99T09:00:00+01:00", "2026-11-25T09:00:00", "\x00"])
def test_a_time_that_is_none_changes_nothing(network, received, client_of, time):
    answer = client_of("training_place").post(url("referral_accept", network, received.pk), {"time": time})
    assert answer.status_code == 200
    assert fresh(network, received).state == "sent"


def test_from_an_answer_to_a_word_that_is_read(network, received, cast, client_of, clock):
    place, sender = client_of("training_place"), client_of("prescriber")
    form = {"appointment_at": "2026-11-25T14:00", "where": "Salle bleue"}
    assert "Rendez-vous fixé" in page(place.post(url("referral_accept", network, received.pk), form, follow=True))
    shown = page(sender.get(url("referral_detail", network, received.pk)))
    assert "Rendez-vous mercredi 25 novembre 2026 à 14 h" in shown and "Salle bleue" in shown
    clock(TOMORROW)
    place, sender = client_of("training_place"), client_of("prescriber")
    assert "la personne est-elle venue ?" in page(place.get(url("network_home", network)))
    place.post(url("referral_came", network, received.pk), {"came": "yes"})
    answer = place.post(url("referral_finish", network, received.pk), {"word_back": "Compte ouvert."}, follow=True)
    assert "lira votre mot" in page(answer)
    assert "1 orientation vous est revenue" in page(sender.get(url("network_home", network)))
    assert "Compte ouvert." in page(sender.get(url("referral_detail", network, received.pk)))
    sender.post(url("referral_read", network, received.pk))
    assert "vous est revenue" not in page(sender.get(url("network_home", network)))


def test_declined_goes_elsewhere_in_one_press(network, received, client_of):
    form = {"reason": "full", "word_back": "Essayez Agen."}
    client_of("training_place").post(url("referral_decline", network, received.pk), form)
    shown = page(client_of("prescriber").get(url("referral_detail", network, received.pk)))
    assert "Essayez Agen." in shown and "Plus de place en ce moment" in shown and "Orienter ailleurs" in shown


def test_who_passed_on_sees_its_own_and_not_the_next(network, received, places, client_of):
    client = client_of("training_place")
    address = url("referral_pass_on", network, received.pk)
    assert "Espace d’Agen" in page(client.get(f"{address}?q=agen"))
    there = {"to": f"place:{places[1].pk}"}
    assert "Demandez-lui d’abord" in page(client.post(f"{address}?q=agen", there))
    client.post(f"{address}?q=agen", {**there, "consent": "on"})
    with scoped_to(network):
        successor = Referral.objects.get(passed_from=received)
    assert client.get(url("referral_detail", network, received.pk)).status_code == 200
    assert client.get(url("referral_detail", network, successor.pk)).status_code == 404
    shown = page(client_of("prescriber").get(url("referral_detail", network, received.pk)))
    assert "La suite, vers Espace d’Agen" in shown


def test_what_has_ended_leaves_the_receiver_the_name_alone(network, received, client_of):
    address = url("referral_detail", network, received.pk)
    place = client_of("training_place")
    assert PHONE in page(place.get(address))
    place.post(url("referral_decline", network, received.pk), {"reason": "full"})
    shown = page(place.get(address))
    assert "Odile Modèle" in shown
    assert PHONE not in shown and NOTE not in shown
    assert PHONE in page(client_of("prescriber").get(address))


def test_an_appointment_is_moved_or_given_up_before_its_day(network, received, client_of):
    place, address = client_of("training_place"), url("referral_move", network, received.pk)
    with scoped_to(network):
        make_accepted(received)
    moved = {"appointment_at": f"{timezone.localdate() + timedelta(days=3)}T15:00"}
    for wrong, sentence in (
        (f"{timezone.localdate() + timedelta(days=3)}T03:00", "entre 7 h et 22 h"),
        (f"{timezone.localdate() + timedelta(days=300)}T10:00", "dans les six mois"),
    ):
        assert sentence in page(place.post(address, {"appointment_at": wrong}))
    assert "Rendez-vous déplacé" in page(place.post(address, moved, follow=True))
    assert fresh(network, received).appointment_at == timezone.make_aware(
        datetime.combine(timezone.localdate() + timedelta(days=3), time(15))
    )
    place.post(url("referral_decline", network, received.pk), {"reason": "full"})
    assert fresh(network, received).state == "declined"
    assert "Il n’y a pas de rendez-vous à déplacer" in page(place.post(address, moved))


def test_the_whole_address_is_what_is_ticked_and_what_is_read(network, person, places, client_of):
    shown = page(client_of("prescriber").get(url("referral_add", network, person.pk)))
    with scoped_to(network):
        line = address_line(Beneficiary.objects.get(pk=person.pk))
    assert STREET.splitlines()[0] in line
    assert f"Son adresse : {line}" in shown


def test_what_each_role_reads_of_a_person(network, received, cast, client_of):
    """Planted in her file and in the note: nobody but sender, receiver and coordination reads any of it."""
    address = url("referral_detail", network, received.pk)
    for role in ("prescriber", "coordinator", "training_place"):
        shown = page(client_of(role).get(address))
        assert PHONE in shown and NOTE in shown, role
    # What she did not agree to show is not on the receiver's pages.
    place = client_of("training_place")
    for one in (address, url("referral_list", network), f"{url('referral_list', network)}?export=csv"):
        shown = place.get(one).content.decode()
        assert EMAIL not in shown and STREET not in shown
    others = set(cast) - {"prescriber", "coordinator", "training_place", "stranger"}
    for role in sorted(others):
        assert client_of(role).get(address).status_code in (403, 404), role
        for name in ("network_home", "referral_list"):
            shown = client_of(role).get(url(name, network)).content.decode()
            assert not [word for word in (PHONE, NOTE, EMAIL, STREET, "Odile") if word in shown], role
    assert client_of("stranger").get(address).status_code == 404


def test_a_withdrawn_consent_closes_the_page_of_the_receiver_at_once(network, received, person, client_of):
    place = client_of("training_place")
    assert place.get(url("referral_detail", network, received.pk)).status_code == 200
    sender = client_of("prescriber")
    shown = page(sender.get(url("person_path_consent", network, person.pk)))
    assert "les lieux ne voient plus rien d’elle" in shown
    sender.post(url("person_path_consent", network, person.pk))
    assert place.get(url("referral_detail", network, received.pk)).status_code == 404
    assert "Odile" not in place.get(url("referral_list", network)).content.decode()
    assert "retiré son accord" in page(sender.get(url("referral_detail", network, received.pk)))


def test_the_list_is_filtered_sorted_and_exported(network, received, person, cast, client_of):
    with scoped_to(network):
        make_referral(person, receiver=make_receiver(), by=cast["prescriber"].user, at=TOMORROW)
    client = client_of("prescriber")
    address = url("referral_list", network)
    assert len(csv_rows(client.get(f"{address}?export=csv"))) == 3
    assert table_names(client.get(f"{address}?way=received"), "person") == []
    assert table_names(client.get(f"{address}?state=open&q=modele&sort=need"), "person") == ["Odile Modèle"] * 2
    shown = table_names(client_of("training_place").get(f"{address}?way=received"), "person")
    assert shown == ["Odile Modèle"]
    for asked in (*NONSENSE_QUERIES, "way=zz", "state=zz", "need=zz", "state=%00"):
        assert client.get(f"{address}?{asked}").status_code == 200, asked


# -- Secret link


@setup_data
def linked(network, cast, person):
    """A referral to an organisation without an account."""
    with scoped_to(network):
        return make_referral(person, receiver=make_receiver(), by=cast["prescriber"].user, shares_phone=True, note=NOTE)


def link_of(network, referral) -> str:
    return url("referral_link", network, referral.link_token)


def test_a_place_without_an_account_answers_by_its_link(network, linked, client_of, clock):
    visitor, address = client_of("visitor"), link_of(network, linked)
    shown = page(visitor.get(address))
    assert "Pouvez-vous recevoir Odile Modèle ?" in shown and PHONE in shown
    assert EMAIL not in shown and STREET not in shown
    form = {"do": "accept", "accept-appointment_at": "2026-11-25T14:00", "accept-where": ""}
    assert "Le rendez-vous est fixé" in page(visitor.post(address, form, follow=True))
    clock(TOMORROW + timedelta(hours=8))
    visitor.post(address, {"do": "met"})
    assert "Un mot en retour" in page(visitor.get(address))
    answer = visitor.post(address, {"do": "finish", "finish-word_back": "Compte ouvert."})
    assert "Merci : votre mot est transmis." in page(answer)
    assert visitor.get(address).status_code == 410
    row = fresh(network, linked)
    assert (row.state, row.word_back) == ("done", "Compte ouvert.")


def test_a_link_says_what_is_wrong_and_keeps_the_form(network, linked, client_of):
    visitor, address = client_of("visitor"), link_of(network, linked)
    form = {"do": "decline", "decline-reason": "full", "decline-word_back": "Elle est malade"}
    assert "parle de santé" in page(visitor.post(address, form))
    assert "à venir" in page(visitor.post(address, {"do": "accept", "time": "2020-01-01T09:00:00+01:00"}))
    assert page(visitor.post(address, {"do": "zz"}))
    assert fresh(network, linked).state == "sent"


def test_a_link_dies_with_its_referral(network, linked, person, cast, client_of, clock):
    visitor, address = client_of("visitor"), link_of(network, linked)
    assert visitor.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"
    clock(AT + timedelta(days=91))
    assert visitor.get(address).status_code == 410
    clock(AT)
    with scoped_to(network):
        sending.withdraw(linked, by=cast["prescriber"].user, at=AT)
    answer = visitor.get(address)
    assert answer.status_code == 410 and "Odile" not in answer.content.decode()
    assert visitor.post(address, {"do": "met"}).status_code == 410


def test_a_link_that_is_guessed_finds_nothing_and_is_throttled(network, linked, client_of, monkeypatch):
    monkeypatch.setattr(links, "MAX_LOOKS", 2)
    visitor, guess = client_of("visitor"), url("referral_link", network, "0" * 64)
    assert visitor.get(guess).status_code == 404
    assert visitor.get(guess).status_code == 404
    assert visitor.get(link_of(network, linked)).status_code == 404


def test_a_link_of_one_network_opens_nothing_in_another(other_network, linked, client_of):
    assert client_of("visitor").get(url("referral_link", other_network, linked.link_token)).status_code == 404


def test_the_database_alone_does_not_hold_the_link(linked, network):
    row = fresh(network, linked)
    assert row.link_token not in (row.link_nonce, row.link_sha256)


# -- Path


def test_where_she_stands(network, received, person, cast, client_of):
    with scoped_to(network):
        make_accepted(received)
    client = client_of("prescriber")
    address = url("person_path", network, person.pk)
    client.post(url("person_path_level", network, person.pk), {"device": "2", "online": "", "safety": "4"})
    shown = page(client.get(address))
    assert "Odile Modèle a rendez-vous mercredi 25 novembre 2026 à 10 h" in shown
    assert "Avec de l’aide" in shown and "Oui, sans aide" in shown
    answer = client.post(url("person_path_level", network, person.pk), {"device": ""})
    assert "Répondez à une question au moins." in page(answer)


def test_a_receiver_reads_of_her_path_what_she_agreed_to(network, received, person, cast, client_of):
    by = cast["prescriber"].user
    with scoped_to(network):
        paths.note_level(person, partner=person.followed_by, device=2, by=by, at=AT)
        make_referral(person, receiver=make_receiver("Autre lieu"), by=by, at=TOMORROW)
    address = url("person_path", network, person.pk)
    shown = page(client_of("training_place").get(address))
    assert "Autre lieu" not in shown and "Avec de l’aide" not in shown
    with scoped_to(network):
        Referral.objects.filter(pk=received.pk).update(shares_path=True)
    shown = page(client_of("training_place").get(address))
    assert "Autre lieu" not in shown and "Avec de l’aide" in shown
    assert client_of("epci_referent").get(address).status_code == 404


def test_the_end_of_a_path_and_its_reopening(network, person, client_of):
    client, address = client_of("prescriber"), url("person_path", network, person.pk)
    ended = {"reason": "autonomous", "ended_on": "2026-11-20"}
    client.post(url("person_path_end", network, person.pk), ended)
    assert "parcours terminé" in page(client.get(address))
    client.post(url("person_path_reopen", network, person.pk))
    assert "parcours terminé" not in page(client.get(address))


@pytest.mark.papers
def test_her_sheet_says_when_and_where(network, person, places, cast, client_of):
    """The PDF is set once."""
    with scoped_to(network):
        make_accepted(make_referral(person, place=places[0], by=cast["prescriber"].user))
    answer = client_of("prescriber").get(url("person_path_sheet", network, person.pk))
    said = words_of(answer.content)
    for words in ("J’ai rendez-vous mercredi 25 novembre 2026", "Médiathèque de Marmande", "Du lundi au vendredi"):
        assert words in said, words
    assert EMAIL not in said


def test_counts_hide_small_groups_on_the_page_and_in_the_file(network, person, cast, client_of):
    by, partner = cast["prescriber"].user, cast["prescriber"].partner
    with scoped_to(network):
        receiver = make_receiver()
        for _ in range(7):
            make_referral(make_person(partner, by=by), receiver=receiver, by=by)
        for _ in range(2):
            lost = make_referral(make_person(partner, by=by), receiver=receiver, by=by)
            answering.decline(lost, reason="full", by=None, at=AT)
    client = client_of("coordinator")
    assert "9 orientations envoyées en 2026" in page(client.get(url("referral_counts", network)))
    rows = csv_rows(client.get(f"{url('referral_counts', network)}?export=csv"))
    assert ["Ce qui s’est passé", "Refusées", "masqué"] in rows
    assert ["Ce qui s’est passé", "En cours", "masqué"] in rows
    assert ["Ce qui s’est passé", "Ensemble", "9"] in rows
    assert is_refused(cast["prescriber"].user, url("referral_counts", network), "get")


def test_an_erased_person_leaves_a_line_without_a_name(network, received, person, cast, client_of):
    with scoped_to(network):
        erase(person, by=cast["coordinator"].user, at=AT)
    shown = client_of("coordinator").get(url("referral_list", network)).content.decode()
    assert "Odile" not in shown and "Personne anonymisée" in shown
    assert client_of("training_place").get(url("referral_detail", network, received.pk)).status_code == 404


def test_a_network_that_does_not_orient_shows_nothing_of_it(network, person, client_of):
    network.activities = [key for key in network.activities if key != "referrals"]
    network.save()
    client = client_of("prescriber")
    assert client.get(url("referral_list", network)).status_code == 404
    assert "Orienter" not in page(client.get(person.get_absolute_url()))


def test_the_coordination_sees_what_was_left_without_an_answer(network, received, client_of):
    with scoped_to(network):
        answering.lapse_due(at=AT + timedelta(days=7))
    home = page(client_of("coordinator").get(url("network_home", network)))
    assert "1 orientation est restée sans réponse" in home
    assert "restée sans réponse" not in page(client_of("training_place").get(url("network_home", network)))


def test_a_receiver_cannot_search_what_it_may_not_read(network, received, client_of):
    """Her town and postal code are in her file: no search of the receiver reveals them."""
    client, address = client_of("training_place"), url("referral_list", network)
    for words, found in (("odile", 1), ("modele odile", 1), ("marmande", 0), ("47200", 0)):
        assert len(table_names(client.get(f"{address}?q={words}"), "person")) == found, words


def test_lines_of_the_apps_are_for_who_follows_her_and_may_read_them(network, received, person, client_of, monkeypatch):
    """Line × role × organisation: a receiver reads none of them, even where she shares her path with it."""
    monkeypatch.setattr(registry_people, "_path_sources", [])
    for permission, title in (("passes.view", "Des pass"), ("funds.manage", "De l’argent")):

        def source(of, title=title):
            return [PathLine(on=AT.date(), title=title)]

        registry_people.register_path_lines(permission)(source)
    with scoped_to(network):
        Referral.objects.update(shares_path=True)
    seen = {
        role: {title for title in ("Des pass", "De l’argent") if title in page(client_of(role).get(address))}
        for role in ("coordinator", "prescriber", "training_place")
        for address in [url("person_path", network, person.pk)]
    }
    assert seen == {"coordinator": {"Des pass", "De l’argent"}, "prescriber": {"Des pass"}, "training_place": set()}


def test_a_year_without_referrals_says_so(network, client_of):
    shown = page(client_of("coordinator").get(url("referral_counts", network)))
    assert "Aucune personne n’a été orientée en 2026" in shown
