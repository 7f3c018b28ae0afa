"""The guides of docs/ say which pages they explain: each page of members has one section, and what is named exists."""

import re
from collections import Counter

from inclusion.core.access import ROLES
from inclusion.manual.queries import chapters, pictures, section_of
from inclusion.manual.rules import GROUPS
from tests.access_table import PUBLIC
from tests.test_access import IN_NETWORK

PAGES = {
    name
    for name, line in IN_NETWORK.items()
    if line.method == "get" and line.opens_for != PUBLIC and not name.startswith("manual_")
}
SECTIONS = [section for chapter in chapters().values() for section in chapter.sections]


def test_each_page_of_members_is_explained_by_one_section():
    assert {name for name in PAGES if section_of(name) is None} == set()
    named = Counter(name for section in SECTIONS for name in section.pages)
    assert [name for name, times in named.items() if times > 1] == []


def test_what_the_guides_name_exists():
    explained = {name: set(section_of(name)[1].pages) for name in PAGES}
    idle = [
        name
        for section in SECTIONS
        for name in section.pages
        if not any(name in names for page, names in explained.items() if page.startswith(name.rstrip("*")))
    ]
    assert idle == []
    assert {one.group for one in chapters().values()} == set(GROUPS)
    assert {role for one in chapters().values() for role in one.roles} == set(ROLES)


def test_links_between_guides_and_pictures_lead_somewhere():
    lost = []
    for chapter in chapters().values():
        anchors = [one.anchor for one in chapter.sections]
        assert len(set(anchors)) == len(anchors), chapter.name
        for address in re.findall(r'(?:href|src)="([^"]*)"', "".join(one.html for one in chapter.sections)):
            guide, picture = (re.fullmatch(r"\.\./([a-z-]+)/(?:#.*)?", address), address.removeprefix("../images/"))
            if not (guide and guide[1] in chapters()) and picture not in pictures():
                lost.append((chapter.name, address))
    assert lost == []
