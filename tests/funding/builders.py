"""Funds for the tests, made by the actions that the portal itself uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from funding.bank_details.actions import confirm_bank_details
from funding.bank_details.models import BankDetailsChange
from funding.contributions.actions.pledges import pledge
from funding.contributions.actions.receipts import record_receipt
from funding.enums import Verb
from funding.funds.actions import set_leverage_rule
from funding.grants.actions import award_grant, record_grant_receipt
from funding.models import Commitment, Contribution, Fund, FundedAction, Grant
from funding.spending.actions.commitments import commit
from funding.spending.actions.funded_actions import open_funded_action
from inclusion.core import journal
from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_user

#: A document of one empty page.
SMALL_PDF = (
    b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
    b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj\ntrailer <</Root 1 0 R>>\n"
)
START, END = date(2026, 1, 1), date(2029, 1, 1)
_number = count(1)


def make_fund(name: str = "Fonds d’inclusion numérique", **fields: Any) -> Fund:
    """A fund of three years in the active network, which co-finances posts."""
    host = fields.pop("host", None) or department()
    values = {"envelope": Decimal("300000.00"), "start": START, "end": END, "finances_posts": True, **fields}
    with transaction.atomic():
        fund = Fund.objects.create(name=name, host=host, **values)
        journal.record(Verb.FUND_OPENED, on=fund, by=None, at=AT)
    return fund


@contextmanager
def closed(fund: Fund, *, until: date = date(2027, 1, 1)) -> Iterator[None]:
    """The accounts of a fund are closed at least until a day, whatever the day is, and as they were afterwards."""
    fund.refresh_from_db(fields=["closed_until"])
    before = fund.closed_until
    close(fund, until=max(until, before or until))
    try:
        yield
    finally:
        close(fund, until=before)


def close(fund: Fund, *, until: date | None = date(2027, 1, 1)) -> None:
    """Close the accounts of a fund, whatever the day is (None, or a day before it begins: open them all)."""
    fund.closed_until = min(until, fund.end) if until and until > fund.start else None
    Fund.objects.filter(pk=fund.pk).update(closed_until=fund.closed_until)


def department() -> Partner:
    """The Conseil départemental of the active network, which carries the funds and adds to them."""
    return Partner.objects.filter(kind=PartnerKind.DEPARTMENT).first() or make_partner(
        "Conseil départemental", kind=PartnerKind.DEPARTMENT
    )


def make_rule(fund: Fund, *, by: User, at: datetime = AT, **fields: Any) -> None:
    """Two euros for one, over the whole fund."""
    values = {"ratio_added": 2, "start": fund.start, "end": fund.end, **fields}
    set_leverage_rule(fund, matcher=department(), by=by, at=at, **values)


def make_contribution(fund: Fund, partner: Partner, amount: str, *, by: User, year: int = 2026) -> Contribution:
    """A promise of a year."""
    return pledge(fund, partner=partner, year=year, amount=Decimal(amount), on=START, by=by, at=AT)


def receive(
    contribution: Contribution,
    amount: str,
    *,
    by: User,
    on: date = date(2026, 3, 2),
    at: datetime = AT,
    bank_reference: str = "",
) -> Any:
    """Money that comes in, with a reference of its own."""
    reference = bank_reference or f"VIR-{next(_number)}"
    return record_receipt(
        contribution, amount=Decimal(amount), bank_reference=reference, on=on, above_call=True, by=by, at=at
    )


def make_action(fund: Fund, name: str, *, by: User, targets: tuple[Partner, ...] = ()) -> FundedAction:
    """An action that the fund may pay for."""
    return open_funded_action(fund, name=name, targets=targets, on=fund.start, by=by, at=AT)


def make_grant(
    fund: Fund, action: FundedAction, amount: str, *, by: User, on: date = date(2026, 4, 1), name: str = ""
) -> Grant:
    """A grant for an action, awarded and received in whole on one day."""
    number = next(_number)
    grant = award_grant(
        fund,
        funder="ANCT",
        name=name or f"Appel {number}",
        amount=Decimal(amount),
        actions=[action],
        awarded_on=on,
        by=by,
        at=AT,
    )
    record_grant_receipt(grant, amount=Decimal(amount), bank_reference=f"ANCT-{number}", on=on, by=by, at=AT)
    return grant


def engage(
    action: FundedAction, amount: str, *, by: User, on: date = date(2026, 5, 4), at: datetime = AT
) -> Commitment:
    """Euros promised to an action."""
    return commit(action, amount=Decimal(amount), payee="Comité des fêtes", label="Dépense", on=on, by=by, at=at)


@dataclass
class Worked:
    """The worked example of the domain: CAF 10 000, Orange 5 000, CPAM 0, two for one; then two actions of 9 000."""

    fund: Fund
    by: User
    caf: Partner
    orange: Partner
    cpam: Partner
    rights: FundedAction
    forum: FundedAction
    commitments: list[Commitment]


def worked_example(*, actions: bool = True) -> Worked:
    """Make the worked example through the actions of the portal, in the active network."""
    by = make_user()
    fund = make_fund()
    make_rule(fund, by=by)
    caf, orange, cpam = (make_partner(name) for name in ("CAF", "Orange", "CPAM"))
    for partner, amount in ((caf, "10000.00"), (orange, "5000.00"), (cpam, "0.00")):
        contribution = make_contribution(fund, partner, amount, by=by)
        if Decimal(amount):
            receive(contribution, amount, by=by)
    rights = make_action(fund, "Mes droits depuis chez moi", by=by, targets=(caf,))
    forum = make_action(fund, "Forum", by=by)
    commitments = []
    if actions:
        commitments = [engage(rights, "9000.00", by=by), engage(forum, "9000.00", by=by, on=date(2026, 6, 1))]
    return Worked(fund, by, caf, orange, cpam, rights, forum, commitments)


def confirm_accounts(*, at: datetime = AT) -> None:
    """Somebody else confirms every account that was asked for in the active network."""
    for change in BankDetailsChange.objects.waiting():
        confirm_bank_details(change, by=make_user(), at=at)
