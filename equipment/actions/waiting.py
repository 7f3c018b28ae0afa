"""The waiting list: what comes free is offered to whoever waits longest, for some days."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.actions.booking import NotFree, book
from equipment.actions.requests import held, withdraw_request
from equipment.enums import LoanState, RequestState
from equipment.models import Loan, LoanRequest
from equipment.models.shelves import shelf_of
from equipment.models.terms import terms_of, the_bank
from equipment.rules.lending import Terms, can_have, first_free
from inclusion import states
from inclusion.rules.periods import Period, shown_end

#: How much later than asked for something is still offered, to whom later is fine.
LATER_WITHIN = timedelta(days=30)


def serve(*, at: datetime) -> list[Loan]:
    """Offer what can be had to those who wait, the first in line first; returns the offers.

    Each offer is a transaction of its own: what one cannot have holds up nobody behind it.
    """
    made = []
    for request in list(LoanRequest.objects.in_line().select_related("school", "model", "kit")):
        loan = offer_to(request, by=None, at=at)
        if loan is not None:
            made.append(loan)
    return made


@transaction.atomic
def offer_to(request: LoanRequest, *, by: Any, at: datetime) -> Loan | None:
    """Book what a waiting request can have now as an offer; None where there is nothing, or it waits no more."""
    request = held(request)
    if request.state != RequestState.WAITING:
        return None
    bank, today = the_bank(), timezone.localdate(at)
    terms = terms_of(bank)
    days = possible_days(request, terms=terms, today=today)
    if days is None:
        return None
    try:
        loan = book(
            school=request.school,
            wanted=request.chosen(),
            start=days.start,
            end=days.end,
            pupil=request.pupil,
            needs=request.needs,
            mdph_step=request.mdph_step,
            request=request,
            offer_until=terms.calendar.after(today, bank.offer_days),
            by=by,
            at=at,
        )
    except NotFree:  # somebody was quicker
        return None
    states.move(request, RequestState.OFFERED, by=by, at=at)
    return loan


def possible_days(request: LoanRequest, *, terms: Terms, today: date) -> Period | None:
    """The days that were asked for if they can be had; else, where later is fine, the first that follow closely."""
    shelf, _ = shelf_of(request.chosen(), terms=terms, today=today)
    asked = request.days
    if can_have(shelf, asked.start, asked.end, terms=terms, today=today):
        return asked
    if not request.later_is_fine:
        return None
    since = max(asked.start, today)
    length = (shown_end(asked.end) - asked.start).days
    found = first_free(shelf, length, since=since, terms=terms, today=today)
    if found is None or found.start > since + LATER_WITHIN:
        return None
    return Period(found.start, found.end)


def lapse(*, at: datetime) -> list[Loan]:
    """Give up offers that nobody took in their days, and the requests behind them; returns the offers."""
    today = timezone.localdate(at)
    over = list(Loan.objects.filter(state=LoanState.OFFERED, offer_until__lt=today).select_related("request"))
    for loan in over:
        if loan.request is not None:
            withdraw_request(loan.request, by=None, at=at)
    return over


def outlived(*, at: datetime) -> list[LoanRequest]:
    """Take off the list those who wait for days that are over and want no others; returns them."""
    today = timezone.localdate(at)
    over = list(LoanRequest.objects.in_line().filter(later_is_fine=False, start__lt=today))
    return [withdraw_request(request, by=None, at=at) for request in over]
