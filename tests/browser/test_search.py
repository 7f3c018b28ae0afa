"""The search of the network in a browser, at both widths: empty, with what was found, with nothing."""

import pytest

from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.place_builders import make_place
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
COORDINATOR = "coordinatrice@exemple.example"


@setup_data
def rows(clock):
    """A coordinator, a partner and a place of one town."""
    with scoped_to(make_network()):
        make_membership(make_partner(), roles=("coordinator",), user=make_user(COORDINATOR))
        make_partner("CCAS de Marmande")
        make_place(name="Cyber-base", town="Marmande", postal_code="47200")


def test_somebody_searches_from_the_bar_of_a_phone_and_from_the_menu(open_page, rows, audit):
    """Three states of one page, audited at both widths: 2 s, most of them axe's."""
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, COORDINATOR)
    page.goto(address("partner_list"))
    page.get_by_role("navigation", name="Raccourcis").get_by_role("link", name="Chercher").click()
    is_headed(page, "Que cherchez-vous ?")
    audit(page)
    page.keyboard.type("marmande")  # the box has the focus
    page.keyboard.press("Enter")
    is_headed(page, "2 réponses pour « marmande »")
    audit(page)

    page.set_viewport_size(DESKTOP)
    page.get_by_role("link", name="CCAS de Marmande").click()
    box = page.get_by_role("search", name="Chercher dans le réseau")
    box.get_by_role("searchbox").fill("xyzzy")
    box.get_by_role("button", name="Chercher").click()
    is_headed(page, "Rien pour « xyzzy »")
    audit(page)
