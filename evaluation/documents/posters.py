"""The poster of a campaign: what is asked, a code for phones, the address in letters, somebody to talk to."""

from urllib.parse import urlencode

from evaluation.models import Campaign, CampaignStructure
from inclusion.core.mail.emails import absolute
from inclusion.core.papers.codes import code_picture, in_letters
from inclusion.core.papers.pdf import letterhead, render_pdf


def open_address(campaign: Campaign, structure: CampaignStructure | None = None) -> str:
    """The open link of a campaign; with a structure, answers are counted there."""
    address = absolute("answer", campaign.network.slug, campaign.token)
    return f"{address}?{urlencode({'lieu': structure.pk})}" if structure else address


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
