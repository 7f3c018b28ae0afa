"""A meeting from its plan to an answer: the coordinator at a desk, whoever is asked on a phone, without an account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.meetings.models import Invitee
from tests.browser.conftest import PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_point, make_seat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def body(live_server):
    """A committee with two members and a point that waits, and its coordinator."""
    network = make_network(phone="05 53 00 00 00")
    with scoped_to(network):
        coordinator = make_user("claire@declic.example", first_name="Claire", last_name="Exemple")
        make_membership(roles=("coordinator",), user=coordinator)
        body = make_body("Comité de pilotage", meets_least=1, meets_most=2)
        caf = make_partner("CAF de Lot-et-Garonne")
        make_seat(body, "Zoé Lefèvre", partner=caf, job_title="Directrice")
        make_seat(body, "Maurice Exemple", partner=caf, email="")
        make_point(body, "Le pass numérique en 2027", partner=caf)
    return body


def test_a_meeting_is_planned_convened_and_answered(body, open_page, audit):
    page = open_page()
    open_session(page, "claire@declic.example")
    page.goto(f"/lot-et-garonne/instances/{body.pk}/")
    audit(page)
    page.get_by_role("link", name="Prévoir une réunion").click()
    is_headed(page, "La prochaine réunion de « Comité de pilotage »")
    day = timezone.localdate() + timedelta(days=12)
    page.get_by_label("Jour (obligatoire)").fill(day.isoformat())
    page.get_by_label("Lieu", exact=True).fill("Salle des mariages")
    audit(page)
    page.get_by_role("button", name="Prévoir cette réunion").click()
    is_headed(page, "Dans 12 jours, pas encore convoquée")
    page.get_by_role("link", name="Préparer l’ordre du jour").click()
    page.get_by_label("Le pass numérique en 2027").check()
    page.get_by_role("button", name="Ajouter ce qui est coché").click()
    is_headed(page, "1 point à l’ordre du jour")
    audit(page)
    page.get_by_role("link", name="Revenir à la réunion").click()
    page.get_by_role("link", name="Convoquer").click()
    is_headed(page, "1 invitation à relire avant l’envoi")
    audit(page)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    is_headed(page, "Dans 12 jours, personne n’a encore répondu")
    says(page, "Sans adresse électronique : Maurice Exemple")
    audit(page)

    with scoped_to(body.network):
        token = Invitee.objects.get(name="Zoé Lefèvre").token
    phone = open_page(PHONE)
    phone.goto(f"/lot-et-garonne/reunions/invitation/{token}/")
    is_headed(phone, "Zoé Lefèvre, viendrez-vous ?")
    audit(phone)
    phone.get_by_label("Oui, je viens").check()
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    is_headed(phone, "Votre réponse est notée : viendra")
    page.reload()
    is_headed(page, "Dans 12 jours, 1 personne a répondu sur 2")
