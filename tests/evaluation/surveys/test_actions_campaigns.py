"""What may still be changed of a campaign that takes answers."""

from datetime import date

import pytest

from evaluation.enums import Moment
from evaluation.surveys.actions import change_campaign
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.evaluation.builders import make_survey, opened, prepared


def changed(campaign, **fields):
    return change_campaign(campaign, **fields, by=None, at=AT)


def test_nobody_learns_the_number_of_answers_by_trying_one_quota_after_the_other(scope):
    campaign = opened(quota=12)
    for quota in (11, 13, 7):
        with pytest.raises(DomainError, match="de 5 en 5") as refused:
            changed(campaign, quota=quota)
        assert refused.value.field == "quota"
    assert changed(campaign, quota=12, title="Un autre titre").quota == 12
    assert changed(campaign, quota=15).quota == 15
    assert changed(campaign, quota=None).quota is None
    assert changed(prepared(), quota=7).quota == 7


def test_what_comes_after_is_not_asked_before_what_comes_before(scope):
    survey = make_survey(pairs=True)
    before = prepared(survey, moment=Moment.BEFORE, start=date(2027, 3, 1), end=date(2027, 4, 1))
    january = {"version": before.version, "start": date(2027, 1, 1), "end": date(2027, 3, 1)}
    with pytest.raises(DomainError, match="à partir du 1er mars 2027") as refused:
        prepared(survey, moment=Moment.AFTER, **january)
    assert refused.value.field == "end"
    after = prepared(survey, moment=Moment.AFTER, **{**january, "end": date(2027, 3, 2)})
    with pytest.raises(DomainError, match="jusqu’au 1er mars 2027") as refused:
        changed(before, start=date(2027, 3, 2))
    assert refused.value.field == "start"
    assert changed(after, end=date(2027, 5, 1)).end == date(2027, 5, 1)
