"""A hundred thousand passes and as many records of help are summed and listed by few queries, in little time."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.evaluation.chain_builders import chain_world
from tests.setup_data import setup_data

ROWS, PER_BOOKLET = 100_000, 10
#: A busy machine takes longer than an idle one, which takes less than one.
SECONDS = 10
#: Each booklet, person and commitment as those that the world has, with passes of its own.
_MANY = """
WITH first AS (SELECT * FROM funding_booklet WHERE network_id = %(network)s ORDER BY id DESC LIMIT 1),
people AS (
    INSERT INTO inclusion_beneficiary
        (network_id, followed_by_id, first_name, last_name, address, postal_code, town, country, email, phone,
         language, channel, consent_on, keep_until, added_at, added_by_id, commune_id)
    SELECT p.network_id, p.followed_by_id, 'P' || n, 'Exemple', '', '', '', '', '', '', '',
        p.channel, p.consent_on, p.keep_until, p.added_at, p.added_by_id, p.commune_id
    FROM first, inclusion_beneficiary p, generate_series(1, %(booklets)s) n WHERE p.id = first.beneficiary_id
    RETURNING id
),
numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people),
promised AS (
    INSERT INTO funding_commitment (network_id, funded_action_id, payee_id, label, amount, committed_on, basis)
    SELECT c.network_id, c.funded_action_id, c.payee_id, c.label, c.amount, c.committed_on, '{}'
    FROM first, funding_commitment c, generate_series(1, %(booklets)s) n WHERE c.id = first.commitment_id
    RETURNING id
),
promises AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM promised),
booklets AS (
    INSERT INTO funding_booklet
        (network_id, programme_id, beneficiary_id, prescriber_id, commitment_id, issued_on, issued_by_id, number,
         valid_until, accepted_until, claim_until, limit_year)
    SELECT f.network_id, f.programme_id, p.id, f.prescriber_id, c.id, f.issued_on, f.issued_by_id, 1000 + p.n,
        f.valid_until, f.accepted_until, f.claim_until, f.limit_year
    FROM first f, numbered p JOIN promises c ON c.n = p.n
    RETURNING id, network_id
)
INSERT INTO funding_pass (network_id, booklet_id, rank, code, value, state)
SELECT network_id, id, n, 'X' || id || '-' || n, 10, 'issued' FROM booklets, generate_series(1, %(each)s) n
"""
_HELP = """
INSERT INTO evaluation_helprecord
    (network_id, partner_id, given_on, kind, themes, place, place_name, minutes, people, age_band, source,
     external_id, other, recorded_at)
SELECT network_id, partner_id, given_on, kind, themes, place, '', 30, 1, age_band, source, '', '{}', recorded_at
FROM (SELECT * FROM evaluation_helprecord WHERE network_id = %(network)s AND given_on = %(day)s LIMIT 1) h,
    generate_series(1, %(rows)s)
"""


@setup_data
def world(network, cast):
    with scoped_to(network):
        found = chain_world(cast)
        given = {
            "network": network.pk,
            "booklets": ROWS // PER_BOOKLET,
            "each": PER_BOOKLET,
            "rows": ROWS,
            "day": AT.date(),
        }
        with connection.cursor() as cursor:
            cursor.execute(_MANY, given)
            cursor.execute(_HELP, given)
            cursor.execute("ANALYZE funding_booklet, funding_pass, evaluation_helprecord, inclusion_beneficiary")
    return found


@pytest.mark.slow
def test_many_rows_are_summed_and_listed_by_few_queries(world, client_of, network):
    client = client_of("coordinator")
    addresses = [reverse("chain", args=[network.slug])]
    addresses += [
        reverse("chain_list", args=[network.slug, key]) for key in ("pass-envoyes", "personnes", "participations")
    ]
    client.get(addresses[0])
    for address in addresses:
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(asked) <= 20, address
        assert time.perf_counter() - begun < SECONDS, address
    assert "100\u202f1" in client.get(addresses[0]).content.decode()
