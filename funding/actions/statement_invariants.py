"""What must always be true of statements and of numbers given one after the other; see `invariants`."""

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
