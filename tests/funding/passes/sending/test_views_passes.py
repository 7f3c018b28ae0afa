"""Pages of passes: one click, the panel of a person, the programme, and what a code leads to."""

import csv
import io

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.funds.queries import passes_issued
from funding.models import Booklet, Letter
from funding.passes.enums import LetterState
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.passes.uses.actions import withdraw
from funding.passes.uses.views import MAX_TRIES
from inclusion.core.enums import Channel
from inclusion.core.french.periods import civil_year
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_person, make_user
from tests.funding.pass_builders import carry_on, make_letter, make_place, make_programme, send
from tests.funding.redemption_builders import let_leave, passes_that_left, use
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user)


@setup_data
def person(cast, network):
    with scoped_to(network):
        return make_person(cast["prescriber"].partner, by=cast["prescriber"].user)


@setup_data
def foreign(other_network):
    """A letter in the other network: what could leak."""
    with scoped_to(other_network):
        return make_letter(first_name="Étrangère")


def click(client, person, programme, seen=0):
    return client.post(address("pass_send", person.pk), {"programme": programme.pk, "seen": seen}, follow=True)


# -- One click -----------------------------------------------------------------------------------------------


def test_one_click_sends_and_leads_to_the_letter(client_of, network, person, programme):
    response = click(client_of("prescriber"), person, programme)
    with scoped_to(network):
        letter = Letter.objects.get()
        assert letter.booklet.prescriber == person.followed_by
    assert response.redirect_chain == [(address("letter_detail", letter.pk), 302)]
    assert "La lettre pour Jeanne Exemple" in words(response)
    assert f'hx-get="{address("letter_detail", letter.pk)}"' in words(response)


def test_the_person_page_offers_the_click_then_shows_what_was_sent(client_of, network, person, programme):
    client = client_of("prescriber")
    page = words(client.get(address("person_detail", person.pk)))
    assert "Envoyer le pass à Jeanne" in page
    assert "Un carnet de 10 pass de 10 € et sa lettre" in page
    assert "Par courrier, 12 rue des Exemples, 47200 Marmande." in page
    assert "Encore 1 carnet possible en" in page
    assert "Aucun pass n’a encore été envoyé à Jeanne." in page
    click(client, person, programme)
    page = words(client.get(address("person_detail", person.pk)))
    assert "Envoyer le pass à Jeanne" not in page
    assert "Le programme permet 1 carnet par personne et par an" in page
    assert "10 pass, valables jusqu’au" in page
    assert "Lettre (PDF)" not in page  # it is not written yet
    with scoped_to(network):
        carry_on(Letter.objects.get(), at=timezone.now())
    assert "Lettre (PDF)" in words(client.get(address("person_detail", person.pk)))


def test_the_panel_says_what_is_missing_to_write(client_of, network, person, programme):
    with scoped_to(network):
        person.address = ""
        person.save()
    page = words(client_of("prescriber").get(address("person_detail", person.pk)))
    assert "L’adresse postale de Jeanne n’est pas complète." in page
    assert "Compléter sa fiche" in page
    assert "Envoyer le pass" not in page


def test_without_a_programme_the_panel_says_so(client_of, person):
    assert "Aucun programme de pass n’est ouvert" in words(
        client_of("prescriber").get(address("person_detail", person.pk))
    )


def test_with_two_programmes_each_has_its_button(client_of, cast, network, person, programme):
    with scoped_to(network):
        make_programme(by=cast["coordinator"].user, name="Pass séniors", booklet_size=5)
    page = words(client_of("prescriber").get(address("person_detail", person.pk)))
    assert page.count("Envoyer le pass à Jeanne") == 2
    assert "Un carnet de 5 pass" in page


def test_a_second_click_sends_nothing_and_says_so(client_of, network, person, programme):
    client = client_of("prescriber")
    click(client, person, programme)
    response = click(client, person, programme)
    assert "vient déjà d’être envoyé à Jeanne" in words(response)
    with scoped_to(network):
        assert response.redirect_chain == [(Letter.objects.get().get_absolute_url(), 302)]


def test_a_refusal_is_said_on_the_person_page(client_of, cast, network, person):
    with scoped_to(network):
        programme = make_programme(by=cast["coordinator"].user, pot="60.00")
    response = click(client_of("prescriber"), person, programme)
    assert response.redirect_chain == [(address("person_detail", person.pk), 302)]
    assert "40,00 €" in words(response)


def test_a_click_that_names_no_programme_of_the_network_sends_nothing(client_of, network, person, foreign):
    response = click(client_of("prescriber"), person, foreign.booklet.programme)
    assert "Cet envoi n’a pas été compris" in words(response)
    with scoped_to(network):
        assert not Booklet.objects.exists()


