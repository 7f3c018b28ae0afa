"""What must always be true of a network's ledger, proven by SQL from the postings alone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.contributions.queries import wrong_matches
from funding.contributions.rules.leverage import ContributorYear
from funding.ledger.actions import locked
from funding.ledger.models.entries import InvariantCheck
from funding.ledger.models.funds import Fund
from funding.statements.models import FundingStatement
from funding.statements.rules.statement import seal
from inclusion.core.invariants import sql_finder
from inclusion.core.models.networks import Network
from inclusion.core.registry.invariants import Finder, invariants, register_invariant
from inclusion.core.scope import scoped_to

# -- Invariants of instalments

#: A call or a commitment is of the payer, the fund, the year and the amount of its instalment, and of no other one. A
#: call of less than its instalment follows money that had come before it; a cancelled one asks for nothing.
INSTALMENTS_IN_PLACE = """
SELECT i.id AS instalment, i.year, i.amount, c.reference AS call, c.amount AS called, m.id AS commitment,
       m.amount AS committed
FROM funding_instalment i
JOIN funding_agreement g ON g.id = i.agreement_id
JOIN funding_agreementparty p ON p.id = i.party_id
LEFT JOIN funding_contribution n ON n.id = i.contribution_id
LEFT JOIN funding_callforfunds c ON c.id = i.call_id
LEFT JOIN funding_commitment m ON m.id = i.commitment_id
LEFT JOIN funding_fundedaction x ON x.id = m.funded_action_id
WHERE i.network_id = %(network)s AND NOT coalesce(
    p.agreement_id = g.id
    AND (n.id IS NULL OR n.fund_id = g.fund_id AND n.partner_id = p.partner_id AND n.year = i.year)
    AND (c.id IS NULL OR c.contribution_id = n.id AND (c.state = 'cancelled' OR c.amount = i.amount
        OR c.amount < i.amount AND i.amount - c.amount <= (
            SELECT coalesce(sum(r.amount), 0) FROM funding_receipt r
            WHERE r.contribution_id = n.id AND r.amount > 0 AND r.reverses_id IS NULL
            AND r.received_on <= c.called_on)))
    AND (m.id IS NULL OR m.amount = i.amount AND x.fund_id = g.fund_id)
    AND NOT EXISTS (SELECT FROM funding_instalment o
        WHERE o.id <> i.id AND (o.call_id = i.call_id OR o.commitment_id = i.commitment_id)), false)
"""


# -- Invariants of payees, of their documents and of second persons

#: What the portal spends by itself goes to whom it owes it: the person of a booklet, the place of a claim, a party or
#: the post of an agreement.
PAYEES_IN_PLACE = """
SELECT c.id AS commitment, NULL::bigint AS payment, e.id AS payee
FROM funding_commitment c
JOIN funding_payee e ON e.id = c.payee_id
LEFT JOIN funding_booklet k ON k.commitment_id = c.id
LEFT JOIN funding_instalment i ON i.commitment_id = c.id
LEFT JOIN funding_agreement g ON g.id = i.agreement_id
LEFT JOIN funding_post o ON o.agreement_id = coalesce(g.parent_id, g.id)
WHERE c.network_id = %(network)s AND NOT coalesce(
    (k.id IS NULL OR e.person_id = k.beneficiary_id)
    AND (i.id IS NULL OR e.post_id = o.id OR o.id IS NULL AND EXISTS (
        SELECT FROM funding_agreementparty p WHERE p.agreement_id = g.id AND p.partner_id = e.partner_id)), false)
