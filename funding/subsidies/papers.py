"""A subsidy request as a PDF: what is asked of whom, its budget, and the results of the past year."""

import hashlib
from typing import Any

from funding.agreements.enums import SubsidyState
from funding.agreements.queries.fields import carrier_of, issuer_of
from funding.ledger.rules import euros_in_words
from funding.subsidies.models import SubsidyRequest
from funding.subsidies.queries import budget_of
from funding.subsidies.rules import total
from inclusion.core.french.money import brief_euros
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf


def request_pdf(request: SubsidyRequest) -> bytes:
    """Return the PDF of a request, to be joined to a letter; the same request gives the same bytes."""
    network, agreement = request.network, request.party.agreement
    context = {
        "letterhead": letterhead(network, issuer_of(agreement)),
        "title": f"Demande de subvention {request.year}, {request.party.partner.name}",
        "foot": f"{network.name}, demande de subvention {request.year}, convention {agreement.reference}",
        "paper": subsidy_pdf_context(request),
    }
    name = f"{network.slug} subsidy {request.pk}"
    return render_pdf("pdf/subsidy_request.html", context, identifier=hashlib.sha256(name.encode()).digest()[:16])


def subsidy_pdf_context(request: SubsidyRequest) -> dict[str, Any]:
    """Return what `pdf/subsidy_request.html` shows."""
    agreement = request.party.agreement
    expenses, resources = budget_of(request)
    return {
        "addressee": request.party.partner.postal_lines,
        "signed_by": _signed_by(request),
        "agreement": agreement,
        "year": request.year,
        "on": plain_date(request.submitted_on) if request.submitted_on else "",
        "asked": request.asked,
        "asked_brief": brief_euros(request.asked),
        "asked_words": euros_in_words(request.asked),
        "draft": request.state == SubsidyState.DRAFT,
        "project": request.project,
        "needs_report": request.needs_report,
        "report": request.report,
        "report_joined": request.report_document_id is not None,
        "sides": [("Dépenses", expenses, total(expenses)), ("Recettes", resources, total(resources))],
    }


def _signed_by(request: SubsidyRequest) -> list[str]:
    """Who asks: the carrier of the agreement by its signatory; where nobody carries it, the network."""
    carrier = carrier_of(request.party.agreement)
    if carrier is None:
        return [request.network.signatory or request.network.host_name]
    lines = (carrier.signatory_name, carrier.signatory_function, carrier.partner.name)
    return [line for line in lines if line]
