"""Who is reminded of a return on a day: rows that a worker sends once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.actions.addresses import of_the_bank, of_the_school
from equipment.enums import LoanState, ReminderKind, Verb
from equipment.models import Bank, Loan, LoanReminder
from equipment.rules.reminders import before_is_due, late_is_due
from inclusion.core import jobs, journal


def remind(*, on: date, at: datetime) -> list[LoanReminder]:
    """Write every reminder of a day, and what the bank is told of those that are late; returns the rows.

    Asked twice for a day, it writes nothing the second time.
    """
    bank = Bank.objects.current()
    if bank is None:
        return []
    soon = on + timedelta(days=bank.reminder_days + 1)
    out = Loan.objects.filter(state=LoanState.OUT, end__lte=soon).order_by("pk").values_list("pk", flat=True)
    made = [row for pk in list(out) for row in _remind_of(pk, bank, on=on, at=at)]
    if LoanReminder.objects.filter(kind=ReminderKind.LATE, asked_at__date=on).exists():
        made += _tell_the_bank(on=on, at=at)
    return made


@transaction.atomic
def _remind_of(pk: int, bank: Bank, *, on: date, at: datetime) -> list[LoanReminder]:
    """The reminder of one loan, if one is due; one that somebody changes at this moment waits for the next look."""
    found = Loan.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    loan = found.select_related("school__partner", "request__asked_by").filter(pk=pk).first()
    if loan is None or loan.state != LoanState.OUT:
        return []
    last = timezone.localdate(loan.reminded_late_at) if loan.reminded_late_at else None
    if (day := late_is_due(loan.due, today=on, last=last)) is not None:
        return _written(loan, ReminderKind.LATE, about=day, moment="reminded_late_at", at=at)
    if loan.reminded_before_at is None and before_is_due(loan.due, today=on, days=bank.reminder_days):
        if timezone.localdate(loan.handed_over_at) == on:  # they have just been told, face to face
            return []
        return _written(loan, ReminderKind.BEFORE, about=loan.due, moment="reminded_before_at", at=at)
    return []


def _written(loan: Loan, kind: ReminderKind, *, about: date, moment: str, at: datetime) -> list[LoanReminder]:
    rows = _rows(of_the_school(loan.school, loan.request), kind, loan=loan, about=about, at=at)
    setattr(loan, moment, at)
    loan.save(update_fields=[moment])
    journal.record(
        Verb.LOAN_REMINDED,
        on=loan,
        by=None,
        at=at,
        kind=str(kind.value),
        about=str(about),
        addresses=len(rows),
    )
    return rows


@transaction.atomic
def _tell_the_bank(*, on: date, at: datetime) -> list[LoanReminder]:
    return _rows(of_the_bank(), ReminderKind.BANK, loan=None, about=on, at=at)


def _rows(
    found: Iterable[str], kind: ReminderKind, *, loan: Loan | None, about: date, at: datetime
) -> list[LoanReminder]:
    made = []
    for address in found:
        row, is_new = LoanReminder.objects.get_or_create(
            kind=kind, loan=loan, about=about, to=address, defaults={"asked_at": at}
        )
        if is_new:
            made.append(row)
            enqueue_mail(row)
    return made


def enqueue_mail(row: Any) -> None:
    """Have a reminder sent once this is committed."""
    from equipment.tasks.loans import send_loan_reminder  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_loan_reminder, network_id=row.network_id, reminder_id=row.pk)
