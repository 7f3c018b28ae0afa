"""From the public home of a network, on a telephone: three gestures at most from a need to a call."""

import re

import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.guide.rules.search import NEEDS
from tests.browser.conftest import DESKTOP, PHONE
from tests.builders import make_commune, make_network
from tests.inclusion.event_builders import make_event
from tests.inclusion.place_builders import make_place

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "/lot-et-garonne/site/"
MAX_GESTURES = 3
#: What somebody types who taps no need, and what it means.
TYPED = ("déclarer mes impôts à Marmande", "Aide aux démarches administratives")


@pytest.fixture
def numbers() -> dict[str, str]:
    """A place of Marmande for each need: the number to call, by the service."""
    network = make_network(phone="05 53 69 40 00")
    make_commune("47157", "Marmande", ("47200",), latitude=44.5036, longitude=0.1655)
    found = {}
    with scoped_to(network):
        for rank, service in enumerate(NEEDS):
            found[service] = f"+3355300000{rank}"
            make_place(
                name=f"Lieu {rank}",
                town="Marmande",
                postal_code="47200",
                insee_code="47157",
                services=[service],
                phone=found[service],
            )
        make_event("Un atelier")
    return found


class Hand:
    """Whoever holds the telephone: each field typed into and each tap is a gesture."""

    def __init__(self, page) -> None:
        self.page, self.gestures = page, 0

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.gestures += 1

    def taps(self, what) -> None:
        what.click()
        self.gestures += 1


def call(page, service: str, typed: str) -> tuple[int, str]:
    """Go from the home of the site to a call; how many gestures that took, and the number that is called."""
    page.goto(SITE)
    hand = Hand(page)
    hand.types("De quoi avez-vous besoin, et où ?", typed or "Marmande")
    hand.taps(page.get_by_role("button", name="Chercher" if typed else NEEDS[service], exact=True))
    page.wait_for_url("**/guide/**")
    # A browser without a telephone leaves the page as it is.
    page.evaluate(
        "document.addEventListener('click', event => {"
        " window.called = event.target.closest('a').getAttribute('href'); event.preventDefault() })"
    )
    hand.taps(page.get_by_role("link", name="Appeler le").first)
    return hand.gestures, page.evaluate("window.called")


def test_ten_needs_lead_to_a_call_in_three_gestures(numbers, open_page, audit):
    page, faults = open_page(PHONE, also=[DESKTOP]), []
    page.goto(SITE)
    expect(page.locator("h1")).to_have_text(re.compile(r"^\s*Aide au numérique"))
    audit(page)
    tries = [(service, "") for service in NEEDS] + [(TYPED[1], TYPED[0])]
    assert len(tries) == 10
    for service, typed in tries:
        try:
            taken, called = call(page, service, typed)
            assert taken <= MAX_GESTURES, f"{taken} gestures"
            assert called == f"tel:{numbers[service]}", f"{called} is called"
        except AssertionError as fault:
            faults.append(f"{typed or service}: {fault}")
    audit(page)
    assert not faults, "\n".join(faults)
