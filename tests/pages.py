"""Pages as tests read them: their address in the first network, their words with plain spaces."""

from typing import Any

from django.urls import reverse

SLUG = "lot-et-garonne"


def address(name: str, *args: Any) -> str:
    """The address of a page of the first network."""
    return reverse(name, args=[SLUG, *args])


def words(response: Any) -> str:
    """The text of the page with its tags, every space made plain: no-break and thin ones, line ends."""
    return plain(response.content.decode())


def plain(text: Any) -> str:
    """The text with every space made plain, and one between two words."""
    return " ".join(str(text).split())
