"""The report of a survey as a PDF."""

import subprocess

import pytest
from django.urls import reverse

from evaluation.models import Publication
from tests.builders import AT
from tests.evaluation.builders import make_survey
from tests.evaluation.findings import BEFORE
from tests.evaluation.world import evaluation_rows
from tests.pages import plain, words
from tests.setup_data import setup_data


def address(survey, name="result_report"):
    return reverse(name, args=[survey.network.slug, survey.pk])


@setup_data
def survey(scope, cast):
    return evaluation_rows(cast)["published_survey"]


def test_every_member_reads_the_report(survey, client_of):
    answer = client_of("reader").get(address(survey))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'inline; filename="rapport-resultats-publies.pdf"' in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


def test_nothing_is_printed_before_something_is_published(scope, client_of):
    assert client_of("coordinator").get(address(make_survey())).status_code == 404


@pytest.mark.papers
def test_the_two_pages_say_what_the_first_page_says(survey, client_of):
    """26 of 60 felt able and 33 of 50 do now; 33 of 60 found the answer and 33 of 50 do now."""
    client = client_of("reader")
    answer = client.get(address(survey, "result_summary"))
    assert 'filename="essentiel-resultats-publies.pdf"' in answer.headers["Content-Disposition"]
    out = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True)
    printed, shown = out.stdout.decode(), words(client.get(address(survey, "result_detail")))
    assert printed.count("\f") == 2, "two pages"
    for sentence in (
        "Après l’accompagnement, environ sept personnes sur dix se sentent capables",
        "66 % des personnes se disent capables de faire sans aide, contre 43 % avant.",
        "18 des 60 personnes interrogées avant",
    ):
        assert sentence in " ".join(plain(printed).split()) and sentence in plain(shown)


def test_there_are_no_two_pages_where_both_moments_say_nothing(survey, client_of):
    first = make_survey()
    Publication.objects.create(survey=first, part="before", document=BEFORE.model_dump(mode="json"), made_at=AT)
    client = client_of("reader")
    assert client.get(address(first, "result_summary")).status_code == 404
    assert "essentiel.pdf" not in client.get(address(first, "result_detail")).content.decode()
