"""Answers that come in: each once, through an open channel, from nobody in particular."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from evaluation.enums import AgeBand, Channel, Moment
from evaluation.models import Answer, AnswerLink, Response
from evaluation.surveys.actions import close_survey
from evaluation.surveys.answers.actions import (
    ALREADY_USED,
    Submission,
    keep_unfinished,
    take_answer,
    take_single_answer,
)
from evaluation.surveys.answers.rules import Answered
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.evaluation.builders import answered, closed, link_of, make_survey, opened, prepared
from tests.setup_data import setup_data

CODE = ("Marie", "12", "Dax", "Camille")


@setup_data(in_scope=True)
def inside(network):
    return network


def test_an_answer_is_kept_with_its_age_and_its_words(inside):
    response = answered(opened(), {"age": "63", "search": "alone", "uses": ["never", "yes"], "equipped": "yes"})
    assert response.age_band == AgeBand.FROM_60
    assert sorted(response.answers.values_list("item", "choice")) == [
        ("age", ""),
        ("equipped", "yes"),
        ("search", "alone"),
        ("uses", "never"),
        ("uses", "yes"),
    ]


def test_sent_twice_it_is_there_once(inside):
    campaign, sent = opened(), Submission({"search": Answered(choices=("alone",))}, uuid4())
    first = take_answer(campaign, sent, channel=Channel.LINK, at=AT)
    assert take_answer(campaign, sent, channel=Channel.LINK, at=AT) == first
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_what_a_kiosk_kept_becomes_the_answer(inside):
    campaign, key = opened(), uuid4()
    keep_unfinished(campaign, Submission({"search": Answered(choices=("alone",))}, key), at=AT)
    kept = keep_unfinished(campaign, Submission({"equipped": Answered(choices=("yes",))}, key), at=AT)
    assert (kept.is_finished, [one.item for one in kept.answers.all()]) == (False, ["equipped"])
    whole = take_answer(
        campaign, Submission({"search": Answered(choices=("cannot",))}, key), channel=Channel.KIOSK, at=AT
    )
    assert (whole.pk, whole.is_finished) == (kept.pk, True)
    assert [one.choice for one in whole.answers.all()] == ["cannot"]


def test_a_link_takes_one_answer_and_says_so(inside):
    link, sent = link_of(opened()), Submission({}, uuid4())
    first = take_single_answer(link, sent, at=AT)
    assert take_single_answer(link, sent, at=AT) == first
    with pytest.raises(DomainError, match=ALREADY_USED):
        take_single_answer(link, Submission({}, uuid4()), at=AT)


def test_the_database_lets_no_used_link_be_used_again(inside):
    link = link_of(opened())
    take_single_answer(link, Submission({}, uuid4()), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerLink.objects.filter(pk=link.pk).update(used_on=None)


def test_a_code_is_kept_as_hashes_and_goes_with_the_key(inside):
    survey = make_survey(pairs=True)
    before, after = (opened(survey, moment=moment) for moment in (Moment.BEFORE, Moment.AFTER))
    rows = [answered(campaign, {}, pairing=CODE) for campaign in (before, after)]
    assert bytes(rows[0].code) == bytes(rows[1].code)
    assert len(rows[0].near_codes) == 4
    closed(before), closed(after)
    close_survey(survey, by=None, at=AT)
    survey.refresh_from_db()
    for row in rows:
        row.refresh_from_db()
    assert survey.key is None
    assert [(row.code, row.near_codes) for row in rows] == [(None, None)] * 2
    assert rows[0].pair == rows[1].pair is not None


def test_a_campaign_that_asks_no_code_keeps_none(inside):
    assert answered(opened(), {}, pairing=CODE).code is None


@pytest.mark.parametrize("day", ["2026-10-31"])
def test_no_answer_before_the_first_day(inside, day):
    from datetime import UTC, datetime

    with pytest.raises(DomainError, match="commence le"):
        answered(opened(), {}, at=datetime.fromisoformat(day).replace(tzinfo=UTC))


def test_an_answer_begun_in_time_comes_in_until_the_campaign_is_closed(inside):
    from datetime import timedelta

    campaign = opened()
    assert answered(campaign, {}, at=AT + timedelta(days=25)).is_finished
    closed(campaign)
    with pytest.raises(DomainError, match="terminée"):
        answered(campaign, {})


def test_the_database_takes_no_answer_of_a_closed_campaign(inside):
    campaign = closed(opened())
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(campaign=campaign, channel=Channel.LINK, answered_on=AT.date())


def test_no_answer_through_a_channel_that_is_closed(inside):
    campaign = opened(by_kiosk=False)
    with pytest.raises(DomainError, match="ainsi"):
        answered(campaign, {}, channel=Channel.KIOSK)


def test_no_more_answers_than_were_asked_for(inside):
    campaign = opened(quota=1)
    answered(campaign, {})
    with pytest.raises(DomainError, match="toutes les réponses attendues"):
        answered(campaign, {})


def test_nothing_comes_to_a_campaign_in_preparation(inside):
    with pytest.raises(DomainError, match="commence le"):
        answered(prepared(), {})
