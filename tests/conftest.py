"""The fixed cast over two networks, and the silent faults that fail the suite."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from django.utils.crypto import get_random_string

from inclusion.core.access import ROLES
from inclusion.core.models.networks import Membership, Network, User
from inclusion.core.papers import pdf
from inclusion.core.scope import scoped_to
from tests import builders, examples  # noqa: F401 (how many Hypothesis draws)
from tests.funding.mail_server import mail_server
from tests.pages import without_layout
from tests.papers import papers, pytest_runtest_setup  # noqa: F401
from tests.services import OWN_DATABASE
from tests.setup_data import _django_db_helper, by_recipes, fixed_clock, setup_data, setup_rows  # noqa: F401
from tests.template import act_for_application, copy_migrated, delete_rows, log_in_as_owner
from tests.tiers import tell_tiers

#: What an undefined variable renders as (settings.TEMPLATES, string_if_invalid).
UNDEFINED = "⟦"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the test databases where the whole server ends with the suite: dropping one takes time, and waits for
    workers that were killed on purpose.
    """
    return OWN_DATABASE in os.environ


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker) -> None:
    """Before pytest-django looks for the worker's database, which it then finds migrated."""
    log_in_as_owner()
    with django_db_blocker.unblock():
        copy_migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup) -> Iterator[None]:
    """The owner has made the tests' database, and drops it; in between the application's role is at work."""
    act_for_application()
    yield
    log_in_as_owner()


@pytest.fixture(scope="session", autouse=True)
def _quick_settings() -> None:
    """Hash passwords fast, lay out only the pages that are read, and empty the suite's own database fast."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    pdf.pdf_of = papers
    TransactionTestCase._fixture_teardown = delete_rows


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start with an empty cache."""
    cache.clear()


def pytest_configure() -> None:
    """Look for garbage seldom: a worker keeps so much that it took a twentieth of its time."""
    gc.set_threshold(100_000, 20, 100)


def pytest_collection_modifyitems(items) -> None:
    """After pytest-django has put the tests that commit last; the longest begin first, for none to end alone."""
    tell_tiers(items)
    by_recipes(items)
    items.sort(key=lambda item: -sum(sum(mark.args) for mark in item.iter_markers("slow")))
    for item in items:
        if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
            item.add_marker("property")


def session_of(user: User) -> str:
    """The key of a new session of this user: one query, where to log in takes ten."""
    content = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    store, key = SessionStore(), get_random_string(32)
    Session.objects.create(session_key=key, session_data=store.encode(content), expire_date=store.get_expiry_date())
    return key


class StrictClient(Client):
    """A client that refuses a page with an undefined template variable in it, and reads others without the line breaks
    of their templates, as a browser does.
    """

    def request(self, **request):
        response = super().request(**request)
        if not response.streaming and "text/html" in response.headers.get("Content-Type", ""):
            page = response.content.decode()
            where = page.find(UNDEFINED)
            assert where < 0, f"undefined variable on the page: {page[where : where + 60]}"
            response.content = without_layout(page)
        return response


@setup_data
def network() -> Network:
    """Déclic 47, the network of most tests."""
    return builders.make_network()


@setup_data
def other_network() -> Network:
    """Another network, whose data must never show."""
    department = builders.make_department("49", "Maine-et-Loire", "de Maine-et-Loire")
    return builders.make_network("maine-et-loire", "MedNum 49", department=department)


@setup_data(in_scope=True)
def scope(network) -> Network:
    """Run the test in the scope of `network`."""
    return network


@setup_data
def by(scope) -> User:
    """Somebody who does what a test does."""
    return builders.make_user()


@setup_data
def made(network) -> Callable[..., Any]:
    """Return what makes a row of `network`, whose scope is closed again."""

    def make(maker: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        with scoped_to(network):
            return maker(*args, **fields)

    return make


@setup_data
def cast(network, other_network) -> dict[str, Membership]:
    """One person per role in `network`, each in a partner of their own, and the other network's coordinator."""
    people = {}
    with scoped_to(network):
        for name in ROLES:
            partner = builders.make_partner(f"Organisme {name}")
            user = builders.make_user(f"{name.replace('_', '-')}@exemple.example", last_name=name.title())
            people[name] = builders.make_membership(partner, roles=(name,), user=user)
    with scoped_to(other_network):
        people["stranger"] = builders.make_membership(
            builders.make_partner("Organisme étranger"),
            roles=("coordinator",),
            user=builders.make_user("etrangere@exemple.example", last_name="Étrangère"),
        )
    return people


@setup_data(costly=True)
def world(network, cast):
    """One row of everything that has a page (tests/world.py)."""
    from tests import world as worlds  # which imports all apps

    with scoped_to(network):
        rows = worlds.build(cast)
        rows.membership = cast["reader"]
        rows.letter.booklet.passes.all()[0]  # fetched while the network is in scope
    return rows


@pytest.fixture
def client_of(cast) -> Callable[[str], Client]:
    """Return a logged-in client of a role of the cast; "visitor" is nobody."""

    def login(role: str) -> Client:
        client = StrictClient()
        if role != "visitor":
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(cast[role].user)
        return client

    return login


@pytest.fixture
def coordinator(client_of) -> Client:
    """The coordination of `network`, logged in."""
    return client_of("coordinator")


@pytest.fixture
def manager(client_of) -> Client:
    """Who runs the loan bank, logged in."""
    return client_of("bank_manager")


@pytest.fixture
def visitor(client_of) -> Client:
    """Somebody who is not logged in."""
    return client_of("visitor")


@pytest.fixture
def mailbox(settings) -> Iterator[Any]:
    """A server that takes what the portal sends."""
    with mail_server() as server:
        settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": server.port, "timeout": 60}
        yield server


@pytest.fixture
def clock() -> Iterator[Callable[[date | datetime], None]]:
    """Return what sets the clock of the portal; it shows the AT of the builders until it is set."""
    with fixed_clock() as show:
        yield show


@pytest.fixture
def code_of(monkeypatch) -> Callable[[str], str]:
    """Return what an application of codes shows for a secret: its half minute lasts as long as the test."""
    from allauth.mfa.totp.internal import auth

    now = next(auth.yield_hotp_counters_from_time())
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([now]))
    return lambda secret: auth.format_hotp_value(auth.hotp_value(secret, now))
