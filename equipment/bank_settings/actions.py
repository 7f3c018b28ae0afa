"""The days of a bank: closures and school holidays, added, changed, taken back from the official calendar."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.bank.actions import lock_bank, official_holidays
from equipment.bank.models import Bank, BankClosure, SchoolHoliday
from equipment.bank.rules.calendar import HOLIDAY_YEARS, LONGEST_CLOSURE
from equipment.bank_settings.queries import loans_on
from equipment.enums import Verb
from equipment.loans.actions.booking import schedule_waiting_list
from equipment.loans.models.loans import Loan
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, so_many
from inclusion.core.french.periods import Period


class LoansInTheWay(DomainError):
    """Closed days on which loans leave or come back: `loans` are they, in their order."""

    def __init__(self, loans: list[Loan]) -> None:
        self.loans = loans
        count = so_many(len(loans), "prêt part ou revient", "prêts partent ou reviennent")
        super().__init__(
            f"{count} ces jours-là. Rien n’est encore fermé\u00a0: prévenez ces établissements, "
            "puis confirmez la fermeture."
        )


def _checked(start: date, end: date) -> None:
    if end <= start:
        raise DomainError("Le dernier jour ne peut pas précéder le premier.").at("end")
    if (end - start).days > LONGEST_CLOSURE:
        raise DomainError("Une fermeture dure un an au plus\u00a0: vérifiez les années.").at("end")


def _unless_loans(start: date, end: date, *, seen: frozenset[int], at: datetime) -> None:
    """Raise LoansInTheWay for loans on these days that were not shown yet to who closes them."""
    loans = list(loans_on(start, end, today=timezone.localdate(at)))
    if any(loan.pk not in seen for loan in loans):
        raise LoansInTheWay(loans)


@transaction.atomic
def add_closure(
    bank: Bank, *, start: date, end: date, reason: str, seen: frozenset[int] = frozenset(), by: Any, at: datetime
) -> BankClosure:
    """Close the bank from a day to another (excluded). Loans keep their days.

    `seen` are the keys of the loans on these days that the person was shown; raises LoansInTheWay for others.
    """
    bank = lock_bank(bank)
    _checked(start, end)
    _unless_loans(start, end, seen=seen, at=at)
    closure = BankClosure(network_id=bank.network_id, bank=bank, start=start, end=end, reason=one_line(reason))
    closure.full_clean()
    closure.save()
    days = {"start": str(start), "end": str(end)}
    journal.record(Verb.CLOSURE_ADDED, on=closure, by=by, at=at, loans=sorted(seen), **days)
    return closure


@transaction.atomic
def remove_closure(closure: BankClosure, *, by: Any, at: datetime) -> None:
    """Open the bank again on these days; what becomes free is offered to who waits."""
    locked = BankClosure.objects.select_for_update(of=("self",)).filter(pk=closure.pk).first()
    if locked is None:
        raise DomainError("Cette fermeture est déjà retirée.")
    days = {"start": str(locked.start), "end": str(locked.end)}
    journal.record(Verb.CLOSURE_REMOVED, on=locked, by=by, at=at, **days)
    locked.delete()
    schedule_waiting_list(locked.network_id)


@transaction.atomic
def add_holiday(
    bank: Bank,
    *,
    zone: str,
    name: str,
    start: date,
    end: date,
    seen: frozenset[int] = frozenset(),
    by: Any,
    at: datetime,
) -> SchoolHoliday:
    """Write holidays of a zone, from a day to another (excluded). `seen`: see add_closure."""
    bank = lock_bank(bank)
    holiday = SchoolHoliday(network_id=bank.network_id, zone=zone)
    return _written(bank, holiday, name=name, start=start, end=end, seen=seen, by=by, at=at)


@transaction.atomic
def change_holiday(
    bank: Bank,
    holiday: SchoolHoliday,
    *,
    name: str,
    start: date,
    end: date,
    seen: frozenset[int] = frozenset(),
    by: Any,
    at: datetime,
) -> SchoolHoliday:
    """Change the name or the days of holidays. `seen`: see add_closure."""
    bank = lock_bank(bank)
    holiday = _standing(holiday)
    return _written(bank, holiday, name=name, start=start, end=end, seen=seen, by=by, at=at)


def _standing(holiday: SchoolHoliday) -> SchoolHoliday:
    found = SchoolHoliday.objects.select_for_update(of=("self",)).filter(pk=holiday.pk).first()
    if found is None:
        raise DomainError("Ces vacances viennent d’être retirées.")
    return found


def _written(
    bank: Bank,
    holiday: SchoolHoliday,
    *,
    name: str,
    start: date,
    end: date,
    seen: frozenset[int],
    by: Any,
    at: datetime,
) -> SchoolHoliday:
    _checked(start, end)
    same_zone = SchoolHoliday.objects.filter(zone=holiday.zone, start__lt=end, end__gt=start)
    if other := same_zone.exclude(pk=holiday.pk).first():
        raise DomainError(f"Ces jours touchent déjà\u00a0: {other.name}, {other.period}.").at("start")
    if bank.closed_in_holidays and holiday.zone == bank.zone:
        _unless_loans(start, end, seen=seen, at=at)
    before: dict[str, Any] = {} if holiday._state.adding else {"was": [str(holiday.start), str(holiday.end)]}
    holiday.name, holiday.start, holiday.end = one_line(name), start, end
    holiday.full_clean()
    holiday.save()
    days = {"zone": holiday.zone, "start": str(start), "end": str(end)}
    journal.record(Verb.HOLIDAYS_CHANGED, on=holiday, by=by, at=at, **days, **before)
    schedule_waiting_list(bank.network_id)
    return holiday


@transaction.atomic
def remove_holiday(holiday: SchoolHoliday, *, by: Any, at: datetime) -> None:
    """Take holidays out of the calendar."""
    holiday = _standing(holiday)
    days = {"zone": holiday.zone, "start": str(holiday.start), "end": str(holiday.end)}
    journal.record(Verb.HOLIDAYS_CHANGED, on=holiday, by=by, at=at, removed=True, **days)
    network = holiday.network_id
    holiday.delete()
    schedule_waiting_list(network)


def unofficial(zone: str) -> tuple[list[SchoolHoliday], list[tuple[str, Period]]]:
    """What taking back the official dates of a zone would remove, and what it would write."""
    official = official_holidays(zone, HOLIDAY_YEARS)
    standing = {
        (one.name, one.start, one.end): one
        for one in SchoolHoliday.objects.filter(zone=zone, start__year__in=HOLIDAY_YEARS)
    }
    wanted = {(name, days.start, days.end) for name, days in official}
    gone = [row for key, row in standing.items() if key not in wanted]
    written = [(name, days) for name, days in official if (name, days.start, days.end) not in standing]
    return gone, written


@transaction.atomic
def take_official_back(bank: Bank, zone: str, *, by: Any, at: datetime) -> int:
    """Give a zone its official holidays of the known years again; what was written by hand there goes.

    Returns how many lines changed. Loans keep their days.
    """
    bank = lock_bank(bank)
    gone, written = unofficial(zone)
    SchoolHoliday.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for name, days in written:
        SchoolHoliday.objects.create(network_id=bank.network_id, zone=zone, name=name, start=days.start, end=days.end)
    if gone or written:
        details: dict[str, Any] = {"zone": zone, "removed": len(gone), "written": len(written)}
        journal.record(Verb.HOLIDAYS_CHANGED, on=bank, by=by, at=at, **details)
        schedule_waiting_list(bank.network_id)
    return max(len(gone), len(written))
