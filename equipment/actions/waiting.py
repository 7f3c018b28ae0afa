"""The waiting list: what comes free is offered to whoever waits longest, for some days."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from equipment.actions.booking import NotFree, book
from equipment.actions.loans import cancel
from equipment.actions.request_mails import queue_mails
from equipment.actions.requests import (
    lock_request,
    refuse_request,
    refuse_unless_unanswered,
    withdraw_request,
)
from equipment.enums import LoanState, RequestMailKind, RequestState
from equipment.models import Item, Loan, LoanRequest
from equipment.models.availability import availability_of
from equipment.models.terms import terms_of, the_bank
from equipment.rules.lending import Terms, can_have, first_free
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, shown_end

logger = logging.getLogger(__name__)

#: How much later than asked for something is still offered, to whom later is fine.
LATER_WITHIN = timedelta(days=30)


def serve(*, at: datetime) -> list[Loan]:
    """Offer what can be had to those who wait, the first in line first; returns the offers.

    Each offer is a transaction of its own: what one cannot have, or the database refuses it, holds up nobody behind
    it.
    """
    made = []
    for request in list(LoanRequest.objects.in_line().select_related("school", "model", "kit")):
        try:
            loan = offer_to(request, by=None, at=at)
        except IntegrityError:
            logger.exception("no offer could be made to the loan request %s", request.pk)
            continue
        if loan is not None:
            made.append(loan)
    return made


@transaction.atomic
def offer_to(request: LoanRequest, *, by: Any, at: datetime) -> Loan | None:
    """Book what a waiting request can have now as an offer; None where there is nothing, or it waits no more."""
    request = lock_request(request)
    if request.state != RequestState.WAITING:
        return None
    bank, today = the_bank(), timezone.localdate(at)
    terms = terms_of(bank)
    days = possible_days(request, terms=terms, today=today)
    if days is None:
        return None
    try:
        return _offered(request, days, terms=terms, days_to_answer=bank.offer_days, by=by, at=at)
    except NotFree:  # somebody was quicker
        return None


@transaction.atomic
def offer_dates(
    request: LoanRequest, *, start: date, end: date, item: Item | None = None, by: Any, at: datetime
) -> Loan:
    """Offer other half-open days than those asked for; the school takes them or not, within the bank's days.

    Raises NotFree with the reason, nothing written.
    """
    request = lock_request(request)
    refuse_unless_unanswered(request)
    bank = the_bank()
    if request.state == RequestState.SENT:
        request = states.move(request, RequestState.WAITING, by=by, at=at, waiting_since=at)
    return _offered(
        request,
        Period(start, end),
        terms=terms_of(bank),
        days_to_answer=bank.offer_days,
        item=item,
        by=by,
        at=at,
    )


def _offered(
    request: LoanRequest,
    days: Period,
    *,
    terms: Terms,
    days_to_answer: int,
    item: Item | None = None,
    by: Any,
    at: datetime,
) -> Loan:
    loan = book(
        school=request.school,
        wanted=request.chosen(),
        start=days.start,
        end=days.end,
        pupil=request.pupil,
        needs=request.needs,
        mdph_step=request.mdph_step,
        request=request,
        item=item,
        # Nobody answers after the day on which it would have left.
        offer_until=min(terms.calendar.after(timezone.localdate(at), days_to_answer), days.start),
        by=by,
        at=at,
    )
    request = states.move(request, RequestState.OFFERED, by=by, at=at)
    queue_mails(request, RequestMailKind.OFFERED, loan=loan, by=by, at=at)
    return loan


def possible_days(request: LoanRequest, *, terms: Terms, today: date) -> Period | None:
    """The days that were asked for if they can be had; else, where later is fine, the first that follow closely."""
    shelf, _ = availability_of(request.chosen(), terms=terms, today=today)
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


@transaction.atomic
def give_up(loan: Loan, *, reason: str, by: Any, at: datetime) -> Loan:
    """Give up a loan that has not begun: a booking is cancelled, an offer ends with the request that it answers.

    The school reads the reason either way; nobody is left waiting for an offer that is gone.
    """
    if loan.state != LoanState.OFFERED or loan.request is None:
        return cancel(loan, reason=reason, by=by, at=at)
    if not reason.strip():
        raise DomainError("Dites pourquoi le prêt est annulé.").at("reason")
    refuse_request(loan.request, reason=reason, by=by, at=at)
    loan.refresh_from_db()
    return loan


def lapse(*, at: datetime) -> list[Loan]:
    """Give up offers that nobody took in their days, and the requests behind them; returns the offers."""
    today = timezone.localdate(at)
    over = Loan.objects.filter(state=LoanState.OFFERED, offer_until__lt=today).order_by("pk")
    return [loan for loan in list(over.select_related("request")) if _lapsed(loan, at=at)]


@transaction.atomic
def _lapsed(loan: Loan, *, at: datetime) -> bool:
    """Whether it was this one to give the offer up: the school may have answered meanwhile."""
    request = lock_request(loan.request) if loan.request is not None else None
    if request is None or request.state != RequestState.OFFERED:
        return False
    request = withdraw_request(request, by=None, at=at)
    queue_mails(request, RequestMailKind.LAPSED, loan=loan, by=None, at=at)
    return True


def outlived(*, at: datetime) -> list[LoanRequest]:
    """Take off the list those who wait for days that are over and want no others; returns them."""
    today = timezone.localdate(at)
    over = list(LoanRequest.objects.in_line().filter(later_is_fine=False, start__lt=today))
    return [done for request in over if (done := _outlived(request, at=at))]


@transaction.atomic
def _outlived(request: LoanRequest, *, at: datetime) -> LoanRequest | None:
    request = lock_request(request)
    if request.state != RequestState.WAITING:
        return None
    request = withdraw_request(request, by=None, at=at)
    queue_mails(request, RequestMailKind.LAPSED, by=None, at=at)
    return request
