"""One Chromium for the whole run, pages at desktop and phone width, axe on each of them."""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from inclusion.models import User

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
#: How long a page may take over anything, in milliseconds: nobody waits for it while all goes well, and a slow machine
#: that runs other tests beside needs much more than the few seconds that are usual.
LIMIT = 60_000
#: Seconds in which the portal and its database must have fallen silent after a test.
QUIET_WITHIN = 60
#: Tries of axe on a page that gives way to another one meanwhile.
TRIES = 5


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
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=LIMIT)
    # Playwright's loop runs in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def new_page(chromium, live_server, *, viewport=DESKTOP, **options):
    """A page of a visitor of their own, who is where the portal is.

    Their day is the portal's: around midnight a browser that keeps another time would write another date. Nothing
    moves: what glides into its place is looked at and clicked on where it will be.
    """
    context = chromium.new_context(
        viewport=viewport,
        base_url=live_server.url,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(LIMIT)
    context.portal = live_server.url
    return context.new_page()


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable]:
    """Return a maker of pages; each fails the test on a script error, a refused style or a missing file."""
    contexts, faults = [], []

    def make(viewport=DESKTOP):
        page = new_page(browser, live_server, viewport=viewport, accept_downloads=True)
        contexts.append(page.context)
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
    quiet, end = 0, time.monotonic() + QUIET_WITHIN
    while quiet < 3 and time.monotonic() < end:
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

    def look(page):
        page.wait_for_load_state()
        results = axe.run(page)
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        return results, page.evaluate(fits)

    def check(page) -> None:
        for last in (*[False] * (TRIES - 1), True):
            try:
                results, fits = look(page)
                break
            except Error:  # a link was followed meanwhile: the page that it leads to is looked at
                if last:
                    raise
        assert results.violations_count == 0, results.generate_report()
        assert fits, f"{page.url} scrolls sideways"

    return check


def open_session(page, email: str) -> None:
    """Be where somebody is who has logged in."""
    client = Client()
    client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.context.portal}
    page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])
    page.goto("/compte/login/")  # which leads on to what log-in leads to


def log_in(page, email: str, password: str) -> None:
    """Log in as people do; the tests of accounts do, the others open a session."""
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").or_(page.locator("input[name=login]")).first.fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/compte/login" not in url)


def says(page, *sentences: str, where: str = "main") -> None:
    """Wait until the page says each of these, whatever spaces stand between the words.

    For what a click or a key leads to: the words that stand there at once may be those of the page before, or of the
    half of this one that has come.
    """
    from playwright.sync_api import expect

    for sentence in sentences:
        expect(page.locator(where)).to_contain_text(sentence, use_inner_text=True)


def is_headed(page, title: str | re.Pattern[str]) -> None:
    """Wait until this is the title of the page: the whole of it, or what a pattern finds in it."""
    from playwright.sync_api import expect

    if isinstance(title, re.Pattern):  # in which a space stands for every kind of space, as in words
        title = re.compile(title.pattern.replace(" ", r"\s"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title, use_inner_text=True)


def until(seen: Callable[[], bool], what: str) -> None:
    """Wait for what no page shows."""
    end = time.monotonic() + LIMIT / 1000
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(0.05)
