"""A keeper adds a place with its hours on a phone; a place answers the question of the month, and it is read."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.guide.actions.open_data import prepare_all
from inclusion.guide.models import Place, PlaceCheck
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_commune, make_membership, make_network, make_partner, make_user
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_check, make_help_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(live_server):
    """A place of an association that keeps it, and who does so; a correction that waits."""
    network = make_network(phone="05 53 00 00 00")
    with scoped_to(network):
        commune = make_commune(latitude=44.5036, longitude=0.1655)
        association = make_partner("Association Passerelle")
        keeper = make_user("ines@passerelle.example", first_name="Inès", last_name="Exemple")
        make_membership(association, roles=("training_place",), user=keeper)
        coordinator = make_user("claire@declic.example", first_name="Claire", last_name="Exemple")
        make_membership(roles=("coordinator",), user=coordinator)
        place = make_place(
            name="Cyber-base de Marmande", town="Marmande", postal_code="47200", commune=commune, partner=association,
            updated_on=timezone.localdate() - timedelta(days=400),
        )  # fmt: skip
        make_place(name="Sans numéro", pivot="")
        make_help_desk(place, opening_hours="We[1] 09:00-12:00")
        make_check(place, month=timezone.localdate().replace(day=1), written_at=timezone.now())
        prepare_all(at=timezone.now())
    return place


def _set_the_position(page):
    """By a click on the map, which shows the commune that was typed; the two numbers are folded away, and follow."""
    box = page.locator("[data-point] .map[data-drawn]")
    expect(box).to_be_visible()
    numbers = page.get_by_label("Latitude et longitude")
    expect(numbers).to_be_hidden()
    says(page, "Aucune position exacte")
    page.get_by_role("button", name="Au milieu de la carte").press("Enter")
    says(page, "Position choisie : 44.50")
    before = numbers.input_value()
    box.click(position={"x": 60, "y": 200})
    expect(numbers).not_to_have_value(before)
    expect(numbers).to_have_value(re.compile(r"^44\."))
    page.get_by_role("button", name="Au centre de la commune").click()
    expect(numbers).to_have_value("")
    box.click(position={"x": 100, "y": 160})
    says(page, "Position choisie")


def test_a_keeper_adds_a_place_on_a_phone(place, open_page, audit):
    page = open_page({"width": 360, "height": 740})
    open_session(page, "ines@passerelle.example")
    page.goto("/lot-et-garonne/lieux/ajouter/")
    page.get_by_label("Nom du lieu").fill("Espace numérique du Port")
    audit(page)
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_label("Adresse (obligatoire)").fill("2 quai du Port")
    page.get_by_label("Code postal").fill("47200")
    page.get_by_label("Commune").fill("47200 Marmande")
    page.get_by_label("Commune").blur()
    _set_the_position(page)
    audit(page)
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_label("Lundi").fill("9h-12h, 14h-17h")
    page.get_by_label("Mardi").fill("9h-12h")
    says(page, "Lundi : 9 h à 12 h, 14 h à 17 h")
    audit(page)
    for _ in range(4):
        page.get_by_role("button", name="Continuer").last.click()
        page.wait_for_load_state()
    says(page, "Pour qui, et avec qui")
    audit(page)
    page.get_by_role("button", name="Ajouter ce lieu").click()
    is_headed(page, "Espace numérique du Port")
    audit(page)
    with scoped_to(place.network):
        added = Place.objects.get(name="Espace numérique du Port")
        assert added.opening_hours == "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"


def test_a_place_answers_from_a_phone_and_the_coordination_reads_it(place, open_page, audit):
    with scoped_to(place.network):
        token = PlaceCheck.objects.get().token
    phone = open_page(PHONE)
    phone.goto(f"/lot-et-garonne/fiche/{token}/")
    audit(phone)
    phone.get_by_label("Ce qui est à corriger").fill("Nous ouvrons le samedi matin.")
    phone.get_by_role("button", name="Envoyer cette correction").click()
    is_headed(phone, "Merci de votre réponse")
    audit(phone)
    desk = open_page(DESKTOP)
    open_session(desk, "claire@declic.example")
    desk.goto("/lot-et-garonne/lieux/")
    audit(desk)
    desk.get_by_role("link", name="1 réponse de lieu à traiter").click()
    says(desk, "Nous ouvrons le samedi matin.")
    audit(desk)
    desk.get_by_role("link", name="Ouvrir la fiche").click()
    audit(desk)
    desk.goto("/lot-et-garonne/guide/donnees/ecarts/")
    is_headed(desk, "1 lieu non publié dans l’export national")
    audit(desk)
    desk.goto("/lot-et-garonne/guide/donnees/")
    audit(desk)
