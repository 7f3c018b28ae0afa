"""What must always be true of the instalments of agreements, as SQL; see `funding.actions.invariants`."""

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
