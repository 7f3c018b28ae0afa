"""Reads of the settings of the bank: the loans that closed days get in the way of."""

from datetime import date

from django.db.models import Q, QuerySet

from equipment.bank.rules.calendar import OpeningCalendar
from equipment.enums import STANDING_LOANS, LoanState
from equipment.loans.models.loans import Loan
from inclusion.core.french.periods import shown_end

_AWAITED = (LoanState.OFFERED, LoanState.BOOKED)


def coming_loans(today: date) -> QuerySet[Loan]:
    """Loans of which the pick-up or the return is still to come."""
    return Loan.objects.filter(state__in=STANDING_LOANS, end__gt=today).select_related("school", "model", "kit")


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
