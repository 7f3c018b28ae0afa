"""What must always be true of passes, proven by SQL from the postings and the rows alone."""

from inclusion.core.invariants import sql_finder
from inclusion.core.registry.invariants import register_invariant

# What the states of a booklet's passes say is what its commitment holds, account by account.
PASSES_IN_THE_LEDGER = """
SELECT k.id AS booklet, booked.*, said.*
FROM funding_booklet k
CROSS JOIN LATERAL (
    SELECT coalesce(sum(o.value) FILTER (WHERE o.state = 'issued'), 0) AS outstanding,
           coalesce(sum(o.value) FILTER (WHERE o.state = 'redeemed'), 0) AS owed,
           coalesce(sum(o.value) FILTER (WHERE o.state = 'paid'), 0) AS paid,
           coalesce(sum(o.value) FILTER (WHERE o.state IN ('cancelled', 'expired', 'lapsed')), 0) AS given_back,
           coalesce(sum(o.value), 0) AS issued
    FROM funding_pass o WHERE o.booklet_id = k.id
) said
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount) FILTER (WHERE a.kind = 'committed'), 0) AS in_committed,
           coalesce(sum(p.amount) FILTER (WHERE a.kind = 'owed'), 0) AS in_owed,
           coalesce(sum(p.amount) FILTER (WHERE a.kind = 'paid'), 0) AS in_paid,
           coalesce(sum(p.amount) FILTER (WHERE t.kind = 'release' AND a.kind IN ('share', 'grant')), 0)
               AS in_given_back
    FROM funding_ledgertransaction t
    JOIN funding_posting p ON p.transaction_id = t.id
    JOIN funding_account a ON a.id = p.account_id
    WHERE t.commitment_id = k.commitment_id
) booked
JOIN funding_commitment c ON c.id = k.commitment_id
WHERE k.network_id = %(network)s AND (outstanding, owed, paid, given_back, issued)
    IS DISTINCT FROM (in_committed, in_owed, in_paid, in_given_back, c.amount)
"""

# A pass that served has one use that was not taken back, of its own value and place; one that did not has none.
PASSES_USED_ONCE = """
SELECT o.id AS pass, o.state, count(u.id) AS uses, sum(p.amount) AS owed
FROM funding_pass o
LEFT JOIN funding_redemption u ON u.one_pass_id = o.id AND u.taken_back_at IS NULL
LEFT JOIN funding_posting p ON p.transaction_id = u.movement_id AND p.amount > 0
WHERE o.network_id = %(network)s
GROUP BY o.id
HAVING count(DISTINCT u.id) <> CASE WHEN o.state IN ('redeemed', 'paid', 'lapsed') THEN 1 ELSE 0 END
    OR coalesce(sum(p.amount), 0) <> CASE WHEN count(u.id) = 0 THEN 0 ELSE o.value END
"""

# The debt of a use was taken back where the use was, or where it lapsed; else it remains.
USES_IN_THE_LEDGER = """
SELECT u.id AS use, o.state, u.taken_back_at, m.id AS mirror
FROM funding_redemption u
JOIN funding_pass o ON o.id = u.one_pass_id
LEFT JOIN funding_ledgertransaction m ON m.reverses_id = u.movement_id
WHERE u.network_id = %(network)s
AND (m.id IS NOT NULL) <> (u.taken_back_at IS NOT NULL OR o.state = 'lapsed')
"""

# A line asks for a use of its own place and programme, at its value; below zero it makes good one that was taken back.
LINES_IN_PLACE = """
SELECT l.id AS line, r.reference, l.amount
FROM funding_reimbursementline l
JOIN funding_reimbursement r ON r.id = l.reimbursement_id
JOIN funding_redemption u ON u.id = l.redemption_id
JOIN funding_pass o ON o.id = u.one_pass_id
JOIN funding_booklet k ON k.id = o.booklet_id
WHERE l.network_id = %(network)s AND NOT coalesce(
    abs(l.amount) = o.value AND u.place_id = r.place_id AND k.programme_id = r.programme_id
    AND (l.amount > 0 OR u.taken_back_at IS NOT NULL AND EXISTS (
        SELECT FROM funding_reimbursementline g WHERE g.redemption_id = l.redemption_id AND g.amount > 0)), false)
"""

