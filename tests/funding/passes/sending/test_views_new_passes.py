"""A new person and their pass in one form: both or neither, never twice, and nobody of elsewhere shown."""

import pytest

from funding.models import Booklet, Letter
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import make_partner, make_person
from tests.funding.pass_builders import make_programme, send
from tests.inclusion.pages import one_field_at_a_time, page
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")  # the pages speak of the year of the builders' writes
GOOD = {
    "first_name": "Paul",
    "last_name": "Fictif",
    "birth_year": "1950",
    "address": "3 rue des Essais",
    "postal_code": "47200",
    "town": "Marmande",
    "channel": "post",
    "consent": "on",
}
QUESTION = "Est-ce la même personne ?"


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user)


@setup_data
def known(cast, network):
    """Somebody of the same name whom the prescriber's organisation follows."""
    with scoped_to(network):
        return make_person(
            cast["prescriber"].partner,
            by=cast["prescriber"].user,
            first_name="Paul",
            last_name="Fictif",
            birth_year=1950,
        )


@setup_data
def elsewhere(cast, network):
    """The same, whom another organisation follows."""
    with scoped_to(network):
        return make_person(
            make_partner("CCAS d’Agen"),
            by=cast["coordinator"].user,
            first_name="Paul",
            last_name="Fictif",
            birth_year=1950,
            town="Voisinville",
        )


def fill(client, programme, /, **fields):
    return client.post(address("pass_new"), {"programme": programme.pk, **GOOD, **fields}, follow=True)


def booklets(network):
    with scoped_to(network):
        return Booklet.objects.count()


def test_one_form_opens_the_file_and_sends_the_pass(client_of, cast, network, programme):
    shown = page(client_of("prescriber").get(address("pass_new")))
    assert "Envoyer le pass" in shown
    assert f'name="programme" value="{programme.pk}"' in shown
    response = fill(client_of("prescriber"), programme)
    with scoped_to(network):
        letter = Letter.objects.get()
        person = Beneficiary.objects.get()
        assert (person.followed_by, letter.booklet.beneficiary) == (cast["prescriber"].partner, person)
    assert response.redirect_chain == [(address("letter_detail", letter.pk), 302)]
    assert "Le pass de Paul Fictif est demandé." in page(response)


def test_by_hand_no_address_is_asked(client_of, network, programme):
    fill(client_of("prescriber"), programme, channel="hand", address="", postal_code="", town="")
    with scoped_to(network):
        assert Letter.objects.get().channel == "hand"


def test_what_is_refused_opens_no_file(client_of, cast, network):
    with scoped_to(network):
        programme = make_programme(by=cast["coordinator"].user, pot="60.00")
    response = fill(client_of("prescriber"), programme)
    assert "40,00 €" in page(response)
    assert response.context["form"]["last_name"].value() == "Fictif"
    with scoped_to(network):
        assert not Beneficiary.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"consent": ""}, "Sans l’accord de la personne"),
        ({"last_name": ""}, "Ce champ est obligatoire."),
        ({"town": ""}, "donnez l’adresse, le code postal et la ville"),
        ({"programme": "999"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said(client_of, network, programme, fields, sentence):
    assert sentence in page(fill(client_of("prescriber"), programme, **fields))
    assert booklets(network) == 0


def test_who_may_be_the_same_person_is_asked_about_first(client_of, network, programme, known):
    client = client_of("prescriber")
    shown = page(fill(client, programme))
    assert QUESTION in shown
    assert f'formaction="{address("pass_send", known.pk)}" name="seen" value="0"' in shown
    assert booklets(network) == 0
    again = fill(client, programme, different_from=known.pk)
    assert "Le pass de Paul Fictif est demandé." in page(again)
    assert QUESTION in page(fill(client, programme, different_from=known.pk)), "the form sent twice sends once"
    assert booklets(network) == 1


def test_the_button_sends_to_the_known_person_by_their_own_way(client_of, network, programme, known):
    data = {"programme": programme.pk, **GOOD, "channel": "email", "seen": "0"}
    client_of("prescriber").post(address("pass_send", known.pk), data)
    with scoped_to(network):
        assert (Letter.objects.get().channel, Beneficiary.objects.get()) == ("post", known)


def alike(client, programme, /, **typed):
    data = {"first_name": "paul", "last_name": "Fictif", "birth_year": "1950", "programme": programme.pk}
    return page(client.get(address("pass_alike"), {**data, **typed}))


def test_they_are_found_as_the_name_is_typed_with_what_can_be_done(client_of, cast, network, programme, known):
    client = client_of("prescriber")
    assert address("pass_send", known.pk) in alike(client, programme)
    assert QUESTION not in alike(client, programme, last_name="Autre")
    with scoped_to(network):
        send(known, programme, by=cast["prescriber"].user)
    assert f'value="{known.pk}" checked' in alike(client, programme, different_from=known.pk)
    text = alike(client, programme)
    assert f'value="{known.pk}">' in text
    assert address("pass_send", known.pk) not in text
    assert "1 carnet par personne et par an" in text
    with scoped_to(network):
        make_programme(by=cast["coordinator"].user, name="Pass séniors")
    assert "Choisissez d’abord un programme." in alike(client, programme, programme="")


def test_nobody_followed_elsewhere_is_shown_to_a_prescriber(client_of, network, programme, elsewhere):
    assert QUESTION not in alike(client_of("prescriber"), programme)
    assert QUESTION not in page(fill(client_of("prescriber"), programme))
    assert booklets(network) == 1
    assert "CCAS d’Agen" in alike(client_of("coordinator"), programme)


def test_nonsense_breaks_nothing(client_of, programme):
    client = client_of("prescriber")
    names = ("programme", "last_name", "birth_year", "different_from", "channel")
    for field, typed in one_field_at_a_time(names):
        assert fill(client, programme, **{field: typed}).status_code == 200
        assert alike(client, programme, **{field: typed}) is not None


def test_without_a_programme_the_page_says_so(client_of, cast, network, programme):
    with scoped_to(network):
        programme.all_prescribers = False
        programme.save()
    assert "Aucun programme de pass n’est ouvert à votre organisme" in page(
        client_of("prescriber").get(address("pass_new"))
    )
