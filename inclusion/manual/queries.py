"""Reading the user manual from docs/, which travels with the code: once for each process; and searching in it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.urls import reverse

from inclusion.core.french.names import search_form
from inclusion.manual.rules import Chapter, Indexed, Match, Section, Stems, chapter_of, search, searched, section_for

_FOLDER: Path = settings.BASE_DIR / "docs"


@cache
def chapters() -> dict[str, Chapter]:
    """The guides for users by name, in the order of their titles."""
    read = (chapter_of(file.stem, file.read_text(encoding="utf-8")) for file in _FOLDER.glob("*.md"))
    found = sorted((one for one in read if one), key=lambda one: search_form(one.title))
    return {one.name: one for one in found}


@cache
def section_of(page: str) -> tuple[Chapter, Section] | None:
    """The section that explains the page of this URL name."""
    return section_for(page, chapters().values())


@cache
def pictures() -> dict[str, Path]:
    """The pictures of the guides by the name of their file: only these are served."""
    return {file.name: file for file in (_FOLDER / "images").glob("*.png")}


def address(network: str, chapter: Chapter, section: Section) -> str:
    """Where a section is read in a network."""
    anchor = f"#{section.anchor}" if section.anchor else ""
    return reverse("manual_chapter", args=[network, chapter.name]) + anchor


def find(asked: str) -> list[Match]:
    """The sections that speak of what is asked, in whatever forms its words stand; accents do not count."""
    (stems,) = _stems([searched(asked)])
    return search(stems, _index())


@cache
def _index() -> list[Indexed]:
    sections = [(chapter, section) for chapter in chapters().values() for section in chapter.sections]
    titles = _stems(section.title for _, section in sections)
    words = _stems(f"{chapter.title} {section.title} {section.text}" for chapter, section in sections)
    return [Indexed(*one, title, own) for one, title, own in zip(sections, titles, words, strict=True)]


def _stems(texts: Iterable[str]) -> list[Stems]:
    """The stems of the words of each text, as PostgreSQL knows French: small words have none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector('french', text)) "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place) ORDER BY place",
            [[search_form(text) for text in texts]],
        )
        return [frozenset(stems) for (stems,) in cursor.fetchall()]
