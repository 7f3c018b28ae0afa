"""The e-mail that says to whoever was known before that another account is asked for."""

from django.core.mail import EmailMessage

from funding.bank_details.models import BankDetailsMail
from funding.enums import ApprovalState
from inclusion.core.french.identifiers import masked_iban
from inclusion.core.mail import emails, outbox

WITHDRAWN = "Le changement de compte a été retiré entre-temps\u00a0: ce courriel n’est pas parti."


def skip_reason(row: BankDetailsMail) -> str:
    """Why an e-mail that still waits is no longer worth sending; empty when it is.

    One about a change that is confirmed by now leaves all the same: that is when it matters most.
    """
    return WITHDRAWN if row.change.state == ApprovalState.WITHDRAWN else ""


def compose_mail(row: BankDetailsMail) -> EmailMessage:
    """Return the message of a row; neither account is written in full."""
    change = row.change
    context = {
        "network": row.network,
        "account": change.account,
        "is_fund": change.fund_id is not None,
        "before": masked_iban(change.account.iban) if change.state == ApprovalState.WAITING else "",
        "after": masked_iban(change.iban),
        "change": change,
    }
    return emails.compose("bank_details_asked", context, to=row.to)


outbox.register(BankDetailsMail, compose=compose_mail, skip_reason=skip_reason, lost_after=None)
