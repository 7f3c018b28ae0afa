"""What agreements plan becomes money: promises, calls for funds, commitments, and what is paid beside the fund.

Lock order: the row of the fund, then the agreement, then the instalment. An instalment goes one way, once.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from funding.actions.contributions import change_pledge, pledge
from funding.actions.instalment_lines import OWED, InstalmentLine, instalment_lines
from funding.actions.ledger import locked
from funding.enums import AgreementState, CallState, ContributionState, InstalmentFlow
from funding.models import Agreement, Contribution, Fund, Instalment
from inclusion.models import Partner, User
from inclusion.rules.money import ZERO

__all__ = [
    "InstalmentLine",
    "follow_promise",
    "instalment_lines",
    "pledge_instalments",
    "promised_by_instalments",
]


@transaction.atomic
def pledge_instalments(agreement: Agreement, *, by: User, at: datetime) -> None:
    """Let what each payer promises the fund for each year hold its instalments of all signed agreements.

    For the moment at which an agreement or an amendment is signed, or terminated. A promise that was exactly what
    instalments ask for follows them, down as well; one of more than that stays. Raises DomainError where a promise
    cannot be made: a year outside the fund, or whose accounts are closed.
    """
    if agreement.fund is None:
        return
    fund = locked(agreement.fund)
    touched = Instalment.objects.filter(
        Q(agreement=agreement) | Q(superseded_by=agreement), flow=InstalmentFlow.CALLED
    ).select_related("party__partner")
    pairs = {(one.party.partner_id, one.year): one.party.partner for one in touched}
    on = agreement.signed_on or timezone.localdate(at)
    for (_, year), partner in sorted(pairs.items(), key=lambda pair: pair[0]):
        before = promised_by_instalments(fund, partner, year, replaced_by=agreement)
        follow_promise(fund, partner, year, before=before, signing=agreement, on=on, by=by, at=at)


def promised_by_instalments(
    fund: Fund, partner: Partner, year: int, *, replaced_by: Agreement | None = None
) -> Decimal:
    """Return the instalments that made the promise of a payer and year what it is so far.

    With those that an amendment takes the place of in this very step.
    """
    known = Instalment.objects.filter(
        Q(superseded_by=None) | Q(superseded_by=replaced_by),
        contribution__fund=fund,
        contribution__partner=partner,
        contribution__year=year,
    )
    return _sum(known)


def _sum(instalments: QuerySet[Instalment]) -> Decimal:
    return instalments.aggregate(total=Sum("amount", default=ZERO))["total"]


def follow_promise(
    fund: Fund,
    partner: Partner,
    year: int,
    *,
    before: Decimal,
    signing: Agreement | None = None,
    on: date,
    by: User,
    at: datetime,
) -> None:
    """Bring the promise of a payer and year to its instalments, which were `before` so far; the fund is locked."""
    owed = Q(agreement__state__in=OWED) | Q(
        agreement__state=AgreementState.TERMINATED, call__state=CallState.ISSUED
    )
    if signing is not None and signing.state != AgreementState.TERMINATED:
        owed |= Q(agreement=signing)
    standing = Instalment.objects.standing().filter(
        owed, flow=InstalmentFlow.CALLED, agreement__fund=fund, party__partner=partner, year=year
    )
    total = _sum(standing)
    rows = Contribution.objects.with_received().with_called()
    known = rows.filter(fund=fund, partner=partner, year=year).first()
    if known is None or known.state == ContributionState.WITHDRAWN:
        if not total:
            return
        known = pledge(
            fund, partner=partner, year=year, amount=total, on=on, above_envelope=True, by=by, at=at
        )
    else:
        least = max(total, known.asked, known.received)
        amount = least if known.pledged == before else max(known.pledged, total)
        if amount != known.pledged:
            change_pledge(known, amount=amount, above_envelope=True, by=by, at=at)
    standing.exclude(contribution=known).update(contribution=known)
