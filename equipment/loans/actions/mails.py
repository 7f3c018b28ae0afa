"""E-mails about requests and reminders of returns: rows that a worker sends once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.enums import LoanState, Verb
from equipment.loans.enums import ReminderKind, RequestMailKind
from equipment.loans.models.loans import Loan
from equipment.loans.models.mails import LoanReminder, LoanRequestMail
from equipment.loans.models.requests import LoanRequest
from equipment.loans.rules import before_is_due, late_milestone
from equipment.schools.models import School
from inclusion.core import journal
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Membership
from inclusion.core.roles import BankManager
from inclusion.core.roles import School as SchoolRole


def of_the_bank() -> list[str]:
    """Its managers, else the address of the bank, else that of its host."""
    managers = Membership.objects.in_force().with_role(BankManager.name).order_by("pk")
    if found := list(managers.values_list("user__email", flat=True)):
        return distinct(found)
    bank = Bank.objects.current()
    return distinct([bank.email or bank.host.email]) if bank else []


def of_the_school(school: School, request: LoanRequest | None) -> list[str]:
    """Whoever asked while a member of this school, else the members of the school, else its own address.

    Where the school has no organisation on the portal, whoever asked for it. Somebody who went to another school
    reads nothing any more about the pupils of this one.
    """
    members: Any = Membership.objects.in_force()
    if school.partner is not None:
        members = members.filter(partner=school.partner)
    if request is not None and members.filter(user=request.asked_by).exists():
        return distinct([request.asked_by.email])
    if school.partner is None:
        return []
    staff = members.with_role(SchoolRole.name).order_by("pk").values_list("user__email", flat=True)
    return distinct(list(staff) or [school.partner.email])


def distinct(addresses: list[str]) -> list[str]:
    """Each address once, whatever its capitals; none that is empty."""
    return list({one.lower(): one for one in addresses if one}.values())


# -- E-mails about a request: rows that a worker sends once

#: What the bank reads; everything else goes to whoever asked.
TO_THE_BANK = frozenset({RequestMailKind.SENT, RequestMailKind.ACCEPTED})


@transaction.atomic
def queue_mails(
    request: LoanRequest, kind: RequestMailKind, *, loan: Loan | None = None, again: bool = False, by: Any, at: datetime
) -> list[LoanRequestMail]:
    """Write the e-mails that say what happened to a request; they leave once this is committed.

    An address that had the same e-mail before gets no second one, unless `again`: a loan may be moved twice.
    Returns the rows that will leave.
    """
    addresses = of_the_bank() if kind in TO_THE_BANK else of_the_school(request.school, request)
    written = [
        outbox.enqueue_once(LoanRequestMail, request=request, kind=kind, loan=loan, to=address, requeue=again, at=at)
        for address in addresses
    ]
    mails = [row for row in written if row]
    if mails:
        journal.record(Verb.REQUEST_MAILED, on=request, by=by, at=at, kind=str(kind.value), addresses=len(mails))
    return mails


# -- Reminders of a return: rows that a worker sends once


def remind(*, on: date, at: datetime) -> list[LoanReminder]:
    """Write every reminder of a day, and the bank's own e-mail about late loans; returns the rows.

    Asked twice for a day, it writes nothing the second time.
    """
    bank = Bank.objects.current()
    if bank is None:
        return []
    soon = on + timedelta(days=bank.reminder_days + 1)
    out = Loan.objects.filter(state=LoanState.OUT, end__lte=soon).order_by("pk").values_list("pk", flat=True)
    made = [row for pk in list(out) for row in _remind_of(pk, bank, on=on, at=at)]
    if LoanReminder.objects.filter(kind=ReminderKind.LATE, written_at__date=on).exists():
        made += _rows(of_the_bank(), ReminderKind.BANK, loan=None, about=on, at=at)
    return made


@transaction.atomic
def _remind_of(pk: int, bank: Bank, *, on: date, at: datetime) -> list[LoanReminder]:
    """The reminder of one loan, if one is due; one that somebody changes at this moment waits for the next look."""
    found = Loan.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    loan = found.select_related("school__partner", "request__asked_by").filter(pk=pk).first()
    if loan is None or loan.state != LoanState.OUT:
        return []
    if (day := late_milestone(loan.due, today=on)) is not None:
        return _written(loan, ReminderKind.LATE, about=day, at=at)
    handed_over_today = timezone.localdate(loan.handed_over_at) == on  # they have just heard it, face to face
    if before_is_due(loan.due, today=on, days=bank.reminder_days) and not handed_over_today:
        return _written(loan, ReminderKind.BEFORE, about=loan.due, at=at)
    return []


def _written(loan: Loan, kind: ReminderKind, *, about: date, at: datetime) -> list[LoanReminder]:
    if loan.reminders.filter(kind=kind, about=about).exists():
        return []
    rows = _rows(of_the_school(loan.school, loan.request), kind, loan=loan, about=about, at=at)
    if rows:
        journal.record(
            Verb.LOAN_REMINDED, on=loan, by=None, at=at, kind=str(kind.value), about=str(about), addresses=len(rows)
        )
    return rows


@transaction.atomic
def _rows(
    found: Iterable[str], kind: ReminderKind, *, loan: Loan | None, about: date, at: datetime
) -> list[LoanReminder]:
    written = [
        outbox.enqueue_once(LoanReminder, kind=kind, loan=loan, about=about, to=address, at=at) for address in found
    ]
    return [row for row in written if row]
