"""The poster of a campaign: what is asked, a code for phones, the address in letters, somebody to talk to."""

import base64
import io
from urllib.parse import urlencode

import segno

from evaluation.models import Campaign, CampaignStructure
from inclusion.mail import absolute
from inclusion.pdf import letterhead, render_pdf


def open_address(campaign: Campaign, structure: CampaignStructure | None = None) -> str:
    """The open link of a campaign; with a structure, answers are counted there."""
    address = absolute("answer", campaign.network.slug, campaign.token)
    return f"{address}?{urlencode({'lieu': structure.pk})}" if structure else address


def code_picture(address: str) -> str:
    """A code that a telephone reads, as a `data:` address for paper."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="#fff", dark="#000"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


def in_letters(address: str) -> str:
    """An address as it is typed: without what every browser adds."""
    return address.removeprefix("https://").removeprefix("http://")


def poster_pdf(campaign: Campaign, structure: CampaignStructure | None = None) -> bytes:
    """The poster, for a wall; for the wall of one structure, with its name and its own link."""
    address = open_address(campaign, structure)
    phone = (structure.partner.phone if structure else "") or campaign.network.phone
    context = {
        "letterhead": letterhead(campaign.network),
        "title": campaign.version.form.title,
        "foot": campaign.title,
        "campaign": campaign,
        "place": structure.partner if structure else campaign.place,
        "phone": phone,
        "address": in_letters(address),
        "code": code_picture(address),
    }
    return render_pdf("pdf/survey_poster.html", context, identifier=campaign.token.encode())
