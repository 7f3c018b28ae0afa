"""Published results as a file: by a form, for every member, with its line in the journal."""

import pytest
from django.urls import reverse

from evaluation.enums import Verb
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.evaluation.world import evaluation_rows
from tests.setup_data import setup_data

HIDDEN = ("CC du Pays Morcenais;26;;;", "60 – 69 ans;22;;;")


@setup_data
def survey(scope, cast):
    return evaluation_rows(cast)["published_survey"]


def address(survey, part="before", fmt="csv"):
    return reverse("result_table", args=[survey.network.slug, survey.pk, part, fmt])


def test_every_member_may_take_published_figures(survey, client_of):
    answer = client_of("reader").post(address(survey))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="resultats-publies-avant.csv"'
    text = answer.content.decode("utf-8-sig")
    for words in HIDDEN:
        assert f"{words};oui" in text or f"{words}oui" in text
    assert JournalEntry.objects.filter(verb=Verb.RESULTS_EXPORTED).count() == 1


def test_the_workbook_of_what_changed(survey, client_of):
    answer = client_of("reader").post(address(survey, "paired", "xlsx"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


@pytest.mark.django_db(transaction=True)
def test_each_part_is_exported_as_a_server_does_outside_of_a_transaction(network, cast, clock, client_of):
    with scoped_to(network):
        made = evaluation_rows(cast)["published_survey"]
    for part in ("before", "after", "paired"):
        for fmt, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
            assert client_of("reader").post(address(made, part, fmt)).content.startswith(begins), (part, fmt)


def test_a_file_is_not_fetched_by_its_address_alone(survey, client_of):
    assert client_of("coordinator").get(address(survey)).status_code == 405
    assert not JournalEntry.objects.filter(verb=Verb.RESULTS_EXPORTED).exists()


@pytest.mark.parametrize(("part", "fmt"), [("once", "csv"), ("before", "pdf"), ("nothing", "xlsx")])
def test_what_is_not_published_is_not_found(survey, client_of, part, fmt):
    assert client_of("coordinator").post(address(survey, part, fmt)).status_code == 404
