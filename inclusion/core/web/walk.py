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

from inclusion.core.figures import ReadPage, read_page
from inclusion.core.models.networks import Membership, Network
from inclusion.core.papers.pdf import markup_of_papers

#: How many addresses of one kind are read: of one name, with one set of parameters.
EACH = 2
#: Links that only change what a list shows, or in which order.
_IGNORED = frozenset({"sort", "page", "export", "phrase"})
_LINK = re.compile(r'\shref="(/[^"#]*)')
#: What is read of an answer.
_READ = ("text/html", "application/pdf")


class Reader:
    """One member, or a visitor, who reads pages of a network; nothing is written, no session begins."""

    def __init__(self, network: Network, membership: Membership | None = None) -> None:
        self.network, self.membership = network, membership
        self._handler = BaseHandler()
        self._handler.load_middleware()
        host = urlsplit(settings.PUBLIC_URL).netloc
        self._requests = RequestFactory(headers={"host": host})

    def walk(
        self, *, only: Collection[str] | None = None, known: Collection[str] = ()
    ) -> Iterator[tuple[str, str, ReadPage]]:
        """Each address that links lead to, with the name of its page and what it says.

        `only`: names of the pages that are read, beside those whose names are not among `known`.
        """
        start = "network_home" if self.membership else "site_home"
        waiting = [f"/{self.network.slug}/" if self.membership else f"/{self.network.slug}/site/"]
        seen, counts = set(waiting), Counter[tuple[str, frozenset[str]]]()
        while waiting:
            address = waiting.pop(0)
            name = self._match(address).url_name or ""
            markup = self._get(address)
            for page in markup:
                yield address, name, read_page(page)
            for link in dict.fromkeys(map(unescape, _LINK.findall(" ".join(markup)))):
                match = self._match(link)
                if (
                    link in seen
                    or match is None
                    or not self._is_read(match.url_name or "", only, known, start)
                ):
                    continue
                seen.add(link)
                kind = match.url_name or "", frozenset(key for key, _ in parse_qsl(urlsplit(link).query))
                if kind[1] & _IGNORED or counts[kind] >= EACH:
                    continue
                counts[kind] += 1
                waiting.append(link)

    @staticmethod
    def _is_read(name: str, only: Collection[str] | None, known: Collection[str], start: str) -> bool:
        return only is None or name in only or name not in known or name == start

    def _match(self, address: str) -> ResolverMatch | None:
        path = urlsplit(address).path
        if not path.startswith(f"/{self.network.slug}/"):
            return None
        try:
            return resolve(path)
        except Resolver404:
            return None

    def _get(self, address: str) -> list[str]:
        """The markup of a page, or of the papers that are laid out for it; empty for a redirection or a file."""
        request = self._requests.get(address, secure=True)
        if self.membership:
            request._cached_user = self.membership.user
        papers: list[str] = []
        token = markup_of_papers.set(papers)
        try:
            answer: HttpResponseBase = self._handler.get_response(request)
        finally:
            markup_of_papers.reset(token)
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith(_READ):
            return []
        if answer.headers["Content-Type"].startswith("application/pdf"):
            return papers
        return [b"".join(answer).decode()]  # type: ignore[arg-type]


def walk_network(network: Network) -> Iterator[tuple[str, ReadPage]]:
    """What a visitor and each kind of member of a network read, address by address.

    The member with most permissions reads all that links lead to; the others what bore a figure there, and what they
    alone may open.
    """
    kinds: dict[frozenset[str], Membership] = {}
    for one in (
        Membership.objects.in_force().filter(network=network).select_related("user", "partner").order_by("pk")
    ):
        kinds.setdefault(frozenset(one.roles), one)
    first = max(kinds.values(), key=lambda one: "coordinator" in one.roles, default=None)
    known: set[str] = set()
    bearing: set[str] = set()
    for member in [first, *(one for one in kinds.values() if one is not first), None]:
        only = None if member is first else frozenset(bearing)
        for address, name, page in Reader(network, member).walk(only=only, known=frozenset(known)):
            if member is first:
                known.add(name)
            if page.figures or page.rows:
                bearing.add(name)
            yield (address if member is None else f"{address} ({'+'.join(member.roles)})"), page