UNION ALL
SELECT y.commitment_id, y.id, e.id
FROM funding_payment y
JOIN funding_payee e ON e.id = y.payee_id
LEFT JOIN funding_reimbursementline l ON l.id = y.line_id
LEFT JOIN funding_reimbursement r ON r.id = l.reimbursement_id
WHERE y.network_id = %(network)s AND y.line_id IS NOT NULL AND e.place_id IS DISTINCT FROM r.place_id
"""

DOCUMENTS_OF_SPENDING = """
SELECT s.id AS supporting_document, s.commitment_id AS commitment, d.kind
FROM funding_supportingdocument s
JOIN inclusion_document d ON d.id = s.document_id
LEFT JOIN funding_payment y ON y.id = s.payment_id
LEFT JOIN funding_paymentrequest q ON q.id = s.request_id
WHERE s.network_id = %(network)s AND NOT coalesce(
    d.kind IN ('spending_quote', 'spending_invoice', 'spending_decision')
    AND coalesce(y.commitment_id, q.commitment_id, s.commitment_id) = s.commitment_id, false)
"""

#: Above the threshold that the journal says the fund had then, a payment is what one person asked for and another one
#: confirmed, who did not make its commitment; what was confirmed is paid once.
SECOND_PERSONS = """
SELECT y.id AS payment, y.request_id AS request, y.amount, s.above
FROM funding_payment y
JOIN funding_ledgertransaction t ON t.payment_id = y.id AND t.kind = 'payment'
JOIN funding_ledgertransaction m ON m.commitment_id = y.commitment_id AND m.kind = 'commitment'
LEFT JOIN funding_paymentrequest q ON q.id = y.request_id
LEFT JOIN LATERAL (
    SELECT (j.details #>> '{row,values,second_person_above}')::numeric AS above FROM inclusion_journalentry j
    WHERE j.network_id = %(network)s AND j.target_model = 'funding.Fund' AND j.target_id = t.fund_id
    AND j.at <= t.recorded_at AND j.details ->> 'row' IS NOT NULL ORDER BY j.at DESC, j.id DESC LIMIT 1
) s ON true
WHERE y.network_id = %(network)s AND y.line_id IS NULL AND NOT CASE
    WHEN y.request_id IS NULL THEN s.above IS NULL OR y.amount <= s.above
    ELSE coalesce(q.state = 'confirmed' AND q.asked_by_id <> q.decided_by_id
        AND m.recorded_by_id IS DISTINCT FROM q.decided_by_id AND t.recorded_by_id = q.decided_by_id
        AND (q.commitment_id, q.payee_id, q.amount, q.paid_on, q.reference)
            = (y.commitment_id, y.payee_id, y.amount, y.paid_on, y.reference), false) END
UNION ALL
SELECT NULL, q.id, q.amount, NULL
FROM funding_paymentrequest q
LEFT JOIN funding_payment y ON y.request_id = q.id
WHERE q.network_id = %(network)s AND (q.state = 'confirmed') <> (y.id IS NOT NULL)
"""

#: The account of a fund or a place is the last that two persons agreed on, that of a validated claim one of them.
ACCOUNTS_CONFIRMED = """
WITH agreed AS (
    SELECT * FROM funding_bankdetailschange
    WHERE network_id = %(network)s AND state = 'confirmed' AND asked_by_id <> decided_by_id
)
SELECT 'place' AS what, p.id FROM funding_trainingplace p
LEFT JOIN LATERAL (
    SELECT iban, account_holder FROM agreed WHERE place_id = p.id ORDER BY decided_at DESC, id DESC LIMIT 1
) a ON true
WHERE p.network_id = %(network)s
AND (p.iban, p.account_holder) IS DISTINCT FROM (coalesce(a.iban, ''), coalesce(a.account_holder, ''))
UNION ALL
SELECT 'fund', f.id FROM funding_fund f
LEFT JOIN LATERAL (SELECT iban FROM agreed WHERE fund_id = f.id ORDER BY decided_at DESC, id DESC LIMIT 1) a ON true
WHERE f.network_id = %(network)s AND f.iban <> coalesce(a.iban, '')
UNION ALL
SELECT 'claim', r.id FROM funding_reimbursement r
WHERE r.network_id = %(network)s AND r.validated_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM agreed a WHERE a.place_id = r.place_id AND a.decided_at <= r.validated_at
    AND (a.iban, a.account_holder) = (r.iban, r.account_holder))
