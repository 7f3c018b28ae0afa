"""Actions that a fund pays for: whom they helped is said year by year, and what was said stays."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from funding.models import ActionReach
from funding.spending.actions.funded_actions import record_reach, record_reach_of_year
from funding.spending.queries.commitments import people_helped
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.funding.builders import worked_example
from tests.setup_data import setup_data


@setup_data
def worked(scope):
    return worked_example()


def test_what_was_said_already_is_not_said_again(worked):
    does = {"year": 2026, "by": worked.by, "at": AT}
    recorded = record_reach_of_year(worked.forum, people={worked.caf: 10, worked.orange: 0}, **does)
    assert [(one.partner, one.people) for one in recorded] == [(worked.caf, 10), (worked.orange, 0)]
    recorded = record_reach_of_year(worked.forum, people={worked.caf: 12, worked.orange: 0}, **does)
    assert [(one.partner, one.people) for one in recorded] == [(worked.caf, 12)]
    assert ActionReach.objects.count() == 3
    assert people_helped(worked.fund) == {worked.forum.pk: 12}


def test_years_and_operators_add_up_each_with_its_last_word(worked):
    for partner, year, people in (
        (worked.caf, 2026, 10),
        (worked.caf, 2026, 7),
        (worked.caf, 2027, 5),
        (worked.orange, 2026, 2),
    ):
        record_reach(worked.forum, partner=partner, year=year, people=people, by=worked.by, at=AT)
    assert people_helped(worked.fund) == {worked.forum.pk: 14}


@pytest.mark.parametrize("year", [2025, 2028, 2029])
def test_a_year_outside_the_fund_or_to_come_is_refused(worked, year):
    at = timezone.make_aware(datetime.combine(date(2027, 3, 1), datetime.min.time()))
    with pytest.raises(DomainError, match="n’est pas une année du fonds") as refused:
        record_reach_of_year(worked.forum, year=year, people={worked.caf: 1}, by=worked.by, at=at)
    assert refused.value.field == "year"
    assert not ActionReach.objects.exists()


def test_a_negative_number_is_refused_and_nothing_else_is_said(worked):
    with pytest.raises(DomainError, match="n’est pas négatif"):
        record_reach_of_year(worked.forum, year=2026, people={worked.caf: 1, worked.orange: -1}, by=worked.by, at=AT)
    assert not ActionReach.objects.exists()
