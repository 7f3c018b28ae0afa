"""Results are published once, when nothing of them can change, and say what was answered."""

import pytest

from evaluation.enums import Dimension, ItemKind, Moment, PublishedPart, Verb
from evaluation.models import Publication
from evaluation.questionnaires.rules import Choice, Form, Item, Section
from evaluation.results.actions import due_parts, publish_moment, publish_paired
from evaluation.results.models import GUARD
from evaluation.results.queries.counting import findings_of
from evaluation.results.rules.exports import counted_rows
from evaluation.results.rules.findings import NO_ANSWER, Findings
from evaluation.results.rules.readings import low_of, summary_words, together_words
from evaluation.results.tasks import publish_survey, sweep_publications
from evaluation.surveys.actions import close_survey
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.evaluation.builders import answered, closed, make_survey, opened, prepared, published, taking_part

TRUST = tuple(
    Choice(code=code, label=label, score=score)
    for score, (code, label) in enumerate(
        [("a", "Pas du tout"), ("b", "Plutôt pas"), ("c", "Plutôt"), ("d", "Tout à fait")], start=1
    )
)
WHOLE = {
    "equipped": "yes",
    "age": "45",
    "since": "2024-03-01",
    "search": "alone",
    "phishing": "well",
    "confident": "rather",
    "uses": ["sometimes", "yes"],
    "places__yes": "often",
    "address": "a",
    "words": "Merci",
}


@pytest.fixture(autouse=True)
def inside(network):
    """All of it happens in one network."""
    with scoped_to(network):
        yield network


def published_once(campaign) -> Findings:
    """What is published of a survey with one campaign."""
    closed(campaign)
    return publish_moment(campaign.survey, campaign.moment, by=None, at=AT).findings


def question(findings: Findings, code: str) -> dict:
    """People by answer."""
    found = next(one for one in findings.questions if one.code == code)
    return {answer.code: n for answer, n in zip(found.answers, found.counts, strict=True) if n != 0}


@pytest.fixture
def asked(inside):
    campaign = opened()
    for n in range(12):
        answered(campaign, WHOLE | {"words": f"Idée {n:02}", "age": "31"})
    for _ in range(6):
        answered(campaign, {"equipped": "no", "age": "72", "search": "cannot", "uses": ["no"], "address": "b"})
    answered(campaign, {"age": "75"})
    return campaign


def test_it_counts_every_kind_of_question(asked):
    found = published_once(asked)
    assert (found.people, found.version, found.questionnaire) == (19, 1, asked.version.questionnaire.title)
    assert question(found, "equipped") == {"yes": 12, "no": None, NO_ANSWER: None}
    assert question(found, "search") == {"alone": 12, "cannot": None, NO_ANSWER: None}
    assert question(found, "places__yes") == {"often": 12, NO_ANSWER: 7}
    assert question(found, "address") == {"a": 12, "b": None, NO_ANSWER: None}
    assert question(found, "uses") == {"sometimes": 12, "yes": 12, "no": None, NO_ANSWER: None}
    assert question(found, "age") == {"vingt_cinq_trente_neuf": 12, "soixante_dix_plus": 7}
    texts = next(one for one in found.questions if one.code == "words")
    assert texts.texts == tuple(f"Idée {n:02}" for n in range(12))
    assert question(found, "words") == {"written": 12, NO_ANSWER: 7}


def test_felt_beside_tested():
    campaign = opened()
    for felt, tested, n in (("alone", "a", 9), ("cannot", "a", 7), ("cannot", "b", 8), ("can_guide", "b", 6)):
        for _ in range(n):
            answered(campaign, WHOLE | {"search": felt, "address": tested})
    (both,) = published_once(campaign).tested
    assert (both.high_right, both.low_right, both.low_wrong, both.high_wrong) == (9, 7, 8, 6)
    assert both.measure == "search"
    assert not both.hides_something


def test_few_people_are_not_published():
    campaign = opened()
    for _ in range(4):
        answered(campaign, WHOLE)
    found = published_once(campaign)
    assert (found.people, found.groups, found.questions, found.tested) == (None, (), (), ())


