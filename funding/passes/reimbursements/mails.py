"""The text of e-mails to places about their money, and when one is no longer worth sending."""

from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from funding.passes.enums import PlaceMailKind, ReimbursementState
from funding.passes.programmes.models import PlaceMail
from funding.passes.reimbursements.actions.outbox import about_to_lapse
from funding.passes.reimbursements.models import Reimbursement
from funding.passes.reimbursements.rules import month_name
from inclusion.core.french.money import ZERO
from inclusion.core.mail import emails, outbox

TEMPLATES = {
    PlaceMailKind.LAPSE_WARNING: "reimbursement_lapsing",
    PlaceMailKind.VALIDATED: "reimbursement_validated",
    PlaceMailKind.PAID: "reimbursement_paid",
}


def skip_reason(row: PlaceMail) -> str:
    """Why an e-mail that still waits is no longer worth sending, as a French sentence; empty when it is."""
    if row.kind == PlaceMailKind.LAPSE_WARNING:
        soon = about_to_lapse(row.place, row.programme_id, on=timezone.localdate())
        return "" if soon else "Le lieu a demandé son remboursement entre-temps\u00a0: ce courriel n’est pas parti."
    if row.kind == PlaceMailKind.PAID:
        claim = row.reimbursement
        payment = f"{claim.reference} {claim.payments_undone}"
        if claim.state != ReimbursementState.PAID or payment != row.about:
            return "Le paiement a été annulé entre-temps\u00a0: ce courriel n’est pas parti."
    return ""


def compose_mail(row: PlaceMail) -> EmailMessage:
    """Return the message of a row, to its one address."""
    context = {"network": row.network, "place": row.place, "programme": row.programme}
    kind = PlaceMailKind(row.kind)
    context |= _lapsing(row) if kind == PlaceMailKind.LAPSE_WARNING else _claim(row)
    message = emails.compose(TEMPLATES[kind], context, to=row.to)
    if kind == PlaceMailKind.VALIDATED:
        order = row.reimbursement.order
        message.attach(order.filename, order.data, order.media_type)
    return message


def _lapsing(row: PlaceMail) -> dict[str, Any]:
    soon = about_to_lapse(row.place, row.programme_id, on=timezone.localdate())
    days = [
        {"last_day": last_day, "passes": len(uses), "amount": sum((one.one_pass.value for one in uses), ZERO)}
        for last_day, uses in soon.items()
    ]
    first = days[0]["last_day"] if days else timezone.localdate()
    return {
        "days": days,
        "first": first,
        "left": (first - timezone.localdate()).days,
        "amount": sum((one["amount"] for one in days), ZERO),
        "url": emails.absolute("reimbursement_list", row.network.slug),
    }


def _claim(row: PlaceMail) -> dict[str, Any]:
    claim = Reimbursement.objects.with_total().get(pk=row.reimbursement_id)
    return {
        "claim": claim,
        "month": month_name(claim.month),
        "closed": claim.state == ReimbursementState.CLOSED,
        "url": emails.absolute("reimbursement", row.network.slug, claim.pk),
    }


outbox.register(PlaceMail, compose=compose_mail, skip_reason=skip_reason, lost_after=None)
