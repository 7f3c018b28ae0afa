"""What a campaign prints: its questionnaire, its poster, slips with links."""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from evaluation.questionnaires.rules import Form
from evaluation.surveys.answers.actions import signed
from evaluation.surveys.answers.rules import form_pdf_context
from evaluation.surveys.models import AnswerLink, Campaign, CampaignStructure
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.mail.emails import absolute
from inclusion.core.models.networks import Network
from inclusion.core.papers.codes import code_modules, code_picture, in_letters
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.papers.typesetting import typeset


def paper_pdf(campaign: Campaign) -> bytes:
    """The paper that a campaign hands out; with its four questions for the personal code where it asks for one."""
    return form_pdf(
        campaign.version.form,
        campaign.network,
        foot=campaign.title,
        asks_code=campaign.asks_code,
        until=plain_date(shown_end(campaign.end)),
    )


def form_pdf(form: Form, network: Network, **words: Any) -> bytes:
    """A questionnaire on paper; `words`: see `form_pdf_context`."""
    context = {"letterhead": letterhead(network), "phone": network.phone, **form_pdf_context(form, **words)}
    return render_pdf("pdf/survey_paper.html", context)


# -- Poster of a campaign


def open_address(campaign: Campaign, structure: CampaignStructure | None = None) -> str:
    """The open link of a campaign; with a structure, answers are counted there."""
    address = absolute("answer", campaign.network.slug, campaign.token)
    return f"{address}?{urlencode({'lieu': structure.pk})}" if structure else address


def poster_pdf(campaign: Campaign, structure: CampaignStructure | None = None) -> bytes:
    """The poster of a campaign; for one structure, with its name and its own link."""
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


# -- Single-use links as slips or as a spreadsheet
#
# Neither shows which of them were used: whoever knows who holds a slip would know who has answered.

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
    if not links:
        raise ValueError("at least one link")
    codes = io.BytesIO()
    slips = []
    for link in links:
        address = address_of(link)
        side, modules = code_modules(address)
        slips.append(
            {
                "number": str(link.number),
                "place": _place(link),
                "address": in_letters(address),
                "at": codes.tell(),
                "side": side,
            }
        )
        codes.write(modules)
    document = {
        "title": campaign.version.form.title,
        "network": campaign.network.name,
        "phone": campaign.network.phone,
        "pages": [slips[at : at + PER_PAGE] for at in range(0, len(slips), PER_PAGE)],
    }
    return typeset(TEMPLATE, [document], files={"codes.bin": codes.getvalue()})


def _place(link: AnswerLink) -> str:
    return str(link.structure.partner) if link.structure else ""
