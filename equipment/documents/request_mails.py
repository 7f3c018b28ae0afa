"""The words of e-mails about requests."""

from django.core.mail import EmailMessage

from equipment.enums import LoanState, RequestMailKind, RequestState
from equipment.models import Bank, LoanRequestMail
from inclusion.core.mail import emails

#: What must still be so for an e-mail to have something to say: the state of its request.
_STATES = {
    RequestMailKind.SENT: RequestState.SENT,
    RequestMailKind.CONFIRMED: RequestState.CONFIRMED,
    RequestMailKind.REFUSED: RequestState.REFUSED,
    RequestMailKind.WAITS: RequestState.WAITING,
    RequestMailKind.OFFERED: RequestState.OFFERED,
    RequestMailKind.ACCEPTED: RequestState.CONFIRMED,
    RequestMailKind.LAPSED: RequestState.WITHDRAWN,
    RequestMailKind.MOVED: RequestState.CONFIRMED,
    RequestMailKind.CANCELLED: RequestState.CONFIRMED,
}


def skip_reason(row: LoanRequestMail) -> str:
    """Why an e-mail that still waits says nothing true any more, as a French sentence; empty when it does."""
    if row.request.state != _STATES[RequestMailKind(row.kind)]:
        return "La demande a avancé entre-temps\u00a0: ce courriel n’est pas parti."
    ends = row.kind in (RequestMailKind.LAPSED, RequestMailKind.CANCELLED)
    if row.loan is not None and not ends and row.loan.state == LoanState.CANCELLED:
        return "Le prêt a été annulé entre-temps\u00a0: ce courriel n’est pas parti."
    return ""


def compose_mail(row: LoanRequestMail) -> EmailMessage:
    """The message of a row, to its one address; answers go to the bank."""
    row = LoanRequestMail.objects.select_related(
        "network__department", "request__school", "request__model", "request__kit", "request__pupil", "loan"
    ).get(pk=row.pk)
    bank = Bank.objects.current()
    context = {
        "network": row.network,
        "bank": bank,
        "request": row.request,
        "loan": row.loan,
        "items": [str(one.item) for one in row.loan.loan_items.select_related("item")] if row.loan else [],
        "url": emails.absolute("loan_request_detail", row.network.slug, row.request_id),
        "catalogue_url": emails.absolute("equipment_home", row.network.slug),
    }
    reply_to = (bank.email if bank else "") or row.network.email
    return emails.compose(f"loan_request_{row.kind}", context, to=row.to, reply_to=reply_to)
