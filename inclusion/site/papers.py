"""The note of the network in two pages, as a reader's home shows it; what search engines read of its site."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.contrib.sitemaps import Sitemap
from django.core.cache import cache
from django.utils import timezone

from inclusion.core.access import Member
from inclusion.core.french.periods import plain_date
from inclusion.core.mail.emails import absolute
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Home, Picture
from inclusion.core.papers.drawings import Drawing, drawings_of
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.scope import scoped_to
from inclusion.site.queries import KEPT_FOR, Listed, listed_pages, pictures_of, reader_of

#: Millimetres that the drawings of one picture may be wide, and high all together: two pictures stand on a page.
WIDTH, HEIGHT = 174, 80
#: No drawing is made smaller than so many millimetres high.
MIN_HEIGHT = 24


def note_pdf(member: Member, *, on: date) -> bytes:
    """Return the note as it is on a day: what a reader of this network sees, whoever downloads it."""
    reader = reader_of(member)
    network, pictures = member.network, pictures_of(Home(reader, on))
    context = {
        "letterhead": letterhead(network),
        "title": f"{network.name}, note du {plain_date(on)}",
        "foot": f"{network.name}, au {plain_date(on)}",
        "on": on,
        "pictures": [(one, _drawings(one, reader)) for one in pictures],
    }
    identifier = hashlib.sha256(f"{network.slug} note {on}".encode()).digest()[:16]
    return render_pdf("pdf/network_note.html", context, identifier=identifier)


def _drawings(picture: Picture, reader: Member) -> list[Drawing]:
    """The drawings of a picture; where they are too high together, the highest is made smaller."""
    context = {"picture": picture.context, "network": reader.network}
    found = drawings_of(picture.template, context, brand=reader.network.brand, most=(WIDTH, HEIGHT))
    above = sum(one.height for one in found) - HEIGHT
    if above <= 0:
        return found
    high = max(one.height for one in found) - above
    return drawings_of(picture.template, context, brand=reader.network.brand, most=(WIDTH, max(high, MIN_HEIGHT)))


# -- What search engines read


class PublicPages(Sitemap):
    """The public pages of a network, in files of so many at most."""

    limit = 10_000

    def __init__(self, pages: Iterable[Listed]) -> None:
        self.pages = list(pages)

    def items(self) -> list[Listed]:
        return self.pages

    def location(self, item: Listed) -> str:
        return item.location

    def lastmod(self, item: Listed) -> date | None:
        return item.lastmod


def sitemap_files(network: Network) -> int:
    """In how many files the public pages of a network are; counted once an hour."""

    def count() -> int:
        with scoped_to(network):
            return PublicPages(listed_pages(network, timezone.localdate())).paginator.num_pages

    return cast(int, cache.get_or_set(f"sitemap-files:{network.pk}", count, KEPT_FOR))


def organization_data(network: Network) -> dict[str, Any]:
    """The network as JSON-LD has it, by what the home of its site says."""
    return {
        "@type": "Organization",
        "name": network.name,
        "description": network.description,
        "url": absolute("site_home", network.slug),
        "logo": absolute("network_logo", network.slug) if network.logo_type else None,
        "telephone": network.phone,
        "areaServed": {"@type": "AdministrativeArea", "name": str(network.department)},
    }
