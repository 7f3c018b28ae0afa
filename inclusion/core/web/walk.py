"""Reading the pages and papers of a network as its members do: by the links that each of them sees."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.urls import Resolver404, ResolverMatch, resolve

from inclusion.core.figures import ReadPage, read_instead, read_page
from inclusion.core.models.networks import Membership, Network
from inclusion.core.waiting import WAITING

#: How many addresses of one kind are read: of one name, with one set of parameters.
EACH = 2
#: Links that only change what a list shows, or in which order.
_IGNORED = frozenset({"sort", "page", "export", "phrase"})
#: What a page offers as a file too.
_EXPORT = "export=csv"
_LINK = re.compile(r'\shref="(/[^"#]*)')


class Reader:
    """One member, or a visitor, who reads pages of a network; nothing is written, no session begins."""

    def __init__(self, network: Network, membership: Membership | None = None) -> None:
        self.network, self.membership = network, membership
        self._handler = BaseHandler()
        self._handler.load_middleware()
        host = urlsplit(settings.PUBLIC_URL).netloc
        self._requests = RequestFactory(headers={"host": host})

    def walk(
        self, *, only: Collection[str] | None = None, known: Collection[str] | None = None, each: int = EACH
    ) -> Iterator[tuple[str, str, ReadPage]]:
        """Each address that links lead to, with the name of its page and what it says; `each` of one kind.

        `only`: names of the pages that are read, beside the home page and those whose names are not among `known`.
        """
        start = "network_home" if self.membership else "site_home"
        waiting = [f"/{self.network.slug}/" if self.membership else f"/{self.network.slug}/site/"]
        seen, counts = set(waiting), Counter[tuple[str, frozenset[str]]]()
        while waiting:
            address = waiting.pop(0)
            match = self._match(address)
            name = match.url_name or "" if match else ""
            markup = self._get(address)
            for page in markup:
                read = read_page(page)
                yield address, name, read
                if _bears(read) and _EXPORT in page:
                    file = f"{address}{'&' if '?' in address else '?'}{_EXPORT}"
                    yield from ((file, name, read_page(one)) for one in self._get(file))
            for link in dict.fromkeys(map(unescape, _LINK.findall(" ".join(markup)))):
                match = self._match(link)
                if link in seen or match is None or not self._is_read(match.url_name or "", only, known, start):
                    continue
                seen.add(link)
                kind = match.url_name or "", frozenset(key for key, _ in parse_qsl(urlsplit(link).query))
                if kind[1] & _IGNORED or counts[kind] >= each:
                    continue
                counts[kind] += 1
                waiting.append(link)

    @staticmethod
    def _is_read(name: str, only: Collection[str] | None, known: Collection[str] | None, start: str) -> bool:
        return only is None or name in only or name == start or (known is not None and name not in known)

    def _match(self, address: str) -> ResolverMatch | None:
        path = urlsplit(address).path
        if not path.startswith(f"/{self.network.slug}/"):
            return None
        try:
            return resolve(path)
        except Resolver404:
            return None

    def _get(self, address: str) -> list[str]:
        """The markup of a page, or of what its papers and files say; empty for a redirection or another file."""
        request = self._requests.get(address, secure=True)
        if self.membership:
            vars(request)["_cached_user"] = self.membership.user
        papers: list[str] = []
        token = read_instead.set(papers)
        try:
            answer: HttpResponseBase = self._handler.get_response(request)
        finally:
            read_instead.reset(token)
        if papers:
            return papers
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return []
        return [b"".join(answer).decode()]


def _bears(page: ReadPage) -> bool:
    """Whether it says a figure of its own: the menu stands on every page."""
    return any(one.key != WAITING.key for one in page.figures)


def walk_network(network: Network, *, each: int = EACH) -> Iterator[tuple[str, ReadPage]]:
    """What a visitor and each kind of member of a network read, address by address.

    The member with most permissions reads all that links lead to; the others what bore a figure there, and what they
    alone may open.
    """
    kinds: dict[frozenset[str], Membership] = {}
    for one in Membership.objects.in_force().filter(network=network).select_related("user", "partner").order_by("pk"):
        kinds.setdefault(frozenset(one.roles), one)
    first = max(kinds.values(), key=lambda one: "coordinator" in one.roles, default=None)
    known: set[str] = set()
    bearing: set[str] = set()
    for member in [first, *(one for one in kinds.values() if one is not first), None]:
        only = None if member is first else frozenset(bearing)
        for address, name, page in Reader(network, member).walk(only=only, known=frozenset(known), each=each):
            if member is first:
                known.add(name)
            if page.rows or _bears(page):
                bearing.add(name)
            yield (address if member is None else f"{address} ({'+'.join(member.roles)})"), page
