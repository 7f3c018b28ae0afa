"""The report of a survey as a PDF."""

from django.urls import reverse

from tests.evaluation.builders import make_survey
from tests.evaluation.world import evaluation_rows
from tests.setup_data import setup_data


def address(survey):
    return reverse("result_report", args=[survey.network.slug, survey.pk])


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
