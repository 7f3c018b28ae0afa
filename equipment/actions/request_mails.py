"""Who is told about a request, by rows that a worker sends once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from equipment.actions.addresses import of_the_bank, of_the_school
from equipment.enums import RequestMailKind, Verb
from equipment.models import Loan, LoanRequest, LoanRequestMail
from inclusion.core import jobs, journal

#: What the bank reads; everything else goes to whoever asked.
TO_THE_BANK = frozenset({RequestMailKind.SENT, RequestMailKind.ACCEPTED})
#: An e-mail that waits for longer than this was lost on its way to the worker, which gives up after a day.
LOST = timedelta(days=2)


@transaction.atomic
def queue_mails(
    request: LoanRequest,
    kind: RequestMailKind,
    *,
    loan: Loan | None = None,
    again: bool = False,
    by: Any,
    at: datetime,
) -> list[LoanRequestMail]:
    """Write the e-mails that say what happened to a request; they leave once this is committed.

    Nothing is written to an address that was told the same before, unless it is so `again`: a loan may be moved twice.
    Returns the rows that will leave.
    """
    mails = []
    for address in _addresses(request, kind):
        row, is_new = LoanRequestMail.objects.get_or_create(
            request=request,
            kind=kind,
            loan=loan,
            to=address,
            defaults={"network_id": request.network_id, "asked_at": at},
        )
        if again and not is_new:
            row.asked_at, row.mailed_at, row.problem = at, None, ""
            row.save(update_fields=["asked_at", "mailed_at", "problem"])
        if is_new or again:
            mails.append(row)
            _post(row)
    if mails:
        journal.record(
            Verb.REQUEST_TOLD, on=request, by=by, at=at, kind=str(kind.value), addresses=len(mails)
        )
    return mails


def _addresses(request: LoanRequest, kind: RequestMailKind) -> list[str]:
    return of_the_bank() if kind in TO_THE_BANK else of_the_school(request.school, request)


def _post(row: LoanRequestMail) -> None:
    from equipment.tasks.request_mails import send_request_mail  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_request_mail, network_id=row.network_id, mail_id=row.pk)
