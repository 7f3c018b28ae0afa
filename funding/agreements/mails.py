"""The text of the e-mail about an agreement that ends, and when it is no longer worth sending."""

from django.core.mail import EmailMessage
from django.utils import timezone

from funding.agreements.actions.life import ending_soon
from funding.agreements.models import AgreementReminder
from inclusion.core.french.periods import shown_end
from inclusion.core.mail import emails, outbox


def skip_reason(row: AgreementReminder) -> str:
    """Why a reminder that still waits is no longer worth sending, as a French sentence; empty when it is."""
    agreement = row.agreement
    if agreement.end != row.end:
        return "La fin de la convention a changé entre-temps\u00a0: ce courriel n’est pas parti."
    if not ending_soon(timezone.localdate()).filter(pk=agreement.pk).exists():
        return "La convention est reconduite ou terminée\u00a0: ce courriel n’est pas parti."
    return ""


def compose_reminder(row: AgreementReminder) -> EmailMessage:
    """Return the message of a reminder, to its one address: what ends, what to do, and the way to it."""
    agreement, network = row.agreement, row.network
    successor = agreement.successor
    context = {
        "network": network,
        "agreement": agreement,
        "last_day": shown_end(agreement.end),
        "left": (shown_end(agreement.end) - timezone.localdate()).days,
        "parties": [str(one.partner) for one in agreement.parties.select_related("partner")],
        "successor": successor,
        "url": emails.absolute("agreement_detail", network.slug, agreement.pk),
    }
    return emails.compose("agreement_ending", context, to=row.to)


outbox.register(AgreementReminder, compose=compose_reminder, skip_reason=skip_reason, lost_after=None)
