"""Pages as tests read them: their address in the first network, their words with plain spaces."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from inclusion.core import navigation
from inclusion.core.access import Member
from inclusion.core.figures import without_marks

SLUG = "lot-et-garonne"
_BLOCK = (
    "</?(?:p|div|ul|ol|li|section|table|thead|tbody|tfoot|tr|td|th|h[1-6]|form|fieldset|legend|dl|dt|dd|header|footer|main"
    "|details|summary|figure|figcaption|article|caption|br|option)\\b[^>]*>"
)


def address(name: str, *args: Any) -> str:
    """The address of a page of the first network."""
    return reverse(name, args=[SLUG, *args])


def without_layout(html: str) -> str:
    """A page without the line breaks and indents of its template: at the edges of blocks they mean nothing, elsewhere
    they are one space.
    """
    html = re.sub(rf"\s*\n\s*({_BLOCK})", r"\1", html)
    html = re.sub(rf"({_BLOCK})\s*\n\s*", r"\1", html)
    return re.sub(r"\n +|(?<=>)\n(?=<)", " ", html)


def words(response: Any) -> str:
    """The text of the page with its tags, every space made plain: no-break and thin ones, line ends.

    What marks a figure for programs is left out.
    """
    return plain(without_marks(response.content.decode()))


def plain(text: Any) -> str:
    """The text with every space made plain, and one between two words."""
    return " ".join(str(text).split())


def shown_by(read: Callable[[Member, date], list[Any]], member: Member, today: date) -> list[Any]:
    """What a source of things to do or figures shows on a home page."""
    home = navigation.Home(member, today)
    (source,) = (one for one in (*navigation._todos, *navigation._figures) if one.read is read)
    return source.read(member, today) if source in home._first_days else []
