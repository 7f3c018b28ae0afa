"""Signed agreements with their instalments, as bare rows: what the money of agreements is tested on."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole, SubsidyState
from funding.enums import AgreementState
from funding.models import Agreement, AgreementParty, Fund, Instalment, SubsidyBudgetLine, SubsidyRequest
from funding.subsidies.enums import BudgetSide
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from tests.builders import AT

START, END = date(2026, 1, 1), date(2029, 1, 1)


def signed_copy(by: User) -> Document:
    """A document in place of what the parties signed."""
    return store(
        b"%PDF-1.7 signed",
        kind=DocumentKind.SIGNED_AGREEMENT,
        filename="convention-signee.pdf",
        media_type="application/pdf",
        by=by,
        at=AT,
    )


def bare_agreement(by: User, *, fund: Fund | None = None, **fields: Any) -> Agreement:
    """An agreement in the active network, in force unless `state` says otherwise."""
    state = fields.get("state", AgreementState.ACTIVE)
    signed = state in (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.TERMINATED)
    values = {
        "reference": f"CONV-2026-{Agreement.objects.count() + 1:04d}",
        "kind": AgreementKind.FRAMEWORK,
        "title": "Coordination départementale",
        "state": AgreementState.ACTIVE,
        "start": START,
        "end": END,
        "drafted_by": by,
        "drafted_at": AT,
        "signed_on": date(2026, 1, 5) if signed else None,
        "signed_document": signed_copy(by) if signed else None,
        **fields,
    }
    return Agreement.objects.create(fund=fund, **values)


def bare_party(agreement: Agreement, partner: Partner, role: PartyRole = PartyRole.FUNDER) -> AgreementParty:
    """A party that signed with the others."""
    return AgreementParty.objects.create(agreement=agreement, partner=partner, role=role, signed_on=agreement.signed_on)


def bare_instalment(
    party: AgreementParty,
    amount: str,
    *,
    year: int = 2026,
    due_on: date | None = None,
    flow: InstalmentFlow = InstalmentFlow.CALLED,
    **fields: Any,
) -> Instalment:
    """What a party pays for a year, on 30 June unless another day is said."""
    return Instalment.objects.create(
        agreement=party.agreement,
        party=party,
        flow=flow,
        year=year,
        amount=Decimal(amount),
        due_on=due_on or date(year, 6, 30),
        **fields,
    )


def two_requests(party: AgreementParty, *, by: User) -> tuple[SubsidyRequest, SubsidyRequest]:
    """A request of 2026 that waits for a decision, with its report, and one of 2027 that is to be completed."""
    report = store(
        b"%PDF-1.7 report",
        kind=DocumentKind.SUBSIDY_REPORT,
        filename="bilan.pdf",
        media_type="application/pdf",
        by=by,
        at=AT,
    )
    asked = {"party": party, "asked": Decimal("14000.00"), "project": "Deux coordinatrices."}
    waiting = SubsidyRequest.objects.create(
        year=2026, state=SubsidyState.SUBMITTED, submitted_on=AT.date(), report_document=report, **asked
    )
    for side in BudgetSide:
        SubsidyBudgetLine.objects.create(request=waiting, side=side, label="Ensemble", amount=asked["asked"])
    return waiting, SubsidyRequest.objects.create(year=2027, **asked)


def paid_each_year(party: AgreementParty, amount: str, years: Iterable[int]) -> list[Instalment]:
    """The same instalment for each of these years."""
    return [bare_instalment(party, amount, year=year) for year in years]
