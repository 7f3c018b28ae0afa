"""What must always be true of a network's ledger, proven by SQL from the postings alone.

The queries are written out, apart from the code that writes the ledger, so that a fault there cannot hide itself here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from funding.actions.matching import match_differences
from funding.models import Fund, FundingStatement, InvariantCheck
from funding.rules.statements import seal
from inclusion.models import Network
from inclusion.scope import scoped_to


@dataclass(frozen=True)
class Result:
    """One invariant, proven or broken: each violation is a row that shows where to look."""

    name: str
    sentence: str
    violations: list[dict[str, Any]]


BALANCED = """
SELECT t.id AS transaction, count(p.id) AS postings, coalesce(sum(p.amount), 0) AS total,
       count(p.id) FILTER (WHERE a.fund_id <> t.fund_id) AS of_another_fund
FROM funding_ledgertransaction t
LEFT JOIN funding_posting p ON p.transaction_id = t.id
LEFT JOIN funding_account a ON a.id = p.account_id
WHERE t.network_id = %(network)s
GROUP BY t.id
HAVING count(p.id) < 2 OR coalesce(sum(p.amount), 0) <> 0 OR count(p.id) FILTER (WHERE a.fund_id <> t.fund_id) > 0
"""

SHARES_ADD_UP = """
SELECT a.fund_id AS fund, sum(p.amount) FILTER (WHERE a.kind <> 'source') AS held,
       -sum(p.amount) FILTER (WHERE a.kind = 'source') AS brought
FROM funding_posting p JOIN funding_account a ON a.id = p.account_id
WHERE p.network_id = %(network)s
GROUP BY a.fund_id
HAVING sum(p.amount) <> 0
"""

NEVER_NEGATIVE = """
SELECT account, day, balance FROM (
    SELECT a.id AS account, t.booked_on AS day,
           sum(sum(p.amount)) OVER (PARTITION BY a.id ORDER BY t.booked_on) AS balance
    FROM funding_posting p
    JOIN funding_account a ON a.id = p.account_id
    JOIN funding_ledgertransaction t ON t.id = p.transaction_id
    WHERE p.network_id = %(network)s AND a.kind <> 'source'
    GROUP BY a.id, t.booked_on
) daily WHERE balance < 0
"""

# One movement makes a commitment; one that was reversed holds nothing, as far as sums go.
COMMITMENTS_HELD = """
SELECT commitment, amount, movements, made, released, paid, left_over FROM (
    SELECT c.id AS commitment, c.amount,
           count(DISTINCT t.id) FILTER (WHERE t.kind = 'commitment') AS movements,
           coalesce(sum(p.amount)
               FILTER (WHERE a.kind = 'committed' AND coalesce(r.kind, t.kind) = 'commitment'), 0) AS made,
           -coalesce(sum(p.amount)
               FILTER (WHERE a.kind = 'committed' AND coalesce(r.kind, t.kind) = 'release'), 0) AS released,
           coalesce(sum(p.amount) FILTER (WHERE a.kind IN ('owed', 'paid')), 0) AS paid,
           coalesce(sum(p.amount) FILTER (WHERE a.kind = 'committed'), 0) AS left_over
    FROM funding_commitment c
    LEFT JOIN funding_ledgertransaction t ON t.commitment_id = c.id
    LEFT JOIN funding_ledgertransaction r ON r.id = t.reverses_id
    LEFT JOIN funding_posting p ON p.transaction_id = t.id
    LEFT JOIN funding_account a ON a.id = p.account_id
    WHERE c.network_id = %(network)s
    GROUP BY c.id
) sums
WHERE movements <> 1 OR made NOT IN (amount, 0) OR paid + released > made OR left_over < 0 OR released < 0 OR paid < 0
"""

RECEIPTS_BOOKED = """
SELECT r.id AS receipt, r.amount,
       coalesce(sum(p.amount) FILTER (WHERE a.kind = 'share' AND t.kind = 'receipt'), 0) AS booked
