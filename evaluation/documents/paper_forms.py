"""The whole questionnaire on paper, large and plain, as it is handed out and typed in afterwards."""

from typing import Any

from evaluation.models import Campaign
from evaluation.rules.forms import Form
from evaluation.rules.pairing import QUESTIONS
from evaluation.rules.paper import paper_of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import Network
from inclusion.core.papers.pdf import letterhead, render_pdf


def paper_pdf(campaign: Campaign) -> bytes:
    """The paper that a campaign hands out; with its four questions for the personal code where it asks for one."""
    return form_pdf(
        campaign.version.form,
        campaign.network,
        foot=campaign.title,
        asks_code=campaign.asks_code,
        until=plain_date(shown_end(campaign.end)),
    )


def form_pdf(
    form: Form, network: Network, *, foot: str = "", asks_code: bool = False, until: str = ""
) -> bytes:
    """A questionnaire on paper. No right answer is told: the paper is for whoever answers."""
    context: dict[str, Any] = {
        "letterhead": letterhead(network),
        "title": form.title,
        "foot": foot or form.title,
        "form": form,
        "parts": paper_of(form),
        "code_questions": [(question, range(question.letters or 2)) for question in QUESTIONS]
        if asks_code
        else [],
        "until": until,
        "phone": network.phone,
    }
    return render_pdf("pdf/survey_paper.html", context)
