"""Links that take one answer each, as slips to cut out and hand over, or as rows of a spreadsheet.

Neither tells which of them were used: whoever knows who holds a slip would know who has answered.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from evaluation.actions.links import signed
from evaluation.models import AnswerLink, Campaign
from inclusion.core.mail.emails import absolute
from inclusion.core.papers.codes import in_letters
from inclusion.core.papers.typesetting import typeset

TEMPLATE = "link_slips.typ"
PER_PAGE = 10
#: Slips of one file: thirty sheets are set while somebody waits.
MAX_SLIPS = 300
HEADINGS = ("Numéro", "Structure", "Adresse")


def address_of(link: AnswerLink) -> str:
    """The address of a link, which cannot be guessed from another one."""
    return absolute("answer_single", link.campaign.network.slug, signed(link))


def rows_of(links: Sequence[AnswerLink]) -> Iterator[tuple[Any, ...]]:
    """Yield the links for a spreadsheet, the headings first."""
    yield HEADINGS
    for link in links:
        yield link.number, _place(link), address_of(link)


def slips_pdf(campaign: Campaign, links: Sequence[AnswerLink]) -> bytes:
    """The PDF of these links, ten slips a sheet. Raises ValueError for none."""
    import segno

    if not links:
        raise ValueError("at least one link")
    codes = io.BytesIO()
    slips = []
    for link in links:
        address = address_of(link)
        matrix = segno.make(address, error="m", micro=False).matrix
        slips.append(
            {
                "number": str(link.number),
                "place": _place(link),
                "address": in_letters(address),
                "at": codes.tell(),
                "side": len(matrix),
            }
        )
        codes.write(bytes(0 if dark else 255 for row in matrix for dark in row))
    document = {
        "title": campaign.version.form.title,
        "network": campaign.network.name,
        "phone": campaign.network.phone,
        "pages": [slips[at : at + PER_PAGE] for at in range(0, len(slips), PER_PAGE)],
    }
    return typeset(TEMPLATE, [document], files={"codes.bin": codes.getvalue()})


def _place(link: AnswerLink) -> str:
    return str(link.structure.partner) if link.structure else ""
