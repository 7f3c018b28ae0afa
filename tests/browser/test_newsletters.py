"""An issue of the newsletter is put together, sent, read on a phone; unsubscribing asks once."""

import pytest

from inclusion.core.scope import scoped_to
from inclusion.newsletter.models import NewsletterIssue
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.newsletter_builders import make_issue, make_item, make_subscriber

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issue(live_server, settings) -> NewsletterIssue:
    """A draft with news, and somebody who receives it."""
    settings.REQUIRE_SECOND_FACTOR = False
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        user = make_user("coordination@declic.example")
        make_membership(make_partner("CAF 47"), roles=("coordinator",), user=user)
        make_subscriber("alix@exemple.example")
        issue = make_issue(introduction="Un automne bien rempli.")
        make_item(issue, "Le forum a réuni 1 400 personnes", text="Merci aux 29 exposants.\n\nÀ l’année prochaine.")
        make_item(issue, "Atelier « Mes droits depuis chez moi »", url="https://exemple.example/atelier")
        make_item(issue, "CCAS de Marmande", heading="Nouveaux partenaires", text="CCAS, Marmande.")
        return issue


def test_an_issue_is_written_sent_and_read(issue, live_server, open_page, audit):
    slug, pk = issue.network.slug, issue.pk
    page = open_page(DESKTOP)
    open_session(page, "coordination@declic.example")
    page.goto(f"/{slug}/journal-du-reseau/numeros/{pk}/")
    is_headed(page, "L’automne du réseau")
    audit(page)
    page.get_by_role("link", name="Envoyer ce numéro").click()
    page.get_by_role("button", name="Envoyer ce numéro").click()
    is_headed(page, "L’automne du réseau")
    audit(page)
    phone = open_page(PHONE)
    phone.goto(f"/{slug}/journal-du-reseau/1/")
    is_headed(phone, "L’automne du réseau")
    audit(phone)
    phone.get_by_role("link", name="M’abonner au journal").click()
    is_headed(phone, "Le journal du réseau")
    audit(phone)


def test_a_draft_is_written_on_a_phone_and_the_way_out_asks(issue, live_server, open_page, audit):
    slug = issue.network.slug
    with scoped_to(issue.network):
        reader = make_subscriber("camille@exemple.example")
    page = open_page(PHONE)
    page.goto(f"/{slug}/journal-du-reseau/arreter/{reader.token}/")
    page.get_by_role("button", name="Ne plus le recevoir").click()
    is_headed(page, "C’est fait")
    audit(page)
    open_session(page, "coordination@declic.example")
    page.goto(f"/{slug}/journal-du-reseau/numeros/{issue.pk}/")
    is_headed(page, "L’automne du réseau")
    audit(page)
    page.goto(f"/{slug}/journal-du-reseau/abonnes/")
    is_headed(page, "1 adresse reçoit le journal")
    audit(page)
