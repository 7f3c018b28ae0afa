"""The words of e-mails about requests and returns, and when one is no longer worth sending."""

from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.enums import LoanState, RequestState
from equipment.loans.enums import ReminderKind, RequestMailKind
from equipment.loans.models.loans import Loan
from equipment.loans.models.mails import LoanReminder, LoanRequestMail
from equipment.loans.models.requests import LoanRequest
from inclusion.core.enums import Reminder
from inclusion.core.mail import emails, outbox

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


def _still(row: LoanRequestMail) -> list[LoanRequest]:
    """The requests of which an e-mail is true still: its own, or what was asked for with it."""
    together = row.request.siblings if row.kind == RequestMailKind.SENT else ()
    return [one for one in (row.request, *together) if one.state == _STATES[RequestMailKind(row.kind)]]


def request_skip_reason(row: LoanRequestMail) -> str:
    """Why an e-mail that still waits says nothing true any more, as a French sentence; empty when it does."""
    if not _still(row):
        return "La demande a avancé entre-temps\u00a0: ce courriel n’est pas parti."
    ends = row.kind in (RequestMailKind.LAPSED, RequestMailKind.CANCELLED)
    if row.loan is not None and not ends and row.loan.state == LoanState.CANCELLED:
        return "Le prêt a été annulé entre-temps\u00a0: ce courriel n’est pas parti."
    return ""


def compose_request_mail(row: LoanRequestMail) -> EmailMessage:
    """The message of a row, to its one address; answers go to the bank."""
    bank = Bank.objects.current()
    asked, *others = _still(row) or [row.request]
    context = {
        "network": row.network,
        "bank": bank,
        "request": asked,
        "loan": row.loan,
        "others": [str(one.wanted) for one in others],
        "items": [str(one.item) for one in row.loan.loan_items.select_related("item")] if row.loan else [],
        "url": emails.absolute("loan_request_detail", row.network.slug, asked.pk),
        "catalogue_url": emails.absolute("equipment_home", row.network.slug),
    }
    reply_to = bank.email if bank else ""
    return emails.compose(f"loan_request_{row.kind}", context, to=row.to, reply_to=reply_to)


# -- Texts of reminders, and reasons to skip one

#: Loans that are named in what the bank reads; the rest is on the page.
MAX_LOANS = 40


def reminder_skip_reason(row: LoanReminder) -> str:
    """Why a reminder that still waits says nothing true any more, as a French sentence; empty when it does."""
    if row.loan is None:
        return ""
    if row.loan.state != LoanState.OUT:
        return "Le matériel est revenu entre-temps\u00a0: ce courriel n’est pas parti."
    still_to_come = row.loan.end > timezone.localdate()
    moved = row.loan.due != row.about if row.kind == ReminderKind.BEFORE else still_to_come
    return "Le prêt a été prolongé entre-temps\u00a0: ce courriel n’est pas parti." if moved else ""


def compose_reminder(row: LoanReminder) -> EmailMessage:
    """The message of a row, to its one address; answers go to the bank."""
    bank = Bank.objects.current()
    today = timezone.localdate()
    context = {"network": row.network, "bank": bank, "today": today}
    context |= _about_loan(row.loan, today) if row.loan else _about_all(row, today)
    reply_to = bank.email if bank else ""
    return emails.compose(f"loan_reminder_{row.kind}", context, to=row.to, reply_to=reply_to)


def _about_loan(loan: Loan, today: Any) -> dict[str, Any]:
    rows = loan.loan_items.filter(returned_at=None).select_related("item__model")
    return {
        "loan": loan,
        "late": loan.late_days(today),
        "items": [f"{one.item.model} ({one.item})" for one in rows.order_by("item__inventory_number")],
        "url": emails.absolute("loan_detail", loan.network.slug, loan.pk),
        "extend_url": emails.absolute("loan_extend", loan.network.slug, loan.pk),
    }


def _about_all(row: LoanReminder, today: Any) -> dict[str, Any]:
    overdue: Any = Loan.objects.overdue(on=today).select_related("school", "model", "kit")
    return {
        "count": overdue.count(),
        "loans": [(one, one.late_days(today)) for one in overdue[:MAX_LOANS]],
        "url": emails.absolute("loan_overdue", row.network.slug),
    }


outbox.register(LoanRequestMail, compose=compose_request_mail, skip_reason=request_skip_reason)


# The reminders of a day say what is so on that day: those of the early morning are lost in the evening.
outbox.register(
    LoanReminder,
    compose=compose_reminder,
    skip_reason=reminder_skip_reason,
    lost_after=timedelta(hours=16),
    reminder=lambda row: Reminder.LOANS if row.kind == ReminderKind.BEFORE else "",
)
