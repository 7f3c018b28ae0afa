"""On a phone: somebody books without an account, the mediator notes who came and closes a day, the public sees it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.help_desks.models import Booking
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.help_desk_builders import make_desk
from tests.inclusion.place_builders import make_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(live_server):
    """A desk that is open every day, so that somebody is received today."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        partner = make_partner("Médiathèque de Marmande")
        make_membership(partner, roles=("training_place",), user=make_user("lieu@declic.example"))
        return make_desk(make_place(name="Médiathèque", partner=partner), hours="24/7", minutes=60, notice_hours=0)


def test_from_a_free_slot_to_who_came_and_a_closed_day(desk, open_page, audit):
    slug = desk.network.slug
    page = open_page(PHONE, also=[DESKTOP])
    page.goto(f"/{slug}/guide/lieux/{desk.place_id}/")
    page.get_by_role("link", name="Choisir un créneau").click()
    is_headed(page, "Prendre rendez-vous")
    audit(page)
    page.get_by_label("Votre nom").fill("Alix Exemple")
    page.get_by_label("Votre téléphone").fill("05 53 00 00 00")
    page.get_by_role("button", name="Prendre ce rendez-vous").click()
    says(page, "Votre rendez-vous est noté")
    audit(page)
    with scoped_to(desk.network):
        row = Booking.objects.get()
        day = timezone.localdate(row.starts_at)
    mediator = open_page(PHONE, also=[DESKTOP])
    open_session(mediator, "lieu@declic.example")
    mediator.goto(f"/{slug}/permanences/{desk.pk}/jour/{day}/")
    is_headed(mediator, "1 personne attendue")
    if day == timezone.localdate():
        mediator.get_by_role("button", name="Venue : Alix Exemple", exact=True).click()
        is_headed(mediator, "1 personne reçue")
        with scoped_to(desk.network):
            assert Booking.objects.get().state == "attended"
    audit(mediator)
    mediator.goto(f"/{slug}/permanences/{desk.pk}/fermer/?jour={day + timedelta(days=1)}")
    mediator.get_by_label("Congés").check()
    mediator.get_by_role("button", name="Fermer", exact=True).click()
    says(mediator, "Le public le voit déjà")
    audit(mediator)
    page.goto(f"/{slug}/guide/lieux/{desk.place_id}/")
    says(page, "Congés")
    mediator.goto(f"/{slug}/permanences/")
    is_headed(mediator, re.compile("sans personne cette semaine"))
    audit(mediator)