def test_one_sends_only_to_people_of_the_own_organisation(client_of, network, programme, foreign):
    with scoped_to(network):
        other = make_person(make_partner("Autre CMS"), by=make_user())
    for pk in (other.pk, foreign.booklet.beneficiary_id):
        response = client_of("prescriber").post(address("pass_send", pk), {"programme": programme.pk, "seen": 0})
        assert response.status_code == 404
    with scoped_to(network):
        assert not Booklet.objects.exists()


def test_a_click_is_a_post_by_whoever_may_send(client_of, person, programme):
    assert client_of("prescriber").get(address("pass_send", person.pk)).status_code == 405
    data = {"programme": programme.pk, "seen": 0}
    assert client_of("reader").post(address("pass_send", person.pk), data).status_code == 403
    assert client_of("stranger").post(address("pass_send", person.pk), data).status_code == 404


# -- Programme -----------------------------------------------------------------------------------------------


@setup_data
def letters(cast, network, programme):
    """One letter in the batch and one asked for, of the prescriber's people; one cancelled, of another
    organisation's."""
    by = cast["prescriber"].user
    with scoped_to(network):
        followed_by = cast["prescriber"].partner
        batched = carry_on(make_letter(by=by, programme=programme, followed_by=followed_by))
        asked = make_letter(by=by, programme=programme, followed_by=followed_by, first_name="Awa")
        cancelled = make_letter(by=by, programme=programme, first_name="Zoé")
        cancel_booklet(cancelled.booklet, by=by, at=AT)
    return batched, asked, cancelled


def test_the_only_programme_is_the_page_of_passes(client_of, programme):
    page = words(client_of("coordinator").get(address("pass_list")))
    assert "0 pass émis" in page
    assert "Carnets de 10 pass de 10 €, valables 12 mois, 1 par personne et par an." in page


def test_without_and_with_several_programmes_there_is_a_list(client_of, cast, network, programme):
    with scoped_to(network):
        make_programme(by=cast["coordinator"].user, name="Pass séniors")
    assert "Pass séniors" in words(client_of("coordinator").get(address("pass_list")))
    empty = client_of("stranger").get(reverse("pass_list", args=["maine-et-loire"]))
    assert "Aucun programme de pass n’est ouvert" in words(empty)


def test_the_programme_page_adds_up(client_of, programme, letters):
    page = words(client_of("coordinator").get(address("pass_programme", programme.pk)))
    assert "30 émis = 20 valables + 0 à payer + 0 payé + 10 rendus au fonds (10 annulés," in page
    assert "300,00 €" in page
    assert "Dans le lot de courrier" in page
    assert "3 lettres" in page


def test_a_prescriber_sees_the_letters_of_the_own_organisation_alone(client_of, programme, letters):
    page = words(client_of("prescriber").get(address("pass_programme", programme.pk)))
    assert "Jeanne Exemple" in page
    assert "Awa Exemple" in page
    assert "Zoé Exemple" not in page
    assert "30 émis" in page


def test_a_reader_sees_figures_and_nobody(client_of, programme, letters):
    page = words(client_of("reader").get(address("pass_programme", programme.pk)))
    assert "30 émis = 20 valables + 0 à payer + 0 payé + 10 rendus au fonds (10 annulés," in page
    assert "Exemple" not in page.split("<main")[1].replace("exemple.example", "")


