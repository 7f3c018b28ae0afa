"""What a member may search for in a network: each feature registers how its rows are found and shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.activities import is_on

#: Fewer letters fit too much, more are no name.
MIN_LETTERS, MAX_LETTERS = 2, 100
#: Rows of a kind that are shown.
MAX_HITS = 5


@dataclass(frozen=True)
class Hit:
    """One row that was found: its name, what distinguishes it from others, its page."""

    title: str
    detail: str
    url: str
    #: Whether what was typed is the whole of its reference.
    is_exact: bool = False


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `url` is the page that lists it all, where there is more and such a page."""

    label: str
    hits: list[Hit]
    has_more: bool = False
    url: str = ""


@dataclass(frozen=True, eq=False)
class SearchSource:
    """A kind of row: `find` returns those that a member may see and that fit the words, one query."""

    label: str
    find: Callable[[Member, str], QuerySet[Any]]
    may: Permission
    order: int
    detail: Callable[[Any], str]
    #: The names of attributes that hold a reference.
    references: tuple[str, ...]
    #: The URL name of the list that is filtered by `?q=`.
    listed: str


_sources: list[SearchSource] = []


def register_search(
    label: str,
    may: Permission,
    *,
    order: int,
    detail: Callable[[Any], str] = lambda row: "",
    references: tuple[str, ...] = (),
    listed: str = "",
) -> Callable[[Callable[[Member, str], QuerySet[Any]]], Callable[[Member, str], QuerySet[Any]]]:
    """Declare how rows are found: `@register_search("Partenaires", Permission.PARTNERS_VIEW, order=20)`.

    What the function belongs to is searched where the network does it, for members who hold the permission.
    """

    def add(find: Callable[[Member, str], QuerySet[Any]]) -> Callable[[Member, str], QuerySet[Any]]:
        _sources.append(SearchSource(label, find, may, order, detail, references, listed))
        _sources.sort(key=lambda one: one.order)
        return find

    return add


def wanted_words(typed: str) -> str:
    """What is searched for, with single spaces; empty where it is too short."""
    words = " ".join(typed.split())[:MAX_LETTERS].strip()
    return words if len(words) >= MIN_LETTERS else ""


def search_all(member: Member, words: str) -> list[Hits]:
    """What this member finds, by kind; kinds of which nothing fits are left out. One query for each kind."""
    network, found = member.network, []
    for source in _sources:
        if not member.may(source.may) or not is_on(network, source.find):
            continue
        rows = list(source.find(member, words)[: MAX_HITS + 1])
        if not rows:
            continue
        hits, has_more, url = ([_hit(source, row, member, words) for row in rows[:MAX_HITS]], len(rows) > MAX_HITS, "")
        if has_more and source.listed:
            url = reverse(source.listed, args=[network.slug], query={"q": words})
        found.append(Hits(source.label, hits, has_more, url))
    return found


def exact_hit(found: list[Hits]) -> Hit | None:
    """The one row whose reference was typed; None where there is none, or several."""
    exact = [hit for hits in found for hit in hits.hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None


def _hit(source: SearchSource, row: Any, member: Member, words: str) -> Hit:
    row.network = member.network  # the rows are the network's: no query says so again
    is_exact = any(_plain(str(getattr(row, name))) == _plain(words) for name in source.references)
    return Hit(str(row), source.detail(row), row.get_absolute_url(), is_exact)


def _plain(reference: str) -> str:
    """A reference without what is typed in one way or another: case, spaces and hyphens."""
    return re.sub(r"[\s\-‑_/.]+", "", reference).casefold()
