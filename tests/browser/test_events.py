"""Events in a real browser: an organiser writes and shows one, a visitor finds it on a phone."""

import pytest
from django.urls import reverse

from inclusion.core.scope import scoped_to
from inclusion.events.models import Event
from tests.browser.conftest import PHONE, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.event_builders import make_exhibitor, make_talk

NARROW = {"width": 360, "height": 740}


@pytest.fixture
def network(transactional_db):
    """A network with somebody who organises events."""
    network = make_network()
    with scoped_to(network):
        user = make_user("rosa@exemple.example", first_name="Rosa")
        make_membership(make_partner("Maison du numérique"), roles=("training_place",), user=user)
    return network


def test_an_event_is_written_shown_and_found(network, open_page, audit):
    page = open_page(PHONE)
    open_session(page, "rosa@exemple.example")
    page.goto(reverse("event_add", args=[network.slug]))
    audit(page)
    page.get_by_label("Nature").select_option(label="Atelier")
    page.get_by_label("Intitulé").fill("Mes droits depuis chez moi")
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_label("Jour", exact=False).first.fill("2099-01-15")
    page.get_by_label("Commence à").fill("14:00")
    page.get_by_label("Finit à").fill("16:00")
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_label("Nom du lieu").fill("Mairie")
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_role("button", name="Ajouter cet événement").click()
    says(page, "Prêt à être publié")
    audit(page)
    page.get_by_role("button", name="Publier").click()
    says(page, "est dans l’agenda public")
    audit(page)
    with scoped_to(network):
        event = Event.objects.get()
        make_talk(event, "Ouvrir son espace", room="Petite salle")
        make_exhibitor(event)
    visitor = open_page(NARROW)
    visitor.goto(reverse("event_public_list", args=[network.slug]))
    audit(visitor)
    visitor.get_by_role("link", name="Mes droits depuis chez moi").click()
    says(visitor, "Jeudi 15 janvier 2099, de 14 h à 16 h", "Ouvrir son espace")
    audit(visitor)
