"""What the portal refuses to start with, and what it starts with."""

import runpy
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

from inclusion.core.models.networks import Network
from tests.builders import make_network
from tests.worker import ROOT, environment

KEY = secrets.token_urlsafe(60)
SAFE = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "liant.example, www.liant.example",
    "PUBLIC_URL": "https://liant.example",
    "DATABASE_URL": "postgres://liant:secret@postgres/liant",
    "REDIS_URL": "redis://:secret@redis:6379/0",
}
#: Variables → a word of what is said; nothing where it starts.
STARTS = [
    ({}, ""),
    ({"SECRET_KEY": secrets.token_hex(32)}, ""),
    ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
    ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY must"),
    ({"SECRET_KEY": "abcdefghij" * 6}, "SECRET_KEY must"),
    ({"SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2}, "SECRET_KEY must"),
    ({"SECRET_KEY": "a" * 80}, "SECRET_KEY must"),
    ({"SECRET_KEY_FALLBACKS": f"{secrets.token_urlsafe(60)}, {secrets.token_urlsafe(60)}"}, ""),
    ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS"),
    ({"SECRET_KEY_FALLBACKS": f"{KEY},{'changeme-' * 8}"}, "SECRET_KEY_FALLBACKS"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "liant.example, ."}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": ".liant.example,liant.example"}, "ALLOWED_HOSTS"),
    ({"PUBLIC_URL": "http://liant.example"}, "PUBLIC_URL must be an https"),
    ({"PUBLIC_URL": "https://liant.example/portail"}, "PUBLIC_URL must be an https"),
    ({"PUBLIC_URL": "https://www.liant.example/"}, ""),
    ({"PUBLIC_URL": "https://ailleurs.example"}, "PUBLIC_URL must have"),
    ({"CSRF_TRUSTED_ORIGINS": "https://liant.example, https://www.liant.example"}, ""),
    ({"CSRF_TRUSTED_ORIGINS": "https://*.liant.example"}, "CSRF_TRUSTED_ORIGINS"),
    ({"CSRF_TRUSTED_ORIGINS": "http://liant.example"}, "CSRF_TRUSTED_ORIGINS"),
    ({"DATABASE_URL": ""}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:////data/liant.db"}, "PostgreSQL"),
    ({"DATABASE_URL": "mysql://liant@db/liant"}, "PostgreSQL"),
    ({"REDIS_URL": ""}, "REDIS_URL"),
    ({"DEBUG": "perhaps"}, "DEBUG"),
    ({"REQUIRE_SECOND_FACTOR": "0"}, "ACCEPTED_RISKS=no-second-factor"),
    ({"REQUIRE_SECOND_FACTOR": "0", "ACCEPTED_RISKS": "no-second-factor"}, ""),
    ({"SECURE_SSL_REDIRECT": "0"}, "ACCEPTED_RISKS=no-https-redirect"),
    ({"SECURE_SSL_REDIRECT": "0", "ACCEPTED_RISKS": "no-hsts, no-https-redirect"}, ""),
    ({"SECURE_HSTS_SECONDS": "0"}, "ACCEPTED_RISKS=no-hsts"),
    ({"SECURE_HSTS_SECONDS": "0", "ACCEPTED_RISKS": "no-hsts"}, ""),
    ({"BEHIND_PROXY": "0"}, "ACCEPTED_RISKS=no-proxy"),
    ({"TRUSTED_PROXIES": "0"}, "ACCEPTED_RISKS=no-proxy"),
    ({"BEHIND_PROXY": "0", "ACCEPTED_RISKS": "no-proxy"}, ""),
    ({"ACCEPTED_RISKS": "everything"}, "names what is not known: everything"),
]


@pytest.fixture
def settings_with(monkeypatch):
    """Return the settings under these variables and no other."""

    def read(variables: dict[str, str]) -> dict:
        for name in environment():
            if name.isupper() and name not in ("PATH", "HOME", "LANG"):
                monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "inclusion/settings.py"))

    return read


def test_production_starts_with_safe_values_alone(settings_with):
    wrong = []
    for changed, wanted in STARTS:
        try:
            settings_with(SAFE | changed)
            said = ""
        except (ImproperlyConfigured, EnvError) as refused:
            said = str(refused)
        if wanted not in said or bool(wanted) != bool(said):
            wrong.append(f"{changed}: {said or 'it starts'}")
    assert not wrong, "\n".join(wrong)


def test_all_that_is_unsafe_is_said_at_once(settings_with):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(SAFE | {"ALLOWED_HOSTS": "*", "SECRET_KEY": "short", "REQUIRE_SECOND_FACTOR": "0"})
    assert len(str(refused.value).splitlines()) == 5  # with the head, and the public address that is none of "*"


def test_values_that_are_lists_may_have_spaces(settings_with):
    assert settings_with(SAFE)["ALLOWED_HOSTS"] == ["liant.example", "www.liant.example"]


def test_what_binds_other_names_is_chosen(settings_with):
    plain, chosen = settings_with(SAFE), settings_with(SAFE | {"SECURE_HSTS_PRELOAD": "1"})
    assert (plain["SECURE_HSTS_PRELOAD"], chosen["SECURE_HSTS_PRELOAD"]) == (False, True)
    assert plain["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600


def test_cookies_are_for_this_host_and_for_https_alone(settings_with):
    given = settings_with(SAFE)
    for cookie in ("SESSION", "CSRF"):
        assert given[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert given[f"{cookie}_COOKIE_SECURE"]
        assert given[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert given["SESSION_COOKIE_HTTPONLY"]


def test_a_page_waits_less_for_the_database_than_a_worker(settings_with):
    web, other = (
        settings_with(SAFE | more)["DATABASES"]["default"]["OPTIONS"]["options"] for more in ({"PROCESS": "web"}, {})
    )
    assert web == "-c lock_timeout=3s -c statement_timeout=20s -c idle_in_transaction_session_timeout=30s"
    assert other == ("-c lock_timeout=600s -c statement_timeout=3600s -c idle_in_transaction_session_timeout=3600s")
    given = SAFE | {"DATABASE_URL": "postgres://liant@postgres/liant?options=-c%20work_mem%3D16MB"}
    assert settings_with(given)["DATABASES"]["default"]["OPTIONS"]["options"].startswith("-c work_mem=16MB -c ")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command",
    [("-c", "import inclusion.wsgi"), ("-m", "celery", "-A", "inclusion", "worker", "--pool", "solo")],
    ids=["web", "worker"],
)
def test_a_demonstration_does_not_start_beside_real_networks(command):
    """The real programs; they load the portal, which takes some seconds."""
    make_network()
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(TESTING="0", DEMO="1"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode != 0
    assert "not for a database with real networks" in ended.stderr


@pytest.mark.parametrize(
    ("has_demo", "has_real", "are_real"),
    [(False, False, False), (True, False, False), (True, True, False), (False, True, True)],
)
def test_networks_that_came_beside_the_demonstration_are_not_real(db, has_demo, has_real, are_real):
    if has_demo:
        make_network("demo", "Démonstration", is_demo=True)
    if has_real:
        make_network("vrai", "Vrai")
    assert Network.objects.are_real() is are_real
