"""A large loan bank with years of loans, written by SQL in seconds; it meets every constraint of the database."""

from datetime import date

from tests.template import as_owner

MODELS, ITEMS, SCHOOLS, PUPILS = 200, 10_000, 60, 3_000
#: Each item was lent so many times: the last loan but one is about today, the last is to come.
LOANS_EACH = 10
#: Days from one loan of an item to the next, and of a loan; the items are a day apart from one another.
EVERY, LENGTH, SPREAD = 60, 21, 25

_MODELS = """
INSERT INTO equipment_equipmentmodel
    (network_id, name, brand, reference, needs, description, advice, drawing, check_list, added_at)
    SELECT %(network)s, 'Modèle ' || lpad(n::text, 4, '0'), '', '',
        ARRAY[(ARRAY['reading', 'writing', 'attention', 'hearing', 'motor'])[1 + n %% 5]]::varchar[],
        'Aide à faire seul ce que la classe fait.', 'Essayez quatre semaines.', '',
        ARRAY['Chargeur', 'Housse']::varchar[], %(at)s
    FROM generate_series(1, %(models)s) n
    RETURNING id
"""
_ITEMS = """
INSERT INTO equipment_item
    (network_id, model_id, inventory_number, serial, code, state, condition, place, note, added_at)
    SELECT %(network)s, (%(model_ids)s::bigint[])[1 + n %% %(models)s], 'GB-' || lpad(n::text, 5, '0'), '',
        'GB' || lpad(n::text, 6, '0'), CASE WHEN n %% 97 = 0 THEN 'lost' ELSE 'in_service' END, 'good',
        'Étagère ' || n %% 40, '', %(at)s
    FROM generate_series(1, %(items)s) n
    RETURNING id
"""
_SCHOOLS = """
INSERT INTO equipment_school
    (network_id, uai, name, kind, sector, address, postal_code, town, is_pilot, added_at, partner_id)
    SELECT %(network)s, '085' || lpad((5000 + n)::text, 4, '0') || 'A', 'Collège ' || n, 'Collège', 'Public', '',
        '85000', 'La Roche-sur-Yon', false, %(at)s, CASE WHEN n = 1 THEN %(partner)s::bigint END
    FROM generate_series(1, %(schools)s) n
    RETURNING id
"""
_PUPILS = """
INSERT INTO equipment_pupil (network_id, school_id, pseudonym, level, added_at, keep_until)
    SELECT %(network)s, (%(school_ids)s::bigint[])[1 + n %% %(schools)s], 'ELEVE-' || n, '5e', %(at)s, '2030-01-01'
    FROM generate_series(1, %(pupils)s) n
    RETURNING id
"""
#: One loan for each item and each turn; a ninth of those that are just over is late.
_LOANS = """
INSERT INTO equipment_loan
    (network_id, school_id, pupil_id, model_id, needs, mdph_step, start, "end", state, booked_at, handed_over_at,
     returned_at, received_by, cancel_reason, extensions, outcome, outcome_on, outcome_note)
    SELECT %(network)s, p.school_id, p.id, i.model_id, ARRAY['reading']::varchar[],
        CASE WHEN n %% 3 = 0 THEN 'requested' ELSE 'before' END, d.start, d.start + %(length)s,
        d.state, d.start - 9,
        CASE WHEN d.state IN ('out', 'returned') THEN d.start + time '09:00' END,
        CASE WHEN d.state = 'returned' THEN d.start + %(length)s - 1 + time '15:00' END,
        '', '', 0,
        CASE WHEN d.state = 'returned' AND n %% 2 = 0 THEN 'kept' ELSE '' END,
        CASE WHEN d.state = 'returned' AND n %% 2 = 0 THEN d.start + %(length)s END, ''
    FROM unnest(%(item_ids)s::bigint[]) WITH ORDINALITY AS o(item, n)
    JOIN equipment_item i ON i.id = o.item AND i.state = 'in_service'
    CROSS JOIN generate_series(0, %(turns)s - 1) k
    CROSS JOIN LATERAL (SELECT %(first)s::date + (k * %(every)s + n %% %(spread)s)::integer AS start) s
    CROSS JOIN LATERAL (SELECT s.start, CASE
        WHEN s.start > %(today)s THEN 'booked'
        WHEN s.start + %(length)s > %(today)s THEN 'out'
        WHEN k = %(turns)s - 2 AND n %% 9 = 0 THEN 'out'
        ELSE 'returned' END AS state) d
    JOIN equipment_pupil p ON p.id = (%(pupil_ids)s::bigint[])[1 + (n * 7 + k) %% %(pupils)s]
"""
#: A loan takes the item of its turn: they are found by their model, which has as many loans on a day as items.
_PARTS = """
INSERT INTO equipment_loanitem
    (network_id, loan_id, item_id, handed_over_at, returned_at, condition_out, condition_in, checks_out, checks_in,
     remark_out, remark_in, is_lost)
    SELECT l.network_id, l.id, i.id, l.handed_over_at, l.returned_at, 'good',
        CASE WHEN l.state = 'returned' THEN 'good' ELSE '' END, '[]', '[]', '', '', false
    FROM (SELECT *, row_number() OVER (PARTITION BY model_id, start ORDER BY id) AS rank
          FROM equipment_loan WHERE id > %(since)s) l
    JOIN (SELECT i.*, row_number() OVER (PARTITION BY i.model_id, o.n %% %(spread)s ORDER BY o.n) AS rank,
                 o.n %% %(spread)s AS day
          FROM unnest(%(item_ids)s::bigint[]) WITH ORDINALITY AS o(item, n)
          JOIN equipment_item i ON i.id = o.item AND i.state = 'in_service') i
      ON i.model_id = l.model_id AND i.rank = l.rank AND (l.start - %(first)s::date) %% %(every)s = i.day
"""
_BUSY = """
INSERT INTO equipment_occupation (network_id, item_id, loan_item_id, busy)
    SELECT p.network_id, p.item_id, p.id, daterange(l.start, l."end" + 1)
    FROM equipment_loanitem p JOIN equipment_loan l ON l.id = p.loan_id WHERE l.id > %(since)s
"""
_FEEDBACK = """
INSERT INTO equipment_trialfeedback
    (network_id, loan_id, author, form_key, use, helped, needs_helped, what_helped, what_hindered, wish, given_at)
    SELECT network_id, id, (ARRAY['school', 'therapist', 'family'])[1 + id %% 3], gen_random_uuid(), id %% 4,
        1 + id %% 5, ARRAY['reading']::varchar[], 'Il lit seul.', '', 'keep', returned_at + interval '1 day'
    FROM equipment_loan WHERE id > %(since)s AND state = 'returned' AND id %% 2 = 0
"""
_REQUESTS = """
INSERT INTO equipment_loanrequest
    (network_id, school_id, asked_by_id, pupil_id, start, "end", model_id, needs, situation, mdph_step,
     later_is_fine, state, drafted_at, sent_at, answer_by, answered_at, reason)
    SELECT network_id, school_id, %(by)s, pupil_id, start, "end", model_id, needs, 'Lire seul.', mdph_step, true,
        CASE WHEN id %% 500 = 0 THEN 'sent' ELSE 'confirmed' END, booked_at - interval '3 days',
        booked_at - interval '3 days', start, CASE WHEN id %% 500 <> 0 THEN booked_at END, ''
    FROM equipment_loan WHERE id > %(since)s
"""


