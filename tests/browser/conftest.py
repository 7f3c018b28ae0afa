"""One Chromium for the whole run, pages at desktop and phone width, axe on each of them."""

import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(
                    pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium")
                )


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable]:
    """Return a maker of pages; each fails the test on a script error, a refused style or a missing file."""
    contexts, faults = [], []

    def make(viewport=DESKTOP):
        context = browser.new_context(
            viewport=viewport, base_url=live_server.url, locale="fr-FR", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda line: faults.append(f"console: {line.text}") if line.type == "error" else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(autouse=True)
def silence(request) -> Iterator[None]:
    """Wait until the server has answered what pages that are closed had still asked for.

    The tables are emptied next, and a query that runs meanwhile can hold that up for ever.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("live_server")
    yield
    from django.db import connection

    busy = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    quiet, until = 0, time.monotonic() + 20
    while quiet < 3 and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(busy)
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.05)


@pytest.fixture(scope="session")
def audit() -> Callable:
    """Return a check that axe finds nothing on the page, and that it does not scroll sideways."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Error

    axe = Axe()

    def check(page) -> None:
        try:
            results = axe.run(page)
        except (
            Error
        ):  # a link was followed while the page was looked at: the one that it leads to is looked at
            page.wait_for_load_state()
            results = axe.run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{page.url} scrolls sideways"

    return check


def log_in(page, email: str, password: str) -> None:
    """Log in as people do."""
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").or_(page.locator("input[name=login]")).first.fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/compte/login" not in url)
