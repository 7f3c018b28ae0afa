"""A million answers are published within a minute, without holding them in memory, and read at once."""

import random
import resource
import sys
import time
import tracemalloc
from uuid import uuid4

import pytest

from evaluation.actions.publishing import publish_moment
from evaluation.enums import AgeBand, Channel, ItemKind, ItemRole, Moment
from evaluation.models import Answer, Campaign, Publication, Response
from evaluation.rules.forms import AGREEMENT, SKILL, Choice, Form, Item, Section
from inclusion.scope import scoped_to
from tests.builders import AT, make_epci, make_partner
from tests.evaluation.builders import closed, opened, taking_part

PEOPLE = 50_000
#: A busy machine takes longer than an idle one; hours would tell of a fault.
SECONDS = 240
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


def bulk_answers(campaign: Campaign, people: int) -> int:
    """Write answers as they would have come, without the pages."""
    draw = random.Random(people)
    epcis = [make_epci(f"2000000{at:02}", f"CC {at:02}") for at in range(18)]
    doors = [taking_part(campaign, make_partner(f"Structure {at:02}")) for at in range(30)]
    common = {"network_id": campaign.network_id, "campaign": campaign}
    written = 0
    for start in range(0, people, 2500):
        responses = []
        for _ in range(min(2500, people - start)):
            door = min(29, int(draw.expovariate(1 / 8)))
            responses.append(
                Response(
                    **common,
                    key=uuid4(),
                    channel=Channel.LINK,
                    answered_on=AT.date(),
                    structure=doors[door],
                    epci=epcis[door % 18 if draw.random() < 0.9 else draw.randrange(18)],
                    age_band=draw.choices(BANDS, [1, 3, 8, 10, 14, 14, 12])[0],
                )
            )
        Response.objects.bulk_create(responses)
        answers = []
        for response in responses:
            own = {"response": response, **common}
            choices = {"age": response.age_band, "test": draw.choice("aab")}
            choices |= {f"skill{at}": draw.choices(SKILL, [10, 30, 40, 5])[0].code for at in range(8)}
            choices |= {f"agree{at}": draw.choices(AGREEMENT, [2, 10, 20, 40, 20])[0].code for at in range(7)}
            answers += [Answer(**own, item=code, choice=choice) for code, choice in choices.items()]
            answers += [
                Answer(**own, item="uses", choice=f"u{at}")
                for at in draw.sample(range(4), draw.randint(1, 2))
            ]
            answers.append(Answer(**own, item="hours", number=draw.randint(0, 40)))
            if draw.random() < 0.01:
                answers.append(Answer(**own, item="words", text=f"Un mot de {draw.random()}"))
        Answer.objects.bulk_create(answers, batch_size=5000)
        written += len(answers)
    return written


def measured(people: int) -> tuple[int, float, float, float]:
    """Answers, seconds to publish, millions of bytes held at the most, milliseconds to read."""
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


@pytest.mark.slow
def test_a_million_answers(network, capsys):
    with scoped_to(network):
        small = measured(PEOPLE // 10)
        large = measured(PEOPLE)
    with capsys.disabled():
        for written, took, peak, read in (small, large):
            sys.stdout.write(
                f"\n{written} answers: published in {took:.1f} s, {peak:.0f} MB at the most, read in {read:.0f} ms"
            )
        sys.stdout.write(f"\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB resident\n")
    assert large[0] > 950_000
    assert large[1] < SECONDS
    assert large[2] < 4 * small[2], "ten times the answers, not ten times the memory"
    assert large[3] < 2000
