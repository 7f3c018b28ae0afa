"""Pages of training places: the list, one place, added in steps, changed part by part, seen by its own people."""

import pytest

from funding.models import TrainingPlace
from funding.passes.programmes.forms import PositionField
from inclusion.core.scope import scoped_to
from tests.builders import make_commune
from tests.funding.pass_builders import make_place, make_programme
from tests.pages import address, words
from tests.setup_data import setup_data

IBAN = "FR76 3000 6000 0112 3456 7890 189"


@setup_data
def by(cast):
    return cast["coordinator"].user


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


@setup_data
def place(network, cast, by):
    with scoped_to(network):
        partner = cast["training_place"].partner
        return make_place(by=by, partner=partner, iban=IBAN, account_holder="Cyber-base")


@setup_data
def other(network, by):
    with scoped_to(network):
        return make_place("Médiathèque", by=by)


def test_the_coordinator_sees_all_and_who_cannot_be_paid(client, place, other):
    page = words(client.get(address("training_place_list")))
    assert "Cyber-base" in page
    assert "1 n’a pas de compte à payer : ce qui lui est dû" in page
    page = words(client.get(address("training_place_list"), {"lacks": "iban"}))
    assert "Médiathèque" in page
    assert "Cyber-base" not in page
    assert IBAN.replace(" ", "") not in client.get(address("training_place_list"), {"export": "csv"}).content.decode()
    assert "1 lieu sans compte à payer" in words(client.get(address("network_home")))


def test_the_list_of_a_programme_holds_the_places_that_accept_it(client, network, by, place, other):
    with scoped_to(network):
        programme = make_programme(by=by, places=[other])
    page = words(client.get(address("training_place_list"), {"programme": programme.pk}))
    assert "Médiathèque" in page
    assert "Cyber-base" not in page


def test_its_own_people_see_their_place_alone_and_half_of_the_account(client_of, place, other):
    client = client_of("training_place")
    page = words(client.get(address("training_place_list")))
    assert "1 lieu de votre organisme" in page
    assert "Médiathèque" not in page
    page = words(client.get(address("training_place", place.pk)))
    assert "FR76 •••• 189" in page
    assert "3000 6000" not in page
    assert "Du lundi au vendredi : 9 h à 12 h" in page
    assert "Modifier" not in page
    assert client.get(address("training_place", other.pk)).status_code == 404
    assert client.get(address("training_place_edit", place.pk)).status_code == 403


def test_the_coordinator_sees_the_account_and_the_programmes(client, network, by, place):
    with scoped_to(network):
        make_programme(by=by, name="Pass séniors")
    page = words(client.get(address("training_place", place.pk)))
    assert "FR76 3000 6000 0112 3456 7890 189" in page
    assert "Pass séniors" in page


def steps(partner):
    return [
        {"partner": partner.pk, "name": "Espace public numérique", "phone": "05 53 00 00 00", "email": ""},
        {
            "address": "2 rue Haute",
            "postal_code": "47200",
            "commune": "47200 Marmande",
            "position": "https://www.openstreetmap.org/#map=19/44.49941/0.16530",
        },
        {"opening_hours": "Mo-Fr 09:00-12:00"},
        {"services": ["Loisirs et créations numériques"], "labels": ["Qualiopi"], "is_accessible": "on"},
        {"iban": IBAN, "account_holder": "Mairie"},
    ]


def test_a_place_is_added_step_by_step(client, network, cast):
    make_commune()
    data: dict = {}
    for number, fields in enumerate(steps(cast["training_place"].partner)):
        data |= fields
        how = "finish" if number == 4 else "next"
        page = client.post(address("training_place_add"), data | {"step": number, "go": how})
    with scoped_to(network):
        place = TrainingPlace.objects.get()
        assert (place.latitude, place.longitude, place.iban) == (44.49941, 0.1653, "")
        assert (place.services, place.labels) == (["Loisirs et créations numériques"], ["Qualiopi"])
        assert place.is_accessible
        assert place.bank_details_changes.waiting().get().iban == IBAN.replace(" ", "")
        assert page.url == place.get_absolute_url()


def test_hours_are_said_in_french_before_they_are_kept(client, network, cast, place):
    page_of = f"{address('training_place_edit', place.pk)}?partie=horaires"
    page = client.post(page_of, {"opening_hours": "Sa 09:00-12:00", "try": "1"})
    assert "Samedi : 9 h à 12 h" in words(page)
    with scoped_to(network):
        assert TrainingPlace.objects.get().opening_hours.startswith("Mo-Fr")
    page = client.post(page_of, {"opening_hours": "samedi matin"})
    assert "ne suivent pas la notation d’OpenStreetMap" in words(page)
    client.post(page_of, {"opening_hours": "Sa 09:00-12:00"})
    with scoped_to(network):
        assert TrainingPlace.objects.get().opening_hours == "Sa 09:00-12:00"


def test_a_wrong_account_is_reported_at_its_field(client, place):
    page_of = f"{address('training_place_edit', place.pk)}?partie=compte"
    page = client.post(page_of, {"iban": "FR76 3000 6000 0112 3456 7890 188", "account_holder": "Mairie"})
    assert "clé de contrôle" in words(page)


def test_a_place_closes_to_passes(client, network, place):
    page_of = f"{address('training_place_edit', place.pk)}?partie=lieu"
    client.post(page_of, {"name": "Cyber-base", "phone": "", "email": "", "accepts": "no"})
    with scoped_to(network):
        assert not TrainingPlace.objects.get().accepts_passes
    assert "N’accepte plus les pass" in words(client.get(address("training_place", place.pk)))
    assert client.get(f"{address('training_place_edit', place.pk)}?partie=tout").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"), [("ici", "deux nombres"), ("144.49, 0.16", "de −90 à 90"), ("", "obligatoire")]
)
def test_a_point_that_cannot_be_is_refused(client, cast, typed, said):
    make_commune()
    data = steps(cast["training_place"].partner)[0] | steps(cast["training_place"].partner)[1] | {"position": typed}
    page = client.post(address("training_place_add"), data | {"step": 1, "go": "next"})
    assert said in words(page)


@pytest.mark.parametrize(
    "typed", ["44.4994, 0.1653", "44.4994,0.1653", "44,4994, 0,1653", "44,4994 ; 0,1653", "…/#map=19/44.4994/0.1653"]
)
def test_a_point_is_read_with_points_or_decimal_commas(typed):
    assert PositionField().clean(typed) == (44.4994, 0.1653)
