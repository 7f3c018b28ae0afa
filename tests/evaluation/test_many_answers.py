"""Two hundred thousand answers are published in time and memory that grow less than they do, and read at once.

What is slow is to hide what reveals few people, and ten times the answers are not ten times as much to hide: these
numbers are the smallest that show it.
"""

import resource
import sys
import time
import tracemalloc
from collections.abc import Sequence

import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from evaluation.enums import AgeBand, ItemKind, ItemRole, Moment
from evaluation.models import Campaign, Publication
from evaluation.questionnaires.rules import AGREEMENT, SKILL, Choice, Form, Item, Section
from evaluation.results.actions import publish_moment
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_epci, make_partner
from tests.evaluation.builders import closed, opened, taking_part

PEOPLE = 10_000
#: A busy machine takes longer than an idle one; hours would mean a fault.
SECONDS = 120
BANDS = [band for band in AgeBand if band != AgeBand.UNKNOWN]
FORM = Form(
    title="Vingt questions",
    sections=(
        Section(
            code="all",
            title="Tout",
            items=(
                Item(
                    code="age",
                    kind=ItemKind.SINGLE,
                    label="Votre âge ?",
                    role=ItemRole.AGE,
                    choices=tuple(Choice(code=band.value, label=band.label) for band in BANDS),
                ),
                *(
                    Item(code=f"skill{at}", kind=ItemKind.SKILL, label=f"Savoir {at}", measure=f"m{at}")
                    for at in range(8)
                ),
                *(Item(code=f"agree{at}", kind=ItemKind.AGREEMENT, label=f"Avis {at}") for at in range(7)),
                Item(
                    code="test",
                    kind=ItemKind.TESTED,
                    label="Laquelle ?",
                    choices=(Choice(code="a", label="A"), Choice(code="b", label="B")),
                    right="a",
                    measure="m0",
                ),
                Item(
                    code="uses",
                    kind=ItemKind.MULTIPLE,
                    label="Que faites-vous ?",
                    choices=tuple(Choice(code=f"u{at}", label=f"Usage {at}") for at in range(4)),
                ),
                Item(code="hours", kind=ItemKind.NUMBER, label="Combien d’heures ?", minimum=0),
                Item(code="words", kind=ItemKind.TEXT, label="Un mot ?"),
            ),
        ),
    ),
)


_RESPONSES = """
INSERT INTO evaluation_response
    (network_id, campaign_id, key, channel, answered_on, is_finished, structure_id, epci_id, age_band)
    SELECT %(network)s, %(campaign)s, gen_random_uuid(), 'link', %(day)s, true, (%(parts)s::bigint[])[d.part + 1],
        (%(epcis)s::text[])[1 + CASE WHEN random() < 0.9 THEN d.part %% 6 ELSE floor(random() * 6)::integer END],
        (%(bands)s::text[])[width_bucket(random(), %(ages)s::float[])]
    FROM (SELECT least(9, floor(-3 * ln(1 - random())))::integer AS part
          FROM generate_series(1, %(people)s)) d
"""
_ANSWERS = """
INSERT INTO evaluation_answer (network_id, campaign_id, response_id, item, choice, number, text)
    SELECT r.network_id, r.campaign_id, r.id, a.item, a.choice, a.number, a.text
    FROM evaluation_response r
    CROSS JOIN LATERAL (
        SELECT 'age' AS item, r.age_band AS choice, NULL::integer AS number, '' AS text
        UNION ALL
        SELECT o.item, o.codes[width_bucket(random(), o.steps)], NULL, ''
        FROM jsonb_to_recordset(%(drawn)s) AS o(item text, codes text[], steps float[])
        UNION ALL
        (SELECT 'uses', 'u' || n, NULL, '' FROM generate_series(0, 3) n
         ORDER BY random() LIMIT 1 + r.id %% 2)
        UNION ALL
        SELECT 'hours', '', floor(random() * 41)::integer, ''
        UNION ALL
        SELECT 'words', '', NULL, 'Un mot de ' || random() WHERE r.id %% 100 = 0
    ) a
    WHERE r.campaign_id = %(campaign)s
"""


def bulk_answers(campaign: Campaign, people: int) -> int:
    """Write answers as they would have come, without the pages; returns how many."""
    epcis = [make_epci(f"2000000{at:02}", f"CC {at:02}").pk for at in range(6)]
    parts = [taking_part(campaign, make_partner(f"Structure {at:02}")).pk for at in range(10)]
    drawn = {
        **{f"skill{at}": (SKILL, (10, 30, 40, 5)) for at in range(8)},
        **{f"agree{at}": (AGREEMENT, (2, 10, 20, 40, 20)) for at in range(7)},
        "test": (FORM.sections[0].items[16].choices, (2, 1)),
    }
    given = {
        "campaign": campaign.pk,
        "network": campaign.network_id,
        "people": people,
        "day": AT.date(),
        "epcis": epcis,
        "parts": parts,
        "bands": [band.value for band in BANDS],
        "ages": _steps((1, 3, 8, 10, 14, 14, 12)),
        "drawn": Jsonb(
            [
                {"item": item, "codes": [one.code for one in choices], "steps": _steps(weights)}
                for item, (choices, weights) in drawn.items()
            ]
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_RESPONSES, given)
        cursor.execute(_ANSWERS, given)
        written = cursor.rowcount
        cursor.execute("ANALYZE evaluation_response, evaluation_answer")
    return written


def _steps(weights: Sequence[float]) -> list[float]:
    """Where each of them begins between 0 and 1, for `width_bucket`."""
    return [sum(weights[:at]) / sum(weights) for at in range(len(weights))]


def measured(people: int) -> tuple[int, float, float, float]:
    """Answers, seconds to publish, millions of bytes in memory at the most, milliseconds to read."""
    campaign = opened(form=FORM)
    written = bulk_answers(campaign, people)
    closed(campaign)
    tracemalloc.start()
    began = time.perf_counter()
    publication = publish_moment(campaign.survey, Moment.ONCE, by=None, at=AT)
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    began = time.perf_counter()
    findings = Publication.objects.get(pk=publication.pk).findings
    read = time.perf_counter() - began
    assert findings.people == people
    assert len(findings.questions) == 20
    return written, took, peak / 1e6, read * 1000


@pytest.mark.slow(25)
def test_two_hundred_thousand_answers(network, capsys):
    with scoped_to(network):
        small = measured(PEOPLE // 10)
        large = measured(PEOPLE)
    with capsys.disabled():
        for written, took, peak, read in (small, large):
            sys.stdout.write(
                f"\n{written} answers: published in {took:.1f} s, {peak:.0f} MB at the most, read in {read:.0f} ms"
            )
        sys.stdout.write(f"\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB resident\n")
    assert large[0] > 190_000
    assert large[1] < SECONDS
    assert large[1] < 10 * small[1], "ten times the answers, not ten times the time"
    assert large[2] < 4 * small[2], "ten times the answers, not ten times the memory"
    assert large[3] < 2000
