"""What the subsidy requests of a cooperation agreement are made from: what is planned, what was asked before."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from funding.agreements.enums import InstalmentFlow
from funding.agreements.models import Agreement, Instalment
from funding.agreements.queries.instalments import OWED, main_of
from funding.enums import AgreementState
from funding.subsidies.enums import BudgetSide
from funding.subsidies.models import SubsidyRequest
from inclusion.core.french.money import ZERO


def planned_of(request: SubsidyRequest) -> QuerySet[Instalment]:
    """Return what an operator pays for the year of a request, its agreement's signed amendments included."""
    return planned_in(request.party.agreement, year=request.year).filter(party__partner=request.party.partner_id)


def shown_instalments(request: SubsidyRequest) -> QuerySet[Instalment]:
    """Return what `planned_of` does, of a terminated agreement too: what was received before is still shown."""
    states = (*OWED, AgreementState.TERMINATED)
    return planned_in(request.party.agreement, year=request.year, states=states).filter(
        party__partner=request.party.partner_id
    )


def planned_in(agreement: Agreement, *, year: int, states: Sequence[AgreementState] = OWED) -> QuerySet[Instalment]:
    """Return what is paid into the fund for a year of an agreement, its signed amendments included."""
    main = main_of(agreement)
    return Instalment.objects.standing().filter(
        Q(agreement=main) | Q(agreement__parent=main),
        flow=InstalmentFlow.CALLED,
        year=year,
        agreement__state__in=states,
    )


def requests_in(agreement: Agreement, *, year: int) -> QuerySet[SubsidyRequest]:
    """Return the requests of a year of an agreement, its amendments included."""
    main = main_of(agreement)
    return SubsidyRequest.objects.filter(Q(party__agreement=main) | Q(party__agreement__parent=main), year=year)


def last_request(request: SubsidyRequest) -> SubsidyRequest | None:
    """Return the request to the same operator for the year before, of this agreement or of the one that it renews."""
    agreement = request.party.agreement
    main = agreement.parent or agreement
    mains = [key for key in (main.pk, main.renews_id) if key is not None]
    found = SubsidyRequest.objects.filter(
        Q(party__agreement__in=mains) | Q(party__agreement__parent__in=mains),
        party__partner=request.party.partner_id,
        year=request.year - 1,
    )
    return found.order_by("-pk").first()


def budget_of(request: SubsidyRequest) -> tuple[list[tuple[str, Decimal]], list[tuple[str, Decimal]]]:
    """Return the expenses and the resources of a request, in the order in which they were written."""
    lines = request.budget_lines.order_by("pk").values_list("side", "label", "amount")
    sides = {side: [(label, amount) for of, label, amount in lines if of == side] for side in BudgetSide}
    return sides[BudgetSide.EXPENSE], sides[BudgetSide.RESOURCE]


class YearToPrepare(NamedTuple):
    """A year of which operators pay and are not asked yet: how many, and how much together."""

    year: int
    operators: int
    amount: Decimal


def years_to_prepare(agreement: Agreement) -> list[YearToPrepare]:
    """Return the years whose requests are still to be prepared, the first one first."""
    main = main_of(agreement)
    either = Q(agreement=main) | Q(agreement__parent=main)
    planned = Instalment.objects.standing().filter(either, flow=InstalmentFlow.CALLED, agreement__state__in=OWED)
    asked = SubsidyRequest.objects.filter(Q(party__agreement=main) | Q(party__agreement__parent=main))
    known = set(asked.values_list("year", "party__partner_id"))
    left: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for year, partner, amount in planned.values_list("year", "party__partner_id", "amount"):
        if (year, partner) not in known:
            left[year][partner] += amount
    return [
        YearToPrepare(year, len(by_operator), sum(by_operator.values(), ZERO))
        for year, by_operator in sorted(left.items())
    ]
