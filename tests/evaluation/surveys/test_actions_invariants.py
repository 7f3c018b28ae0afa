"""Each invariant of evaluations holds where the actions wrote, and finds what is broken behind their back."""

from uuid import uuid4

import pytest

from evaluation.enums import Channel, Moment
from evaluation.models import Answer, Campaign, Response
from evaluation.surveys.actions import close_survey
from evaluation.surveys.answers.actions import Submission, take_single_answer
from funding.funds.invariants import prove
from tests.builders import AT
from tests.evaluation.builders import answered, closed, link_of, make_survey, opened
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
CODE = ("Marie", "12", "Dax", "Camille")
OURS = {
    "survey_codes_destroyed",
    "answers_in_time",
    "single_links_answer_once",
    "answers_counted_where_given",
    "pairs_join_two",
}


def broken(network) -> set[str]:
    return {one.name for one in prove(network) if one.violations}


@setup_data
def rows(scope):
    """A closed survey of two campaigns with one pair; an answer by a link, in a campaign that stays open."""
    survey = make_survey(pairs=True)
    before, after = (opened(survey, moment=moment) for moment in (Moment.BEFORE, Moment.AFTER))
    pair = [answered(one, {"age": "63"}, pairing=CODE) for one in (before, after)]
    closed(before), closed(after)
    close_survey(survey, by=None, at=AT)
    single = take_single_answer(link_of(opened()), Submission({}), at=AT)
    return pair, single


def test_all_of_them_are_proven_and_hold(rows, network):
    results = {one.name: one.violations for one in prove(network)}
    assert set(results) >= OURS
    assert not any(results[name] for name in OURS)


def test_a_code_that_stayed_is_found(rows, network):
    Response.objects.filter(pk=rows[0][0].pk).update(code=b"kept")
    assert broken(network) == {"survey_codes_destroyed"}


def test_an_answer_too_early_is_found(rows, network):
    Campaign.objects.filter(pk=rows[1].campaign_id).update(state="draft", opened_at=None)
    assert "answers_in_time" in broken(network)


def test_a_second_answer_by_one_link_is_found(rows, network):
    campaign = rows[1].campaign
    Response.objects.create(campaign=campaign, channel=Channel.SINGLE, answered_on=AT.date(), key=uuid4())
    assert broken(network) == {"single_links_answer_once"}


def test_an_answer_that_counts_elsewhere_is_found(rows, network):
    Answer.objects.filter(response=rows[0][0]).update(campaign=rows[1].campaign)
    assert broken(network) == {"answers_counted_where_given"}


def test_a_pair_of_one_is_found(rows, network):
    Response.objects.filter(pk=rows[0][0].pk).update(pair=uuid4())
    assert broken(network) == {"pairs_join_two"}
