"""The feedback on a trial: the school opens an address, the family answers on a phone, the bank follows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from equipment.feedback.actions import open_link
from equipment.loans.enums import FeedbackAuthor
from equipment.models import Loan, TrialFeedback
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, open_session
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_out, make_pupil, make_school

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def loan(live_server) -> Loan:
    """A pen that a pupil has since today."""
    network = make_network(brand="#1f5fa8", phone="05 53 00 00 00")
    now = timezone.now()
    with scoped_to(network):
        make_bank(closed_in_holidays=False, opening_days=list(range(7)))
        partner = make_partner("Collège des Quatre-Vents", kind=PartnerKind.SCHOOL)
        make_membership(partner, roles=("school",), user=make_user("ecole@declic.example"))
        school = make_school("Collège des Quatre-Vents", partner=partner)
        model = make_model("Stylo lecteur")
        make_item(model)
        day = timezone.localdate() + timedelta(days=10)
        while not _open(day):
            day += timedelta(days=1)
        start = timezone.localdate() + timedelta(days=1)
        while not _open(start):
            start += timedelta(days=1)
        booked = make_loan(model, school=school, pupil=make_pupil(school, "HERON-12"), start=start, end=day, at=now)
        return make_out(booked, at=now)


def _open(day) -> bool:
    from equipment.bank.queries import calendar_of, the_bank

    return calendar_of(the_bank()).is_open(day) and calendar_of(the_bank()).is_open(day - timedelta(days=1))


def test_a_family_answers_on_a_phone_and_the_school_reads_it(loan, open_page, audit, audit_each):
    page = open_page(also=[PHONE])
    open_session(page, "ecole@declic.example")
    page.goto(f"/lot-et-garonne/materiel/prets/{loan.pk}/")
    page.get_by_role("button", name="Ouvrir un lien : La famille").click()
    address = page.get_by_label("Lien pour la famille").input_value()
    page.get_by_role("button", name="Copier").wait_for()
    audit(page)
    phone = open_page(PHONE)
    _answer(phone, address, audit)
    page.reload()
    page.get_by_text("Elle lit seule maintenant.").wait_for()
    audit(page)
    calendars = [f"calendrier/?par={rows}" for rows in ("modele", "materiel", "etablissement")]
    audit_each(page, [f"/lot-et-garonne/materiel/{path}" for path in ("suivi/", *calendars)])
    with scoped_to(loan.network):
        assert TrialFeedback.objects.count() == 1


def _answer(phone, address, audit) -> None:
    phone.goto(address)
    audit(phone)
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_role("alert").wait_for()
    audit(phone)
    phone.get_by_label("Chaque jour").check()
    phone.get_by_label("Beaucoup").check()
    phone.get_by_label("Lire").check()
    phone.get_by_label("Qu’est-ce qui a bien marché").fill("Chloé lit seule maintenant.")
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_text("Nous avons lu").wait_for()
    audit(phone)
    phone.get_by_label("Qu’est-ce qui a bien marché").fill("Elle lit seule maintenant.")
    phone.get_by_role("button", name="Envoyer mes réponses telles quelles").click()
    phone.get_by_role("heading", name="Merci").wait_for()
    audit(phone)


def test_answers_outlast_a_lost_connection_and_go_when_they_have_arrived(loan, open_page, audit):
    with scoped_to(loan.network):
        link = open_link(loan, author=FeedbackAuthor.FAMILY, by=None, at=timezone.now())
    phone = open_page(PHONE)
    phone.goto(link.get_absolute_url())
    phone.get_by_label("Chaque jour").check()
    phone.get_by_label("Beaucoup").check()
    phone.get_by_label("Qu’est-ce qui a bien marché").fill("La lecture va plus vite.")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_text("Pas de connexion").wait_for()
    audit(phone)
    phone.context.set_offline(False)
    phone.goto(link.get_absolute_url())
    phone.get_by_text("Vos réponses ne sont pas encore parties").wait_for()
    expect(phone.get_by_label("Chaque jour")).to_be_checked()
    expect(phone.get_by_label("Qu’est-ce qui a bien marché")).to_have_value("La lecture va plus vite.")
    audit(phone)
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    phone.get_by_role("heading", name="Merci").wait_for()
    phone.wait_for_function("window.localStorage.length === 0")
    phone.get_by_role("link", name="Donner un autre avis").click()
    expect(phone.get_by_label("Chaque jour")).not_to_be_checked()
    phone.get_by_label("Chaque jour").check()
    phone.get_by_role("button", name="Effacer mes réponses").click()
    phone.wait_for_function("window.localStorage.length === 0")
    with scoped_to(loan.network):
        assert TrialFeedback.objects.count() == 1
