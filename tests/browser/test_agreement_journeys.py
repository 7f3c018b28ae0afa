"""Agreements and co-financed posts in a real browser: a signature with its PDF, a mayor's simulation, sound pages."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.models import Agreement, Post, SubsidyRequest
from funding.subsidies.actions import prepare_requests
from inclusion.core.models.documents import Document
from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, PHONE, open_session
from tests.builders import AT, make_membership, make_network, make_user
from tests.funding.agreement_builders import make_agreement, tiny_pdf

pytestmark = pytest.mark.django_db(transaction=True)

COORDINATOR = "claire@exemple.example"


@pytest.fixture
def network(transactional_db):
    """A network with its coordinator, Claire."""
    network = make_network(phone="05 53 00 00 00", email="contact@declic47.example")
    with scoped_to(network):
        make_membership(roles=("coordinator",), user=make_user(COORDINATOR, first_name="Claire"))
    return network


def test_what_is_no_pdf_is_said_with_the_dates_kept_and_a_pdf_signs(network, open_page, audit):
    with scoped_to(network):
        agreement = make_agreement(state=AgreementState.TO_SIGN)
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, COORDINATOR)
    page.goto(agreement.get_absolute_url())
    audit(page)
    page.get_by_role("link", name="Enregistrer les signatures").click()
    audit(page)
    days = page.locator("input[type=date]")
    expect(days).to_have_count(2)
    for index in range(2):
        days.nth(index).fill("2026-11-20")
    renamed = {"name": "signee.pdf", "mimeType": "application/pdf", "buffer": b"\x89PNG\r\n\x1a\n" * 20}
    page.locator("input[type=file]").set_input_files(renamed)
    page.get_by_role("button", name="Enregistrer les signatures").click()
    page.get_by_text("n’est pas un PDF, quel que soit son nom").first.wait_for()
    audit(page)
    for index in range(2):
        expect(days.nth(index)).to_have_value("2026-11-20")
    signed = {"name": "signee.pdf", "mimeType": "application/pdf", "buffer": tiny_pdf()}
    page.locator("input[type=file]").set_input_files(signed)
    page.get_by_role("button", name="Enregistrer les signatures").click()
    page.get_by_role("link", name="Exemplaire signé").wait_for()
    with scoped_to(network):
        row = Agreement.objects.get(pk=agreement.pk)
        assert row.state == AgreementState.SIGNED
        assert Document.objects.get(pk=row.signed_document_id).size == len(tiny_pdf())


def test_a_mayor_sees_who_pays_what_and_takes_it_to_the_council(network, open_page, audit):
    page = open_page(PHONE, also=[DESKTOP])
    page.goto(reverse("post_simulator", args=[network.slug]))
    audit(page)
    page.get_by_label("Coût d’un temps plein").fill("40 000")
    page.get_by_label("Début du financement").fill("2025-01-01")
    page.get_by_label("Durée, en mois").fill("37")
    page.get_by_role("button", name="Voir qui paie quoi").click()
    page.get_by_text("36 mois au plus, et non 37").first.wait_for()
    audit(page)
    page.get_by_label("Durée, en mois").fill("12")
    page.get_by_role("button", name="Voir qui paie quoi").click()
    # 40 000 − 17 500 = 22 500, of which the fund pays at most half.
    page.get_by_role("heading", level=1).filter(has_text="11\u202f250\u00a0€").wait_for()
    audit(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger pour le conseil").click()
    assert taken.value.suggested_filename.endswith(".pdf")


def test_the_pages_of_agreements_and_posts_are_sound(network, open_page, audit_each):
    with scoped_to(network):
        by = make_user()
        running = make_agreement(state=AgreementState.ACTIVE, by=by)
        draft = make_agreement(by=by)
        make_agreement(AgreementKind.COFINANCING_THREE, AgreementState.ACTIVE, by=by)
        prepare_requests(running, year=2026, by=by, at=AT)
        request, post = SubsidyRequest.objects.get(), Post.objects.get()
        section = draft.sections.first()
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, COORDINATOR)
    paths = (
        "conventions/",
        "conventions/calendrier/",
        "conventions/commencer/",
        f"conventions/{running.pk}/",
        f"conventions/{running.pk}/suite/",
        f"conventions/{draft.pk}/",
        f"conventions/articles/{section.pk}/",
        "conventions/modeles/",
        "conventions/modeles/cooperation/ecrire/",
        "subventions/",
        f"subventions/{request.pk}/",
        f"subventions/{request.pk}/modifier/",
        "postes/",
        f"postes/{post.pk}/",
        "postes/demander/",
        "postes/vue-d-ensemble/",
        "postes/aide-de-l-etat/",
    )
    audit_each(page, [f"/{network.slug}/{path}" for path in paths])
