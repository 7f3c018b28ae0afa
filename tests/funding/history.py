"""A long history of a fund, written by SQL: what years of small promises leave in its ledger."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from funding.ledger.enums import AccountKind
from funding.models import Account, Fund, FundedAction, LedgerTransaction
from funding.payees.actions import payee_for
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_action, make_contribution, make_fund, make_rule, receive
from tests.template import as_owner

CONTRIBUTORS = 19
#: What each contributor gives to each promise, in euros.
EACH = Decimal("0.10")
POSTINGS_EACH = 2 * CONTRIBUTORS


@dataclass
class History:
    """A fund with many contributors, one action of which has a long history."""

    fund: Fund
    action: FundedAction
    partner: Partner
    by: User


def start_history() -> History:
    """A fund of three years with 19 contributors of 10 000 €, two for one, and one action."""
    by = make_user()
    fund = make_fund(start=date(2024, 1, 1), end=date(2027, 1, 1))
    make_rule(fund, by=by)
    partners = [make_partner(f"Opérateur {n:02}") for n in range(CONTRIBUTORS)]
    for partner in partners:
        promise = make_contribution(fund, partner, "10000.00", by=by, year=2024)
        receive(promise, "10000.00", by=by, on=date(2024, 1, 5))
    return History(fund, make_action(fund, "Pass numérique", by=by), partners[0], by)


_PROMISES = """
INSERT INTO funding_commitment (network_id, funded_action_id, payee_id, label, amount, committed_on, basis)
    SELECT %(network)s, %(action)s, %(payee)s, 'Carnet', %(amount)s,
        %(first)s::date + (n * %(days)s / %(count)s)::integer, %(basis)s
    FROM generate_series(0, %(count)s - 1) n
    RETURNING id
"""
_MOVEMENTS = """
INSERT INTO funding_ledgertransaction (network_id, fund_id, kind, label, booked_on, recorded_at, commitment_id)
    SELECT network_id, %(fund)s, 'commitment', 'Pass numérique : carnet', committed_on,
        committed_on + interval '9 hours', id
    FROM funding_commitment WHERE funded_action_id = %(action)s AND id >= %(since)s ORDER BY id
"""
_POSTINGS = """
INSERT INTO funding_posting (network_id, transaction_id, account_id, amount)
    SELECT t.network_id, t.id, a.id, CASE a.kind WHEN 'share' THEN -%(each)s ELSE %(each)s END
    FROM funding_ledgertransaction t
    JOIN funding_commitment c ON c.id = t.commitment_id AND c.funded_action_id = %(action)s AND c.id >= %(since)s
    JOIN funding_account a ON a.fund_id = t.fund_id AND a.kind IN ('share', 'committed')
"""


def lengthen(history: History, *, postings: int) -> int:
    """Add promises of three years, evenly spread, until about so many postings more; return how many there are.

    The check of each movement at the end of the transaction is left to the proofs: it costs minutes here.
    """
    fund, action = history.fund, history.action
    for account in Account.objects.filter(fund=fund, kind=AccountKind.SHARE):
        Account.objects.get_or_create(
            fund=fund, kind=AccountKind.COMMITTED, partner_id=account.partner_id, funded_action=action
        )
    shares = [
        [str(account.partner_id), "30000.00"]
        for account in Account.objects.filter(fund=fund, kind=AccountKind.SHARE).order_by("pk")
    ]
    values = {
        "network": fund.network_id,
        "fund": fund.pk,
        "action": action.pk,
        "payee": payee_for("Comité des fêtes", by=history.by, at=AT).pk,
        "count": postings // POSTINGS_EACH,
        "amount": EACH * CONTRIBUTORS,
        "each": EACH,
        "first": date(2024, 2, 1),
        "days": (AT.date() - date(2024, 2, 1) - timedelta(days=1)).days,
        "basis": json.dumps({"shares": shares, "targets": [], "grants": "0.00"}),
    }
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("funding_posting", "funding_ledgertransaction"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ledger_balanced")
        cursor.execute(_PROMISES, values)
        values["since"] = min(row[0] for row in cursor.fetchall())
        cursor.execute(_MOVEMENTS, values)
        cursor.execute(_POSTINGS, values)
        for table in ("funding_posting", "funding_ledgertransaction"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ledger_balanced")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "ANALYZE funding_posting, funding_ledgertransaction, funding_commitment, funding_monthtotal,"
            " funding_accountbalance, funding_account"
        )
    return LedgerTransaction.objects.filter(fund=fund).count()
