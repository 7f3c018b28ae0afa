"""A visitor registers on a phone and keeps the secret link; the list at the entrance is ticked with a thumb."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.events.models import Registration
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.event_builders import make_event_with_places
from tests.inclusion.registration_builders import make_registration, make_waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event(live_server):
    """A workshop that begins in an hour, with somebody expected and somebody who waits."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        partner = make_partner("Médiathèque de Marmande")
        make_membership(partner, roles=("training_place",), user=make_user("lieu@declic.example"))
        event = make_event_with_places(
            4,
            title="Mes droits depuis chez moi",
            partner=partner,
            starts_at=timezone.now() + timedelta(hours=1),
            venue="Médiathèque",
            address="12 rue du Livre",
        )
        make_registration(event, name="Dominique Exemple", people=2, needs="Boucle magnétique")
        make_waiting(event, name="Camille au-nom-très-long-de-Saint-Exemple", organisation="CCAS de Tonneins", people=3)
        return event


def test_a_visitor_registers_and_changes_their_mind(event, open_page, audit):
    slug = event.network.slug
    page = open_page(PHONE)
    page.goto(f"/{slug}/agenda/{event.pk}/inscription/")
    is_headed(page, "Mes droits depuis chez moi")
    audit(page)
    page.get_by_label("Votre nom").fill("Alix Exemple")
    page.get_by_label("Votre adresse électronique").fill("alix@exemple.example")
    page.get_by_role("button", name="M’inscrire").click()
    is_headed(page, "Votre demande est arrivée")
    audit(page)
    with scoped_to(event.network):
        token = Registration.objects.get(email="alix@exemple.example").token
    page.goto(f"/{slug}/agenda/inscriptions/{token}/")
    is_headed(page, "Mes droits depuis chez moi")
    audit(page)
    page.get_by_role("link", name="Annuler mon inscription").click()
    page.get_by_role("button", name="Annuler mon inscription").click()
    says(page, "Votre inscription est annulée")


def test_the_check_in(event, open_page, audit):
    slug = event.network.slug
    page = open_page(PHONE)
    open_session(page, "lieu@declic.example")
    page.goto(f"/{slug}/evenements/{event.pk}/presences/")
    is_headed(page, "Qui est venu ?")
    audit(page)
    page.get_by_role("button", name=re.compile(r"Présent\s:\sDominique")).click()
    is_headed(page, "2 personnes venues")
    audit(page)
    desktop = open_page(DESKTOP)
    open_session(desktop, "lieu@declic.example")
    desktop.goto(f"/{slug}/evenements/{event.pk}/inscriptions/")
    is_headed(desktop, "2 inscrits sur 4, 3 en attente")
    audit(desktop)
