"""Reads of the bank: its calendar and terms of lending, loans on closed days, what is left of the votes."""

from datetime import date

from django.db.models import Q, QuerySet

from equipment.bank.models import Bank, SchoolHoliday
from equipment.bank.rules.calendar import Closed, OpeningCalendar
from equipment.bank.rules.lending import Terms
from equipment.enums import STANDING_LOANS, HolidayZone, LoanState
from equipment.loans.models import Loan
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, shown_end


class NoBank(DomainError):
    """The network has not opened a loan bank."""


def the_bank() -> Bank:
    """The bank of the active network. Raises NoBank where it has none."""
    bank = Bank.objects.current()
    if bank is None:
        raise NoBank("Ce réseau n’a pas encore ouvert de banque de prêt.")
    return bank


def calendar_of(bank: Bank) -> OpeningCalendar:
    """Its opening days, closures, and the school holidays of its zone where it closes for them."""
    closed = [Closed(Period(one.start, one.end), one.reason) for one in bank.closures.all()]
    if bank.closed_in_holidays:
        own = SchoolHoliday.objects.filter(zone=HolidayZone(bank.zone))
        closed += [Closed(Period(one.start, one.end), _lower(one.name)) for one in own]
    return OpeningCalendar(frozenset(bank.opening_days), tuple(closed))


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def terms_of(bank: Bank) -> Terms:
    """What it asks of every loan."""
    return Terms(
        calendar=calendar_of(bank),
        buffer_before=bank.buffer_before,
        buffer_after=bank.buffer_after,
        same_day=bank.same_day_turnround,
        longest=bank.longest_days,
    )


# -- Reads of the bank: the loans that closed days get in the way of, what is left of the votes

_AWAITED = (LoanState.OFFERED, LoanState.BOOKED)


def coming_loans(today: date) -> QuerySet[Loan]:
    """Loans of which the pick-up or the return is still to come."""
    return Loan.objects.filter(state__in=STANDING_LOANS, end__gt=today).select_related(
        "school", "model", "kit"
    )


def loans_on(start: date, end: date, *, today: date) -> QuerySet[Loan]:
    """Loans whose pick-up or return, still to come, falls on these half-open days; the earliest first."""
    leaves = Q(state__in=_AWAITED, start__gte=max(start, today), start__lt=end)
    # A loan that comes back on a day ends on the day after it.
    comes_back = Q(end__gt=start, end__lte=end)
    return coming_loans(today).filter(leaves | comes_back).order_by("start", "pk")


def loans_on_closed_days(calendar: OpeningCalendar, *, today: date) -> QuerySet[Loan]:
    """Loans whose pick-up or return, still to come, falls on a day on which nobody is there."""
    coming = coming_loans(today).order_by()
    starts = coming.filter(state__in=_AWAITED, start__gte=today).values_list("start", flat=True).distinct()
    ends = coming.values_list("end", flat=True).distinct()
    closed_starts = [day for day in starts if not calendar.is_open(day)]
    closed_ends = [end for end in ends if calendar.why_closed(shown_end(end))]
    leaves = Q(state__in=_AWAITED, start__in=closed_starts)
    return coming_loans(today).filter(leaves | Q(end__in=closed_ends)).order_by("start", "pk")