# No use is paid twice: a payment that was not reversed is of a line of a reimbursement that was paid, or that
# came to nothing and was set off against what the place had been paid before; each pass has one at most.
PASSES_PAID_ONCE = """
SELECT o.id AS pass, o.state, count(t.id) AS payments
FROM funding_pass o
JOIN funding_redemption u ON u.one_pass_id = o.id
JOIN funding_reimbursementline l ON l.redemption_id = u.id
JOIN funding_reimbursement r ON r.id = l.reimbursement_id
LEFT JOIN funding_payment y ON y.line_id = l.id
LEFT JOIN funding_ledgertransaction t ON t.payment_id = y.id AND t.kind = 'payment'
    AND NOT EXISTS (SELECT FROM funding_ledgertransaction m WHERE m.reverses_id = t.id)
WHERE o.network_id = %(network)s
GROUP BY o.id
HAVING count(t.id) <> count(t.id) FILTER (WHERE r.state IN ('paid', 'closed')) OR count(t.id) > 1
    OR (count(t.id) = 1) <> (o.state = 'paid')
"""

# What a paid reimbursement came to is what its uses were paid, less what it compensated; never below zero.
REIMBURSEMENTS_ADD_UP = """
SELECT r.id AS reimbursement, r.reference, sum(l.amount) AS total
FROM funding_reimbursement r
LEFT JOIN funding_reimbursementline l ON l.reimbursement_id = r.id
WHERE r.network_id = %(network)s
GROUP BY r.id
HAVING coalesce(sum(l.amount), -1) < 0 OR (r.state = 'closed') AND sum(l.amount) <> 0
"""

BOOKLETS_WITHOUT_GAP = """
SELECT count(k.id) AS booklets, coalesce(max(k.number), 0) AS highest, coalesce(max(c.last), 0) AS counter
FROM (SELECT %(network)s::bigint AS network_id) n
LEFT JOIN funding_booklet k ON k.network_id = n.network_id
LEFT JOIN funding_counter c ON c.network_id = n.network_id AND c.name = 'booklet'
HAVING count(k.id) <> coalesce(max(k.number), 0) OR coalesce(max(k.number), 0) <> coalesce(max(c.last), 0)
"""

# A booklet that another one replaces has nothing left to use, and the other one is the same person's and programme's.
REPLACED_ARE_VOID = """
SELECT n.id AS booklet, o.id AS replaced
FROM funding_booklet n
JOIN funding_booklet o ON o.id = n.replaces_id
WHERE n.network_id = %(network)s AND (o.cancelled_at IS NULL
    OR n.first_id IS DISTINCT FROM coalesce(o.first_id, o.id)
    OR (o.beneficiary_id, o.programme_id, o.limit_year)
        IS DISTINCT FROM (n.beneficiary_id, n.programme_id, n.limit_year)
    OR EXISTS (SELECT FROM funding_pass p WHERE p.booklet_id = o.id AND p.state = 'issued'))
"""

# What waits for the coordination can be decided: its booklet has passes left, and its person a name.
REQUESTS_TO_DECIDE = """
SELECT q.id AS request, q.booklet_id AS booklet
FROM funding_replacementrequest q
JOIN funding_booklet k ON k.id = q.booklet_id
JOIN inclusion_beneficiary b ON b.id = k.beneficiary_id
WHERE q.network_id = %(network)s AND q.state = 'waiting' AND (b.anonymised_at IS NOT NULL
    OR NOT EXISTS (SELECT FROM funding_pass p WHERE p.booklet_id = k.id AND p.state = 'issued'))
"""

#: By name: the sentence that pages and the command show, and the query whose rows are violations.
PASS_INVARIANTS = {
    "passes_in_the_ledger": (
        "les pass valables, dus, payés et rendus d’un carnet sont ce que les comptes en disent",
        PASSES_IN_THE_LEDGER,
    ),
    "passes_used_once": ("chaque pass a servi une fois au plus", PASSES_USED_ONCE),
    "uses_in_the_ledger": ("chaque utilisation est dans les comptes, ou en a été retirée", USES_IN_THE_LEDGER),
    "lines_in_place": (
        "chaque ligne de remboursement est une utilisation de son lieu et de son programme",
        LINES_IN_PLACE,
    ),
    "passes_paid_once": ("aucun pass n’est payé deux fois", PASSES_PAID_ONCE),
    "reimbursements_add_up": ("aucun remboursement n’est au-dessous de zéro", REIMBURSEMENTS_ADD_UP),
    "replaced_are_void": ("un carnet remplacé n’a plus aucun pass valable", REPLACED_ARE_VOID),
    "requests_to_decide": ("aucune demande de remplacement n’attend pour un carnet terminé", REQUESTS_TO_DECIDE),
    "booklets_without_gap": ("les numéros des carnets se suivent", BOOKLETS_WITHOUT_GAP),
}

for _name, (_sentence, _rows) in PASS_INVARIANTS.items():
    register_invariant(_name, _sentence, sql_finder(_rows))