FROM funding_receipt r
LEFT JOIN funding_ledgertransaction t ON t.receipt_id = r.id
LEFT JOIN funding_posting p ON p.transaction_id = t.id
LEFT JOIN funding_account a ON a.id = p.account_id
WHERE r.network_id = %(network)s
GROUP BY r.id
HAVING coalesce(sum(p.amount) FILTER (WHERE a.kind = 'share' AND t.kind = 'receipt'), 0) <> r.amount
"""

GRANTS_BOOKED = """
SELECT r.id AS grant_receipt, r.amount,
       coalesce(sum(p.amount) FILTER (WHERE a.kind = 'grant' AND t.kind = 'grant'), 0) AS booked
FROM funding_grantreceipt r
LEFT JOIN funding_ledgertransaction t ON t.grant_receipt_id = r.id
LEFT JOIN funding_posting p ON p.transaction_id = t.id
LEFT JOIN funding_account a ON a.id = p.account_id
WHERE r.network_id = %(network)s
GROUP BY r.id
HAVING coalesce(sum(p.amount) FILTER (WHERE a.kind = 'grant' AND t.kind = 'grant'), 0) <> r.amount
"""

PAYMENTS_BOOKED = """
SELECT y.id AS payment, y.amount,
       coalesce(sum(p.amount) FILTER (WHERE a.kind = 'paid' AND t.kind = 'payment'), 0) AS booked
FROM funding_payment y
LEFT JOIN funding_ledgertransaction t ON t.payment_id = y.id
LEFT JOIN funding_posting p ON p.transaction_id = t.id
LEFT JOIN funding_account a ON a.id = p.account_id
WHERE y.network_id = %(network)s
GROUP BY y.id
HAVING coalesce(sum(p.amount) FILTER (WHERE a.kind = 'paid' AND t.kind = 'payment'), 0) <> y.amount
"""

# What the database keeps as running sums, beside the postings themselves.
BALANCES_KEPT = """
SELECT a.id AS account, b.amount AS kept, sum(p.amount) AS booked
FROM funding_account a
LEFT JOIN funding_posting p ON p.account_id = a.id
LEFT JOIN funding_accountbalance b ON b.account_id = a.id
WHERE a.network_id = %(network)s
GROUP BY a.id, b.amount
HAVING b.amount IS DISTINCT FROM sum(p.amount)
"""

MONTHS_KEPT = """
SELECT coalesce(kept.account_id, booked.account_id) AS account, coalesce(kept.month, booked.month) AS month,
       kept.amount AS kept, booked.amount AS booked
