"""Answers one by one are asked for on a page that says what they are."""

import io
import zipfile

import pytest
from django.urls import reverse

from evaluation.enums import Verb
from inclusion.core.models.history import JournalEntry
from tests.evaluation.builders import answered, closed, make_survey, opened
from tests.setup_data import setup_data

SAID = {
    "purpose": "recherche",
    "reason": "Croiser l’aisance et l’équipement avec l’université.",
    "delete_by": "2027-06-30",
    "never_identify": "on",
    "will_delete": "on",
}


@setup_data
def survey(scope, clock):
    survey = make_survey(title="Une enquête")
    campaign = opened(survey)
    for _ in range(5):
        answered(campaign, {"equipped": "yes", "search": "alone"})
    closed(campaign)
    return survey


def address(survey):
    return reverse("result_microdata", args=[survey.network.slug, survey.pk])


def test_the_page_says_what_leaves_and_what_does_not(survey, client_of):
    page = client_of("evaluator").get(address(survey)).content.decode()
    assert "de vraies réponses" in page
    assert "Il ne contient ni" in page
    assert "Télécharger les données détaillées" in page


def test_whoever_says_why_and_promises_gets_them(survey, client_of):
    answer = client_of("evaluator").post(address(survey), SAID)
    assert answer.headers["Content-Type"] == "application/zip"
    assert "une-enquete-reponses-une-a-une.zip" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert sorted(archive.namelist()) == ["codes.csv", "lisez-moi.csv", "reponses.csv"]
        assert archive.read("reponses.csv").decode().count("alone") == 5
    assert JournalEntry.objects.get(verb=Verb.MICRODATA_EXPORTED).details["reason"] == SAID["reason"]


@pytest.mark.parametrize(
    "missing", [{"reason": "Pour voir"}, {"never_identify": ""}, {"will_delete": ""}, {"delete_by": ""}]
)
def test_whoever_says_less_gets_the_page_again(survey, client_of, missing):
    answer = client_of("evaluator").post(address(survey), SAID | missing)
    assert "text/html" in answer.headers["Content-Type"]
    assert "erreur" in answer.content.decode().lower() or 'aria-invalid="true"' in answer.content.decode()
    assert not JournalEntry.objects.filter(verb=Verb.MICRODATA_EXPORTED).exists()


def test_with_too_few_answers_no_download_is_offered(scope, clock, client_of):
    survey = make_survey()
    page = client_of("coordinator").get(address(survey)).content.decode()
    assert "Il est trop tôt" in page
    assert "Télécharger les réponses" not in page
