"""The menu of a network in a browser: what is in view, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, is_headed, open_session
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
COORDINATOR = "coordinatrice@exemple.example"
LOW = {"width": 1280, "height": 720}
#: The least height of what a finger touches, in pixels.
TARGET = 44
#: Whether the current entry of the menu is in view, which heads of groups are not, and how many groups are open.
LOOK = """() => {
  const inView = (one) => {
    const box = one.getBoundingClientRect(), menu = document.querySelector(".menu").getBoundingClientRect();
    const low = one.closest(".menu") ? menu.bottom : innerHeight;
    return box.top >= 0 && box.bottom <= low + 1 && box.height > 0;
  };
  const current = document.querySelector(".nav [aria-current]");
  const heads = [...document.querySelectorAll(".nav summary, .menu > ul a, .menu-foot a")];
  return {
    current: current ? inView(current) : null,
    hidden: heads.filter((one) => !inView(one)).map((one) => one.textContent.trim()),
    open: document.querySelectorAll(".nav details[open]").length,
  };
}"""


@setup_data
def rows(clock):
    """A coordinator of a network that does everything."""
    with scoped_to(make_network()):
        make_membership(make_partner(), roles=("coordinator",), user=make_user(COORDINATOR))


def test_each_group_unfolds_within_a_low_screen(open_page, rows):
    """Opens the groups one after the other on one page: only a browser says what is in view. Which entry is marked on
    which page is said by `tests/test_homes.py`, without one.
    """
    page = open_page(LOW)
    open_session(page, COORDINATOR)
    page.goto(address("network_home"))
    faults = []
    for summary in page.locator(".nav summary").all():
        summary.click()
        found = page.evaluate(LOOK)
        last = page.locator(".nav details[open] li:last-child a")
        inside = last.bounding_box()["y"] + last.bounding_box()["height"] <= LOW["height"]
        if found["hidden"] or found["open"] != 1 or not inside:
            faults.append(f"{summary.inner_text()}: {found}, {inside}")
    last = page.locator(".menu li:last-child a, .menu-foot li:first-child a").evaluate_all(
        "all => all.map(one => one.pathname)"
    )
    page.goto(last[-2])
    found = page.evaluate(LOOK)
    if not found["current"] or found["hidden"]:
        faults.append(f"{last[-2]}: {found}")
    assert not faults, "\n".join(faults)


def test_the_menu_by_keyboard_and_on_a_phone(open_page, rows, audit):
    """Looks at three states of the menu in the one browser: it folds, it opens on a phone, nothing of it is hidden."""
    page = open_page(LOW, also=[PHONE])
    open_session(page, COORDINATOR)
    page.goto(address("partner_list"))
    audit(page)
    expect(page.locator(".nav details[open] summary")).to_have_text(re.compile(r"^\s*Réseau"))
    page.locator("summary", has_text="Financer").focus()
    page.keyboard.press("Enter")
    opened = page.locator(".nav details[open]")
    expect(opened.locator("summary")).to_have_text(re.compile(r"^\s*Financer"))
    expect(opened).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_headed(page, re.compile("fonds", re.IGNORECASE))
    expect(page.locator(".nav [aria-current]")).to_have_text("Fonds")

    page.set_viewport_size(PHONE)
    bar = page.get_by_role("navigation", name="Raccourcis")
    bar.get_by_role("button", name="Menu").click()
    sheet = page.get_by_role("navigation", name="Principale")
    for label in ("Accueil", "Partenaires", "Pass numérique", "Évaluation", "Guide", "Réglages"):
        link = sheet.get_by_role("link", name=label, exact=True)
        assert link.bounding_box()["height"] >= TARGET, label
    audit(page)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