FROM (
    SELECT account_id, booked_in AS month, recorded_in, kind, effect, positive, coalesce(funded_action_id, 0) AS action,
           amount, how_many
    FROM funding_monthtotal WHERE network_id = %(network)s
) kept
FULL JOIN (
    SELECT p.account_id, date_trunc('month', t.booked_on)::date AS month,
           date_trunc('month', t.recorded_at AT TIME ZONE 'UTC')::date AS recorded_in, t.kind,
           coalesce(r.kind, t.kind) AS effect, p.amount > 0 AS positive, coalesce(c.funded_action_id, 0) AS action,
           sum(p.amount) AS amount, count(*) AS how_many
    FROM funding_posting p
    JOIN funding_ledgertransaction t ON t.id = p.transaction_id
    LEFT JOIN funding_ledgertransaction r ON r.id = t.reverses_id
    LEFT JOIN funding_commitment c ON c.id = t.commitment_id
    WHERE p.network_id = %(network)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7
) booked USING (account_id, month, recorded_in, kind, effect, positive, action)
WHERE kept.amount IS DISTINCT FROM booked.amount OR kept.how_many IS DISTINCT FROM booked.how_many
"""

NUMBERS_WITHOUT_GAP = """
SELECT count(*) AS statements, coalesce(max(s.number), 0) AS highest, coalesce(max(c.last), 0) AS counter
FROM (SELECT %(network)s::bigint AS network_id) n
LEFT JOIN funding_fundingstatement s ON s.network_id = n.network_id
LEFT JOIN funding_counter c ON c.network_id = n.network_id AND c.name = 'statement'
HAVING count(s.id) <> coalesce(max(s.number), 0) OR coalesce(max(s.number), 0) <> coalesce(max(c.last), 0)
"""

DOCUMENTS_WHOLE = """
SELECT s.number, d.id AS document
FROM funding_statementfile f
JOIN funding_fundingstatement s ON s.id = f.statement_id
JOIN inclusion_document d ON d.id = f.document_id
LEFT JOIN inclusion_documentcontent k ON k.document_id = d.id
WHERE s.network_id = %(network)s AND (k.id IS NULL OR encode(sha256(k.data), 'hex') <> d.sha256)
"""


def _rows(sql: str, network: Network) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"network": network.pk})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _matches(network: Network) -> list[dict[str, Any]]:
    """Where the match in the ledger is not what the rule gives for the receipts."""
    return [
        {"fund": fund.pk, "rule": rule.pk, "contributor": partner_id, "missing": difference}
        for fund in Fund.objects.all()
        for rule, partner_id, difference in match_differences(fund)
    ]


def _seals(network: Network) -> list[dict[str, Any]]:
    """Statements whose figures no longer give the seal that was printed."""
    return [
        {"number": statement.number, "seal": statement.seal}
        for statement in FundingStatement.objects.order_by("number").iterator()
        if seal(statement.sealed()) != statement.seal
    ]


def _sql(query: str) -> Callable[[Network], list[dict[str, Any]]]:
    return lambda network: _rows(query, network)


INVARIANTS: dict[str, tuple[str, Callable[[Network], list[dict[str, Any]]]]] = {
    "balanced": ("chaque mouvement compte au moins deux écritures, de somme nulle", _sql(BALANCED)),
    "shares_add_up": ("ce que le fonds détient est ce qui lui a été apporté", _sql(SHARES_ADD_UP)),
    "never_negative": (
        "aucune part, subvention ni engagement n’a jamais été sous zéro",
        _sql(NEVER_NEGATIVE),
    ),
    "commitments_held": (
        "chaque engagement est dans les comptes, et n’est dépassé ni par ses paiements ni par ses dégagements",
        _sql(COMMITMENTS_HELD),
    ),
    "receipts_booked": ("chaque versement est dans les comptes, pour son montant", _sql(RECEIPTS_BOOKED)),
    "grants_booked": (
        "chaque versement de subvention est dans les comptes, pour son montant",
        _sql(GRANTS_BOOKED),
    ),
    "payments_booked": ("chaque paiement est dans les comptes, pour son montant", _sql(PAYMENTS_BOOKED)),
    "balances_kept": ("le solde tenu de chaque compte est la somme de ses écritures", _sql(BALANCES_KEPT)),
    "months_kept": ("les sommes tenues par mois sont celles des écritures", _sql(MONTHS_KEPT)),
    "matches": ("l’effet levier est celui que donne la règle", _matches),
    "numbers_without_gap": ("les numéros des relevés se suivent", _sql(NUMBERS_WITHOUT_GAP)),
    "seals": ("les sceaux des relevés correspondent à leurs chiffres", _seals),
    "documents_whole": ("les fichiers des relevés n’ont pas changé", _sql(DOCUMENTS_WHOLE)),
}


def prove(network: Network) -> list[Result]:
    """Prove every invariant of the network; broken ones carry their violations."""
    with scoped_to(network):
        return [Result(name, sentence, find(network)) for name, (sentence, find) in INVARIANTS.items()]


def check_invariants(network: Network, *, at: datetime) -> list[Result]:
    """Prove every invariant and keep the outcome for the coordinator's home."""
    results = prove(network)
    _keep(network, results, at=at)
    return results


def _keep(network: Network, results: list[Result], *, at: datetime) -> None:
    with scoped_to(network):
        InvariantCheck.objects.create(
            network=network,
            checked_at=at,
            violations=sum(len(result.violations) for result in results),
            counts={result.name: len(result.violations) for result in results},
        )