def test_letters_are_filtered_and_exported_as_they_are_filtered(client_of, programme, letters):
    page_of = address("pass_programme", programme.pk)
    page = words(client_of("coordinator").get(page_of, {"state": "cancelled"}))
    assert "Zoé Exemple" in page
    assert "Awa Exemple" not in page
    answer = client_of("coordinator").get(page_of, {"state": "batched", "export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows] == ["Pour", "Jeanne Exemple"]
    assert rows[1][4] == "Dans le lot de courrier"


def test_letters_are_filtered_by_day(client_of, programme, letters):
    page_of = address("pass_programme", programme.pk)
    assert "Awa Exemple" in words(client_of("coordinator").get(page_of, {"since": "2026-11-24"}))
    assert "Awa Exemple" not in words(client_of("coordinator").get(page_of, {"until": "2026-11-23"}))


# -- Home ----------------------------------------------------------------------------------------------------


def test_home_pages_lead_to_what_each_came_for(client_of, cast, network, programme, letters):
    page = words(client_of("prescriber").get(address("network_home")))
    assert "Envoyer un pass" in page
    assert f"Pass émis en {timezone.localdate().year}" in page
    page = words(client_of("coordinator").get(address("network_home")))
    assert "1 lettre n’est pas encore postée" in page
    with scoped_to(network):
        Letter.objects.filter(pk=letters[1].pk).update(state=LetterState.FAILED, failure="Non.")
    page = words(client_of("coordinator").get(address("network_home")))
    assert f"Lettre n° {letters[1].pk} n’est pas partie" in page


def figure_of(client_of, role):
    figures = client_of(role).get(address("network_home")).context["figures"]
    return next(one for one in figures if one.label.startswith("Pass émis"))


def test_passes_used_before_their_booklet_was_withdrawn_count_as_in_the_chain(client_of, cast, network):
    by, now = cast["coordinator"].user, timezone.now()
    with scoped_to(network):
        programme = make_programme(by=by)
        own = make_person(cast["prescriber"].partner, by=by)
        passes = passes_that_left(send(own, programme, by=cast["prescriber"].user, at=now))
        place = make_place(by=by, partner=cast["training_place"].partner)
        for one in passes[:2]:
            use(one, place, by=by, at=now)
        withdraw(passes[0].booklet, reason="Perdu", by=by, at=now)
        other = make_person(cast["coordinator"].partner, by=by, last_name="Zéphyrin")
        let_leave(send(other, programme, by=by, at=now).booklet_id, at=now)
        year = civil_year(timezone.localdate().year)
        assert passes_issued(*year) == 12
    assert figure_of(client_of, "coordinator").value == "12"
    assert figure_of(client_of, "prescriber").value == "2"
    year = timezone.localdate().year
    own = words(client_of("prescriber").get(address("pass_list")))
    assert f"Par votre organisme, en {year} : 2 pass émis" in own
    assert "Par votre organisme" not in words(client_of("coordinator").get(address("pass_list")))
    with scoped_to(network):
        make_programme(by=by, name="Un autre")
    assert f"Par votre organisme, en {year} : 2 pass émis" in words(client_of("prescriber").get(address("pass_list")))


def test_the_letters_that_a_member_may_open_are_those_that_are_counted(client_of, cast, network, programme, person):
    with scoped_to(network):
        send(person, programme, by=cast["prescriber"].user)
        for name in ("Ailleurs", "Autrepart"):
            other = make_person(cast["coordinator"].partner, by=cast["coordinator"].user, last_name=name)
            send(other, programme, by=cast["coordinator"].user)
    url = address("pass_programme", programme.pk)
    counts = {role: client_of(role).get(url).context["counts"] for role in ("prescriber", "coordinator", "reader")}
    assert {role: sum(count for _, count in found) for role, found in counts.items()} == {
        "prescriber": 1,
        "coordinator": 3,
        "reader": 3,
    }
    assert "Où sont les lettres des personnes que vous suivez" in words(client_of("prescriber").get(url))
    assert "que vous suivez" not in words(client_of("coordinator").get(url))


# -- The code ------------------------------------------------------------------------------------------------


def code_of(letter, network):
    with scoped_to(network):
        return letter.booklet.passes.first().code


def test_a_code_leads_to_what_a_pass_is_and_to_nobody(client_of, network, letters):
    code = code_of(letters[0], network)
    waiting = words(client_of("visitor").get(address("pass_public", code)))
    assert "Ce pass numérique n’est pas encore parti" in waiting
    assert "il ne paie pas encore de formation" in waiting
    with scoped_to(network):
        let_leave(letters[0].booklet_id)
    response = client_of("visitor").get(address("pass_public", code))
    page = words(response)
    assert response.status_code == 200
    assert "Ce pass numérique vaut 10 €" in page
    assert "valable jusqu’au 24 novembre 2027" in page
    assert "Un pass sert une seule fois." in page
    assert "Jeanne" not in page
    assert "Exemple" not in page
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page


def test_a_code_is_read_however_it_is_typed(client_of, network, letters):
    code = code_of(letters[0], network)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert client_of("visitor").get(address("pass_public", typed)).status_code == 200


def test_codes_that_are_wrong_unknown_or_of_another_network_look_alike(client_of, other_network, letters, foreign):
    from funding.passes.booklets.rules import generate

    codes = ["2222-2222-2223", generate(), code_of(foreign, other_network), "é b"]
    answers = [client_of("visitor").get(address("pass_public", code)) for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content.split(b"<main")[1] for answer in answers}) == 1


def test_a_cancelled_pass_says_so_and_nothing_else(client_of, network, letters):
    page = words(client_of("visitor").get(address("pass_public", code_of(letters[2], network))))
    assert "Ce pass numérique est annulé" in page
    assert "Jeanne" not in page


def test_codes_are_not_tried_at_will(network, letters):
    code = code_of(letters[0], network)
    client = Client()
    statuses = [client.get(address("pass_public", code)).status_code for _ in range(MAX_TRIES + 1)]
    assert statuses == [200] * MAX_TRIES + [429]
    assert client.get(address("pass_public", code), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_by_mail_the_panel_names_the_address(client_of, network, person, programme):
    with scoped_to(network):
        person.channel, person.email = Channel.EMAIL, "jeanne@exemple.example"
        person.save()
    page = words(client_of("prescriber").get(address("person_detail", person.pk)))
    assert "Par courriel, à jeanne@exemple.example." in page
