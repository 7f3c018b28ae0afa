"""The pictures of the README and of the guides, taken from a running demonstration.

`make demo` in one terminal, then `make pictures` (or `PORT=8123 make pictures`). The demonstration's people and
amounts are invented, so that
nothing on the pictures is anybody's.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BASE = f"http://localhost:{os.environ.get('PORT', '8000')}"
NETWORK = "lot-et-garonne"
PASSWORD = "Liant-2026-demo"
IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}
#: High enough for the whole picture of a fund.
HIGH = {"width": 1280, "height": 1180}


def log_in(page: Page, role: str) -> None:
    """Log in as the demonstration's member of this role."""
    page.goto(f"{BASE}/compte/login/")
    page.locator("input[name=login]").fill(f"{role}@{NETWORK}.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").first.click()
    page.wait_for_url(lambda url: "/compte/login" not in url)


def take(page: Page, name: str, address: str = "") -> None:
    """Open a page of the network, when one is named, and keep what shows of it without scrolling."""
    if address:
        page.goto(f"{BASE}/{NETWORK}/{address}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def send_a_pass(page: Page) -> None:
    """Find a person who may still be sent a pass, and send it."""
    page.goto(f"{BASE}/{NETWORK}/personnes/")
    addresses = [link.get_attribute("href") for link in page.locator("tbody th a, tbody td a").all()]
    for address in dict.fromkeys(addresses):
        page.goto(f"{BASE}{address}")
        button = page.get_by_role("button", name="Envoyer le pass")
        if button.count():
            take(page, "personne")
            button.click()
            page.get_by_role("link", name="Ouvrir la lettre").wait_for(timeout=60_000)
            take(page, "lettre")
            return


def main() -> None:
    """Take every picture anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for role, size, walk in (
            ("coordinator", DESKTOP, lambda page: take(page, "accueil-coordination", "./")),
            ("coordinator", HIGH, lambda page: take(page, "fonds", open_fund(page))),
            ("coordinator", DESKTOP, lambda page: take(page, "reponses", f"{open_fund(page)}reponses/")),
            ("coordinator", DESKTOP, open_contribution),
            ("prescriber", PHONE, send_a_pass),
            ("operator", DESKTOP, lambda page: take(page, "releve", "releve/")),
        ):
            page = browser.new_context(viewport=size, locale="fr-FR").new_page()
            log_in(page, role)
            walk(page)
        browser.close()


def open_fund(page: Page) -> str:
    """Find the great fund in the list of funds; returns where it is below the network, like « fonds/1/ »."""
    page.goto(f"{BASE}/{NETWORK}/fonds/")
    address = page.get_by_role("link", name="Fonds départemental").first.get_attribute("href")
    return address.removeprefix(f"/{NETWORK}/")


def open_contribution(page: Page) -> None:
    """A contribution of which a part came, so that the page shows what is still to come and from where."""
    page.goto(f"{BASE}/{NETWORK}/{open_fund(page)}contributions/")
    page.get_by_role("row").filter(has_text="Reçu en partie").get_by_role("link").first.click()
    take(page, "contribution")


if __name__ == "__main__":
    main()