def test_groups_are_the_same_for_every_question():
    campaign = opened()
    north = taking_part(campaign, make_partner(name="CCAS de Dax"), expected=30)
    south = taking_part(campaign, make_partner(name="Médiathèque de Tartas"))
    small = taking_part(campaign, make_partner(name="Mairie de Sabres"))
    for structure, n in ((north, 20), (south, 11), (small, 3)):
        for _ in range(n):
            answered(campaign, WHOLE, structure=structure)
    found = published_once(campaign)
    assert [(group.dimension, group.label, group.people, group.expected) for group in found.groups] == [
        (Dimension.STRUCTURE, "CCAS de Dax", 20, 30)
    ]
    assert found.hidden_groups == {Dimension.STRUCTURE: 2}
    assert all(len(one.groups) == 1 for one in found.questions)


def test_it_is_published_once_when_all_its_campaigns_are_closed():
    version, survey = published(), make_survey()
    first, second = (opened(survey, version=version) for _ in range(2))
    for _ in range(6):
        answered(first, WHOLE)
    closed(first)
    assert due_parts(survey) == []
    assert publish_moment(survey, Moment.ONCE, by=None, at=AT) is None
    closed(second)
    publication = publish_moment(survey, Moment.ONCE, by=None, at=AT)
    assert publication.findings.people == 6
    assert publish_moment(survey, Moment.ONCE, by=None, at=AT) is None
    assert JournalEntry.objects.filter(verb=Verb.RESULTS_PUBLISHED).count() == 1


def test_a_campaign_in_preparation_is_waited_for():
    campaign = opened()
    prepared(campaign.survey, version=campaign.version)
    closed(campaign)
    assert due_parts(campaign.survey) == []


def test_the_sweep_publishes_what_the_broker_lost(inside, asked):
    closed(asked)
    sweep_publications()
    assert Publication.objects.get().findings.people == 19
    publish_survey(network_id=inside.pk, survey_id=asked.survey_id)
    assert Publication.objects.count() == 1


CODES = [(f"{first}{second}", str(day), "DA", "E") for first in "ABCDEFGH" for second in "AEIOU" for day in (1, 9)]


def paired_survey(n: int = 40, *, without: int = 10):
    """A survey in which `n` people rise by a step, and others answer only once."""
    survey, version = make_survey(pairs=True), published()
    before = opened(survey, version=version, moment=Moment.BEFORE)
    after = opened(survey, version=version, moment=Moment.AFTER)
    for code in CODES[:n]:
        answered(before, WHOLE | {"search": "with_help", "address": "b"}, pairing=code)
        answered(after, WHOLE | {"search": "alone"}, pairing=code)
    for at in range(without):
        answered(before, WHOLE | {"search": "cannot"}, pairing=CODES[n + at])
        answered(after, WHOLE)
    closed(before)
    closed(after)
    return survey


def test_what_changed_is_published_when_the_survey_is_closed():
    survey = paired_survey()
    publish_survey(network_id=survey.network_id, survey_id=survey.pk)
    assert publish_paired(survey, by=None, at=AT) is None
    survey = close_survey(survey, by=None, at=AT)
    publish_survey(network_id=survey.network_id, survey_id=survey.pk)
    found = survey.publications.get(part=PublishedPart.PAIRED).findings
    assert (found.before, found.after, found.pairs, found.doubles, found.without_code) == (50, 50, 40, 0, 10)
    change = {one.code: one for one in found.changes}
    search = change["search"]
    assert (search.n, search.missing, search.rose, search.stayed, search.fell) == (40, 0, 40, 0, 0)
    assert search.flows[1][2] == 40
    assert (search.effect, search.median_change) == (1.0, 1.0)
    assert search.reading.startswith("Sur 40 personnes qui ont répondu les deux fois, les réponses sont plus hautes")
    address = change["address"]
    assert [one.code for one in address.answers] == ["wrong", "right"]
    assert (address.n, address.rose) == (40, 40)
    assert {"search", "phishing", "confident", "places__yes", "address"} <= set(change)


