"""Answers one by one leave without what leads to a person, and the journal keeps why they left."""

import csv
import io
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest

from evaluation.enums import Moment, Verb
from evaluation.models import Answer, Response
from evaluation.results.actions import Promise, export_microdata
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import active_network
from tests.builders import AT, make_epci, make_partner, make_user, own_details
from tests.evaluation.builders import answered, closed, make_survey, opened, published, taking_part
from tests.setup_data import setup_data

PROMISE = Promise(
    purpose="Recherche", reason="Croiser l’aisance et l’équipement avec l’université.", delete_by=date(2027, 6, 30)
)
ANSWERS = {"equipped": "yes", "age": "83", "since": "2019-03-17", "search": "alone", "uses": ["yes", "never"]}


@setup_data
def camille():
    return make_user("camille@exemple.example")


@setup_data
def survey(scope):
    """Six answered before in one structure, six after; one at a campaign that is still open."""
    survey = make_survey(title="Avant et après", pairs=True)
    version = published()
    epci = make_epci(name="CC du Pays Morcenais")
    for moment in (Moment.BEFORE, Moment.AFTER):
        campaign = opened(survey, version=version, moment=moment, epci=epci)
        structure = taking_part(campaign, make_partner(f"Maison secrète {moment}"))
        for _ in range(6):
            answered(campaign, ANSWERS, structure=structure)
        Response.objects.filter(campaign=campaign).update(code=b"code-secret")
        closed(campaign)
    running = opened(survey, version=version, moment=Moment.ONCE)
    answered(running, {**ANSWERS, "search": "cannot"})
    return survey


def version_of(survey):
    return survey.campaigns.first().version


def files_of(data):
    with data, zipfile.ZipFile(data) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def taken(survey, by, **changed):
    return files_of(export_microdata(survey, replace(PROMISE, **changed), by=by, at=AT))


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_finished_answer_of_a_closed_campaign_is_a_row(survey, camille):
    rows = rows_of(taken(survey, camille)["reponses.csv"])
    assert sorted(row["moment"] for row in rows) == ["Après"] * 6 + ["Avant"] * 6
    assert {row["search"] for row in rows} == {"alone"}
    assert {row["uses"] for row in rows} == {"never yes"}
    assert {row["since"] for row in rows} == {"2019-03"}
    assert {(row["territoire"], row["tranche_age"]) for row in rows} == {("CC du Pays Morcenais", "70 ans et plus")}


def test_nothing_leads_to_a_person(survey, camille):
    files = taken(survey, camille)
    everything = "".join(files.values())
    keys = [str(key) for key in Response.objects.values_list("key", flat=True)]
    assert not [key for key in keys if key in everything]
    for word in ("Maison secrète", "code-secret", AT.date().isoformat(), "24/11/2026", "2019-03-17"):
        assert word not in everything
    (heading, *_) = csv.reader(io.StringIO(files["reponses.csv"]), delimiter=";")
    assert "age" not in heading
    assert "83" not in files["reponses.csv"]
    assert heading[:6] == ["moment", "questionnaire", "version", "territoire", "tranche_age", "paire"]


def test_two_answers_of_a_person_bear_one_number_that_is_no_key(survey, camille):
    pair = "3f2b8c1e-0000-4000-8000-000000000001"
    for moment in (Moment.BEFORE, Moment.AFTER):
        one = Response.objects.filter(campaign__survey=survey, campaign__moment=moment).first()
        Response.objects.filter(pk=one.pk).update(pair=pair)
    first, second = (
        [row["paire"] for row in rows_of(taken(survey, camille)["reponses.csv"]) if row["paire"]] for _ in range(2)
    )
    assert len(first) == 2
    assert len(set(first)) == 1
    assert set(first) != set(second), "two files must not be joined by it"
    assert pair[:8] not in first[0]


def test_a_territory_and_an_age_that_few_share_are_left_out(survey, camille):
    campaign = opened(
        survey, version=version_of(survey), moment=Moment.BEFORE, epci=make_epci("200000002", "CC Minuscule")
    )
    for _ in range(4):
        answered(campaign, {"equipped": "yes", "search": "alone", "age": "15"})
    closed(campaign)
    text = taken(survey, camille)["reponses.csv"]
    assert "CC Minuscule" not in text
    assert "12 – 17 ans" not in text
    assert len(rows_of(text)) == 16


