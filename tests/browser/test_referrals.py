"""On a phone: a person is sent, received, and a word comes back; the same by a secret link without an account."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.referrals.models import Referral
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_commune, make_membership, make_network, make_partner, make_person, make_user
from tests.inclusion.place_builders import make_place
from tests.inclusion.referral_builders import NEED, make_receiver, make_referral

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(live_server):
    """A person whom a CCAS follows, with a place of another organisation in her town."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        commune = make_commune()
        ccas = make_partner("CCAS de Marmande", kind="ccas")
        library = make_partner("Médiathèque de Marmande", kind="training_place")
        by = make_user("ccas@declic.example")
        make_membership(ccas, roles=("prescriber",), user=by)
        make_membership(library, roles=("training_place",), user=make_user("lieu@declic.example"))
        make_place(
            name="Espace numérique de la médiathèque",
            partner=library,
            insee_code="47157",
            town="Marmande",
            postal_code="47200",
            opening_hours="Mo-Su 09:00-17:00",
        )
        return make_person(ccas, by=by, commune=commune, phone="06 39 98 01 01")


def let_the_day_come(network) -> None:
    """The appointment is this morning."""
    morning = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time()))
    with scoped_to(network):
        Referral.objects.update(appointment_at=morning + timedelta(minutes=1))


def test_sent_received_and_answered_on_a_phone(person, open_page, audit):
    slug, network = person.network.slug, person.network
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "ccas@declic.example")
    page.goto(f"/{slug}/personnes/{person.pk}/")
    page.get_by_role("button", name="Orienter").click()
    is_headed(page, "Vers quel lieu orienter Jeanne Exemple ?")
    audit(page)
    page.get_by_role("button", name="Elle est d’accord : envoyer").click()
    is_headed(page, "Elle attend une réponse")
    says(page, "C’est envoyé à Espace numérique de la médiathèque")
    audit(page)

    open_session(page, "lieu@declic.example")
    page.goto(f"/{slug}/orientations/")
    is_headed(page, "Une personne attend votre réponse")
    audit(page)
    page.get_by_role("link", name="Jeanne Exemple").click()
    page.locator("button[name=time]").first.click()
    says(page, "Rendez-vous fixé")
    audit(page)
    let_the_day_come(network)
    page.reload()
    page.get_by_role("button", name="Elle est venue").click()
    page.get_by_role("link", name="Écrire le mot en retour").click()
    page.get_by_label("Ce qui a été fait").fill("Son compte est ouvert.")
    page.get_by_role("button", name="Envoyer le mot et terminer").click()
    is_headed(page, "L’orientation est terminée")

    open_session(page, "ccas@declic.example")
    page.goto(f"/{slug}/")
    page.get_by_role("link", name="Lire").click()
    says(page, "Son compte est ouvert.")
    audit(page)
    page.get_by_role("button", name="C’est lu").click()
    page.goto(f"/{slug}/personnes/{person.pk}/parcours/")
    is_headed(page, "Le parcours de Jeanne Exemple")
    audit(page)


def test_a_place_without_an_account_answers_by_its_link(person, open_page, audit):
    slug, network = person.network.slug, person.network
    with scoped_to(network):
        referral = make_referral(
            person,
            receiver=make_receiver(),
            by=person.added_by,
            need=NEED,
            shares_phone=True,
            consented_on=timezone.localdate(),
            at=timezone.now(),
        )
    page = open_page(PHONE)
    page.goto(f"/{slug}/orientations/lien/{referral.link_token}/")
    is_headed(page, "Pouvez-vous recevoir Jeanne Exemple ?")
    says(page, "06 39 98 01 01")
    audit(page)
    later = timezone.localtime() + timedelta(days=1)
    page.locator("#id_accept-appointment_at").fill(f"{later:%Y-%m-%dT10:00}")
    page.get_by_role("button", name="Fixer le rendez-vous").click()
    says(page, "Le rendez-vous est fixé")
    audit(page)
    let_the_day_come(network)
    page.reload()
    page.get_by_role("button", name="Elle est venue").click()
    page.get_by_label("Ce qui a été fait").fill("Son compte est ouvert.")
    audit(page)
    page.get_by_role("button", name="Envoyer le mot et terminer").click()
    is_headed(page, "Merci : votre mot est transmis.")
    audit(page)
