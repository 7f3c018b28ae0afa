"""On a phone: everybody reads an offer to fill a post; once somebody holds the post, it is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.funding.staff_builders import make_offer, make_staff_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offer(live_server):
    """An offer of a town, which a coordinator keeps."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        by = make_user("coordination@declic.example")
        make_membership(make_partner("Département", kind="department"), roles=("coordinator",), user=by)
        today = timezone.localdate()
        post = make_staff_post(by=by, start=today - timedelta(days=30), end=today + timedelta(days=300))
        return make_offer(post, by=by, apply_before=today + timedelta(days=30))


def test_an_offer_is_read_filled_and_gone(offer, open_page, audit):
    page, slug = open_page(PHONE, also=[DESKTOP]), offer.network.slug
    page.goto(f"/{slug}/offres-d-emploi/")
    is_headed(page, "1 poste est à pourvoir")
    audit(page)
    page.get_by_role("link", name="Lire l’offre").click()
    is_headed(page, "Conseillère ou conseiller numérique")
    says(page, "Accueillir et accompagner les habitants.", "recrutement@example.org")
    audit(page)

    open_session(page, "coordination@declic.example")
    page.goto(f"/{slug}/postes/registre/")
    audit(page)
    page.get_by_role("link", name="Conseillère numérique, Marmande").click()
    says(page, "Une offre d’emploi est publiée")
    audit(page)
    page.get_by_role("link", name="Noter qui l’occupe").click()
    page.get_by_label("nom, si la personne").fill("Claire Titulaire")
    audit(page)
    page.get_by_role("button", name="Noter cette personne").click()
    is_headed(page, "Ce poste est pourvu : Conseillère numérique, Marmande")

    assert page.request.get(f"/{slug}/offres-d-emploi/{offer.pk}/").status == 410
    page.goto(f"/{slug}/offres-d-emploi/")
    is_headed(page, "Aucun poste n’est à pourvoir aujourd’hui")
    audit(page)
