"""Who is told about a request, by rows that a worker sends once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from equipment.enums import RequestMailKind, Verb
from equipment.models import Bank, Loan, LoanRequest, LoanRequestMail
from inclusion import jobs, journal
from inclusion.models import Membership
from inclusion.roles import BankManager

#: What the bank reads; everything else goes to whoever asked.
TO_THE_BANK = frozenset({RequestMailKind.SENT, RequestMailKind.ACCEPTED})
#: An e-mail that waits for longer than this was lost on its way to the worker, which gives up after a day.
LOST = timedelta(days=2)


@transaction.atomic
def tell(
    request: LoanRequest, kind: RequestMailKind, *, loan: Loan | None = None, by: Any, at: datetime
) -> list[LoanRequestMail]:
    """Write the e-mails that say what happened to a request; they leave once this is committed.

    Nothing is written to an address that was told the same before. Returns the rows.
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
        if is_new:
            mails.append(row)
            _post(row)
    if mails:
        journal.record(
            Verb.REQUEST_TOLD, on=request, by=by, at=at, kind=str(kind.value), addresses=len(mails)
        )
    return mails


def _addresses(request: LoanRequest, kind: RequestMailKind) -> list[str]:
    return _distinct(_of_the_bank() if kind in TO_THE_BANK else _of_the_school(request))


def _of_the_bank() -> list[str]:
    """Its managers, else the address of the bank, else that of its host."""
    managers = Membership.objects.in_force().with_role(BankManager.name).order_by("pk")
    if addresses := list(managers.values_list("user__email", flat=True)):
        return addresses
    bank = Bank.objects.current()
    return [bank.email or bank.host.email] if bank else []


def _of_the_school(request: LoanRequest) -> list[str]:
    """Whoever asked while a member, else the school's organisation."""
    if Membership.objects.in_force().filter(user=request.asked_by).exists():
        return [request.asked_by.email]
    return [request.school.partner.email] if request.school.partner else []


def _distinct(addresses: Iterable[str]) -> list[str]:
    return list({address.lower(): address for address in addresses if address}.values())


def _post(row: LoanRequestMail) -> None:
    from equipment.tasks.request_mails import send_request_mail  # tasks stand on a higher floor

    jobs.hint(send_request_mail, network_id=row.network_id, mail_id=row.pk)
