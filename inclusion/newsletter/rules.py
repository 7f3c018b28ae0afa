"""Pasted addresses read line by line, news put in order, who reads which section, Markdown of the news."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from inclusion.core.french.periods import long_date
from inclusion.core.french.recurrence import hour_words
from inclusion.newsletter.enums import READ_BY_MEMBERS, Audience

#: Days after which an address that never confirmed is forgotten.
UNCONFIRMED_DAYS = 30
#: Days for which it is known to whom an issue went, and which of its sections.
READINGS_DAYS = 365

#: Lines that one pasted list may have.
MAX_LINES = 10_000
_SEPARATORS = re.compile(r"[\n;,\t]+")
#: What is certainly no address: what is left is for the mail server to say. Quoted local parts are not read.
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)
_BRACKETS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class PastedLine:
    """One entry of a pasted list: where it was, what it said, the address in it or "" when there is none."""

    number: int
    said: str
    address: str


def pasted(text: str) -> list[PastedLine]:
    """The entries of a list as people paste it: one per line, or between commas, semicolons, tabs.

    « Camille <camille@exemple.fr> » gives its address. A cell without an @ beside one with an address is a name and
    passed over; a line without any address is an entry without one.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in _SEPARATORS.split(line) if cell.strip()]
        with_sign = [cell for cell in cells if "@" in cell]
        if cells and not with_sign:
            found.append(PastedLine(number, line.strip(), ""))
        found += [PastedLine(number, cell, _address_in(cell)) for cell in with_sign]
    return found


def _address_in(cell: str) -> str:
    bracketed = _BRACKETS.search(cell)
    said = (bracketed.group(1) if bracketed else cell).strip().strip("\"'").removeprefix("mailto:").lower()
    local = said.partition("@")[0]
    wrong = ".." in said or local.startswith(".") or local.endswith(".") or len(said) > 254
    return said if _ADDRESS.fullmatch(said) and not wrong else ""


def in_reading_order[T: Any](news: Sequence[T]) -> list[T]:
    """News under their headings, the headings in the order in which the first of each happened."""
    ranks: dict[str, int] = {}
    for one in news:
        ranks.setdefault(one.heading, len(ranks))
    return sorted(news, key=lambda one: ranks[one.heading])


def moment_words(moment: datetime) -> str:
    """« mardi 24 novembre 2026 à 9 h 30 »: a moment that is already in the zone where it is read."""
    return f"{long_date(moment.date())} à {hour_words(moment)}"


# -- Who reads what


@dataclass(frozen=True)
class Target:
    """For whom something is: everybody, or some, of these intercommunalités (none: all)."""

    audience: str
    epcis: tuple[str, ...] = ()

    def reaches(self, readership: str, epci: str | None, *, is_member: bool = False) -> bool:
        """Whether it is for a subscriber who reads as this and lives there; who said no commune reads all of them."""
        for_them = self.audience in (Audience.ALL, readership, *([Audience.MEMBERS] if is_member else []))
        return for_them and (not self.epcis or not epci or epci in self.epcis)


def sections_for(
    issue: Target, sections: Iterable[tuple[int, Target]], *, readership: str, epci: str | None, is_member: bool = False
) -> list[int]:
    """The keys of the sections that a subscriber receives, none where the issue is not for them."""
    if not issue.reaches(readership, epci, is_member=is_member):
        return []
    return [key for key, target in sections if target.reaches(readership, epci, is_member=is_member)]


def is_for_members_alone(*audiences: str) -> bool:
    """Whether the web shows it to members of the network alone, as the audience of the issue or section has it."""
    return any(one in READ_BY_MEMBERS for one in audiences)


# -- Markdown of the news: bold, italics, lists, links

#: Addresses that a link may have.
LINKS = ("https://", "http://", "mailto:", "/")


def _markdown() -> MarkdownIt:
    """Paragraphs, emphasis, lists and links. No HTML, no headings, no pictures: a typed line break is one."""
    markdown = MarkdownIt("zero", {"html": False, "breaks": True})
    markdown.validateLink = lambda url: url.startswith(LINKS)  # type: ignore[method-assign]
    return markdown.enable(["emphasis", "list", "newline", "link", "escape"])


_MARKDOWN = _markdown()


def _parsed(text: str, base: str) -> list[Token]:
    tokens = _MARKDOWN.parse(text.replace("\r\n", "\n"))
    for token in (child for one in tokens for child in one.children or ()):
        href = token.attrs.get("href", "")
        if isinstance(href, str) and href.startswith("/"):
            token.attrs["href"] = base + href
    return tokens


def rich_html(text: str, *, base: str = "") -> str:
    """The HTML of a text; links to pages of the portal begin with `base`."""
    return _MARKDOWN.renderer.render(_parsed(text, base), _MARKDOWN.options, {})


def rich_text(text: str, *, base: str = "") -> str:
    """The same in words alone: points with dashes or numbers, the address of a link behind its words."""
    lines: list[str] = []
    lists: list[int | None] = []  # of each open list: its next number, None for dashes
    mark = ""
    for token in _parsed(text, base):
        if token.type == "ordered_list_open":
            lists.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            lists.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
            lines += [] if lists else [""]
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type == "inline":
            lines.append("  " * (len(lists) - 1) + mark + "".join(_words(token.children or [])))
            lines += [] if lists else [""]
            mark = ""
    return "\n".join(lines).strip()


def _words(children: Iterable[Token]) -> Iterator[str]:
    href, said = "", ""
    for token in children:
        if token.type == "link_open":
            href, said = str(token.attrs.get("href", "")), ""
        elif token.type == "link_close":
            yield "" if href.removeprefix("mailto:") == said else f" ({href.removeprefix('mailto:')})"
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            said += token.content
            yield token.content


def _ends(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def excerpt(text: str, most: int = 200) -> str:
    """The first words of a text, without its signs."""
    return _ends(" ".join(rich_text(text).split()), most)