def test_texts_leave_only_where_they_are_asked_for_and_never_run(survey, camille):
    campaign = opened(survey, version=version_of(survey), moment=Moment.BEFORE)
    answered(campaign, {"equipped": "yes", "search": "alone", "words": "=1+1"})
    closed(campaign)
    assert "=1+1" not in "".join(taken(survey, camille).values())
    files = taken(survey, camille, with_texts=True)
    assert "'=1+1" in [row["words"] for row in rows_of(files["reponses.csv"])]


def test_the_codebook_says_what_codes_mean(survey, camille):
    rows = rows_of(taken(survey, camille)["codes.csv"])
    by_code = {(row["code"], row["code de la réponse"]): row for row in rows}
    assert by_code["search", "alone"]["échelon"] == "3"
    assert by_code["address", "a"]["bonne réponse"] == "oui"
    assert by_code["places__yes", "often"]["question"] == "Où ?\u00a0: Oui"
    assert not [row for row in rows if row["code"] == "age"]


def test_the_journal_keeps_why(survey, camille):
    taken(survey, camille)
    line = JournalEntry.objects.get(verb=Verb.MICRODATA_EXPORTED)
    assert (line.by, line.target_id) == (camille, survey.pk)
    assert own_details(line) == {
        "purpose": "Recherche",
        "reason": PROMISE.reason,
        "delete_by": "2027-06-30",
        "with_texts": False,
        "responses": 12,
    }


@pytest.mark.parametrize(
    ("changed", "field"), [({"reason": "  pour voir  "}, "reason"), ({"delete_by": AT.date()}, "delete_by")]
)
def test_who_says_nothing_gets_nothing(survey, camille, changed, field):
    with pytest.raises(DomainError) as refused:
        taken(survey, camille, **changed)
    assert refused.value.field == field
    assert not JournalEntry.objects.filter(verb=Verb.MICRODATA_EXPORTED).exists()


def test_fewer_than_five_do_not_leave(scope, camille):
    survey = make_survey()
    campaign = opened(survey)
    for _ in range(4):
        answered(campaign, {"equipped": "yes", "search": "alone"})
    closed(campaign)
    with pytest.raises(DomainError):
        taken(survey, camille)


def test_a_moment_waits_for_its_last_campaign(survey, camille):
    """Two files, before and after that campaign is closed, would differ by its answers alone."""
    late = opened(survey, version=version_of(survey), moment=Moment.BEFORE)
    rows = rows_of(taken(survey, camille)["reponses.csv"])
    assert {row["moment"] for row in rows} == {"Après"}
    closed(late)
    rows = rows_of(taken(survey, camille)["reponses.csv"])
    assert {row["moment"] for row in rows} == {"Avant", "Après"}


def test_a_moment_with_few_answers_does_not_leave_behind_the_others(scope, camille):
    survey = make_survey(pairs=True)
    version = published()
    for moment, count in ((Moment.BEFORE, 6), (Moment.AFTER, 4)):
        campaign = opened(survey, version=version, moment=moment)
        for _ in range(count):
            answered(campaign, ANSWERS)
        closed(campaign)
    rows = rows_of(taken(survey, camille)["reponses.csv"])
    assert [row["moment"] for row in rows] == ["Avant"] * 6
    assert JournalEntry.objects.get(verb=Verb.MICRODATA_EXPORTED).details["responses"] == 6


def many(survey, count):
    campaign = opened(survey)
    responses = Response.objects.bulk_create(
        Response(network=active_network(), campaign=campaign, channel="link", answered_on=AT.date())
        for _ in range(count)
    )
    Answer.objects.bulk_create(
        (
            Answer(network=active_network(), response=one, campaign=campaign, item="search", choice="can_guide")
            for one in responses
        ),
        batch_size=5000,
    )
    closed(campaign)


def _peak(count, by):
    survey = make_survey()
    many(survey, count)
    tracemalloc.start()
    try:
        data = export_microdata(survey, PROMISE, by=by, at=AT + timedelta(days=1))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert files_of(data)["reponses.csv"].count("can_guide") == count
    return peak


@pytest.mark.thorough
def test_memory_does_not_grow_with_the_answers(scope, camille):
    few, more = _peak(2500, camille), _peak(5000, camille)
    # The file itself grows, some 200 bytes an answer; to keep each answer until the end would take ten times that.
    assert more - few < 2500 * 600
