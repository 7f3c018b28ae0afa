"""What may still be changed of a campaign that takes answers."""

import pytest

from evaluation.surveys.actions import change_campaign
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.evaluation.builders import opened, prepared


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
