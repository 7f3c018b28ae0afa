"""The user manual: what a guide's Markdown says, which pages each of its sections explains, and searching in them.

Comments in the Markdown, shown nowhere, say the rest. Beneath the title, `<!-- group: Financer -->` serves the guide in
this group, `<!-- roles: operator -->` offers it first to these roles. Beneath a heading,
`<!-- pages: fund_pay grant_* -->` names the pages that it explains, or how their names begin.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from inclusion.core.french.names import search_form

GROUPS = ("Réseau", "Financer", "Accompagner", "Mesurer", "Public")
#: Characters of an excerpt.
MAX_EXCERPT = 220
#: How a question begins, which says nothing of what is searched.
_ASKING = frozenset(("comment", "faire", "fait", "peut", "puis"))
_COMMENT = re.compile(r"<!--\s*(group|roles|pages):\s*(.*?)\s*-->", re.DOTALL)
_GUIDE_LINK = re.compile(r"([a-z-]+)\.md(#.*)?")
_NO_BREAK = re.compile(r" (?=[:;?!»€%])|(?<=\d) (?=\w)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a chapter and what stands beneath; the first one is the chapter's opening, without an anchor."""

    title: str
    anchor: str
    html: str
    text: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A guide: the name of its file, its title, the group that lists it, the roles it is written for, its sections."""

    name: str
    title: str
    group: str
    roles: tuple[str, ...]
    sections: tuple[Section, ...]


type Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Indexed:
    """A section as it is searched: the stems of its title, and of all that it and its chapter's title say."""

    chapter: Chapter
    section: Section
    title: Stems
    words: Stems


@dataclass(frozen=True, slots=True)
class Match:
    """A section that was found, and the sentence of it that says so."""

    chapter: Chapter
    section: Section
    excerpt: str


def chapter_of(name: str, source: str) -> Chapter | None:
    """Read a guide from its Markdown; None for a file that names no group: it is not for users."""
    parts = list(_parts(_MARKDOWN.parse(source)))
    comments = dict(_comments(parts[0]))
    if "group" not in comments:
        return None
    sections = tuple(map(_section, parts))
    roles = tuple(comments.get("roles", "").split())
    return Chapter(name, sections[0].title, comments["group"], roles, (_opening(sections[0]), *sections[1:]))


def section_for(page: str, chapters: Iterable[Chapter]) -> tuple[Chapter, Section] | None:
    """The one section that explains a page: that which names it, else that which names the longest beginning of it."""
    found = [
        (len(name), chapter, section)
        for chapter in chapters
        for section in chapter.sections
        for name in section.pages
        if name == page or (name.endswith("*") and page.startswith(name[:-1]))
    ]
    if not found:
        return None
    _, chapter, section = max(found, key=lambda one: (page in one[2].pages, one[0]))
    return chapter, section


def searched(asked: str) -> str:
    """What is searched, without what only makes it a question."""
    return " ".join(word for word in search_form(asked).split() if word not in _ASKING)


def search(stems: Stems, index: Iterable[Indexed]) -> list[Match]:
    """The sections that have most of these stems; those that have them in their titles first."""
    found = [(len(stems & one.words), len(stems & one.title), one) for one in index]
    most = max((had for had, *_ in found), default=0)
    best = sorted((one for one in found if most and one[0] == most), key=lambda one: -one[1])
    return [Match(one.chapter, one.section, _excerpt(one.section.text, stems)) for *_, one in best]


def _excerpt(text: str, stems: Stems) -> str:
    """The sentence that has most of the stems, as the beginnings of its words."""

    def count(sentence: str) -> int:
        words = search_form(sentence).split()
        return sum(any(word.startswith(stem) for word in words) for stem in stems)

    best = max(re.split(r"(?<=[.?!…]) ", text), key=count)
    return best if len(best) <= MAX_EXCERPT else f"{best[:MAX_EXCERPT].rsplit(' ', 1)[0]}\u00a0…"


# -- Markdown


def _markdown() -> MarkdownIt:
    """CommonMark with tables, written for the pages of the portal."""
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule(
        "table_open", lambda *_: '<div class="scroll" role="group" aria-label="Tableau" tabindex="0"><table>\n'
    )
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return markdown


_MARKDOWN = _markdown()
# What reads the addresses of links fills its tables at the first one, and a second thread that comes meanwhile fails on
# a half of them: they are filled while this module is loaded, which one thread does.
_MARKDOWN.normalizeLink("")
_MARKDOWN.normalizeLinkText("")


def _parts(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens parted before each heading of the second level."""
    part: list[Token] = []
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            yield part
            part = []
        part.append(token)
    yield part


def _comments(part: Iterable[Token]) -> list[tuple[str, str]]:
    return [found for token in part if token.type == "html_block" for found in _COMMENT.findall(token.content)]


def _section(part: list[Token]) -> Section:
    """The section of a part, which begins with its heading."""
    title = _plain(part[1])
    body = [token for token in part[3:] if token.type != "html_block"]
    for token in body:
        token.attrs.pop("style", None)  # of a column's alignment: the policy forbids inline styles
        if token.type == "th_open":
            token.attrs["scope"] = "col"
        for child in token.children or ():
            _on_this_page(child)
    pages = tuple(name for kind, names in _comments(part) if kind == "pages" for name in names.split())
    text = " ".join(_plain(token) for token in body if token.type == "inline")
    html = _MARKDOWN.renderer.render(body, _MARKDOWN.options, {})
    return Section(title, search_form(title).replace(" ", "-"), html, text, pages)


def _opening(section: Section) -> Section:
    return Section(section.title, "", section.html, section.text, section.pages)


def _on_this_page(token: Token) -> None:
    """Lead links to other guides and pictures to where the portal serves them, and keep signs beside their words."""
    if token.type == "text":
        token.content = _spaced(token.content)
    elif token.type == "image":
        token.attrs |= {"src": f"../{token.attrs['src']}", "loading": "lazy"}
    elif token.type == "link_open" and (guide := _GUIDE_LINK.fullmatch(str(token.attrs["href"]))):
        token.attrs["href"] = f"../{guide[1]}/{guide[2] or ''}"


def _plain(token: Token) -> str:
    """The words of a line, without the marks of Markdown and without pictures."""
    words = (
        " " if child.type == "softbreak" else child.content for child in token.children or () if child.type != "image"
    )
    return _spaced("".join(words))


def _spaced(text: str) -> str:
    return _NO_BREAK.sub("\u00a0", text).replace("« ", "«\u00a0")
