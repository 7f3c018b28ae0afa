"""What the portal refuses to start with: unsafe settings in production, other modes beside real networks.

A risk that somebody takes knowingly is named in ACCEPTED_RISKS.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50  # characters
#: Bytes of a key that is compressed; what repeats itself has fewer.
MIN_COMPRESSED = 48
MIN_HSTS = 24 * 3600  # seconds

#: Name → what is unsafe about it, and how the settings show it.
RISKS = {
    "no-second-factor": (
        "REQUIRE_SECOND_FACTOR=0 lets a stolen password open what coordinators and operators see.",
        lambda settings: not settings["REQUIRE_SECOND_FACTOR"],
    ),
    "no-https-redirect": (
        "SECURE_SSL_REDIRECT=0 leaves it to a proxy alone that nobody uses the portal without https.",
        lambda settings: not settings["SECURE_SSL_REDIRECT"],
    ),
    "no-hsts": (
        "SECURE_HSTS_SECONDS under a day lets browsers go back to http.",
        lambda settings: settings["SECURE_HSTS_SECONDS"] < MIN_HSTS,
    ),
    "no-proxy": (
        "BEHIND_PROXY=0 and TRUSTED_PROXIES=0 are for a portal that ends TLS itself.",
        lambda settings: settings["SECURE_PROXY_SSL_HEADER"] is None or settings["ALLAUTH_TRUSTED_PROXY_COUNT"] < 1,
    ),
    # see refuse_real_networks
    "real-networks": ("DEBUG, DEMO and TESTING are not for a database with real networks.", lambda _: False),
}


def is_random(key: str) -> bool:
    """Whether a secret key may be one that was drawn at random: long, and no pattern that repeats itself."""
    return len(key) >= SHORTEST_KEY and len(zlib.compress(key.encode(), 9)) >= MIN_COMPRESSED


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured with all that production must not start with; `settings` are those of the module."""
    if found := [*_faults(settings), *_risks(settings)]:
        raise ImproperlyConfigured("\n".join(["The portal does not start in production:", *found]))


def _faults(settings: Mapping[str, Any]) -> Iterator[str]:
    if not is_random(settings["SECRET_KEY"]):
        yield f"SECRET_KEY must be drawn at random and have at least {SHORTEST_KEY} characters."
    if not all(map(is_random, settings["SECRET_KEY_FALLBACKS"])):
        yield f"SECRET_KEY_FALLBACKS must be drawn at random and have at least {SHORTEST_KEY} characters each."
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts or any(host.startswith(".") or "*" in host for host in hosts):
        yield "ALLOWED_HOSTS must name each host of the portal: no *, no name that begins with a dot."
    public = urlsplit(settings["PUBLIC_URL"])
    if public.scheme != "https" or public.path or public.query or public.username:
        yield "PUBLIC_URL must be an https address without a path, as in https://liant.example"
    elif public.hostname not in hosts:
        yield "PUBLIC_URL must have one of ALLOWED_HOSTS for its host."
    if any(urlsplit(origin).scheme != "https" or "*" in origin for origin in settings["CSRF_TRUSTED_ORIGINS"]):
        yield "CSRF_TRUSTED_ORIGINS must be whole https addresses."
    for name in ("DATABASE_URL", "REDIS_URL"):
        if not settings["env"].str(name, ""):
            yield f"{name} is not set."


def _risks(settings: Mapping[str, Any]) -> Iterator[str]:
    accepted = settings["ACCEPTED_RISKS"]
    if unknown := ", ".join(sorted(set(accepted) - set(RISKS))):
        yield f"ACCEPTED_RISKS names what is not known: {unknown}. There are: {', '.join(RISKS)}."
    for name, (sentence, is_taken) in RISKS.items():
        if name not in accepted and is_taken(settings):
            yield f"{sentence} If that is meant, ACCEPTED_RISKS={name}."


def refuse_real_networks() -> None:
    """Raise ImproperlyConfigured where a mode that gives up safety is used with real networks.

    The web server and the workers ask at their start; a database of tests has networks that are not real.
    """
    # the settings read this module
    from django.conf import settings
    from django.db import ProgrammingError, connection

    from inclusion.core.models.networks import Network

    is_test = settings.TESTING and connection.settings_dict["NAME"].startswith("test_")
    if settings.PRODUCTION or is_test or "real-networks" in settings.ACCEPTED_RISKS:
        return
    try:
        real = Network.objects.are_real()
    except ProgrammingError:  # there are no tables yet
        real = False
    finally:
        connection.close()  # processes are forked from this one
    if real:
        raise ImproperlyConfigured(RISKS["real-networks"][0])
