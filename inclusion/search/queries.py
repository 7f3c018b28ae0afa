"""What a member finds in a network: pages of the menu, rows of every feature, sections of the guides."""

from datetime import date

from django.urls import reverse

from inclusion.core.access import Member
from inclusion.core.french.names import search_form
from inclusion.core.navigation import Frame
from inclusion.core.searching import MAX_HITS, Hit, Hits, search_all
from inclusion.manual.queries import address, find


def find_all(member: Member, words: str, today: date) -> list[Hits]:
    """Everything that fits, by kind: where to go first, then what there is, then how it is done."""
    # The pages of the menu whose name has the beginning of each word.
    wanted = search_form(words).split()
    hits = [
        Hit(entry["label"], entry["group"].label if entry["group"] else "", entry["url"])
        for entry in Frame(member, today).entries("")
        if wanted and all(_begins(word, entry["label"]) for word in wanted)
    ]
    found = [Hits("Pages du portail", hits), *search_all(member, words), _sections(member, words)]
    return [one for one in found if one.hits]


def _begins(word: str, label: str) -> bool:
    return any(one.startswith(word) for one in search_form(label).split())


def _sections(member: Member, words: str) -> Hits:
    """The sections of the guides that speak of it, the best first."""
    found = find(words)
    hits = [
        Hit(one.section.title, one.chapter.title, address(member.network.slug, one.chapter, one.section))
        for one in found[:MAX_HITS]
    ]
    has_more = len(found) > MAX_HITS
    listed = reverse("manual_list", args=[member.network.slug], query={"q": words})
    return Hits("Dans les guides", hits, has_more, listed if has_more else "")
