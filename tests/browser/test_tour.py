"""A guided tour of the demonstration, walked on a phone from its home page to its end, with a look into the guides."""

import re

import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.demo import visits
from tests.browser.conftest import DESKTOP, PHONE, is_headed, says
from tests.builders import make_membership, make_network, make_user
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
BAR = ".tour-bar"


@setup_data
def people(clock):
    """The network of the first tour with the accounts of its steps, and none of the rows that they show."""
    network = make_network(is_demo=True)
    with scoped_to(network):
        for person in {step.visit.person.email: step.visit.person for step in visits.networks()[0].tour.steps}.values():
            user = make_user(person.email, first_name=person.first_name)
            make_membership(user=user, roles=(person.role,))


def test_a_tour_leads_through_its_steps_and_the_guides_are_one_press_away(people, settings, open_page, audit):
    """Over 0.3 s: nine pages, in a browser."""
    settings.DEMO = True
    page = open_page(PHONE, also=[DESKTOP])
    page.goto("/")
    page.get_by_role("button", name="Commencer la visite").click()
    for step in visits.networks()[0].tour.steps:
        says(page, f"Étape {step.number} sur 7", step.visit.person.first_name, step.title, where=BAR)
        assert page.locator(BAR).bounding_box()["y"] < PHONE["height"] - 50  # in view, however long the page
        if step.number == 1:
            audit(page)
            page.get_by_role("link", name="Aide sur cette page").click()
            page.wait_for_url(re.compile(re.escape(address("manual_chapter", "operateur")) + "#"))
            audit(page)
            page.get_by_role("button", name="Revenir à l’étape").click()
            page.wait_for_url(re.compile(re.escape(address(step.sight.page)) + "$"))
        if step.number < 7:
            page.locator(BAR).get_by_role("button", name="Suivant").click()
    page.goto(address("manual_list"))
    audit(page)
    page.get_by_role("searchbox").fill("remboursements")
    page.keyboard.press("Enter")
    is_headed(page, re.compile("passages sur"))
    page.get_by_role("button", name="Terminer").click()
    page.wait_for_url(re.compile("^[^?]*//[^/]+/$"))
    expect(page.locator(BAR)).to_have_count(0)
