"""One Chromium for the whole run, pages at desktop and phone width, axe on each of them."""

import itertools
import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connections as databases

from inclusion.core.logs import Formatter
from inclusion.core.models.networks import User
from tests import clock
from tests.conftest import session_of

#: Without the windows of a whole browser around each page, which take half of its time, where that is installed.
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Where pictures of the pages that are audited are put, to be looked at; nowhere by default.
PICTURES = os.environ.get("PICTURES")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
#: How long a page may take over anything, in milliseconds: nobody waits for it while all goes well, and a slow machine
#: that runs other tests beside needs much more than the few seconds that are usual.
LIMIT = 60_000
#: Tries of axe on a page that gives way to another one meanwhile.
TRIES = 5
LOOK = Path(__file__).with_name("look.js").read_text()


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium"))


class SecretsInLog(logging.Handler):
    """Gathers the lines, as the portal writes them, that open a page or show a row of the database."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Formatter())
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        secret = re.findall(r"<secret:(\w+)>", match.route) if match else []
        if any(str(match.kwargs[name]) in line for name in secret) or "Failing row contains (" in line:
            self.found.append(line)


@pytest.fixture(scope="session", autouse=True)
def no_secret_in_the_log() -> Iterator[None]:
    """What all these tests wrote into the log opens no page and shows no row."""
    lines = SecretsInLog()
    logging.getLogger().addHandler(lines)
    yield
    logging.getLogger().removeHandler(lines)
    assert not lines.found


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=LIMIT)
    # Playwright's loop runs in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # The thread gets others with the loop; a process that it forks later finds these, and may not share what is open.
    databases.close_all()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def new_page(chromium, live_server, *, viewport=DESKTOP, also=(), **options):
    """A page of a visitor of their own, who is where the portal is. It is audited at its width, and `also` at others.

    Their day is the portal's: around midnight a browser that keeps another time would write another date. Nothing
    moves: what glides into its place is looked at and clicked on where it will be.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    context = chromium.new_context(
        viewport=viewport,
        base_url=live_server.url,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(LIMIT)
    # Sent once, not for each page.
    context.add_init_script(f"window.loadAxe = () => {{ {AXE_SCRIPT} }}")
    context.add_init_script(clock.SCRIPT)
    context.portal, context.also = live_server.url, also
    return context.new_page()


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable]:
    """Return a maker of pages; each fails the test on a script error, a refused style or a missing file."""
    contexts, faults = [], []

    def make(viewport=DESKTOP, also=()):
        page = new_page(browser, live_server, viewport=viewport, also=also)
        contexts.append(page.context)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", lambda line: faults.append(f"console: {line.text}") if line.type == "error" else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def connections(live_server) -> set:
    """The connections that the live server has taken and not ended yet, nor the queries of what they asked for."""
    server, found = live_server.thread.httpd, set()
    take, end = server.process_request, server.shutdown_request

    def process_request(request, address) -> None:
        found.add(request)
        take(request, address)

    def shutdown_request(request) -> None:
        end(request)
        found.discard(request)

    server.process_request, server.shutdown_request = process_request, shutdown_request
    return found


@pytest.fixture(autouse=True)
def silence(connections, browser, live_server) -> Iterator[None]:
    """Wait until the server has answered what pages had still asked for that are closed.

    The tables are emptied next, and a query that runs meanwhile can delay that for ever.
    """
    yield
    for context in browser.contexts:
        context.close()
    # Connections are taken in their order: when this one is, so are all that were made before it.
    urlopen(f"{live_server.url}{settings.STATIC_URL}favicon.svg").close()
    until(lambda: not connections, "a closed page is still connected")


@pytest.fixture(scope="session")
def audit() -> Callable:
    """Return a check that axe finds nothing on the page and that it does not scroll sideways, at each of its widths."""
    from axe_playwright_python.base import AxeResults
    from playwright.sync_api import Error

    pictures = itertools.count(1)
    known: set[str] = set()

    def look(page, is_resized: bool) -> dict:
        said = None
        for _ in range(TRIES):
            try:
                page.wait_for_load_state()
                return page.evaluate(LOOK, {"isResized": is_resized, "known": list(known)})
            except Error as error:  # a link was followed meanwhile: the page that it leads to is looked at
                said = error
        raise AssertionError(f"{page.url} could not be looked at") from said

    def check(page) -> None:
        own = page.viewport_size
        for viewport in (own, *(one for one in page.context.also if one != own)):
            if viewport is not own:
                page.set_viewport_size(viewport)
            found = look(page, viewport is not own)
            where = f"{page.url} at a width of {viewport['width']}"
            assert not found["violations"], f"{where}: {AxeResults(found).generate_report()}"
            assert found["fits"], f"{where} scrolls sideways"
            known.update(found["measured"])
            if PICTURES:
                test = os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].split()[0]
                name = f"{test}-{next(pictures):03}-{viewport['width']}.png"
                page.screenshot(path=Path(PICTURES) / name, full_page=True)
        if page.context.also:
            page.set_viewport_size(own)

    return check


@pytest.fixture(scope="session")
def audit_each(audit) -> Callable:
    """Return a check that opens pages and audits each; it reports all that fail."""

    def check(page, addresses: Iterable[str]) -> None:
        faults = []
        for address in addresses:
            try:
                answer = page.goto(address)
                assert answer.ok, f"{address} answers {answer.status}"
                assert page.locator("h1").count() == 1, f"{address} has not one title"
                audit(page)
            except AssertionError as error:
                faults.append(str(error))
        assert not faults, "\n\n".join(faults)

    return check


def open_session(page, email: str) -> None:
    """Make the page's visitor somebody who has logged in."""
    key = session_of(User.objects.get(email=email))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.context.portal}
    page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])


def log_in(page, email: str, password: str) -> None:
    """Log in as people do; the tests of accounts do, the others open a session."""
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").or_(page.locator("input[name=login]")).first.fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/compte/login" not in url)


def says(page, *sentences: str, where: str = "main") -> None:
    """Wait until the page says each of these, whatever spaces are between the words.

    For what a click or a key leads to: the words that are there at once may be those of the page before, or of the
    half of this one that has come.
    """
    from playwright.sync_api import expect

    for sentence in sentences:
        expect(page.locator(where)).to_contain_text(sentence, use_inner_text=True)


def is_headed(page, title: str | re.Pattern[str]) -> None:
    """Wait until this is the title of the page: the whole of it, or what a pattern finds in it."""
    from playwright.sync_api import expect

    if isinstance(title, re.Pattern):  # in which a space matches every kind of space, as in words
        title = re.compile(title.pattern.replace(" ", r"\s"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title, use_inner_text=True)


def until(seen: Callable[[], bool], what: str) -> None:
    """Wait for what no page shows."""
    end = time.monotonic() + LIMIT / 1000
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(0.05)