def test_two_who_answered_once_are_not_revealed_by_the_pairs():
    survey = close_survey(paired_survey(without=2), by=None, at=AT)
    publish_survey(network_id=survey.network_id, survey_id=survey.pk)
    found = survey.publications.get(part=PublishedPart.PAIRED).findings
    # Of 42, 40 and no more than 44 would be pairs: none, one or two would be left.
    assert (found.before, found.pairs, found.pairs_at_least) == (42, None, None)


def test_four_pairs_say_nothing():
    survey = close_survey(paired_survey(4), by=None, at=AT)
    publish_survey(network_id=survey.network_id, survey_id=survey.pk)
    found = survey.publications.get(part=PublishedPart.PAIRED).findings
    assert found.pairs is None
    assert all(one.n is None and one.effect is None and not one.flows for one in found.changes)


NUMBERS = Form(
    title="Combien",
    sections=(
        Section(
            code="all",
            title="Tout",
            items=(
                Item(code="steps", kind=ItemKind.NUMBER, label="Combien de démarches ?", minimum=0),
                Item(code="trust", kind=ItemKind.SINGLE, label="Êtes-vous à l’aise ?", choices=TRUST),
            ),
        ),
    ),
)


def asked_numbers(answers, **fields):
    """A closed campaign of these answers."""
    campaign = opened(version=published(NUMBERS), **fields)
    for steps, trust in answers:
        answered(campaign, {"steps": str(steps), "trust": trust})
    return closed(campaign)


def test_five_numbers_are_nowhere_to_be_read():
    campaign = asked_numbers([(steps, "a") for steps in (1, 4, 9, 15, 28)])
    publication = publish_moment(campaign.survey, campaign.moment, by=None, at=AT)
    found = next(one for one in publication.findings.questions if one.code == "steps")
    assert summary_words(found) == (
        "Non montré\u00a0: la moyenne, la médiane, le premier quartile, le troisième quartile, qui pourraient "
        "faire connaître la réponse de quelques personnes."
    )
    assert question(publication.findings, "steps") == {"written": 5}
    rows = [row for row in counted_rows(campaign.moment, publication.findings) if row[2] == "steps"]
    assert [row[-2:] for row in rows if row[4] in ("mean", "median", "lower_quartile")] == [(None, "oui")] * 3


def test_what_an_earlier_guard_published_is_published_anew():
    campaign = asked_numbers([(steps, "a") for steps in (1, 4, 9, 15, 28)])
    survey = campaign.survey
    summary = {"n": 5, "mean": 11.4, "median": 9, "lower_quartile": 4, "upper_quartile": 15}
    document = findings_of(survey, campaign.moment).model_dump(mode="json")
    document["questions"][0]["summary"] = summary
    made = Publication.objects.create(
        network_id=survey.network_id, survey=survey, part=campaign.moment, document=document, made_at=AT, guard=1
    )
    assert made.findings.questions[0].summary is None, "what was said to the digit is no longer read"
    sweep_publications()
    sweep_publications()
    anew = survey.publications.current().get()
    assert (survey.publications.count(), anew.made_at, anew.guard) == (2, AT, GUARD)
    assert anew.findings.questions[0].summary.median is None


def test_both_halves_of_an_own_scale_are_shown_together():
    answers = [(3, step) for step, count in (("a", 4), ("b", 5), ("c", 3), ("d", 2)) for _ in range(count)]
    campaign = asked_numbers(answers)
    found = publish_moment(campaign.survey, campaign.moment, by=None, at=AT).findings.questions[1]
    assert (found.high, low_of(found)) == (5, 9)
    assert together_words(found) == (
        "«\u00a0Plutôt\u00a0» ou «\u00a0Tout à fait\u00a0»\u00a0: 5 sur 14 (36\u00a0%). "
        "«\u00a0Pas du tout\u00a0» ou «\u00a0Plutôt pas\u00a0»\u00a0: 9 sur 14 (64\u00a0%)."
    )
