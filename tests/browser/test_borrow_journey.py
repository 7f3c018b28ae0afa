"""A teacher borrows on a phone: catalogue, dates, pupil, request; the bank confirms; the teacher reads it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from equipment.models import Loan, LoanRequest
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.equipment.builders import make_bank, make_item, make_kit, make_loan, make_model, make_school

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank(live_server):
    """A bank with a model that is free, one that is not, a kit; a school with a teacher."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
        manager = make_user("bank-manager@declic.example", first_name="Sacha", last_name="Exemple")
        make_membership(host, roles=("bank_manager",), user=manager)
        college = make_partner("Collège des Pins", kind=PartnerKind.SCHOOL)
        teacher = make_user("school@declic.example", first_name="Alix", last_name="Exemple")
        make_membership(college, roles=("school",), user=teacher)
        bank = make_bank(
            by=manager,
            host=host,
            closed_in_holidays=False,
            address="12 rue du Prêt\n47000 Agen",
            opening_hours="de 9 h à 17 h",
            phone="05 53 00 00 00",
        )
        make_school("Collège des Pins", partner=college)
        pen = make_model("Stylo lecteur", brand="Lisible")
        make_item(pen, inventory_number="STY-004")
        make_item(pen, inventory_number="STY-005")
        headset = make_model("Casque à réduction de bruit", needs=["attention", "calm"])
        make_item(headset, inventory_number="CAS-001")
        make_kit(make_item(pen, inventory_number="STY-006"), name="Mallette lecture")
        from equipment.bank.queries import terms_of
        from equipment.loans.rules import usual_dates

        days = usual_dates(terms_of(bank).calendar, today=timezone.localdate(), days=bank.usual_days)
        make_loan(
            headset, school=make_school("Collège voisin"), by=manager, at=timezone.now(), start=days.start, end=days.end
        )
    return network


@pytest.mark.journey("school", "bank_manager")
def test_a_teacher_asks_on_a_phone_and_the_bank_confirms(bank, open_page, audit):
    phone = open_page(PHONE)
    open_session(phone, "school@declic.example")
    phone.goto("/lot-et-garonne/")
    phone.get_by_role("link", name="Demander un matériel").first.click()
    _choose(phone, audit)
    _say_for_whom(phone, audit)
    _send(phone, audit)
    manager = open_page(DESKTOP)
    _confirm(manager, audit)
    phone.goto("/lot-et-garonne/")
    audit(phone)
    phone.get_by_role("link", name="Voir la demande").click()
    says(phone, "À retirer le", "STY-004")
    audit(phone)
    with scoped_to(bank):
        assert Loan.objects.get(request=LoanRequest.objects.get()).state == "booked"


def _choose(phone, audit) -> None:
    is_headed(phone, "Quel matériel, à quelles dates ?")
    audit(phone)
    says(phone, "3 exemplaires libres", "Le seul exemplaire n’est pas libre", "Libre")
    phone.get_by_text("Choisir selon le besoin").click()
    phone.get_by_label("Lire", exact=True).check()
    phone.get_by_role("button", name="Voir ce qui est libre").click()
    phone.get_by_role("link", name="Tout montrer").wait_for()
    audit(phone)  # once all of the page has come
    expect(phone.locator("main")).not_to_contain_text("Casque", use_inner_text=True)
    phone.get_by_role("link", name="Demander : Stylo lecteur").click()
    audit(phone)
    phone.get_by_role("button", name="Continuer").click()


def _say_for_whom(phone, audit) -> None:
    phone.get_by_label("Pseudonyme de l’élève").fill("Lucas Martin")
    phone.get_by_role("button", name="Continuer").click()
    phone.get_by_text("ressemble au nom d’une personne").first.wait_for()
    audit(phone)
    phone.get_by_label("Pseudonyme de l’élève").fill("HERON-42")
    phone.get_by_label("Sa classe").fill("5e")
    phone.get_by_role("button", name="Continuer").click()
    phone.get_by_label("Ce que l’élève doit pouvoir faire").fill("Lire seul les consignes en histoire.")
    # The draft keeps itself: what was typed is there when the page is opened anew.
    phone.get_by_text("Brouillon gardé").wait_for()
    audit(phone)
    phone.reload()
    expect(phone.get_by_label("Ce que l’élève doit pouvoir faire")).to_have_value(re.compile("consignes"))
    phone.get_by_role("button", name="Relire la demande").click()


def _send(phone, audit) -> None:
    phone.get_by_role("heading", name="Tout est là").wait_for()
    audit(phone)
    phone.get_by_role("button", name="Envoyer la demande").click()
    phone.get_by_text("La demande est envoyée").wait_for()
    audit(phone)
    phone.goto("/lot-et-garonne/materiel/demandes/")
    audit(phone)
    phone.goto("/lot-et-garonne/materiel/eleves/")
    says(phone, "HERON-42")
    audit(phone)
    phone.goto("/lot-et-garonne/materiel/eleves/ajouter/")
    audit(phone)


def _confirm(page, audit) -> None:
    open_session(page, "bank-manager@declic.example")
    page.goto("/lot-et-garonne/")
    page.get_by_text("1 demande de prêt attend une réponse").first.wait_for()
    page.goto("/lot-et-garonne/materiel/demandes/")
    is_headed(page, "1 demande attend votre réponse")
    audit(page)
    page.get_by_role("link", name="Stylo lecteur").click()
    audit(page)
    page.get_by_role("link", name="Refuser").click()
    audit(page)
    page.go_back()
    page.get_by_role("link", name="Proposer d’autres dates").click()
    audit(page)
    page.go_back()
    page.get_by_role("button", name="Confirmer le prêt de STY-004").click()
    page.get_by_text("STY-004 est réservé à Collège des Pins").wait_for()
    audit(page)
    for path in ("etablissements/", "etablissements/importer/", "etablissements/ajouter/", ""):
        page.goto(f"/lot-et-garonne/materiel/{path}")
        audit(page)
