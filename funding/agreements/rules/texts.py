"""Articles of agreements: Markdown with named fields, « {{ objet }} », that become HTML for the browser and for paper.

The text is parsed first and the fields are replaced in what was parsed, so that a value is never markup, whatever it
holds. Nothing is ever left blank: a field that nobody knows, one that is not closed and one without a value are errors
that name it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from inclusion.core.errors import DomainError

#: What is between braces on one line is a field, well named or not; braces that are never closed are a fault.
_FIELD = re.compile(r"\{\{[ \t]*(?P<name>[^{}\n]*?)[ \t]*\}\}|\{\{(?P<unclosed>[^\n]{0,30})")
#: A title of an article is above its text: « # » in it is a heading below that.
_DEEPEST = 6


class UnknownField(DomainError):
    """A field that this text cannot have."""


class MissingValue(DomainError):
    """A field for which there is nothing to write."""


def fields_in(text: str) -> list[str]:
    """The names of the fields of a text, each once, in the order of their first use."""
    return list(dict.fromkeys(found["name"] for found in _FIELD.finditer(text) if found["name"] is not None))


def unknown_fields(text: str, known: Iterable[str]) -> list[str]:
    """The names in a text that are no field, in their order."""
    names = set(known)
    return [name for name in fields_in(text) if name not in names]


def nearest_field(name: str, known: Iterable[str]) -> str | None:
    """The known field that somebody may have meant; accents, capitals and spaces aside. None: nothing looks like it."""
    by_folded = {_folded(one): one for one in known}
    found = get_close_matches(_folded(name), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def unknown_sentence(name: str, known: Iterable[str]) -> str:
    """« Le champ « objett » n’existe pas : vouliez-vous dire « objet » ? »."""
    if not name:
        return "Un champ n’a pas de nom\u00a0: écrivez-le entre les accolades, ou retirez-les."
    near = nearest_field(name, known)
    meant = f"\u00a0: vouliez-vous dire «\u00a0{near}\u00a0»\u00a0?" if near else " dans ce texte."
    return f"Le champ «\u00a0{name}\u00a0» n’existe pas{meant}"


def text_faults(text: str, *, known: Iterable[str], blocks: Iterable[str] = ()) -> list[str]:
    """What is wrong with the fields of a text, in sentences; `blocks` are those of `known` that hold whole tables."""
    names = list(known)
    faults = [unknown_sentence(name, names) for name in unknown_fields(text, names)]
    faults += [
        f"Des accolades ne sont pas refermées après «\u00a0{{{{{found['unclosed']}\u00a0»."
        for found in _FIELD.finditer(text)
        if found["unclosed"] is not None
    ]
    if faults:
        return faults
    return [
        f"Le champ «\u00a0{name}\u00a0» est un tableau\u00a0: mettez-le seul, entre deux lignes vides."
        for name in fields_in(text)
        if name in set(blocks) and not _every_one_alone(text, name)
    ]


def _every_one_alone(text: str, name: str) -> bool:
    """Whether each use of a block in the text is a paragraph of its own."""
    used = sum(found["name"] == name for found in _FIELD.finditer(text))
    return used == sum(1 for found, _ in _blocks_alone(_parsed(text), {name}) if found == name)


def filled_html(
    text: str,
    values: Mapping[str, str],
    blocks: Mapping[str, str],
    *,
    heading: int = 3,
    missing: Callable[[str], str] | None = None,
) -> str:
    """The HTML of a text with its fields filled in: `values` are words, `blocks` safe HTML for a paragraph's place.

    Headings begin at level `heading`. Raises UnknownField and MissingValue, which name the field; where `missing` is
    given, its words replace, marked, a value that is missing.
    """
    tokens = _parsed(text)
    _lower_headings(tokens, heading)
    alone = {index: name for name, index in _blocks_alone(tokens, set(blocks))}
    out: list[Token] = []
    for index, token in enumerate(tokens):
        if index in alone and blocks[alone[index]].strip():
            # The paragraph around it is removed: a table is not allowed inside one.
            out[-1] = Token("html_block", "", 0, content=blocks[alone[index]])
        elif not (index - 1 in alone and out[-1].type == "html_block"):
            if token.type == "inline":
                token.children = list(_filled(token.children or [], values, blocks, missing))
            out.append(token)
    return _MARKDOWN.renderer.render(out, _MARKDOWN.options, {})


def _markdown() -> MarkdownIt:
    """Paragraphs, emphasis, lists, headings and tables. No HTML, no links, no pictures, no code: a typed line break is
    one.
    """
    markdown = MarkdownIt("zero", {"html": False, "breaks": True})
    return markdown.enable(["emphasis", "list", "heading", "table", "newline"])


_MARKDOWN = _markdown()


def _parsed(text: str) -> list[Token]:
    tokens = _MARKDOWN.parse(text.replace("\r\n", "\n"))
    for token in tokens:
        token.attrs = {}  # a column that asks for an alignment would be an inline style
    return tokens


def _lower_headings(tokens: Iterable[Token], first: int) -> None:
    """Let headings begin at a level and go down by one at most, as readers by ear need it."""
    stack: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1:])
            while stack and stack[-1] >= written:
                stack.pop()
            stack.append(written)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(first + len(stack) - 1, _DEEPEST)}"


def _blocks_alone(tokens: list[Token], blocks: set[str]) -> Iterator[tuple[str, int]]:
    """Each block that is a paragraph of its own: its name, the index of the paragraph's inline token."""
    for index, token in enumerate(tokens):
        if token.type != "inline" or token.level != 1 or tokens[index - 1].type != "paragraph_open":
            continue
        found = _FIELD.fullmatch(token.content.strip())
        if found is not None and found["name"] in blocks:
            yield found["name"], index


def _filled(
    children: Iterable[Token],
    values: Mapping[str, str],
    blocks: Mapping[str, str],
    missing: Callable[[str], str] | None,
) -> Iterator[Token]:
    """The pieces of a line, fields replaced in its words."""
    for token in children:
        if token.type != "text":
            yield token
            continue
        end = 0
        for found in _FIELD.finditer(token.content):
            yield _words(token.content[end : found.start()])
            yield from _value(found, values, blocks, missing)
            end = found.end()
        yield _words(token.content[end:])


def _value(
    found: re.Match[str], values: Mapping[str, str], blocks: Mapping[str, str], missing: Callable[[str], str] | None
) -> Iterator[Token]:
    name = found["name"]
    if name is None or (name not in values and name not in blocks):
        raise UnknownField(unknown_sentence((name or found["unclosed"] or "").strip(), [*values, *blocks]))
    if values.get(name, "").strip():
        for rank, line in enumerate(values[name].strip().splitlines()):
            if rank:
                yield Token("hardbreak", "br", 0)
            yield _words(line)
    elif missing is None:
        raise MissingValue(f"Le champ «\u00a0{name}\u00a0» n’a pas de valeur.")
    else:
        yield Token("html_inline", "", 0, content=f"<mark>{escape(missing(name))}</mark>")


def _words(content: str) -> Token:
    return Token("text", "", 0, content=content)
