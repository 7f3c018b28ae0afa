"""A claim as a PDF: as a place certifies it, or as it was validated for the accounting office."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from funding.ledger.rules import euros_in_words
from funding.passes.enums import ReimbursementState
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.reimbursements.rules import month_name, transfer_label
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf


def claim_pdf(claim: Reimbursement, lines: Sequence[ReimbursementLine], *, validated: bool) -> bytes:
    """Return the PDF of a claim as it is; the same claim gives the same bytes."""
    kind = "Remboursement validé" if validated else "Demande de remboursement"
    network = claim.place.network
    context = {
        "letterhead": letterhead(network),
        "title": f"{kind} {claim.reference}, {claim.place.name}",
        "foot": f"{network.name}, {kind[0].lower()}{kind[1:]} {claim.reference}",
        "claim": claim_pdf_context(claim, lines, validated=validated),
    }
    seed = f"{network.slug} {claim.reference} {validated}"
    return render_pdf("pdf/reimbursement.html", context, identifier=hashlib.sha256(seed.encode()).digest()[:16])


def claim_pdf_context(claim: Reimbursement, lines: Sequence[ReimbursementLine], *, validated: bool) -> dict[str, Any]:
    """Return what `pdf/reimbursement.html` shows. No line names a person: passes have their numbers."""
    place, programme = claim.place, claim.programme
    total = sum((line.amount for line in lines), ZERO)
    uses = [_line(line) for line in lines if line.amount > 0]
    back = [_line(line) for line in lines if line.amount < 0]
    return {
        "kind": "Remboursement validé" if validated else "Demande de remboursement",
        "validated": validated,
        "closed": claim.state == ReimbursementState.CLOSED,
        "reference": claim.reference,
        "place": place,
        "provider": place.partner,
        "address": [place.address, f"{place.postal_code} {place.commune.name}"],
        "programme": programme,
        "fund": programme.funded_action.fund,
        "month": month_name(claim.month),
        "uses": uses,
        "back": back,
        "asked": _sum(uses),
        "given_back": _sum(back),
        "total": total,
        "words": euros_in_words(total),
        "iban": shown_iban(claim.iban),
        "account_holder": claim.account_holder,
        "asked_on": plain_date(timezone.localdate(claim.asked_at)),
        "asked_by": str(claim.asked_by),
        "validated_on": plain_date(timezone.localdate(claim.validated_at)) if claim.validated_at else "",
        "validated_by": str(claim.validated_by) if claim.validated_by else "",
        "label": transfer_label(claim.reference, programme=programme.name, place=place.name, month=claim.month),
    }


def _sum(lines: Sequence[dict[str, Any]]) -> Decimal:
    return sum((line["amount"] for line in lines), ZERO)


def _line(line: ReimbursementLine) -> dict[str, Any]:
    use = line.redemption
    return {
        "serial": use.one_pass.serial,
        "used_on": use.used_on,
        "session": use.session,
        "amount": line.amount,
        "reason": line.reason,
    }
