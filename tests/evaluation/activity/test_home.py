"""What help shows at home, and what it can be counted by."""

from datetime import date

import pytest

from evaluation.activity.home import people_and_changes
from evaluation.enums import PublishedPart as P
from evaluation.models import Publication
from evaluation.results.queries.published import summary_of_survey
from inclusion.core.access import Member
from inclusion.core.navigation import Home
from inclusion.core.registry.measures import measures
from tests.builders import AT
from tests.evaluation.builders import help_given, make_survey
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.setup_data import setup_data

YEAR = date(2026, 1, 1), date(2027, 1, 1)


@setup_data
def given(scope, cast):
    help_given(cast["prescriber"].partner, people=3, minutes=60)
    help_given(cast["operator"].partner, people=1, minutes=100)
    help_given(cast["operator"].partner, given_on=date(2025, 12, 31))


@pytest.mark.parametrize(("key", "count"), [("help_acts", 2), ("help_people", 4), ("help_hours", 3)])
def test_help_feeds_indicators(given, network, other_network, key, count):
    assert measures()[key].count(network, *YEAR) == count
    assert measures()[key].count(other_network, *YEAR) == 0


@pytest.mark.parametrize(
    ("role", "label", "value"),
    [("reader", "Aides en 2026", "4"), ("prescriber", "Aides de votre structure en 2026", "3"), ("school", "", "")],
)
def test_the_home_page_says_how_many_were_helped(given, cast, role, label, value):
    figures = [one for one in Home(Member(cast[role]), AT.date()).figures() if one.label.startswith("Aides")]
    assert [(one.label, one.value) for one in figures] == ([(label, value)] if label else [])


def test_the_picture_says_what_the_summary_of_the_survey_says(scope, cast):
    """43 % felt able before, 66 % after: of all questions, as on the page of the results, not of one of them."""
    survey = make_survey(title="Ce que change l’aide", pairs=True)
    for part, found in ((P.BEFORE, BEFORE), (P.AFTER, AFTER), (P.PAIRED, PAIRED)):
        document = found.model_dump(mode="json")
        Publication.objects.create(survey=survey, part=part, document=document, made_at=AT)
    summary = summary_of_survey(survey)
    picture = people_and_changes(Member(cast["reader"]), AT.date())
    assert picture.sentence == summary.title
    assert picture.context["changed"] == summary.moves
    assert (summary.moves[0].before, summary.moves[0].after) == (43, 66)
    assert summary.note in picture.foot or summary.note in " ".join(picture.notes)
