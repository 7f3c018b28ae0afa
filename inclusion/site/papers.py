"""The note of the network in two pages: its pictures with their sentences, as a reader's home shows them."""

import hashlib
from datetime import date

from inclusion.core.access import Member
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Home, Picture
from inclusion.core.papers.drawings import Drawing, drawings_of
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.site.queries import pictures_of, reader_of
from inclusion.site.rules import pictures_title

#: Millimetres that the drawings of one picture may be wide, and high all together: two pictures stand on a page.
WIDTH, HEIGHT = 174, 80
#: No drawing is made smaller than so many millimetres high.
MIN_HEIGHT = 24


def note_pdf(member: Member, *, on: date) -> bytes:
    """Return the note as it is on a day: what a reader of this network sees, whoever downloads it."""
    reader = reader_of(member)
    network, pictures = member.network, pictures_of(Home(reader, on))
    title = pictures_title(network.name, len(pictures)) if pictures else f"{network.name} en images"
    context = {
        "letterhead": letterhead(network),
        "title": title,
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
    return drawings_of(
        picture.template, context, brand=reader.network.brand, most=(WIDTH, max(high, MIN_HEIGHT))
    )