def write_history(*, network: int, partner: int, by: int, today: date, at: object) -> dict[str, list[int]]:
    """Write 10 000 items of 200 models and ten loans of each; return the keys of models, items and schools.

    `partner` is that of the first school, `by` who asked.
    """
    values = {
        "network": network,
        "partner": partner,
        "by": by,
        "today": today,
        "at": at,
        "models": MODELS,
        "items": ITEMS,
        "schools": SCHOOLS,
        "pupils": PUPILS,
        "turns": LOANS_EACH,
        "every": EVERY,
        "length": LENGTH,
        "spread": SPREAD,
        "first": date.fromordinal(today.toordinal() - (LOANS_EACH - 2) * EVERY - SPREAD),
    }
    with as_owner() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM equipment_loan")
        values["since"] = cursor.fetchone()[0]
        for table, statement, name in (
            ("equipmentmodel", _MODELS, "model_ids"),
            ("item", _ITEMS, "item_ids"),
            ("school", _SCHOOLS, "school_ids"),
            ("pupil", _PUPILS, "pupil_ids"),
            ("loan", _LOANS, ""),
            ("loanitem", _PARTS, ""),
            ("occupation", _BUSY, ""),
            ("trialfeedback", _FEEDBACK, ""),
            ("loanrequest", _REQUESTS, ""),
        ):
            cursor.execute(statement, values)
            if name:
                values[name] = [row[0] for row in cursor.fetchall()]
            # Else the checks of the next statement's keys keep the plan that this session made for a few rows.
            cursor.execute(f"ANALYZE equipment_{table}")
    return {name: values[name] for name in ("model_ids", "item_ids", "school_ids")}