"""


# -- Invariants of statements and of numbers

NUMBERS_WITHOUT_GAP = """
SELECT count(*) AS statements, coalesce(max(s.number), 0) AS highest, coalesce(max(c.last), 0) AS counter
FROM (SELECT %(network)s::bigint AS network_id) n
LEFT JOIN funding_fundingstatement s ON s.network_id = n.network_id
LEFT JOIN funding_counter c ON c.network_id = n.network_id AND c.name = 'statement'
HAVING count(s.id) <> coalesce(max(s.number), 0) OR coalesce(max(s.number), 0) <> coalesce(max(c.last), 0)
"""

CALLS_WITHOUT_GAP = """
SELECT series, calls, highest, counter FROM (
    SELECT 'call-' || substring(reference FROM '^AF-([0-9]{4})-') AS series, count(*) AS calls,
           max(substring(reference FROM '^AF-[0-9]{4}-([0-9]{1,9})$')::integer) AS highest
    FROM funding_callforfunds WHERE network_id = %(network)s GROUP BY 1
) made
FULL JOIN (
    SELECT name AS series, last AS counter FROM funding_counter
    WHERE network_id = %(network)s AND starts_with(name, 'call-') AND last > 0
) kept USING (series)
WHERE (calls, highest) IS DISTINCT FROM (counter::bigint, counter)
"""

# A statement is its operator's, of its fund and days: as the journal and the sealed figures say, whatever its row says.
STATEMENTS_IN_PLACE = """
SELECT s.number, s.partner_id AS partner, s.fund_id AS fund, s.start, s."end", s.as_at
FROM funding_fundingstatement s
JOIN funding_fund f ON f.id = s.fund_id
LEFT JOIN inclusion_journalentry j ON j.network_id = s.network_id AND j.verb = 'statement.issued'
    AND j.target_model = 'funding.FundingStatement' AND j.target_id = s.id
