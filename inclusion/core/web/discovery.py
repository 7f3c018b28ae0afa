"""What search engines and social networks read: the head of public pages, structured data, what they may visit."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.html import json_script, strip_tags
from django.utils.safestring import SafeString, mark_safe

from inclusion.core.access import PortalRequest

_HEAD = re.compile(r'^<script type="application/json">')
_PARAMETER = re.compile(r"<[^>]+>")
#: A part of an address that opens the page to whoever holds it.
_SECRET = "<secret:"
#: How the addresses of a network begin; all others are of accounts, of the demonstration or of machines.
IN_NETWORK = "<slug:network>/"
#: What a page says of itself in a search result; what is longer is cut there.
MAX_DESCRIPTION = 200


def structured_data(value: dict[str, Any]) -> SafeString:
    """A thing as JSON-LD; whatever its texts hold, they do not end the script. What is empty is left out."""
    said = {"@context": "https://schema.org", **without_empty(value)}
    return mark_safe(_HEAD.sub('<script type="application/ld+json">', json_script(said), count=1))


def without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """The same without empty values, nor things of which nothing but their type is known."""
    found = {key: without_empty(one) if isinstance(one, dict) else one for key, one in value.items()}
    return {
        key: one
        for key, one in found.items()
        if one not in (None, "", [], {}) and not (isinstance(one, dict) and set(one) == {"@type"})
    }


def is_listed(request: PortalRequest) -> bool:
    """Whether search engines may show this page: public, not for who holds its address, and not kept out."""
    match = request.resolver_match
    return (
        match is not None
        and getattr(match.func, "access", "") == "public"
        and not (request.robots or _SECRET in match.route)
    )


def head_of(context: Context) -> dict[str, Any]:
    """What the head of a public page says of it, of its blocks `title` and `description`; nothing where it is no such.

    The address is that of the page without what was asked in it.
    """
    request, network = context["request"], context.get("network")
    if not is_listed(request):
        return {}
    title = _block(context, "title")
    whose = f"{network.name}, {network.department}" if network else "Liant"
    logo = reverse("network_logo", args=[network.slug]) if network and network.logo_type else ""
    return {
        "title": title,
        "description": _shortened(_block(context, "description") or f"{title}. {whose}."),
        "site": network.name if network else "Liant",
        "address": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(logo or static("card.png")),
    }


def _shortened(text: str) -> str:
    """As many whole words as a search result shows."""
    return text if len(text) <= MAX_DESCRIPTION else f"{text[:MAX_DESCRIPTION].rpartition(' ')[0]}…"


def _block(context: Context, name: str) -> str:
    """What a block of this page holds, as plain text on one line."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    text = strip_tags(block.nodelist.render(context)) if block else ""
    return unescape(" ".join(text.split()))  # what shows it escapes it again


def robots_rules() -> list[tuple[str, str]]:
    """What search engines may visit, as robots.txt says it: `("Allow", "/*/guide/")`.

    All below an address is closed, and what everybody may read opened again; what a secret opens stays closed.
    """
    opened: set[str] = {"/accessibilite/"}
    closed: set[str] = set()
    for route, pattern in routes(get_resolver()):
        view = pattern.callback
        is_open = getattr(view, "access", "") == "public" and not getattr(view, "unlisted", False)
        found = opened if is_open and _SECRET not in route else closed
        if route.startswith(IN_NETWORK):
            found.add("/" + _PARAMETER.sub("*", route))
    opened = _without_those_within(opened)
    closed = _without_those_within({one for one in closed if any(_is_within(one, other) for other in opened)})
    return [
        ("Allow", "/static/"),
        *(("Allow", one) for one in sorted(opened)),
        *(("Disallow", one) for one in sorted(closed)),
        ("Disallow", "/*/"),
    ]


def _without_those_within(rules: set[str]) -> set[str]:
    return {one for one in rules if not any(one != other and _is_within(one, other) for other in rules)}


def _is_within(path: str, rule: str) -> bool:
    """Whether a rule of robots.txt covers this address."""
    return bool(re.match(re.escape(rule).replace(r"\*", ".*"), path))


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the portal as it is written, with its pattern."""
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        else:
            yield route, one
