"""A request ends without a loan: it is refused or withdrawn, and what is offered to it is given up."""

from datetime import datetime
from typing import Any

from django.db import transaction

from equipment.enums import LoanState, RequestState, Verb
from equipment.loans.actions.lifecycle import cancel
from equipment.loans.actions.mails import queue_mails
from equipment.loans.enums import RequestMailKind
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from inclusion.core import journal, states
from inclusion.core.errors import DomainError


@transaction.atomic
def refuse_request(request: LoanRequest, *, reason: str, by: Any, at: datetime) -> LoanRequest:
    """Answer no, with the reason that the school reads."""
    request = lock_request(request)
    _let_go(request, why="La demande est refusée.", by=by, at=at)
    request = states.move(
        request, RequestState.REFUSED, by=by, at=at, reason=reason.strip(), answered_at=at, answered_by=by
    )
    journal.record(Verb.REQUEST_REFUSED, on=request, by=by, at=at)
    queue_mails(request, RequestMailKind.REFUSED, by=by, at=at)
    return request


def lock_request(request: LoanRequest) -> LoanRequest:
    """Lock a request for this transaction: whoever answers it meanwhile waits."""
    found = LoanRequest.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("school", "model", "kit", "pupil").get(pk=request.pk)


def _let_go(request: LoanRequest, *, why: str, by: Any, at: datetime) -> None:
    """Give up the open offer for a request."""
    for loan in Loan.objects.filter(request=request, state=LoanState.OFFERED):
        cancel(loan, reason=why, by=by, at=at)
        Loan.objects.filter(pk=loan.pk).update(request=None)


@transaction.atomic
def give_up(loan: Loan, *, reason: str, by: Any, at: datetime) -> Loan:
    """Give up a loan that has not begun: a booking is cancelled, an offer ends with the request that it answers.

    The school reads the reason either way; nobody is left waiting for an offer that is gone.
    """
    if loan.state != LoanState.OFFERED or loan.request is None:
        return cancel(loan, reason=reason, by=by, at=at)
    if not reason.strip():
        raise DomainError("Indiquez pourquoi le prêt est annulé.").at("reason")
    refuse_request(loan.request, reason=reason, by=by, at=at)
    loan.refresh_from_db()
    return loan


@transaction.atomic
def withdraw_request(request: LoanRequest, *, by: Any, at: datetime) -> LoanRequest:
    """Take a request back that was not answered yet; what the waiting list offered it is free again."""
    request = lock_request(request)
    _let_go(request, why="La demande est retirée.", by=by, at=at)
    request = states.move(request, RequestState.WITHDRAWN, by=by, at=at)
    journal.record(Verb.REQUEST_WITHDRAWN, on=request, by=by, at=at)
    return request