WHERE s.network_id = %(network)s AND NOT coalesce(
    j.details ->> 'partner' = s.partner_id::text AND j.details ->> 'seal' = s.seal
    AND s.figures ->> 'fund' = f.name AND s.figures ->> 'start' = s.start::text AND s.figures ->> 'end' = s."end"::text
    AND left(s.figures ->> 'as_at', 19)
        IS NOT DISTINCT FROM to_char(s.as_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'), false)
"""


# -- Invariants of the ledger, from the postings alone
#
# The queries are written out, apart from the code that writes the ledger, so that a fault there cannot hide itself
# here.


@dataclass(frozen=True)
class Result:
    """One invariant, proven or broken: each violation is a row that shows where to look."""

    name: str
    sentence: str
    violations: list[dict[str, Any]]
    #: What is found is no fault: somebody should look at it.
    is_warning: bool = False


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

# What a movement says is what its own papers say: which one it is of, whose, of which fund, on which day.
MOVEMENTS_FOUNDED = """
SELECT t.id AS transaction, t.kind, t.booked_on
FROM funding_ledgertransaction t
JOIN funding_fund f ON f.id = t.fund_id
LEFT JOIN funding_receipt r ON r.id = t.receipt_id
LEFT JOIN funding_contribution n ON n.id = r.contribution_id
LEFT JOIN funding_grantreceipt g ON g.id = t.grant_receipt_id
LEFT JOIN funding_grant s ON s.id = g.grant_id
LEFT JOIN funding_commitment c ON c.id = t.commitment_id
LEFT JOIN funding_fundedaction x ON x.id = c.funded_action_id
LEFT JOIN funding_payment y ON y.id = t.payment_id
LEFT JOIN funding_ledgertransaction b ON b.id = t.reverses_id
WHERE t.network_id = %(network)s AND NOT coalesce(
    t.booked_on >= f.start AND t.booked_on < f."end"
    AND num_nonnulls(t.receipt_id, t.grant_receipt_id, t.commitment_id) = 1
    AND (t.payment_id IS NOT NULL) = (coalesce(b.kind, t.kind) = 'payment')
    AND CASE t.kind
        WHEN 'receipt' THEN n.fund_id = f.id AND t.booked_on = r.received_on
        WHEN 'match' THEN n.fund_id = f.id AND t.booked_on >= r.received_on
        WHEN 'grant' THEN s.fund_id = f.id AND t.booked_on = g.received_on
        WHEN 'commitment' THEN x.fund_id = f.id AND t.booked_on = c.committed_on
        WHEN 'payment' THEN x.fund_id = f.id AND y.commitment_id = c.id AND t.booked_on = y.paid_on
        WHEN 'release' THEN x.fund_id = f.id AND t.booked_on >= c.committed_on
        WHEN 'debt' THEN x.fund_id = f.id AND t.booked_on >= c.committed_on AND EXISTS (
            SELECT FROM funding_redemption u JOIN funding_pass o ON o.id = u.one_pass_id
            JOIN funding_booklet k ON k.id = o.booklet_id WHERE u.movement_id = t.id AND k.commitment_id = c.id)
        WHEN 'reversal' THEN b.kind IN ('receipt', 'grant', 'commitment', 'payment', 'release', 'debt')
            AND b.fund_id = f.id
            AND b.commitment_id IS NOT DISTINCT FROM c.id AND b.payment_id IS NOT DISTINCT FROM t.payment_id
            AND b.receipt_id IS NOT DISTINCT FROM r.reverses_id
            AND b.grant_receipt_id IS NOT DISTINCT FROM g.reverses_id
            AND t.booked_on = coalesce(r.received_on, g.received_on, t.booked_on) AND t.booked_on >= b.booked_on
            AND (SELECT count(*) FROM funding_posting p WHERE p.transaction_id = t.id)
                = (SELECT count(*) FROM funding_posting p WHERE p.transaction_id = b.id)
    END, false)
"""

# Releases and reversals have no document of their own: what the journal says of them is in the ledger, and
# nothing else.
MOVEMENTS_IN_JOURNAL = """
SELECT commitment, recorded, booked FROM (
    SELECT target_id AS commitment, sum((details ->> 'amount')::numeric) AS recorded FROM inclusion_journalentry
    WHERE network_id = %(network)s AND target_model = 'funding.Commitment' AND verb = 'commitment.released' GROUP BY 1
) j
FULL JOIN (
    SELECT t.commitment_id AS commitment, -sum(p.amount) AS booked
    FROM funding_ledgertransaction t
    JOIN funding_posting p ON p.transaction_id = t.id
    JOIN funding_account a ON a.id = p.account_id AND a.kind = 'committed'
    WHERE t.network_id = %(network)s AND t.kind = 'release' GROUP BY 1
) l USING (commitment)
WHERE recorded IS DISTINCT FROM booked
UNION ALL
SELECT t.commitment_id, (j.details ->> 'reverses')::numeric, t.reverses_id
FROM (
    SELECT target_id, details FROM inclusion_journalentry WHERE network_id = %(network)s
    AND target_model = 'funding.LedgerTransaction' AND verb = 'transaction.reversed'
) j
FULL JOIN (
    SELECT id AS target_id, commitment_id, reverses_id FROM funding_ledgertransaction
    WHERE network_id = %(network)s AND kind = 'reversal'
) t USING (target_id)
WHERE (j.details ->> 'reverses')::numeric IS DISTINCT FROM t.reverses_id
"""

# Each posting is on an account that its movement may touch, on its side, and for all of an amount that a
# document gives.
POSTINGS_IN_PLACE = """
SELECT p.id AS posting, t.id AS transaction, t.kind, a.kind AS account, p.amount
FROM funding_posting p
JOIN funding_ledgertransaction t ON t.id = p.transaction_id
JOIN funding_account a ON a.id = p.account_id
LEFT JOIN funding_receipt r ON r.id = t.receipt_id
LEFT JOIN funding_contribution n ON n.id = r.contribution_id
LEFT JOIN funding_grantreceipt g ON g.id = t.grant_receipt_id
LEFT JOIN funding_commitment c ON c.id = t.commitment_id
LEFT JOIN funding_payment y ON y.id = t.payment_id
WHERE p.network_id = %(network)s AND NOT coalesce(CASE t.kind
    WHEN 'receipt' THEN a.partner_id = n.partner_id
        AND p.amount = CASE a.kind WHEN 'share' THEN r.amount WHEN 'source' THEN -r.amount END
    WHEN 'match' THEN a.kind = 'source' AND a.partner_id IS NOT NULL OR a.kind = 'share' AND a.partner_id = n.partner_id
    WHEN 'grant' THEN a.grant_id = g.grant_id
        AND p.amount = CASE a.kind WHEN 'grant' THEN g.amount WHEN 'source' THEN -g.amount END
    WHEN 'commitment' THEN a.kind IN ('share', 'grant') AND p.amount < 0
        OR a.kind = 'committed' AND a.funded_action_id = c.funded_action_id AND p.amount > 0
    WHEN 'payment' THEN a.funded_action_id = c.funded_action_id AND (a.kind = 'paid' AND p.amount > 0
        OR a.kind = CASE WHEN y.line_id IS NULL THEN 'committed' ELSE 'owed' END AND p.amount < 0)
    WHEN 'debt' THEN a.funded_action_id = c.funded_action_id
        AND (a.kind = 'committed' AND p.amount < 0 OR a.kind = 'owed' AND p.amount > 0)
    WHEN 'release' THEN a.kind IN ('share', 'grant') AND p.amount > 0
        OR a.kind = 'committed' AND a.funded_action_id = c.funded_action_id AND p.amount < 0
    WHEN 'reversal' THEN EXISTS (SELECT FROM funding_posting q
        WHERE q.transaction_id = t.reverses_id AND q.account_id = p.account_id AND q.amount = -p.amount)
    END, false)
"""

# Only a match moves euros from one to another: every other movement gives back to whom it takes from.
EUROS_STAY_ONES_OWN = """
SELECT t.id AS transaction, t.kind, a.partner_id AS contributor, a.grant_id AS "grant", sum(p.amount) AS moved
FROM funding_ledgertransaction t
JOIN funding_posting p ON p.transaction_id = t.id
JOIN funding_account a ON a.id = p.account_id
WHERE t.network_id = %(network)s AND t.kind <> 'match'
GROUP BY t.id, a.partner_id, a.grant_id
HAVING sum(p.amount) <> 0
"""

SHARES_ADD_UP = """
SELECT a.fund_id AS fund, sum(p.amount) FILTER (WHERE a.kind <> 'source') AS kept,
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
COMMITMENTS_BOOKED = """
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
       coalesce(sum(p.amount) FILTER (WHERE a.kind = 'share' AND t.kind IN ('receipt', 'reversal')), 0) AS booked
FROM funding_receipt r
LEFT JOIN funding_ledgertransaction t ON t.receipt_id = r.id
LEFT JOIN funding_posting p ON p.transaction_id = t.id
LEFT JOIN funding_account a ON a.id = p.account_id
WHERE r.network_id = %(network)s
GROUP BY r.id
HAVING coalesce(sum(p.amount) FILTER (WHERE a.kind = 'share' AND t.kind IN ('receipt', 'reversal')), 0) <> r.amount
"""

GRANTS_BOOKED = """
SELECT r.id AS grant_receipt, r.amount,
       coalesce(sum(p.amount) FILTER (WHERE a.kind = 'grant' AND t.kind IN ('grant', 'reversal')), 0) AS booked
FROM funding_grantreceipt r
LEFT JOIN funding_ledgertransaction t ON t.grant_receipt_id = r.id
LEFT JOIN funding_posting p ON p.transaction_id = t.id
LEFT JOIN funding_account a ON a.id = p.account_id
WHERE r.network_id = %(network)s
GROUP BY r.id
HAVING coalesce(sum(p.amount) FILTER (WHERE a.kind = 'grant' AND t.kind IN ('grant', 'reversal')), 0) <> r.amount
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
SELECT a.id AS account, b.amount AS kept, sum(p.amount) AS booked, b.is_source
FROM funding_account a
LEFT JOIN funding_posting p ON p.account_id = a.id
LEFT JOIN funding_accountbalance b ON b.account_id = a.id
WHERE a.network_id = %(network)s
GROUP BY a.id, b.amount, b.is_source
HAVING b.amount IS DISTINCT FROM sum(p.amount) OR b.is_source <> (a.kind = 'source')
"""

MONTHS_KEPT = """
SELECT coalesce(kept.account_id, booked.account_id) AS account, coalesce(kept.month, booked.month) AS month,
       kept.amount AS kept, booked.amount AS booked
FROM (
    SELECT account_id, booked_in AS month, recorded_in, kind, effect, positive, coalesce(funded_action_id, 0) AS action,
           fund_id, amount, how_many, first_id, since, until
    FROM funding_monthtotal WHERE network_id = %(network)s
) kept
FULL JOIN (
    SELECT p.account_id, date_trunc('month', t.booked_on)::date AS month,
           date_trunc('month', t.recorded_at AT TIME ZONE 'UTC')::date AS recorded_in, t.kind,
           coalesce(r.kind, t.kind) AS effect, p.amount > 0 AS positive, coalesce(c.funded_action_id, 0) AS action,
           t.fund_id, sum(p.amount) AS amount, count(*) AS how_many, min(t.id) AS first_id,
           min(t.booked_on) AS since, max(t.booked_on) AS until
    FROM funding_posting p
    JOIN funding_ledgertransaction t ON t.id = p.transaction_id
    LEFT JOIN funding_ledgertransaction r ON r.id = t.reverses_id
    LEFT JOIN funding_commitment c ON c.id = t.commitment_id
    WHERE p.network_id = %(network)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
) booked USING (account_id, month, recorded_in, kind, effect, positive, action)
WHERE (kept.fund_id, kept.amount, kept.how_many, kept.first_id, kept.since, kept.until)
    IS DISTINCT FROM (booked.fund_id, booked.amount, booked.how_many, booked.first_id, booked.since, booked.until)
"""


def _matches(network: Network) -> list[dict[str, Any]]:
    """Where the match in the ledger is not what the rule gives for the receipts."""
    return [
        {"fund": fund.pk, "contributor": partner, "year": year, "matcher": matcher, "missing": missing}
        for fund in Fund.objects.order_by("pk")
        for ((partner, year), matcher), missing in _matches_of(fund).items()
    ]


@transaction.atomic
def _matches_of(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """Read while nothing moves in the fund: what comes in between two queries is no fault."""
    return wrong_matches(locked(fund))


def _seals(network: Network) -> list[dict[str, Any]]:
    """Statements whose figures no longer give the seal that was printed."""
    return [
        {"number": statement.number, "seal": statement.seal}
        for statement in FundingStatement.objects.order_by("number").iterator()
        if not _holds(statement)
    ]


def _holds(statement: FundingStatement) -> bool:
    try:
        return seal(statement.sealed()) == statement.seal
    except TypeError:  # a figure that no statement has, such as a number with a point
        return False


#: Finds what breaks an invariant in a network, in whose scope it is called.
INVARIANTS: dict[str, tuple[str, Finder]] = {
    "balanced": ("chaque mouvement compte au moins deux écritures, de somme nulle", sql_finder(BALANCED)),
    "movements_founded": ("chaque mouvement a sa pièce, de son fonds et de son jour", sql_finder(MOVEMENTS_FOUNDED)),
    "movements_in_journal": (
        "chaque dégagement et chaque annulation est au journal, et inversement",
        sql_finder(MOVEMENTS_IN_JOURNAL),
    ),
    "postings_in_place": ("chaque écriture est au compte que dit sa pièce", sql_finder(POSTINGS_IN_PLACE)),
    "euros_stay_ones_own": (
        "aucun mouvement, hors effet levier, ne fait passer les euros de l’un à l’autre",
        sql_finder(EUROS_STAY_ONES_OWN),
    ),
    "shares_add_up": ("ce que le fonds détient est ce qui lui a été apporté", sql_finder(SHARES_ADD_UP)),
    "never_negative": ("aucune part, subvention ni engagement n’a jamais été sous zéro", sql_finder(NEVER_NEGATIVE)),
    "commitments_booked": (
        "chaque engagement est dans les comptes, et n’est dépassé ni par ses paiements ni par ses dégagements",
        sql_finder(COMMITMENTS_BOOKED),
    ),
    "receipts_booked": ("chaque versement est dans les comptes, pour son montant", sql_finder(RECEIPTS_BOOKED)),
    "grants_booked": (
        "chaque versement de subvention est dans les comptes, pour son montant",
        sql_finder(GRANTS_BOOKED),
    ),
    "payments_booked": ("chaque paiement est dans les comptes, pour son montant", sql_finder(PAYMENTS_BOOKED)),
    "payees_in_place": ("ce que le portail dépense de lui-même va à qui il le doit", sql_finder(PAYEES_IN_PLACE)),
    "documents_of_spending": (
        "chaque pièce est de son engagement, et de son paiement",
        sql_finder(DOCUMENTS_OF_SPENDING),
    ),
    "second_persons": (
        "au-dessus du seuil de son fonds, chaque paiement a été demandé par une personne et confirmé par une autre",
        sql_finder(SECOND_PERSONS),
    ),
    "accounts_confirmed": (
        "chaque compte bancaire a été indiqué par une personne et confirmé par une autre",
        sql_finder(ACCOUNTS_CONFIRMED),
    ),
    "balances_kept": ("le solde tenu de chaque compte est la somme de ses écritures", sql_finder(BALANCES_KEPT)),
    "months_kept": ("les sommes tenues par mois sont celles des écritures", sql_finder(MONTHS_KEPT)),
    "matches": ("l’effet levier est celui que donne la règle", _matches),
    "numbers_without_gap": ("les numéros des relevés se suivent", sql_finder(NUMBERS_WITHOUT_GAP)),
    "calls_without_gap": ("les numéros des appels de fonds se suivent", sql_finder(CALLS_WITHOUT_GAP)),
    "instalments_in_place": (
        "chaque échéance de convention a l’appel ou l’engagement de son payeur, de son année et de son montant",
        sql_finder(INSTALMENTS_IN_PLACE),
    ),
    "statements_in_place": (
        "chaque relevé est celui de son opérateur, de son fonds et de ses jours",
        sql_finder(STATEMENTS_IN_PLACE),
    ),
    "seals": ("les sceaux des relevés correspondent à leurs chiffres", _seals),
}


for _name, (_sentence, _find) in INVARIANTS.items():
    register_invariant(_name, _sentence, _find)


def prove(network: Network) -> list[Result]:
    """Prove every invariant of the network; broken ones carry their violations."""
    with scoped_to(network):
        return [Result(name, one.sentence, one.find(network), bool(one.warning)) for name, one in invariants().items()]


def check_invariants(network: Network, *, at: datetime) -> list[Result]:
    """Prove every invariant and keep the outcome for the coordinator's home."""
    results = prove(network)
    with scoped_to(network):
        InvariantCheck.objects.create(
            network=network,
            checked_at=at,
            violations=sum(len(result.violations) for result in results if not result.is_warning),
            counts={result.name: len(result.violations) for result in results},
        )
    return results
